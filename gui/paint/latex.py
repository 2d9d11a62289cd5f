"""The engine's plain Unicode formulas, such as "∂L/∂W = ∂L/∂z · xᵀ", turned into LaTeX."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import accumulate

GRADIENT = "purple"
VALUE = "blue"
INK = "black"
"""Stand-ins that a theme's own colours replace once a formula is laid out."""

_FIRST, _END, MOST_TERMS = 0xE000, "\uf8ff", 64

_OPERATORS = {
    "+": "+", "-": "-", "−": "-", "=": "=", "·": r"\cdot ", "⋅": r"\cdot ", "×": r"\times ", "⊙": r"\odot ",
    "←": r"\leftarrow ", "→": r"\to ", "∈": r"\in ", "≤": r"\leq ", "≥": r"\geq ", "<": "<", ">": ">",
    "≠": r"\neq ", "≈": r"\approx ", ",": ",", ";": ";", ":": ":", "|": "|", "±": r"\pm ", "∝": r"\propto ",
}  # fmt: skip
_ENDS_TERM = set("+-−=←→∈≤≥<>≠≈,;:±∝")
_SYMBOLS = {
    "∂": r"\partial ", "Σ": r"\sum ", "∑": r"\sum ", "Π": r"\prod ", "∏": r"\prod ", "∇": r"\nabla ", "∞": r"\infty ",
    "…": r"\ldots ", "′": "'", "'": "'", "/": "/", "!": "!", "*": "*", ".": ".", "ε": r"\varepsilon ",
    "%": r"\% ", "[": "[", "]": "]", "{": r"\{ ", "}": r"\} ", "‖": r"\Vert ", "⌊": r"\lfloor ", "⌋": r"\rfloor ",
}  # fmt: skip
_FUNCTIONS = {"σ", "Φ", "φ"}
_BIG = ("Σ", "∑", "Π", "∏")
_ACCENTS = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde", "\u0307": "dot"}
_LONGEST_LINE = 42
_SHORT_WORDS = {"ln", "if", "is", "or", "of", "in", "to", "by", "at", "no"}
_TOKEN = re.compile(r"[A-Za-z]{2,}-[A-Za-z]{2,}|[A-Za-z]+|\d+(?:[.,]\d+)?|\s+|.", re.DOTALL)
# What is one node's among several, such as "∂L/∂W of Linear 2"; a name is no formula.
_OF_NODE = re.compile(r"(\S+) of (.+)")
_Tokens = list[str]


def marked(text: str, number: int) -> str:
    """A part of a formula as a term of its own, with a stand-in colour by its number, from 0: ``stand_in``."""
    raised = "^" * (text[0] == "^" or _script(text[0])[0] == "^")
    plain = unicodedata.normalize("NFKC", text) if raised and text[0] != "^" else text.removeprefix("^")
    if raised and plain[0] == "(":
        plain = plain[1:-1]
    return f"{raised}{chr(_FIRST + number)}{plain}{_END}"


def stand_in(number: int) -> str:
    """The colour that stands for the term with this number until the formula is painted."""
    return f"#{0x10000 + number:06x}"


def is_mark(char: str) -> bool:
    """Whether a character is none of the formula's own, but begins or ends a term."""
    return char == _END or (len(char) == 1 and _FIRST <= ord(char) < _FIRST + MOST_TERMS)


def _decomposed(text: str) -> str:
    """Letters with an accent we can set, as letter and accent; everything else as it was."""
    pairs = ((char, unicodedata.normalize("NFD", char)) for char in text)
    return "".join(nfd if len(nfd) == 2 and nfd[1] in _ACCENTS else char for char, nfd in pairs)


def _tokens(text: str) -> Iterator[str]:
    """Words, numbers, runs of spaces, and single characters; what is not a word is cut into its letters."""
    for token in _TOKEN.findall(text):
        is_letters = token.isascii() and token.isalpha()
        yield from token if is_letters and len(token) == 2 and token not in _SHORT_WORDS else (token,)


def _script(char: str) -> tuple[str, str]:
    """("^", "2") for "²", ("_", "i") for "ᵢ", ("", "") for a character on the line."""
    kind, _, code = unicodedata.decomposition(char).partition(" ") if len(char) == 1 else ("", "", "")
    mark = {"<super>": "^", "<sub>": "_"}.get(kind, "")
    return (mark, chr(int(code, 16))) if mark and " " not in code else ("", "")


