"""Works out the sums that lessons state: "34 * 27 = 918" exactly, "1700 / 30 ~ 56.67" rounded to the digits given.

Amounts are yuan. What an instalment plan, a card or a shop comes to is worked out by the product's own rules.
"""

import ast
import operator
import statistics
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from community.rules.calculators import break_even, buffer_plan, compound_growth
from ledger.rules.card_debt import fixed_path, minimum_path
from ledger.rules.instalments import equal_instalment_plan, flat_fee_plan, purchase_plan

_OPERATORS: dict[type, Callable] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}


def _minor(yuan: Fraction) -> int:
    minor = yuan * 100
    assert minor.denominator == 1, f"{yuan} is no whole number of fen"
    return int(minor)


def _yuan(minor: int) -> Fraction:
    return Fraction(minor, 100)


def _rate(percent: Fraction) -> Decimal:
    return Decimal(percent.numerator) / Decimal(percent.denominator) / 100


def _flat(price: Fraction, months: Fraction, fee: Fraction):
    return flat_fee_plan(_minor(price), int(months), _rate(fee))


def _of_cash(cash: Fraction, months: Fraction, payment: Fraction):
    return purchase_plan(_minor(cash), [_minor(payment)] * int(months))


def _equal(sum_: Fraction, months: Fraction, rate: Fraction):
    return equal_instalment_plan(_minor(sum_), int(months), _rate(rate))


def _minimum(owed: Fraction, daily: Fraction):
    return minimum_path(_minor(owed), _rate(daily))


def _fixed(owed: Fraction, daily: Fraction, payment: Fraction):
    return fixed_path(_minor(owed), _rate(daily), _minor(payment))


# In per cent: 13.0342.
FUNCTIONS: dict[str, Callable[..., Fraction]] = {
    "flat_payment": lambda *of: _yuan(_flat(*of).payments_minor[0]),
    "flat_cost": lambda *of: _yuan(_flat(*of).cost_minor),
    "flat_apr": lambda *of: Fraction(_flat(*of).apr_simple) * 100,
    "flat_irr": lambda *of: Fraction(_flat(*of).apr_irr) * 100,
    "cash_apr": lambda *of: Fraction(_of_cash(*of).apr_simple) * 100,
    "equal_payment": lambda *of: _yuan(_equal(*of).payments_minor[0]),
    "equal_interest": lambda *of: _yuan(_equal(*of).interest_minor),
    "minimum_months": lambda *of: Fraction(_minimum(*of).months),
    "minimum_interest": lambda *of: _yuan(_minimum(*of).interest_minor),
    "fixed_months": lambda *of: Fraction(_fixed(*of).months),
    "fixed_interest": lambda *of: _yuan(_fixed(*of).interest_minor),
    "fixed_last": lambda *of: _yuan(_fixed(*of).last_payment_minor),
    "grown": lambda start, monthly, years, rate: _yuan(
        compound_growth(_minor(start), _minor(monthly), int(years), _rate(rate)).end_minor
    ),
    "buffer_months": lambda spending, months, saved, monthly: Fraction(
        buffer_plan(_minor(spending), int(months), _minor(saved), _minor(monthly)).months or 0
    ),
    "must_take_a_month": lambda fixed, margin, days: _yuan(
        break_even(_minor(fixed), _rate(margin), int(days)).month_minor
    ),
    "must_take_a_day": lambda fixed, margin, days: _yuan(break_even(_minor(fixed), _rate(margin), int(days)).day_minor),
    "median": lambda *values: statistics.median(values),
    "up": lambda value: Fraction(-(-value.numerator // value.denominator)),
}


def worked_out(expression: str) -> Fraction:
    """The value of an expression, exactly."""
    return _value(ast.parse(expression.strip(), mode="eval").body)


def _value(node: ast.expr) -> Fraction:
    match node:
        case ast.Constant(value=int() | float()):
            return Fraction(ast.unparse(node))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand)
        case ast.BinOp(left=left, op=op, right=right):
            return Fraction(_OPERATORS[type(op)](_value(left), _value(right)))
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return FUNCTIONS[name](*(_value(each) for each in arguments))
    raise AssertionError(f"a lesson's sum has no {ast.unparse(node)}")


def holds(equation: str) -> bool:
    """Whether an equation of a lesson is true."""
    rounded = "~" in equation
    left, right = equation.split("~" if rounded else "=")
    found, said = worked_out(left), Decimal(right.strip())
    if rounded:
        return (Decimal(found.numerator) / Decimal(found.denominator)).quantize(said, ROUND_HALF_UP) == said
    return found == Fraction(said)


def numbers_of(equation: str) -> list[Decimal]:
    """Every number that an equation names, the result last."""
    left, right = equation.split("~" if "~" in equation else "=")
    tree = ast.walk(ast.parse(left.strip(), mode="eval"))
    named = [Decimal(ast.unparse(node)) for node in tree if isinstance(node, ast.Constant)]
    return [*named, abs(Decimal(right.strip()))]
