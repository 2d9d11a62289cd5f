"""The house rules of CONTRIBUTING.md, each a small function that finds breaches, and each shown to find one."""

import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from PySide6 import QtCore, QtGui, QtWidgets

ROOT = Path(__file__).parent.parent
MODULES = sorted(path for folder in ("engine", "gui") for path in (ROOT / folder).rglob("*.py"))
ROOT_ENTRIES = {
    *("pyproject.toml", "README.md", "CONTRIBUTING.md", "LICENSE", "undertow", "undertow.bat"),
    *("engine", "gui", "resources", "tests"),
}
Function = ast.FunctionDef | ast.AsyncFunctionDef
Rule = Callable[[str, ast.Module], Iterator[str]]

HEXADECIMAL = re.compile(r"#(?:[0-9a-fA-F]{8}|[0-9a-fA-F]{6}|[0-9a-fA-F]{3,4})\b")
KEYS = re.compile(r"(?:(?:Ctrl|Shift|Alt|Meta)\+)+(?:\w+|.)")
LITERAL_KEY = re.compile(r"""['"]|Qt\.Key|QKeySequence\.StandardKey""")
EMPTY_WORD = re.compile(r"(?:Manager|Helper|Util)s?(?![a-z])|(?:Base|Impl)(?![a-z])")
EMPTY_PART = re.compile(r"(?:^|_)(?:(?:manager|helper|util)s?|impl)(?:_|$)")


def name_of(path: Path) -> str:
    """The name of a module as it is imported: `engine.layers.linear`, and `engine.layers` for a package."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def tracked_files() -> list[str]:
    """The files of the project: what a clone has and what is about to be added, or all that an archive holds."""
    if not (ROOT / ".git").exists():
        made = re.compile(r"(?:^|/)(?:\.venv|__pycache__|\.\w+_cache|\.hypothesis|build|dist|[^/]+\.egg-info)/")
        names = (path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.is_file())
        return sorted(name for name in names if not made.search(name))
    command = ["git", "-c", f"safe.directory={ROOT}", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return sorted({name for name in listed.split("\0") if name and (ROOT / name).is_file()})


# What a module imports


def imports(name: str, tree: ast.Module) -> set[str]:
    """The modules that a module imports when it runs, wherever the import stands, but not for type checking alone.

    An import inside a function counts: it is there for a quick start, and a cycle hidden in one is a cycle still.
    """
    for_types_only = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for statement in node.body
        for inner in ast.walk(statement)
    }
    found: set[str] = set()
    for node in ast.walk(tree):
        if node in for_types_only:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name}: imports are written with full names"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def import_graph(sources: dict[str, str]) -> dict[str, set[str]]:
    """For each module of `sources` (name to source) those among them that it imports."""
    graph = {}
    for name, source in sources.items():
        wanted = imports(name, ast.parse(source))
        # `from a.b import c` names the module a.b.c if there is one, and otherwise something inside a.b.
        modules = {full if full in sources else full.rpartition(".")[0] for full in wanted}
        graph[name] = modules & (sources.keys() - {name})
    return graph


def cycle(graph: dict[str, set[str]]) -> list[str]:
    """Modules that import each other in a circle, or none: what is left when leaves are taken away again and again."""
    left = dict(graph)
    while leaves := [name for name, wanted in left.items() if not wanted & left.keys()]:
        for name in leaves:
            del left[name]
    return sorted(left)


def foreign_imports(name: str, tree: ast.Module) -> Iterator[str]:
    """What the engine imports beyond the standard library, NumPy and itself."""
    if name.split(".")[0] == "engine":
        allowed = {*sys.stdlib_module_names, "numpy", "engine"}
        yield from (f"imports {full}" for full in sorted(imports(name, tree)) if full.split(".")[0] not in allowed)


# What a module says


def colour_literals(name: str, tree: ast.Module) -> Iterator[str]:
    """Colours written outside the theme: '#rrggbb' in a string, or QColor and its like made from numbers or a name."""
    if name == "gui.theme":
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and HEXADECIMAL.search(node.value):
            yield f"line {node.lineno}: the colour {node.value!r}"
        elif is_literal_colour(node):
            yield f"line {node.lineno}: {ast.unparse(node)}"


def is_literal_colour(node: ast.AST) -> bool:
    """Whether a colour is made of what is written on the spot: QColor(255, 0, 0), mkPen("w"). No colour is none."""
    if isinstance(node, ast.Attribute):
        return ast.unparse(node.value) == "Qt.GlobalColor" and node.attr != "transparent"
    makers = {"QColor", "fromRgb", "fromRgbF", "fromHsv", "fromHsl", "qRgb", "qRgba", "mkColor", "mkPen", "mkBrush"}
    if not isinstance(node, ast.Call) or ast.unparse(node.func).rpartition(".")[2] not in makers:
        return False
    return any(isinstance(argument, ast.Constant) for argument in node.args[:1])


def key_sequences(name: str, tree: ast.Module) -> Iterator[str]:
    """Keys of commands written outside gui/actions/. A `Qt.Key` in an event handler is a gesture and no command."""
    if name.startswith("gui.actions"):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("QKeySequence"):
            if node.args and LITERAL_KEY.match(ast.unparse(node.args[0])):
                yield f"line {node.lineno}: {ast.unparse(node)}"
        elif isinstance(node, ast.Constant) and KEYS.fullmatch(str(node.value)):
            yield f"line {node.lineno}: the keys {node.value!r}"


def graphics_outside_the_canvas(name: str, tree: ast.Module) -> Iterator[str]:
    """Uses of Qt's QGraphics classes outside gui/canvas."""
    if name.startswith("gui.canvas"):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Name | ast.Attribute | ast.alias):
            written = next(getattr(node, field) for field in ("id", "attr", "name") if hasattr(node, field))
            if re.match(r"QGraphics\w", written):
                yield f"line {node.lineno}: {written}"


