"""Shares sum to the amount, in every exponent, and favour nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.money import exponent
from ledger.rules.shares import How, Item, Split, SplitWrong, parts_of_payers

AMOUNTS = st.integers(1, 10**13)
PEOPLE = st.lists(st.integers(1, 10**6), min_size=1, max_size=9, unique=True)


@st.composite
def splits(draw, amount_minor):
    """A split of any kind that says how the amount falls on people."""
    people = draw(PEOPLE)
    how = draw(st.sampled_from(How))
    if how is How.EQUAL:
        return Split.equally(people)
    if how is How.ITEMS:
        had = st.lists(st.sampled_from(people), min_size=1, unique=True).map(tuple)
        items = st.builds(Item, st.just("x"), st.integers(1, 10**9), had)
        return Split(how, {}, tuple(draw(st.lists(items, min_size=1, max_size=6))))
    if how is How.PARTS:
        return Split(how, {person: draw(st.integers(1, 1000)) for person in people})
    whole = 10_000 if how is How.PERCENT else amount_minor
    return Split(how, Split.equally(people).shares_of(whole))


@pytest.mark.parametrize("currency", ["JPY", "CNY", "KWD"])
@given(st.data())
def test_shares_sum_to_the_amount_in_every_exponent(currency, data):
    amount_minor = data.draw(st.integers(1, 10**6)) * 10 ** exponent(currency) + data.draw(st.integers(0, 9))
    split = data.draw(splits(amount_minor))
    split.check(amount_minor)
    shares = split.shares_of(amount_minor, turn=data.draw(st.integers(0, 10**9)))
    assert sum(shares.values()) == amount_minor
    assert set(shares) <= set(split.people)
    weights = split.weights()
    whole = sum(weights.values())
    # Nobody is off by a unit or more from what is exactly theirs.
    assert all(abs(shares[p] * whole - amount_minor * weights[p]) < whole for p in shares)


@given(AMOUNTS, st.integers(2, 9), st.integers(0, 10**9))
def test_permuting_people_changes_nothing_but_the_names(amount_minor, n, turn):
    people = list(range(1, n + 1))
    one = Split.equally(people).shares_of(amount_minor, turn=turn)
    other = Split.equally(reversed(people)).shares_of(amount_minor, turn=turn)
    assert one == other
    renamed = Split.equally([person + 100 for person in people]).shares_of(amount_minor, turn=turn)
    assert list(renamed.values()) == list(one.values())


@given(AMOUNTS, st.integers(1, 9))
def test_over_all_turns_everybody_bears_the_same(amount_minor, n):
    split = Split.equally(range(n))
    borne = [split.shares_of(amount_minor, turn=turn) for turn in range(n)]
    assert {sum(each[person] for each in borne) for person in range(n)} == {amount_minor}


def test_the_odd_unit_goes_round():
    """1.00 for three: 34, 33, 33; whose turn it is bears the 34."""
    split = Split.equally([1, 2, 3])
    assert split.shares_of(100) == {1: 34, 2: 33, 3: 33}
    assert split.shares_of(100, turn=1) == {1: 33, 2: 34, 3: 33}
    assert split.shares_of(-100, turn=2) == {1: -33, 2: -33, 3: -34}


def test_parts_and_percent():
    """90.00 at 2 : 1 is 60.00 and 30.00; 100.01 at 55 % is 55.0055 and 45.0045: the larger remainder gets the unit."""
    assert Split(How.PARTS, {1: 200, 2: 100}).shares_of(9000) == {1: 6000, 2: 3000}
    assert Split(How.PERCENT, {1: 5500, 2: 4500}).shares_of(10001) == {1: 5501, 2: 4500}


def test_what_the_bill_has_beside_its_items_falls_in_proportion():
    """A fish of 60.00 for both, a tea of 20.00 for one: 50 : 30. With 10 % off, 72.00 are 45.00 and 27.00."""
    split = Split(How.ITEMS, {}, (Item("鱼", 6000, (1, 2)), Item("茶", 2000, (1,))))
    assert split.shares_of(8000) == {1: 5000, 2: 3000}
    assert split.shares_of(7200) == {1: 4500, 2: 2700}


def test_thirds_of_items_stay_exact():
    """10.00 for three and 5.00 for two of them, 15.00: 5.83, 5.83 and 3.33, and the odd unit goes round."""
    split = Split(How.ITEMS, {}, (Item("", 1000, (1, 2, 3)), Item("", 500, (1, 2))))
    assert split.shares_of(1500) == {1: 584, 2: 583, 3: 333}


@pytest.mark.parametrize(
    ("split", "code"),
    [
        (Split(How.EQUAL, {}), "nobody"),
        (Split(How.PARTS, {1: 0, 2: 0}), "nobody"),
        (Split(How.PARTS, {1: -100, 2: 300}), "negative"),
        (Split(How.PERCENT, {1: 5000, 2: 4999}), "not_whole"),
        (Split(How.EXACT, {1: 500, 2: 499}), "not_the_amount"),
        (Split(How.ITEMS, {}, (Item("x", 1000, ()),)), "item"),
        (Split(How.ITEMS, {}), "nobody"),
    ],
)
def test_a_split_that_says_nothing_is_refused(split, code):
    with pytest.raises(SplitWrong) as refused:
        split.check(1000)
    assert refused.value.code == code


def test_what_is_missing_of_exact_amounts_is_told():
    with pytest.raises(SplitWrong) as refused:
        Split(How.EXACT, {1: 500, 2: 400}).check(1000)
    assert refused.value.off_minor == 100


@given(st.data(), AMOUNTS, AMOUNTS)
def test_the_rule_holds_of_another_amount(data, amount_minor, other_minor):
    split = data.draw(splits(amount_minor)).fitted(other_minor)
    split.check(other_minor)
    assert sum(split.shares_of(other_minor).values()) == other_minor


@given(st.data(), AMOUNTS)
def test_what_is_kept_can_be_read_again(data, amount_minor):
    split = data.draw(splits(amount_minor))
    again = Split.read(split.as_json())
    assert (again.how, dict(again.of)) == (split.how, dict(split.of))
    assert again.shares_of(amount_minor) == split.shares_of(amount_minor)


@pytest.mark.parametrize(
    "kept", [None, [], {}, {"how": "x"}, {"how": "equal", "of": [[1, 0.5]]}, {"how": "equal", "of": 1}]
)
def test_what_is_no_split_is_refused(kept):
    with pytest.raises(SplitWrong):
        Split.read(kept)


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=5), st.data())
def test_over_the_parts_of_several_payers_exact_stays_exact(amounts, data):
    people = data.draw(PEOPLE)
    split = Split(
        How.EXACT, Split(How.PARTS, {p: data.draw(st.integers(1, 99)) for p in people}).shares_of(sum(amounts))
    )
    parts = parts_of_payers(split, amounts)
    for part, amount in zip(parts, amounts, strict=True):
        part.check(amount)
    assert {p: sum(part.of.get(p, 0) for part in parts) for p in people} == {p: split.of.get(p, 0) for p in people}