class _Parser:
    """Reads tokens from left to right, one method for each level of binding."""

    def __init__(self, tokens: _Tokens) -> None:
        self._tokens = tokens
        self._at = 0
        self._is_in_term = False

    def _peek(self, ahead: int = 0) -> str:
        index = self._at + ahead
        return self._tokens[index] if index < len(self._tokens) else ""

    def _take(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1]

    def _is_fraction(self) -> bool:
        return self._peek().isspace() and self._peek(1) == "/" and self._peek(2).isspace() and self._peek(3) != ""

    def expression(self, end: str = "") -> list[str]:
        """Terms and the operators between them, up to the token `end`, which is not taken."""
        parts: list[str] = []
        while self._peek() and self._peek() != end:
            if self._peek() in _ENDS_TERM:
                sign = _OPERATORS[self._take()]
                is_unary = sign in "+-" and (not parts or parts[-1] in _OPERATORS.values())
                parts.append(f"{{{sign}}}" if is_unary else sign)
            else:
                parts.append(self._term(end))
        return parts

    def _term(self, end: str) -> str:
        """Factors side by side; "a b / c" with spaces around the stroke stacks as a fraction."""
        factors: list[str] = []
        while self._peek() and self._peek() != end and self._peek() not in _ENDS_TERM:
            if self._is_fraction():
                self._at += 3
                numerator = _bare("".join(factors))
                factors = [rf"\dfrac{{{numerator}}}{{{_bare(self._factor())}}}"]
            else:
                factors.append(self._factor())
        return "".join(factors)

    def _factor(self) -> str:
        is_total = self._peek() == "d" and self._peek(2) == "/" and self._peek(3) == "d"
        if self._peek() == "∂" or is_total:
            return self._derivative(self._peek())
        is_big = self._peek() in _BIG
        factor = self._scripted()
        if is_big and self._peek().isspace() and self._peek(1) != "/":
            self._take()
            factor += self._factor()
        return factor

    def _derivative(self, sign: str) -> str:
        """∂L/∂W, or dL/dw, as one coloured whole."""
        drawn = {"∂": r"\partial ", "d": "d"}[sign]
        self._take()
        whole = drawn + self._scripted()
        if self._peek() == "/" and self._peek(1) == sign:
            self._at += 2
            whole += "/" + drawn + self._scripted()
        return whole if self._is_in_term else rf"\textcolor{{{GRADIENT}}}{{{whole}}}"

    def _scripted(self) -> str:
        """An atom with its accent, raised and lowered marks; a function with its argument."""
        if not self._peek():
            return ""
        is_function = _is_word(self._peek()) or self._peek() in _FUNCTIONS
        is_big = self._peek() in _BIG
        atom = self._atom()
        if is_big and _script(self._peek())[0] == "_":
            # Its index stands beside it: one below would make brackets around it grow out of all bounds.
            atom = f"{{{atom}}}"
        if self._peek() in _ACCENTS:
            atom = rf"\{_ACCENTS[self._take()]}{{{atom}}}"
        marks = {"_": "", "^": ""}
        while _script(self._peek())[0] or self._peek() in ("^", "_"):
            mark, text = _script(self._peek())
            if mark:
                self._take()
                marks[mark] += r"\mathsf{T}" if (mark, text) == ("^", "T") else _letter(text)
            else:
                marks[self._take()] += _bare(self._scripted())
        whole = atom + "".join(f"{mark}{{{text}}}" for mark, text in marks.items() if text)
        return whole + self._scripted() if is_function and self._peek() == "(" else whole

    def _atom(self) -> str:
        token = self._take()
        if is_mark(token) and token != _END:
            return self._term_of(ord(token) - _FIRST)
        if token.isspace():
            return r"\, "
        if token == "(":
            return self._bracket("()")
        if token == "[":
            return self._bracket("[]")
        if token == "abs" and self._peek() == "(":
            self._take()
            return self._bracket("||")
        if token == "√":
            return rf"\sqrt{{{_bare(self._scripted())}}}"
        return _letter(token)

    def _term_of(self, number: int) -> str:
        """A term in its stand-in colour, up to and with the mark that ends it."""
        self._is_in_term = True
        inner = "".join(self.expression(_END))
        self._is_in_term = False
        if self._peek():
            self._take()
        return rf"\textcolor{{{stand_in(number)}}}{{{inner}}}"

    def _bracket(self, pair: str) -> str:
        """What stands in brackets, up to and with the one that closes them."""
        end = "]" if pair == "[]" else ")"
        inner = "".join(self.expression(end))
        if self._peek() != end:
            return f"{'[' if end == ']' else '('}{inner}"
        self._take()
        return rf"{{\left{pair[0]}{inner}\right{pair[1]}}}"