def sizes(name: str, tree: ast.Module) -> Iterator[str]:
    """Functions of more than 40 lines and classes of more than 20 methods."""
    for node in ast.walk(tree):
        if isinstance(node, Function):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            if (lines := (node.end_lineno or first) - first + 1) > 40:
                yield f"the function {node.name} has {lines} lines"
        elif isinstance(node, ast.ClassDef) and (methods := sum(isinstance(item, Function) for item in node.body)) > 20:
            yield f"the class {node.name} has {methods} methods"


def opening_line(name: str, tree: ast.Module) -> Iterator[str]:
    """A module that does not open with one full line that says what lives there."""
    opening = (ast.get_docstring(tree) or "").split("\n\n")[0]
    if not opening.strip():
        yield "opens with no docstring"
    elif "\n" in opening or not opening.endswith((".", "?", "!")):
        yield f"does not open with one full sentence on one line: {opening!r}"


def missing_docstrings(name: str, tree: ast.Module) -> Iterator[str]:
    """Public classes and functions with no docstring: Qt's overrides (camelCase) and what is in a function are free.

    So is a method that the project documents in a class above: what `forward` does is said once, in `Layer`.
    """
    queue: list[tuple[ast.stmt, set[str]]] = [(node, set()) for node in tree.body]
    while queue:
        node, documented_above = queue.pop(0)
        if not isinstance(node, ast.ClassDef | Function) or node.name.startswith("_"):
            continue
        is_override = isinstance(node, Function) and bool(re.match(r"[a-z]+[A-Z]", node.name))
        if not (is_override or node.name in documented_above or is_another_face(node) or ast.get_docstring(node)):
            yield f"line {node.lineno}: {node.name} has no docstring"
        if isinstance(node, ast.ClassDef):
            queue += [(inner, documented_methods(node.bases)) for inner in node.body]


def is_another_face(node: ast.ClassDef | Function) -> bool:
    """Whether a function is the overload or the setter of one that has the docstring."""
    return bool({ast.unparse(mark).split(".")[-1] for mark in node.decorator_list} & {"overload", "setter"})


@cache
def classes() -> dict[str, ast.ClassDef]:
    """Every class of the project by its name."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in MODULES]
    return {node.name: node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}


def documented_methods(bases: list[ast.expr]) -> set[str]:
    """The methods that `bases` and the classes above them document: with a docstring in ours, each one in Qt's."""
    found: set[str] = set()
    for base in bases:
        qt_name = ast.unparse(base).rpartition(".")[2]
        for module in (QtCore, QtGui, QtWidgets):
            found |= set(dir(getattr(module, qt_name, None)))
        if above := classes().get(ast.unparse(base)):
            found |= {item.name for item in above.body if isinstance(item, Function) and ast.get_docstring(item)}
            found |= documented_methods(above.bases)
    return found


