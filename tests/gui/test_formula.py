"""Formulas: plain Unicode becomes LaTeX, is set in type when idle, and any text is safe."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui.paint.formula import Formula, FormulaLabel, FormulaStore, typeset
from gui.paint.latex import in_lines, to_latex
from gui.paint.typeset import lay_out
from gui.theme import Look, make_theme

LIGHT = make_theme("light")
DARK = make_theme("dark")
GRADIENT = r"\textcolor{{purple}}{{{0}}}"

FORMULAS = (
    "α = α₀ γ^(⌊k/T⌋) min(1, (k + 1)/T₀)",
    "α = ½ α₀ (1 + cos(π min(1, k/T)))",
    "‖∂L/∂w‖ = √(Σ (∂L/∂w)²)",
    "z = W x + b",
    "∂L/∂W = ∂L/∂z · xᵀ",
    "∂L/∂b = Σ ∂L/∂z",
    "∂L/∂z = ∂L/∂a ⊙ (1 − a²)",
    "L = Σ (ŷ − y)² / n",
    "p = 1 / (1 + e⁻ᶻ)",
    "L = −Σ (y log p + (1 − y) log(1 − p)) / n",
    "w ← w − α ∂L/∂w",
    "m ← β₁ m + (1 − β₁) ∂L/∂w",
    "√v̂",
    "∂L/∂W = ∂L/∂z · xᵀ\n∂L/∂b = Σ ∂L/∂z",
)


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("y = xᵀ", r"\textcolor{blue}{y}=x^{\mathsf{T}}"),
        ("e⁻ᶻ", "e^{-z}"),
        ("β₁₂", r"\beta _{12}"),
        ("ŷ", r"\hat{y}"),
        ("v̂", r"\hat{v}"),
        ("√v̂", r"\sqrt{\hat{v}}"),
        ("Wx", "Wx"),
        ("log p", r"\mathrm{log} \, p"),
        ("1 / (1 + x)", r"\dfrac{1}{1+x}"),
        ("a/b", "a/b"),
        ("∂L/∂W", GRADIENT.format(r"\partial L/\partial W")),
        ("dL/dw", GRADIENT.format("dL/dw")),
        ("−x", "{-}x"),
        ("λ Δw", r"\lambda \, \Delta w"),
        ("{0, 1}", r"\{ 0,1\} "),
        ("1 / cos(x)²", r"\dfrac{1}{\mathrm{cos} {\left(x\right)}^{2}}"),
        ("x / σ(x)", r"\dfrac{x}{\sigma {\left(x\right)}}"),
        ("√((x + 1)² + 2)", r"\sqrt{{\left(x+1\right)}^{2}+2}"),
        ("(x + 1) (x − 1) / 2", r"\dfrac{{\left(x+1\right)}\, {\left(x-1\right)}}{2}"),
        ("abs(x)²", r"{\left|x\right|}^{2}"),
        ("[u ≥ p] / (1 − p)", r"\dfrac{{\left[u\geq p\right]}}{1-p}"),
        ("[−1 < z]", r"{\left[{-}1<z\right]}"),
        ("E · one-hot x", r"E\cdot \text{one-hot}\, x"),
        ("L of Binary cross-entropy", r"L\text{ of Binary cross-entropy}"),
        ("∂L/∂W of L2 penalty", GRADIENT.format(r"\partial L/\partial W") + r"\text{ of L2 penalty}"),
        ("y = part of x", r"\textcolor{blue}{y}=\mathrm{part} \, \mathrm{of} \, x"),
        ("f′(x) = 2x", GRADIENT.format(r"f'{\left(x\right)}") + "=2x"),
        ("√(a (b)²)", r"\sqrt{a\, {\left(b\right)}^{2}}"),
        ("√((a) (b))", r"\sqrt{{\left(a\right)}\, {\left(b\right)}}"),
        ("√(a)(b)", r"\sqrt{a}{\left(b\right)}"),
        ("⌊k/T⌋", r"\lfloor k/T\rfloor "),
        ("g = w", r"\textcolor{purple}{g}=w"),
    ],
)
def test_latex_of_plain_text(text: str, latex: str) -> None:
    assert to_latex(text) == latex


def test_the_sum_below_a_stroke_keeps_what_it_sums() -> None:
    assert to_latex("eᶻ / Σₖ eᶻ") == r"\dfrac{e^{z}}{{\sum }_{k}e^{z}}"


@pytest.mark.parametrize("text", FORMULAS)
def test_the_formulas_of_the_engine_are_set_in_type(text: str) -> None:
    layout = lay_out(text)
    assert layout is not None
    assert 0 < layout.baseline < layout.height
    assert layout.width > 10


def test_a_long_equation_goes_on_in_the_next_line_before_a_sign_outside_of_brackets() -> None:
    short = "y = x sin(3x) + 2(x + 1) − 3"
    assert in_lines(short) == short
    long = "f′(x) = 2x sin(3x) + (x² + 1 − x) cos(3x) − 3x² cos(2x) sin(2x) + 1"
    assert in_lines(long).split("\n") == [
        "f′(x) = 2x sin(3x) + (x² + 1 − x) cos(3x) ", "− 3x² cos(2x) sin(2x) + 1",
    ]  # fmt: skip
    assert r"\\ &\quad -\, 3x^{2}" in to_latex(long)
    layout, one_line = lay_out(long), lay_out(short)
    assert layout is not None and one_line is not None
    assert layout.height > 1.8 * one_line.height


@pytest.mark.parametrize(
    "text",
    [
        "L = Σₙ (log Σⱼ e^zⱼₙ − Σₖ yₖₙ zₖₙ) / N", "y = √(Σⱼₖₗₙ xⱼₖₗₙ²) / n", "a = [Σⱼ zⱼ] / |Σₖ zₖ|",
        "∂L/∂zⱼₙ = aⱼₙ · (∂L/∂aⱼₙ − Σₖ aₖₙ · ∂L/∂aₖₙ)", "L = (Σⱼₖ |ŷⱼₖ − yⱼₖ|) / n",
    ],
)  # fmt: skip
def test_brackets_around_a_sum_are_no_higher_than_it(text: str) -> None:
    layout = lay_out(text)
    assert layout is not None
    assert layout.height < 110


def test_two_equations_stand_under_each_other() -> None:
    one, two = lay_out("z = W x + b"), lay_out("z = W x + b\na = z")
    assert one is not None
    assert two is not None
    assert two.height > 1.5 * one.height


@settings(max_examples=60)
@given(st.text(alphabet="∂L/Wxz·ᵀ ²₁ŷ̂√()=−+Σ{}[]^_\\&$%#~'\"<>\n…eé漢", max_size=14) | st.text(max_size=10))
def test_any_text_is_set_in_type_or_left_plain(text: str) -> None:
    layout = lay_out(text)
    assert layout is None or layout.width > 0


def test_deep_brackets_and_endless_text_are_left_plain() -> None:
    assert lay_out("(" * 5000) is None
    assert lay_out("x + " * 1000) is None


def painted(formula: Formula) -> set[str]:
    size = formula.size(40)
    image = QImage(int(size.width()) + 1, int(size.height()) + 1, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(LIGHT.panel)
    painter = QPainter(image)
    formula.paint(painter, 0, 0, 40)
    painter.end()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_gradients_have_the_colour_of_gradients(theme, qapp: QApplication) -> None:
    formula = typeset("∂L/∂x = Wᵀ", theme)
    assert formula is not None
    assert {theme.readable(theme.gradient_positive).name(), theme.ink.name()} <= painted(formula)


def test_the_left_side_of_a_forward_formula_has_the_colour_of_values(qapp: QApplication) -> None:
    formula = typeset("z = W x", LIGHT)
    assert formula is not None
    assert LIGHT.value_positive.name() in painted(formula)


def test_a_tone_colours_all_of_a_formula(qapp: QApplication) -> None:
    formula = typeset("z = ∂L/∂x", LIGHT, "secondary")
    assert formula is not None
    colours = painted(formula)
    assert LIGHT.secondary.name() in colours
    assert not {LIGHT.gradient_positive.name(), LIGHT.ink.name()} & colours


def test_a_formula_is_ready_only_when_idle(qtbot: QtBot) -> None:
    store = FormulaStore()
    assert store.get("z = W x + b", LIGHT) is None
    with qtbot.waitSignal(store.ready) as blocker:
        pass
    assert blocker.args == ["z = W x + b"]
    formula = store.get("z = W x + b", LIGHT)
    assert formula is not None
    assert store.get("z = W x + b", LIGHT) is formula
    assert store.get("z = W x + b", DARK) not in (None, formula)
    assert formula.size(32).width() == pytest.approx(2 * formula.size(16).width())


def test_what_cannot_be_set_is_tried_once(qtbot: QtBot) -> None:
    store = FormulaStore()
    store.get("\\bad", LIGHT)
    with qtbot.waitSignal(store.ready):
        pass
    assert store.get("\\bad", LIGHT) is None
    with qtbot.assertNotEmitted(store.ready, wait=20):
        assert store.get("\\bad", LIGHT) is None


def test_a_label_grows_into_its_formula_and_with_the_scale(qtbot: QtBot) -> None:
    store, look = FormulaStore(), Look("light")
    label = FormulaLabel(store, look, "L = Σ (ŷ − y)² / n")
    qtbot.addWidget(label)
    plain = label.sizeHint().height()
    qtbot.waitUntil(lambda: label.sizeHint().height() > 1.5 * plain)
    small = label.sizeHint().width()
    look.set_scale(2.0)
    assert label.sizeHint().width() == pytest.approx(2 * small, abs=2)
    assert label.accessibleName() == "L = Σ (ŷ − y)² / n"


def test_a_label_paints_plain_text_first_and_type_later(qtbot: QtBot) -> None:
    label = FormulaLabel(FormulaStore(), Look("light"), "z = W x", tone="accent")
    qtbot.addWidget(label)
    label.resize(160, 40)

    def differs() -> bool:
        return label.grab().toImage() != plain

    plain = label.grab().toImage()
    colours = {plain.pixelColor(x, y).name() for x in range(plain.width()) for y in range(plain.height())}
    assert QColor(LIGHT.accent).name() in colours
    qtbot.waitUntil(differs)