def _bare(latex: str) -> str:
    """Without the outermost brackets, which a fraction or a root makes needless."""
    inner = latex.removeprefix(r"{\left(").removesuffix(r"\right)}")
    depths = list(accumulate({r"\left": 1, r"\right": -1}[each] for each in re.findall(r"\\left\b|\\right\b", inner)))
    is_bracketed = len(inner) == len(latex) - len(r"{\left(\right)}")
    return inner if is_bracketed and min(depths, default=0) >= 0 else latex


def _is_word(token: str) -> bool:
    return token.isascii() and token.isalpha() and len(token) > 1


def _letter(token: str) -> str:
    if token in _OPERATORS:
        return _OPERATORS[token]
    if token in _SYMBOLS:
        return _SYMBOLS[token]
    if _is_word(token):
        return rf"\mathrm{{{token}}} "
    if len(token) > 1 and "-" in token:
        return rf"\text{{{token}}}"
    if token.isascii() and (token.isalnum() or token == ")" or token[0].isdigit()):
        return token
    name = unicodedata.name(token[0], "")
    if name.startswith("GREEK ") and "LETTER" in name and " WITH " not in name:
        word = name.rsplit(" ", 1)[-1].lower().replace("lamda", "lambda")
        return "\\" + (word.capitalize() if "CAPITAL" in name else word) + " "
    if token.isprintable() and not unicodedata.combining(token[0]) and token not in '\\$#&~`"':
        return rf"\text{{{token}}}"
    raise ValueError(f"{token!r} can't be set in a formula.")


def _text(text: str) -> str:
    if not text.isprintable() or set(text) & set('\\{}$#&~`"<>'):
        raise ValueError(f"{text!r} can't be set in a formula.")
    return rf"\text{{{text}}}"


def _aligned(lines: list[str]) -> str:
    """Several equations under each other."""
    rows = r" \\ ".join(f"&{_row(line, bool(place))}" for place, line in enumerate(lines))
    return rf"\begin{{align*}}{rows}\end{{align*}}"


def _row(line: str, is_later: bool) -> str:
    if is_later and line[0] in "+−":
        # It goes on with the line before it.
        return rf"\quad {_OPERATORS[line[0]]}\, {to_latex(line[1:])}"
    return to_latex(line)


def in_lines(line: str) -> str:
    """One equation, cut before a + or − outside of brackets wherever it would become too long."""
    depth, pieces = 0, [""]
    for place, char in enumerate(line):
        depth += (char in "([") - (char in ")]")
        is_between = char in "+−" and line[place - 1 : place] == line[place + 1 : place + 2] == " "
        if is_between and not depth and " = " in pieces[0]:
            pieces.append("")
        pieces[-1] += char
    lines = pieces[:1]
    for piece in pieces[1:]:
        if len(lines[-1]) + len(piece) > _LONGEST_LINE:
            lines.append("")
        lines[-1] += piece
    return "\n".join(lines)


def to_latex(text: str) -> str:
    """LaTeX of a plain Unicode formula, gradients and the left-hand side coloured by the stand-ins.

    A single letter is an italic variable; a word is upright; "a / b" with spaces is a stacked fraction, "a/b" is
    not; lines become rows, and so do the parts of a long line. Raises ValueError for what can't be set.
    """
    lines = [part for line in text.strip().splitlines() for part in in_lines(line).splitlines()]
    if len(lines) > 1:
        return _aligned(lines)
    if named := _OF_NODE.fullmatch(text.strip()):
        return to_latex(named[1]) + _text(f" of {named[2]}")
    text = re.sub(r"\s*([·⊙×])\s*|(,)\s+", r"\1\2", _decomposed(text.strip()))
    text = re.sub(r"\s*([+−=←→∈≤≥<>≠≈])\s*", r"\1", text)
    parts = _Parser(list(_tokens(text))).expression()
    if len(parts) > 2 and parts[1] in (_OPERATORS["="], _OPERATORS["←"]) and "textcolor" not in parts[0]:
        # g is the engine's name for a gradient that was clipped.
        is_gradient = _SYMBOLS["′"] in parts[0] or parts[0] == "g"
        parts[0] = rf"\textcolor{{{GRADIENT if is_gradient else VALUE}}}{{{parts[0]}}}"
    return "".join(parts)
