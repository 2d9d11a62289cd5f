"""The look of ordinary widgets: one style sheet and one palette made from the theme's tokens."""

import re
import tempfile
from functools import cache
from pathlib import Path

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from gui.theme import Theme, mix

# Written at scale 1: every size above 1px is scaled, every @name is a token, @image(shape, token) a drawn glyph.
_SHEET = """
QWidget { color: @ink; }
QMainWindow, QDialog, QMessageBox, QStackedWidget, QDockWidget, QScrollArea, QMenuBar, QStatusBar, QToolBar
    { background: @panel; }
QWidget[look="panel"] { background: @panel; }
QWidget[look="window"] { background: @window; }
QWidget[look="banner"] { background: @accent_soft; border: none; border-bottom: 1px solid @accent; }
QGraphicsView[look="rimmed"] { background: @accent; }
QAbstractScrollArea { border: none; background: @panel; }
QWidget:disabled { color: @disabled; }

QMenuBar { border-bottom: 1px solid @line; padding: 3px 4px; }
QMenuBar::item { background: transparent; padding: 4px 10px; border-radius: 6px; }
QMenuBar::item:selected { background: @hover; }
QMenu { background: @panel; border: 1px solid @line; padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 6px; }
QMenu::item:selected { background: @accent_soft; color: @ink; }
QMenu::item:disabled { color: @disabled; }
QMenu::separator { height: 1px; background: @line; margin: 4px 8px; }
QMenu::icon { padding-left: 8px; }
QMenu::indicator { width: 14px; height: 14px; padding-left: 6px; }
QMenu::indicator:checked { image: @image(check, ink); }
QMenu::right-arrow { image: @image(right, secondary); width: 12px; height: 12px; }
QDialogButtonBox { dialogbuttonbox-buttons-have-icons: 0; }
QStatusBar { border-top: 1px solid @line; color: @secondary; }
QStatusBar::item { border: none; }
QStatusBar QLabel { color: @secondary; padding: 2px 8px; }
QToolTip { background: @panel; color: @ink; border: 1px solid @line; padding: 4px 8px; }

QTabWidget::pane { border: none; background: @panel; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: @secondary; padding: 8px 4px 6px 4px; margin: 0px 12px 0px 8px;
    border: none; border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: @accent_text; border-bottom: 2px solid @accent; font-weight: 600; }
QTabBar::tab:hover:!selected { color: @ink; border-bottom: 2px solid @line; }
QTabBar::tab:focus { color: @accent_text; }

QPushButton, QToolButton { icon-size: 16px; background: @panel; border: 1px solid @line; border-radius: 6px;
    padding: 5px 12px; }
QToolButton { padding: 5px; }
QPushButton:hover, QToolButton:hover { background: @hover; }
QPushButton:pressed, QToolButton:pressed { background: @line; }
QPushButton:focus, QToolButton:focus { border-color: @accent; }
QPushButton:disabled, QToolButton:disabled { color: @disabled; background: @panel; }
QPushButton:checked, QToolButton:checked { background: @accent_soft; border-color: @accent; color: @accent_text; }
QPushButton:default { border-color: @accent; }
QPushButton[look="primary"], QToolButton[look="primary"]
    { background: @accent; border-color: @accent; color: @accent_ink; font-weight: 600; padding: 5px 16px; }
QPushButton[look="primary"]:hover, QToolButton[look="primary"]:hover { background: @accent_hover; }
QPushButton[look="primary"]:pressed, QToolButton[look="primary"]:pressed { background: @accent_pressed; }
QPushButton[look="primary"]:focus, QToolButton[look="primary"]:focus { border-color: @ink; }
QPushButton[look="primary"]:disabled, QToolButton[look="primary"]:disabled
    { background: @line; border-color: @line; color: @on_line; }
QPushButton[look="segment"], QToolButton[look="segment"]
    { background: transparent; border-color: transparent; color: @secondary; padding: 4px 5px; }
QPushButton[look="segment"]:hover, QToolButton[look="segment"]:hover { background: @hover; }
QPushButton[look="segment"]:focus, QToolButton[look="segment"]:focus { border-color: @accent; }
QPushButton[look="segment"]:checked, QToolButton[look="segment"]:checked
    { background: @accent_soft; border-color: @accent; color: @accent_text; font-weight: 600; }
QPushButton[look="plain"], QToolButton[look="plain"] { background: transparent; border-color: transparent; }
QPushButton[look="plain"]:hover, QToolButton[look="plain"]:hover { background: @hover; }
QPushButton[look="plain"]:focus, QToolButton[look="plain"]:focus { border-color: @accent; }
QPushButton[look="plain"]:checked, QToolButton[look="plain"]:checked { background: @accent_soft; }
QToolButton[look^="badge"] { background: transparent; border-color: transparent; padding: 1px 6px; }
QToolButton[look^="badge"]:hover { background: @hover; }
QToolButton[look^="badge"]:focus { border-color: @accent; }
QToolButton[look="badge"] { color: @hint; }
QToolButton[look="badge_right"] { color: @secondary; }
QToolButton[look="badge_wrong"] { color: @error_text; font-weight: 600; }
QToolButton[look="fold"] { background: transparent; border: none; padding: 3px 0px; color: @secondary;
    font-size: 11px; font-weight: 600; }
QToolButton[look="fold"]:hover, QToolButton[look="fold"]:focus { color: @accent_text; }
QToolButton[popupMode="1"] { padding-right: 16px; }
QToolButton::menu-button { border: none; width: 16px; }
QToolButton::menu-arrow, QToolButton::menu-indicator { image: @image(down, secondary); width: 10px; height: 10px; }
QPushButton::menu-indicator { image: @image(down, secondary); width: 10px; height: 10px; right: 6px; }

QLineEdit, QAbstractSpinBox, QComboBox, QPlainTextEdit, QTextEdit
    { background: @window; border: 1px solid @line; border-radius: 6px; padding: 4px 8px;
      selection-background-color: @accent; selection-color: @accent_ink; }
QLineEdit:focus, QAbstractSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus, QTextEdit:focus
    { border-color: @accent; }
QLineEdit[look="wrong"], QAbstractSpinBox[look="wrong"] { border-color: @error; }
QLineEdit:read-only { background: @panel; }
QAbstractSpinBox { padding: 4px 20px 4px 0px; qproperty-alignment: 'AlignRight | AlignVCenter'; }
QComboBox QLineEdit { background: transparent; border: none; padding: 0px; }
QAbstractSpinBox::up-button, QAbstractSpinBox::down-button
    { subcontrol-origin: border; width: 18px; border: none; background: transparent; }
QAbstractSpinBox::up-button { subcontrol-position: top right; margin: 2px 2px 0px 0px; }
QAbstractSpinBox::down-button { subcontrol-position: bottom right; margin: 0px 2px 2px 0px; }
QAbstractSpinBox::up-button:hover, QAbstractSpinBox::down-button:hover { background: @hover; border-radius: 4px; }
QAbstractSpinBox::up-arrow { image: @image(up, secondary); width: 9px; height: 9px; }
QAbstractSpinBox::down-arrow { image: @image(down, secondary); width: 9px; height: 9px; }
QAbstractSpinBox::up-arrow:disabled, QAbstractSpinBox::up-arrow:off { image: @image(up, line); }
QAbstractSpinBox::down-arrow:disabled, QAbstractSpinBox::down-arrow:off { image: @image(down, line); }
QComboBox { padding-right: 22px; combobox-popup: 0; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: @image(down, secondary); width: 11px; height: 11px; }
QComboBox QAbstractItemView { background: @panel; border: 1px solid @line; padding: 4px; outline: none;
    selection-background-color: @accent_soft; selection-color: @ink; }

QCheckBox, QRadioButton { spacing: 8px; padding: 2px 0px; background: transparent; }
QCheckBox::indicator, QRadioButton::indicator, QGroupBox::indicator, QAbstractItemView::indicator
    { width: 14px; height: 14px; border: 1px solid @control; border-radius: 4px; background: @window; }
QRadioButton::indicator { border-radius: 8px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: @accent; }
QCheckBox::indicator:focus, QRadioButton::indicator:focus { border-color: @accent; }
QCheckBox::indicator:checked, QGroupBox::indicator:checked, QAbstractItemView::indicator:checked
    { background: @accent; border-color: @accent; image: @image(check, accent_ink); }
QRadioButton::indicator:checked { background: @accent; border-color: @accent; image: @image(dot, accent_ink); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: @line; border-color: @line; }

QSlider::groove:horizontal { height: 4px; border-radius: 2px; background: @line; }
QSlider::sub-page:horizontal { height: 4px; border-radius: 2px; background: @accent; }
QSlider::handle:horizontal { width: 12px; height: 12px; margin: -5px 0px; border-radius: 7px;
    background: @panel; border: 1px solid @accent; }
QSlider::handle:horizontal:hover, QSlider::handle:horizontal:focus { background: @accent; }
QSlider::handle:horizontal:disabled { border-color: @line; }
QSlider::sub-page:horizontal:disabled { background: @line; }
QProgressBar { background: @line; border: none; border-radius: 3px; max-height: 6px; color: transparent; }
QProgressBar::chunk { background: @accent; border-radius: 3px; }

QScrollBar { background: transparent; border: none; }
QScrollBar:vertical { width: 10px; margin: 0px; }
QScrollBar:horizontal { height: 10px; margin: 0px; }
QScrollBar::handle { background: @line; border-radius: 3px; margin: 2px; }
QScrollBar::handle:hover { background: @control; }
QScrollBar::handle:vertical { min-height: 24px; }
QScrollBar::handle:horizontal { min-width: 24px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0px; height: 0px; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }
QSplitter::handle { background: @line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
QSplitter::handle:hover { background: @accent; }

QAbstractItemView { icon-size: 20px; background: @panel; outline: none; border: none;
    alternate-background-color: @window;
    selection-background-color: @accent_soft; selection-color: @ink; }
QAbstractItemView[look="popup"] { border: 1px solid @line; padding: 4px; }
QAbstractItemView::item { padding: 3px 6px; border-radius: 6px; }
QAbstractItemView::item:hover { background: @hover; }
QAbstractItemView::item:selected { background: @accent_soft; color: @ink; }
QTableView { gridline-color: @line; }
QTableView::item { border-radius: 0px; }
QHeaderView::section, QTableCornerButton::section { background: @window; color: @secondary; border: none;
    border-right: 1px solid @line; border-bottom: 1px solid @line; padding: 3px 8px; font-weight: 400; }
QTreeView::branch { background: transparent; }
QTreeView::branch:has-children:closed { image: @image(right, secondary); }
QTreeView::branch:has-children:open { image: @image(down, secondary); }
QGroupBox { border: 1px solid @line; border-radius: 9px; margin-top: 8px; padding: 12px 8px 8px 8px; }
QGroupBox::title { subcontrol-origin: margin; left: 12px; padding: 0px 4px; color: @secondary; }
QDockWidget::title { background: @panel; padding: 8px; }

QLabel { background: transparent; }
QFrame[look="card"] { background: @window; border: 1px solid @line; border-radius: 9px; }
QFrame[look="active"] { background: @accent_soft; border: 1px solid @accent; border-radius: 9px; }
QFrame[look="rule"] { background: @line; border: none; max-height: 1px; }
QLabel[look="title"] { font-size: 15px; font-weight: 600; }
QLabel[look="lesson"] { font-size: 16px; }
QLabel[look="secondary"] { color: @secondary; }
QLabel[look="small"] { color: @secondary; font-size: 11px; }
QLabel[look="hint"] { color: @hint; font-size: 11px; }
QLabel[look="heading"] { color: @secondary; font-size: 11px; font-weight: 600; }
QLabel[look="number"] { font-family: "JetBrains Mono"; font-size: 12px; }
QLabel[look="read_out"] { background: @window; border: 1px solid @line; border-radius: 9px;
    font-family: "JetBrains Mono"; font-size: 12px; }
QLabel[look="error"] { color: @error_text; }
QLabel[look="notice"] { background: @panel; border: 1px solid @accent; border-radius: 6px; }
QLabel[look="value"] { color: @value_text; }
QLabel[look="gradient"] { color: @gradient_text; }
QLabel[look="gradient_number"] { color: @gradient_text; font-family: "JetBrains Mono"; font-size: 12px; }
QLabel[look="large_number"] { font-family: "JetBrains Mono"; font-size: 20px; }
QLabel[look="large_number"][sign="value_positive"] { color: @value_text; }
QLabel[look="large_number"][sign="value_negative"] { color: @value_negative_text; }
QLabel[look="large_number"][sign="gradient_positive"] { color: @gradient_text; }
QLabel[look="large_number"][sign="gradient_negative"] { color: @gradient_negative_text; }
QLabel:disabled { color: @disabled; }
"""