def forbidden_names(name: str, tree: ast.Module) -> Iterator[str]:
    """Names that say nothing: Manager, Helper, Utils, Base…, Impl; in modules, classes, functions and variables."""
    for part in name.split("."):
        if EMPTY_PART.search(part) or part == "base":
            yield f"the module is called {part}"
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and EMPTY_WORD.search(node.name):
            yield f"line {node.lineno}: the class {node.name}"
        elif isinstance(node, Function) and EMPTY_PART.search(node.name):
            yield f"line {node.lineno}: the function {node.name}"
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and EMPTY_PART.search(node.id):
            yield f"line {node.lineno}: the name {node.id}"


RULES: list[Rule] = [
    foreign_imports,
    colour_literals,
    key_sequences,
    graphics_outside_the_canvas,
    sizes,
    opening_line,
    missing_docstrings,
    forbidden_names,
]


@pytest.mark.parametrize("rule", RULES)
def test_the_house_keeps(rule: Rule) -> None:
    assert MODULES, "there is nothing to check"
    breaches = [
        f"{path.relative_to(ROOT)}: {breach}"
        for path in MODULES
        for breach in rule(name_of(path), ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert not breaches, "\n" + "\n".join(breaches)


GOOD = '''"""What lives here."""
import numpy
class Layer:
    """One thing."""
    def forward(self): "What it computes, Ctrl+Z in a sentence included."
    def mousePressEvent(self, event): ...
'''
BREACHES: list[tuple[Rule, str, str]] = [
    (foreign_imports, "engine.plan", "import PySide6.QtCore"),
    (foreign_imports, "engine.plan", "from gui.theme import Theme"),
    (foreign_imports, "engine.plan", "def start():\n    from scipy import stats"),
    (colour_literals, "gui.window", "ink = '#18222F'"),
    (colour_literals, "gui.window", "style = 'color: #fff; margin: 0'"),
    (colour_literals, "gui.window", "QColor(255, 0, 0)"),
    (colour_literals, "gui.window", "QtGui.QColor('red')"),
    (colour_literals, "gui.window", "QColor.fromRgb(1, 2, 3)"),
    (colour_literals, "gui.window", "pen(Qt.GlobalColor.red)"),
    (colour_literals, "gui.plots.loss", "pyqtgraph.mkPen('w')"),
    (key_sequences, "gui.window", "QKeySequence('F5')"),
    (key_sequences, "gui.window", "QKeySequence(Qt.Key.Key_F5)"),
    (key_sequences, "gui.window", "QKeySequence(QKeySequence.StandardKey.Undo)"),
    (key_sequences, "gui.window", "keys = 'Ctrl+Shift+Z'"),
    (key_sequences, "gui.window", "keys = 'Ctrl++'"),
    (graphics_outside_the_canvas, "gui.palette", "from PySide6.QtWidgets import QGraphicsItem"),
    (graphics_outside_the_canvas, "gui.palette", "QtWidgets.QGraphicsScene()"),
    (sizes, "gui.window", "def long():\n" + "    x = 1\n" * 40),
    (sizes, "gui.window", "@decorated\ndef long():\n" + "    x = 1\n" * 39),
    (sizes, "gui.window", "class Many:\n" + "".join(f"    def f{i}(self): ...\n" for i in range(21))),
    (opening_line, "gui.window", "import os"),
    (opening_line, "gui.window", '"""A line that goes on\nand on."""'),
    (opening_line, "gui.window", '"""no sentence"""'),
    (missing_docstrings, "gui.window", "def open_file(): ..."),
    (missing_docstrings, "gui.window", "class Window: ..."),
    (missing_docstrings, "gui.window", "class Window:\n    'Said.'\n    def show(self): ..."),
    (forbidden_names, "gui.utils", ""),
    (forbidden_names, "gui.base", ""),
    (forbidden_names, "gui.window", "class LayerManager: ..."),
    (forbidden_names, "gui.window", "class BaseLayer: ..."),
    (forbidden_names, "gui.window", "class LayerHelper: ..."),
    (forbidden_names, "gui.window", "class PlanImpl: ..."),
    (forbidden_names, "gui.window", "def layer_helper(): ..."),
    (forbidden_names, "gui.window", "file_manager = 1"),
]


@pytest.mark.parametrize(("rule", "name", "source"), BREACHES)
def test_a_rule_finds_a_breach(rule: Rule, name: str, source: str) -> None:
    assert list(rule(name, ast.parse(source)))


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_lets_good_code_pass(rule: Rule) -> None:
    assert not list(rule("engine.layers.linear", ast.parse(GOOD)))


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_shown_to_find_a_breach(rule: Rule) -> None:
    assert any(rule is shown for shown, _, _ in BREACHES)


def test_a_file_has_at_most_300_lines() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    assert {name: lines for name, lines in lengths.items() if lines > 300} == {}


# Imports


def test_no_import_cycles() -> None:
    assert cycle(import_graph({name_of(path): path.read_text(encoding="utf-8") for path in MODULES})) == []


def test_a_cycle_is_found_inside_functions_too_but_not_among_types() -> None:
    a = "from p import b"
    b = "def late():\n    from p.a import x"
    types = "if TYPE_CHECKING:\n    from p.a import x"
    assert cycle(import_graph({"p": "", "p.a": a, "p.b": b, "p.c": "import p.b"})) == ["p.a", "p.b", "p.c"]
    assert cycle(import_graph({"p": "", "p.a": a, "p.b": types})) == []


def test_the_engine_loads_nothing_foreign() -> None:
    program = (
        "import importlib, sys\n"
        f"sys.path.insert(0, {str(ROOT)!r})\n"
        f"for name in {[name_of(path) for path in MODULES if name_of(path).startswith('engine')]!r}:\n"
        "    importlib.import_module(name)\n"
        "loaded = {name.split('.')[0] for name in sys.modules}\n"
        "print(*sorted(loaded & {'gui', 'PySide6', 'shiboken6', 'pyqtgraph', 'ziamath', 'scipy', 'torch'}))\n"
    )
    run = subprocess.run([sys.executable, "-I", "-c", program], capture_output=True, text=True)
    assert (run.returncode, run.stdout.strip(), run.stderr) == (0, "", "")


# Files


def unexpected_root_entries(files: list[str]) -> set[str]:
    """The entries of the root that have no place there."""
    return {entry for file in files if not (entry := file.split("/")[0]).startswith(".")} - ROOT_ENTRIES


def places_named(text: str) -> list[str]:
    """The addresses of package registries, and the paths that exist on one machine only, in a text."""
    registries = r"(?:pypi|test\.pypi|files\.pythonhosted|registry\.npmjs|deb\.debian|conda\.anaconda)\.(?:org|com)"
    machines = r"(?<![\w.$}~-])/(?:work|tmp|root|home/\w+|Users/\w+)/[\w.]+"
    return re.findall(f"{registries}|{machines}", text)


def test_the_root_holds_what_belongs_there() -> None:
    assert unexpected_root_entries(tracked_files()) == set()
    assert unexpected_root_entries(["notes.txt", "engine/plan.py", ".gitignore"]) == {"notes.txt"}


def test_no_file_names_a_registry_or_one_machine() -> None:
    found = []
    for name in tracked_files():
        data = (ROOT / name).read_bytes()
        if b"\0" not in data and name != "tests/test_architecture.py":
            found += [f"{name}: {place}" for place in places_named(data.decode("utf-8"))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("text", ["https://pypi.org/simple", "open('/tmp/x.txt')", "/home/ada/app", "/wo" "rk/main"])
def test_a_named_place_is_found(text: str) -> None:
    assert places_named(text)


# Tools and the binding


@pytest.mark.parametrize("tool", [["ruff", "check", "--no-cache", "."], ["mypy", "--no-error-summary"]])
def test_the_tools_find_nothing(tool: list[str], tmp_path: Path) -> None:
    cache = ["--cache-dir", str(tmp_path)] if tool[0] == "mypy" else []
    run = subprocess.run([sys.executable, "-m", *tool, *cache], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr


def test_qt_keeps_the_count_of_none() -> None:
    thing = QtCore.QObject()
    before = sys.getrefcount(None)
    for _ in range(300):
        thing.setObjectName("undertow")
    assert abs(sys.getrefcount(None) - before) < 30
