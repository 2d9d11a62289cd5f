"""Terms: an expression as a sum of products, like ones collected, tidied up as a teacher would; nothing expanded."""
from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from fractions import Fraction

from engine.expression.tree import Call, Negative, Number, Operation, Tree, X, has_x, number

# A power of a number is worked out only as long as it has few digits.
_MOST_BITS = 1024
# A decimal has at most so many digits behind the point.
_ALL_DIGITS = 10**12


@dataclasses.dataclass(frozen=True)
class Term:
    """A number times factors, each a tree with its power; no two of them are alike."""

    times: Fraction
    factors: tuple[tuple[Tree, Fraction], ...] = ()

    @property
    def key(self) -> frozenset[tuple[Tree, Fraction]]:
        """What like terms have in common."""
        return frozenset(self.factors)


Terms = tuple[Term, ...]
"""A sum; () is 0."""


def constant_terms(value: int | Fraction) -> Terms:
    """A number as a sum of one term, or of none."""
    return (Term(Fraction(value)),) if value else ()


def factor(tree: Tree, power: int | Fraction = 1) -> Terms:
    """A tree to a power as one factor."""
    return (Term(Fraction(1), ((tree, Fraction(power)),)),)


def add(*sums: Terms) -> Terms:
    """All of them added up, like terms collected."""
    found: dict[frozenset[tuple[Tree, Fraction]], Term] = {}
    for term in _opened([term for terms in sums for term in terms]):
        before = found.get(term.key)
        found[term.key] = dataclasses.replace(term, times=term.times + before.times) if before else term
    return tuple(term for term in found.values() if term.times)


def multiply(*products: Terms) -> Terms:
    """All of them multiplied. A sum stays a factor in brackets."""
    times, powers = Fraction(1), dict[Tree, Fraction]()
    for terms in products:
        if not terms:
            return ()
        term = terms[0] if len(terms) == 1 else factor(tree_of(terms))[0]
        times *= term.times
        for base, power in term.factors:
            powers[base] = powers.get(base, Fraction(0)) + power
    for base, power in powers.items():
        if isinstance(base, Call) and base.function == "sqrt" and power >= 2:
            # √(x)² is x wherever it has a value.
            powers[base] = power - 2
            return multiply((Term(times, tuple(powers.items())),), terms_of(base.of))
    return (Term(times, tuple((base, power) for base, power in powers.items() if power)),)


def power_of(terms: Terms, power: Fraction) -> Terms:
    """A sum to a power that is a number."""
    if power == 0:
        return constant_terms(1)
    if power == 1:
        return terms
    if len(terms) == 1:
        times, factors = terms[0].times, terms[0].factors
        is_small = power.denominator == 1 and _bits(times) * abs(power) <= _MOST_BITS
        if is_small or (times == 1 and len(factors) == 1 and factors[0][1] == 1):
            raised = times ** int(power) if is_small else times
            return (Term(raised, tuple((base, each * power) for base, each in factors)),)
    return factor(tree_of(terms), power)


def terms_of(tree: Tree) -> Terms:
    """A tree as a sum."""
    match tree:
        case Number(value):
            return constant_terms(value)
        case Negative(of):
            return _negated(terms_of(of))
        case Operation("+", left, right):
            return add(terms_of(left), terms_of(right))
        case Operation("−", left, right):
            return add(terms_of(left), _negated(terms_of(right)))
        case Operation("·", left, right):
            return multiply(terms_of(left), terms_of(right))
        case Operation("/", left, right):
            return multiply(terms_of(left), power_of(terms_of(right), Fraction(-1)))
        case Operation("^", left, right):
            base, exponent = terms_of(left), terms_of(right)
            if (power := value_of(exponent)) is not None:
                return power_of(base, power)
            return factor(Operation("^", tree_of(base), tree_of(exponent)))
        case Call(name, of):
            return factor(Call(name, tree_of(terms_of(of))))
    return factor(tree)


