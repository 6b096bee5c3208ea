import json
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.arithmetic import evaluate

EXAMPLES = json.loads(Path(__file__).with_name("arithmetic.json").read_text())
SCRIPT = Path(__file__).resolve().parents[3] / "static" / "js" / "arithmetic.js"


@pytest.mark.parametrize(("expression", "exponent", "minor"), EXAMPLES["taken"])
def test_a_typed_sum_is_whole_minor_units(expression, exponent, minor):
    assert evaluate(expression, exponent) == minor


@pytest.mark.parametrize("expression", EXAMPLES["refused"])
def test_what_is_no_amount_is_refused(expression):
    with pytest.raises(ValueError):
        evaluate(expression, 2)


def test_a_single_number_with_too_many_decimals_is_refused_and_a_sum_is_rounded():
    with pytest.raises(ValueError):
        evaluate("1.234", 2)
    # 1.234 + 1 = 2.234 -> 2.23
    assert evaluate("1.234+1", 2) == 223


def test_what_people_paste_is_understood():
    assert evaluate("￥1,234.50", 2) == 123450
    assert evaluate("１２＋８", 2) == 2000
    assert evaluate("12*2", 2) == 2400
    assert evaluate("3x5", 2) == 1500


@given(st.lists(st.tuples(st.sampled_from("+×"), st.integers(0, 10**6)), min_size=1, max_size=5), st.integers(0, 10**6))
def test_sums_and_products_of_cents_are_exact(steps, first):
    """Plus and times of numbers with two decimals, worked by fractions."""
    expression = f"{first / 100:.2f}"
    terms = [Fraction(first, 100)]
    for operator, cents in steps:
        expression += f"{operator}{cents // 100}.{cents % 100:02d}"
        if operator == "+":
            terms.append(Fraction(cents, 100))
        else:
            terms[-1] *= Fraction(cents, 100)
    if len(expression) > 60:
        return
    exact = sum(terms) * 100
    assert abs(evaluate(expression, 2) - exact) <= Fraction(1, 2)


def test_the_browser_computes_the_same(tmp_path):
    """static/js/arithmetic.js against the same examples, run by Node, which the scripts and styles need anyway."""
    program = tmp_path / "check.mjs"
    (tmp_path / "arithmetic.mjs").write_text(SCRIPT.read_text())
    program.write_text(
        "import { evaluate } from './arithmetic.mjs';\n"
        f"const examples = {json.dumps(EXAMPLES)};\n"
        "const say = (value) => value === null ? null : Number(value);\n"
        "console.log(JSON.stringify([examples.taken.map(([e, x]) => say(evaluate(e, x))),"
        " examples.refused.map((e) => say(evaluate(e, 2)))]));\n"
    )
    run = subprocess.run(["node", str(program)], capture_output=True, text=True, check=True)
    taken, refused = json.loads(run.stdout)
    assert taken == [minor for _expression, _exponent, minor in EXAMPLES["taken"]]
    assert refused == [None] * len(EXAMPLES["refused"])