_SHAPES = {  # paths on a grid of 16
    "down": '<path d="M3.5 6 L8 10.5 L12.5 6" {line}/>',
    "up": '<path d="M3.5 10 L8 5.5 L12.5 10" {line}/>',
    "right": '<path d="M6 3.5 L10.5 8 L6 12.5" {line}/>',
    "check": '<path d="M3.5 8.5 L6.8 11.6 L12.5 4.8" {line}/>',
    "dot": '<circle cx="8" cy="8" r="3" fill="{colour}"/>',
}


@cache
def _glyph_folder() -> tempfile.TemporaryDirectory[str]:
    # A style sheet takes its pictures from files only; these are gone when the program ends.
    return tempfile.TemporaryDirectory(prefix="undertow-", ignore_cleanup_errors=True)


@cache
def _glyph_file(shape: str, colour: str) -> str:
    line = f'fill="none" stroke="{colour}" stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round"'
    drawing = _SHAPES[shape].format(line=line, colour=colour)
    path = Path(_glyph_folder().name) / f"{shape}-{colour.strip('#')}.svg"
    path.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16">{drawing}</svg>',
        encoding="utf-8",
    )
    return path.as_posix()


def _derived(theme: Theme) -> dict[str, QColor]:
    return {
        "disabled": mix(theme.hint, theme.panel, 0.35),
        "on_line": mix(theme.secondary, theme.line, 0.25),
        "control": theme.faint,
        "accent_text": theme.readable(theme.accent),
        "accent_hover": mix(theme.accent, theme.ink, 0.12),
        "accent_pressed": mix(theme.accent, theme.ink, 0.25),
        "error_text": theme.readable(theme.error),
        "value_text": theme.readable(theme.value_positive),
        "value_negative_text": theme.readable(theme.value_negative),
        "gradient_text": theme.readable(theme.gradient_positive),
        "gradient_negative_text": theme.readable(theme.gradient_negative),
    }