def value_of(terms: Terms) -> Fraction | None:
    """The number that the sum is, None where it is more than one."""
    if not terms:
        return Fraction(0)
    return terms[0].times if len(terms) == 1 and not terms[0].factors else None


def over_one_line(terms: Terms) -> Terms:
    """The sum as one fraction."""
    below: dict[Tree, Fraction] = {}
    for term in terms:
        for base, power in term.factors:
            below[base] = max(below.get(base, Fraction(0)), -power)
    line = [factor(base, power) for base, power in below.items() if power > 0]
    above = add(*(multiply((term,), *line) for term in terms))
    return multiply(above, *(power_of(each, Fraction(-1)) for each in line))


def tree_of(terms: Terms, decimals: bool = False) -> Tree:
    """The sum as a tree, a positive term first where there is one; 2x / 5 as 0.4x where ``decimals`` are wanted."""
    if not terms:
        return number(0)
    first = next((term for term in terms if term.times > 0), terms[0])
    tree = _product(first, decimals)
    tree = tree if first.times > 0 else Negative(tree)
    for term in terms:
        if term is not first:
            tree = Operation("+" if term.times > 0 else "−", tree, _product(term, decimals))
    return tree


def _negated(terms: Terms) -> Terms:
    return tuple(dataclasses.replace(term, times=-term.times) for term in terms)


def _opened(terms: list[Term]) -> Iterable[Term]:
    """The terms; where one of several is a sum in brackets, the terms of that one."""
    for term in terms:
        inner = term.factors[0] if len(term.factors) == 1 else None
        if inner and len(terms) > 1 and inner[1] == 1 and _is_sum(inner[0]):
            yield from (dataclasses.replace(each, times=each.times * term.times) for each in terms_of(inner[0]))
        else:
            yield term


def _product(term: Term, decimals: bool) -> Tree:
    """A term without its sign: the number first, then constants, then powers of x, then the rest, exponentials last."""
    above: list[Tree] = []
    below: list[Tree] = []
    for base, power in sorted(term.factors, key=_rank):
        base = _with_decimals(base) if decimals else base
        raised = base if abs(power) == 1 else Operation("^", base, _fraction(abs(power), decimals))
        (above if power > 0 else below).append(raised)
    times = abs(term.times)
    over = 1 if decimals and is_decimal(times) else times.denominator
    if times * over != 1 or not above:
        above.insert(0, number(times * over))
    if over != 1:
        below.insert(0, number(over))
    return Operation("/", _multiplied(above), _multiplied(below)) if below else _multiplied(above)


def _with_decimals(base: Tree) -> Tree:
    if isinstance(base, Call):
        return Call(base.function, tree_of(terms_of(base.of), decimals=True))
    if isinstance(base, Operation):
        terms = terms_of(base)
        if terms == factor(base):
            return Operation(base.sign, _with_decimals(base.left), tree_of(terms_of(base.right), decimals=True))
        return tree_of(terms, decimals=True)
    return base


def _multiplied(factors: list[Tree]) -> Tree:
    tree = factors[0]
    for each in factors[1:]:
        tree = Operation("·", tree, each)
    return tree


def _fraction(value: Fraction, decimals: bool) -> Tree:
    if value.denominator == 1 or (decimals and is_decimal(value)):
        return number(value)
    return Operation("/", number(value.numerator), number(value.denominator))


def is_decimal(value: Fraction) -> bool:
    """Whether a few digits behind the point are all of it."""
    return _ALL_DIGITS % value.denominator == 0


def _rank(factor: tuple[Tree, Fraction]) -> int:
    base = factor[0]
    is_exponential = isinstance(base, Operation) and base.sign == "^" and not has_x(base.left)
    return 0 if not has_x(base) else 1 if base == X else 3 if is_exponential else 2


def _is_sum(tree: Tree) -> bool:
    return isinstance(tree, Operation) and tree.sign in "+−"


def _bits(value: Fraction) -> int:
    # None at all for 1 and −1, any power of which is small. 0 is never a term.
    return 0 if abs(value) == 1 else value.numerator.bit_length() + value.denominator.bit_length()
