import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.money import shares
from ledger.rules.settlement import Payment, settling_payments


def test_the_trip_of_the_demo_is_settled_by_two_payments():
    """Paid 2,318 + 1,406 + 588 = 4,312; a third is 1,437.33, the odd fen falls to the first."""
    assert shares(431200, [1, 1, 1]) == [143734, 143733, 143733]
    owed = {"一诺": 231800 - 143734, "阿杰": 140600 - 143733, "周航": 58800 - 143733}
    assert settling_payments(owed) == [Payment("周航", "一诺", 84933), Payment("阿杰", "一诺", 3133)]


def test_nobody_pays_where_everybody_is_even():
    assert settling_payments({"a": 0, "b": 0}) == []


def test_balances_that_do_not_sum_to_zero_are_refused():
    with pytest.raises(ValueError):
        settling_payments({"a": 1, "b": -2})


@given(st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=9))
def test_payments_settle_all_and_are_fewer_than_people(amounts):
    owed = dict(enumerate([*amounts, -sum(amounts)]))
    payments = settling_payments(owed)
    for payment in payments:
        assert payment.amount_minor > 0
        owed[payment.giver] += payment.amount_minor
        owed[payment.taker] -= payment.amount_minor
    assert set(owed.values()) <= {0}
    assert len(payments) < len(owed)


def fewest(amounts):
    """By trying: the people less the most groups that are even in themselves."""
    open_amounts = [amount for amount in amounts if amount]

    def most_groups(left):
        if not left:
            return 0
        first, rest = left[0], left[1:]
        found = [0]
        for n in range(len(rest) + 1):
            for others in itertools.combinations(range(len(rest)), n):
                if first + sum(rest[i] for i in others) == 0:
                    found.append(1 + most_groups([a for i, a in enumerate(rest) if i not in others]))
        return max(found)

    return len(open_amounts) - most_groups(open_amounts)


@given(st.lists(st.integers(-4, 4), min_size=1, max_size=6))
def test_no_plan_has_fewer_payments(amounts):
    owed = dict(enumerate([*amounts, -sum(amounts)]))
    assert len(settling_payments(owed)) == fewest(owed.values())


@given(st.lists(st.integers(-9, 9), min_size=1, max_size=7), st.randoms())
def test_the_order_of_people_does_not_change_how_many_pay(amounts, random):
    owed = dict(enumerate([*amounts, -sum(amounts)]))
    people = list(owed)
    random.shuffle(people)
    assert len(settling_payments({person: owed[person] for person in people})) == len(settling_payments(owed))


def test_two_pairs_who_are_even_settle_between_themselves():
    """Greedily the one who owes 5 would pay the one who is owed 7: three payments instead of two."""
    payments = settling_payments({"a": 7, "b": -5, "c": 5, "d": -7})
    assert {(p.giver, p.taker, p.amount_minor) for p in payments} == {("d", "a", 7), ("b", "c", 5)}


def test_many_people_are_settled_without_a_search():
    owed = {person: 100 if person % 2 else -100 for person in range(40)}
    assert len(settling_payments(owed)) == 20
