"""Derivative: the slope of an expression in x, by the rules of the first week of calculus."""
from __future__ import annotations

import functools
from fractions import Fraction

from engine.expression.functions import FUNCTIONS
from engine.expression.parser import parse
from engine.expression.terms import (
    Term,
    Terms,
    add,
    constant_terms,
    factor,
    multiply,
    over_one_line,
    power_of,
    terms_of,
    tree_of,
    value_of,
)  # fmt: skip
from engine.expression.tree import Call, E, Number, Operation, Tree, X, has_x, parts, put_in


def derivative(tree: Tree) -> Tree:
    """f′ as a teacher would write it: like terms collected, products left in brackets, fractions over one line."""
    return tree_of(_slope(terms_of(tree)), decimals=_has_decimals(tree))


def _slope(terms: Terms) -> Terms:
    return add(*map(_slope_of_term, terms))


def _slope_of_term(term: Term) -> Terms:
    """The product rule: each factor's own slope times the others. (u / v)′ is brought over one line."""
    moving = [place for place, (base, _) in enumerate(term.factors) if has_x(base)]
    found = []
    for place in moving:
        base, power = term.factors[place]
        before, after = (Term(Fraction(1), others) for others in (term.factors[:place], term.factors[place + 1 :]))
        own = multiply(constant_terms(term.times * power), power_of(factor(base), power - 1), _slope_of_factor(base))
        found.append(multiply((before,), own, (after,)))
    slope = add(*found)
    is_quotient = len(moving) > 1 and any(term.factors[place][1] < 0 for place in moving)
    return over_one_line(slope) if is_quotient else slope


@functools.lru_cache(maxsize=1024)
def _slope_of_factor(base: Tree) -> Terms:
    if base == X:
        return constant_terms(1)
    if isinstance(base, Call):
        outer = put_in(parse(FUNCTIONS[base.function].slope, base.function), base.of)
        return multiply(terms_of(outer), _slope(terms_of(base.of)))
    if isinstance(base, Operation) and base.sign == "^" and value_of(terms_of(base.right)) is None:
        return _slope_of_power(base, base.left, base.right)
    return _slope(terms_of(base))


def _slope_of_power(whole: Tree, base: Tree, exponent: Tree) -> Terms:
    """(uᵛ)′, where v is no plain number: uᵛ (v′ log u + v u′ / u), or the part of it that is not 0."""
    u, v = terms_of(base), terms_of(exponent)
    of_base, of_exponent = _slope(u), _slope(v)
    if not of_exponent:
        lower = factor(Operation("^", base, tree_of(add(v, constant_terms(-1)))))
        return multiply(v, lower, of_base)
    log = constant_terms(1) if base == E else factor(Call("log", base))
    along = multiply(of_exponent, log)
    if of_base:
        along = add(along, multiply(v, of_base, power_of(u, Fraction(-1))))
    return multiply(factor(whole), along)


def _has_decimals(tree: Tree) -> bool:
    if isinstance(tree, Number):
        return tree.value.denominator != 1
    return any(_has_decimals(part) for part in parts(tree))
