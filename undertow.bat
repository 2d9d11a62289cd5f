@echo off
rem Starts Undertow; the first time it sets up .venv beside this file.
rem
rem   undertow.bat [DOCUMENT]         open the app
rem   undertow.bat train DOCUMENT ... train with no window
rem   undertow.bat check DOCUMENT     check its gradients with no window
rem   undertow.bat test [ARGUMENTS]   run the tests; arguments go to pytest
rem
rem It ends with status 1 and a sentence when it cannot set itself up.
setlocal EnableExtensions DisableDelayedExpansion

rem Sources compiled anew at each start make every start slow, and foreign paths would hide what is in .venv.
set "PYTHONDONTWRITEBYTECODE="
set "PYTHONHOME="
set "PYTHONPATH="

set "ROOT=%~dp0"
set "VENV=%ROOT%.venv"
set "PY=%VENV%\Scripts\python.exe"
set "LOCKS=resources\desktop"
set "SUFFIX="
set "EXTRA="
if /i "%~1"=="test" (
    set "SUFFIX=-test"
    set "EXTRA=[test]"
)

call :is_ready
if errorlevel 1 call :set_up
if errorlevel 1 goto :failed

if /i "%~1"=="test" goto :test
if /i "%~1"=="train" goto :console
if /i "%~1"=="check" goto :console
rem The app needs no console: without one, this window can close.
start "" "%VENV%\Scripts\pythonw.exe" -P -m gui %*
exit /b 0

:console
"%PY%" -P -m gui %*
exit /b %ERRORLEVEL%

:test
rem %* still holds "test" after shift, so the rest is gathered word by word.
set "ARGUMENTS="
shift /1
:gather
if "%~1"=="" goto :gathered
set ARGUMENTS=%ARGUMENTS% %1
shift /1
goto :gather
:gathered
if not defined ARGUMENTS set "ARGUMENTS= --numprocesses auto"
set "QT_QPA_PLATFORM=offscreen"
pushd "%ROOT%"
"%PY%" -P -m pytest%ARGUMENTS%
set "STATUS=%ERRORLEVEL%"
popd
exit /b %STATUS%

rem Ready means: set up here, from this pyproject.toml and this lock. A copy of each is kept to compare with.
:is_ready
if not exist "%PY%" exit /b 1
if not exist "%VENV%\ready%SUFFIX%\root" exit /b 1
set "WAS="
set /p WAS=<"%VENV%\ready%SUFFIX%\root"
if not "%WAS%"=="%ROOT%" exit /b 1
fc /b "%ROOT%pyproject.toml" "%VENV%\ready%SUFFIX%\pyproject.toml" >nul 2>nul || exit /b 1
fc /b "%ROOT%%LOCKS%\requirements%SUFFIX%.txt" "%VENV%\ready%SUFFIX%\requirements%SUFFIX%.txt" >nul 2>nul || exit /b 1
exit /b 0

:set_up
set "ANEW=1"
if exist "%PY%" if exist "%VENV%\ready\root" set "ANEW="
if not defined ANEW echo undertow: bringing "%VENV%" up to date.
if defined ANEW echo undertow: setting up in "%VENV%". This happens once, loads about 200 MB, and takes a minute or two.
if defined ANEW call :make_venv || exit /b 1
rem Without these two a set-up that is broken off here is seen as half made, and made anew.
if exist "%VENV%\ready" rmdir /s /q "%VENV%\ready"
if exist "%VENV%\ready-test" rmdir /s /q "%VENV%\ready-test"
pushd "%ROOT%"
call :install
set "STATUS=%ERRORLEVEL%"
popd
if not "%STATUS%"=="0" (
    echo undertow: the packages could not be installed; the lines above say why. Is there a network? Start Undertow again to try once more. 1>&2
    exit /b 1
)
"%PY%" -m compileall -q "%ROOT%engine" "%ROOT%gui"
call :stamp ""
if defined SUFFIX call :stamp "%SUFFIX%"
exit /b 0

rem The root comes last, so that a stamp that is broken off counts as none.
:stamp
mkdir "%VENV%\ready%~1"
copy /b "%ROOT%pyproject.toml" "%VENV%\ready%~1\" >nul
copy /b "%ROOT%%LOCKS%\requirements%~1.txt" "%VENV%\ready%~1\" >nul
rem Not by echo, for which an ampersand in the path would end the line.
>"%VENV%\ready%~1\root" <nul set /p "=%ROOT%"
exit /b 0

:make_venv
for %%P in ("py -3" "python" "python3") do (
    call :try_python %%~P && exit /b 0
)
echo undertow: Undertow needs Python 3.11 or newer, and this system has none. Install it from python.org or the Microsoft Store, then start Undertow again. 1>&2
exit /b 1

:try_python
%* -c "import sys, ensurepip, venv; sys.exit(sys.version_info < (3, 11))" >nul 2>nul || exit /b 1
%* -m venv --clear "%VENV%" || exit /b 1
exit /b 0

:install
"%PY%" -m pip install --disable-pip-version-check --no-input --require-hashes -r "%LOCKS%\requirements%SUFFIX%.txt" 2>"%VENV%\setup.log"
if not errorlevel 1 (
    "%PY%" -m pip install --disable-pip-version-check --no-input --no-deps --no-build-isolation --editable . && exit /b 0
)
type "%VENV%\setup.log" 1>&2
rem A file that is not the one the lock means is never replaced by another one.
findstr /c:"DO NOT MATCH THE HASHES" "%VENV%\setup.log" >nul && exit /b 1
echo undertow: the pinned packages cannot be installed here; trying others within the version ranges of pyproject.toml.
"%PY%" -m pip install --disable-pip-version-check --no-input --editable ".%EXTRA%" && exit /b 0
exit /b 1

:failed
rem After a double click the window would be gone before the sentence is read.
if not defined CI if "%~1"=="" pause
exit /b 1