def stylesheet(theme: Theme) -> str:
    """The style sheet of the whole app in this theme and at its scale."""
    derived = _derived(theme)

    def colour(name: str) -> str:
        found: QColor = derived[name] if name in derived else getattr(theme, name)
        return found.name()

    sheet = re.sub(r"\b(\d+)px", lambda m: f"{m[1] if m[1] == '1' else theme.px(int(m[1]))}px", _SHEET)
    sheet = re.sub(r"@image\((\w+), (\w+)\)", lambda m: f'url("{_glyph_file(m[1], colour(m[2]))}")', sheet)
    return re.sub(r"@(\w+)", lambda m: colour(m[1]), sheet)


def palette(theme: Theme) -> QPalette:
    """The palette that goes with the style sheet, for whatever paints itself."""
    roles = {
        QPalette.ColorRole.Window: theme.panel,
        QPalette.ColorRole.Base: theme.panel,
        QPalette.ColorRole.AlternateBase: theme.window,
        QPalette.ColorRole.Button: theme.panel,
        QPalette.ColorRole.ToolTipBase: theme.panel,
        QPalette.ColorRole.ToolTipText: theme.ink,
        QPalette.ColorRole.WindowText: theme.ink,
        QPalette.ColorRole.Text: theme.ink,
        QPalette.ColorRole.ButtonText: theme.ink,
        QPalette.ColorRole.PlaceholderText: theme.hint,
        QPalette.ColorRole.Highlight: theme.accent,
        QPalette.ColorRole.HighlightedText: theme.accent_ink,
        QPalette.ColorRole.Accent: theme.accent,
        QPalette.ColorRole.Link: theme.readable(theme.accent),
        QPalette.ColorRole.Mid: theme.line,
        QPalette.ColorRole.Light: theme.panel,
        QPalette.ColorRole.Dark: theme.faint,
    }
    made = QPalette()
    for role, colour in roles.items():
        made.setColor(role, colour)
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, role, _derived(theme)["disabled"])
    return made


def dress(app: QApplication, theme: Theme) -> None:
    """Give the whole app this theme; again whenever the Look changes."""
    if app.style().name().lower() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(palette(theme))
    app.setFont(theme.font("text"))
    app.setStyleSheet(stylesheet(theme))


def set_look(widget: QWidget, look: str) -> None:
    """Give one widget a named look from the style sheet, at any time."""
    widget.setProperty("look", look)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
