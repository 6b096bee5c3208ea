"""Who owes whom: worked by hand, compared with adding up every entry, and with what each role may see."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.models import Account, Entry
from ledger.queries.shares import BOOK, default_split, standings, standings_by_currency
from ledger.rules.shares import How, Split
from ledger.services.books import change_settings
from ledger.services.drafts import EntryDraft
from ledger.services.entries import delete_entries, record_entry
from ledger.services.members import add_member, pocket_of
from ledger.services.merging import merge
from ledger.services.settling import Paid, settle, settle_all
from tests.cast import category

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 1)


@pytest.fixture
def trip(alice):
    from ledger.services.books import open_book

    return open_book(alice, scene="trip", name="Four days")


@pytest.fixture
def friends(trip):
    return [trip, add_member(trip, name="阿杰"), add_member(trip, name="周航"), add_member(trip, name="小岚")]


def spend(by, amount_minor, who=None, *, kind="expense", **more):
    """Out of somebody's pocket, unless told otherwise."""
    fields = {"kind": kind, "date": DAY, "amount_minor": amount_minor, "category": category(by.book)}
    side = "from_account" if kind == "expense" else "to_account"
    if who is not None:
        fields[side] = pocket_of(who)
    if kind == "transfer":
        del fields["category"]
    return record_entry(by, draft=EntryDraft(**(fields | more)))


def owed(member, **how):
    return {row.person.pk if row.person else BOOK: row.owed_minor for row in standings(member, **how).rows}


def test_a_book_of_friends_shares_alike(trip, friends):
    """400.00 for four: 100.00 each."""
    host, guest, friend, fourth = friends
    spend(trip, 40000, host)
    assert owed(trip) == {host.pk: 30000, guest.pk: -10000, friend.pk: -10000, fourth.pk: -10000}


def test_what_an_entry_says_goes_before_what_the_book_does(trip, friends):
    """400.00 for all and 90.00 at 2 : 1 for two of them, paid by the first: 490 - 100, -100 - 60, -100 - 30, -100."""
    host, guest, friend, fourth = friends
    spend(trip, 40000, host)
    spend(trip, 9000, host, split=Split(How.PARTS, {guest.pk: 200, friend.pk: 100}).as_json())
    assert owed(trip) == {host.pk: 39000, guest.pk: -16000, friend.pk: -13000, fourth.pk: -10000}


def test_the_split_of_an_entry_goes_before_whom_it_was_for(trip, friends):
    host, guest, friend, _fourth = friends
    split = Split.equally([guest.pk, friend.pk]).as_json()
    spend(trip, 10000, host, member=guest, split=split)
    assert owed(trip)[guest.pk] == owed(trip)[friend.pk] == -5000


def test_a_refund_comes_back_to_those_who_bore_it(trip, friends):
    """100.00 for two, 40.00 of it back into the pocket of who paid: 60.00 paid, 30.00 each."""
    host, guest, *_others = friends
    split = Split.equally([host.pk, guest.pk]).as_json()
    spend(trip, 10000, host, split=split)
    spend(trip, 4000, host, kind="refund", split=split)
    assert owed(trip)[host.pk] == 3000
    assert owed(trip)[guest.pk] == -3000


def test_the_kitty_is_of_all(trip, friends):
    """Each put 50.00 in; 120.00 of the 200.00 were spent for two. What is left is of all: 20.00 each."""
    kitty = Account.objects.get(book=trip.book, key="kitty")
    for person in friends:
        spend(trip, 5000, person, kind="transfer", from_account=pocket_of(person), to_account=kitty)
    host, guest, friend, fourth = friends
    spend(trip, 12000, from_account=kitty, split=Split.equally([host.pk, guest.pk]).as_json())
    assert owed(trip) == {host.pk: -3000, guest.pk: -3000, friend.pk: 3000, fourth.pk: 3000}


def test_parts_that_the_book_says(trip, friends):
    """100.00 at 55 % and 45 %."""
    host, guest, *_others = friends
    change_settings(trip, split=Split(How.PERCENT, {host.pk: 5500, guest.pk: 4500}).as_json())
    spend(trip, 10000, host)
    assert owed(trip)[guest.pk] == -4500


def test_in_a_family_nothing_is_shared_but_what_an_entry_says(owner, child):
    """The family owes what somebody advanced: 35.00 out of a pocket, of which 5.00 were the payer's own."""
    assert default_split(owner.book) is None
    spend(owner, 3000, owner)
    spend(owner, 500, owner, split=Split.equally([owner.pk]).as_json())
    assert owed(owner) == {owner.pk: 3000, child.pk: 0, BOOK: -3000}
    [payment] = standings(owner).payments
    assert (payment.giver, payment.taker, payment.amount_minor) == (None, owner, 3000)


def test_as_of_a_day(trip, friends):
    spend(trip, 40000, friends[0])
    spend(trip, 80000, friends[1], date=DAY + dt.timedelta(days=1))
    assert owed(trip, on=DAY)[friends[0].pk] == 30000
    assert set(owed(trip, on=DAY - dt.timedelta(days=1)).values()) == {0}


def test_what_lies_in_the_bin_is_owed_by_nobody(trip, friends):
    entry = spend(trip, 40000, friends[0], split=Split.equally([friends[1].pk]).as_json())
    delete_entries(trip, entries=[entry])
    assert set(owed(trip).values()) == {0}


def test_whoever_two_have_become_owes_for_both(trip, friends):
    """60.00 for two of them, who are one now."""
    host, guest, friend, _fourth = friends
    spend(trip, 6000, host, split=Split.equally([guest.pk, friend.pk]).as_json())
    merge(trip, friend, guest)
    trip.book.refresh_from_db()
    assert owed(trip)[guest.pk] == -6000
    assert friend.pk not in owed(trip)


def test_balances_in_the_currency_of_a_pocket(trip, friends):
    """3,000 yen out of a pocket, 150.00 in the book's own money, for two: 1,500 yen."""
    host, guest, *_others = friends
    yen = Account.objects.create(book=trip.book, kind="member", member=host, name="Yen", currency="JPY")
    split = Split.equally([host.pk, guest.pk]).as_json()
    spend(trip, 3000, from_account=yen, base_amount_minor=15000, split=split)
    spend(trip, 10000, host, split=split)
    own, foreign = standings_by_currency(trip)
    assert (own.currency, own.of(guest).owed_minor) == ("CNY", -12500)
    assert (foreign.currency, foreign.of(guest).owed_minor) == ("JPY", -1500)


def by_hand(member, people):
    """Every entry on its own: what a pocket gave, and who bears it, in thirds of a thousandth and the like."""
    from fractions import Fraction

    balance = {person.pk: Fraction(0) for person in people}
    pooled = Fraction(0)
    for entry in Entry.objects.filter(book_id=member.book_id, deleted_at=None):
        for side, sign in ((entry.from_account, 1), (entry.to_account, -1)):
            if side is not None and side.kind == "member":
                balance[side.member_id] += sign * entry.base_amount_minor
                pooled += sign * entry.base_amount_minor
        if entry.kind == "transfer":
            continue
        sign = 1 if entry.kind == "expense" else -1
        weights = None
        if entry.split is not None:
            weights = Split.read(entry.split).weights()
        elif entry.member_id is not None and entry.kind != "income":
            weights = {entry.member_id: 1}
        if weights is not None:
            pooled -= sign * entry.base_amount_minor
            for pk, weight in weights.items():
                balance[pk] -= Fraction(sign * entry.base_amount_minor * weight, sum(weights.values()))
    return {pk: minor - pooled / len(people) for pk, minor in balance.items()}


AMOUNTS = st.integers(1, 10**6)
WHO = st.integers(0, 3)
HOWS = st.one_of(
    st.none(),
    st.builds(lambda who: ("equal", who), st.sets(WHO, min_size=1)),
    st.builds(lambda of: ("parts", of), st.dictionaries(WHO, st.integers(1, 900), min_size=1)),
)
ENTRIES = st.tuples(
    st.sampled_from(["expense", "expense", "refund", "income", "transfer", "kitty"]),
    AMOUNTS,
    WHO,
    WHO,
    st.booleans(),
    HOWS,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(ENTRIES, max_size=12))
def test_standings_are_what_adding_up_says_and_settling_ends_them(trip, friends, rows):
    Entry.objects.filter(book=trip.book).delete()
    kitty = Account.objects.get(book=trip.book, key="kitty")
    for kind, amount, one, other, alone, how in rows:
        split = None
        if how is not None and kind in ("expense", "refund", "income"):
            name, of = how
            numbers = dict.fromkeys(of, 1) if name == "equal" else of
            split = Split(How(name), {friends[n].pk: number for n, number in numbers.items()}).as_json()
        more = {"split": split, "member": friends[other] if alone else None}
        if kind == "kitty":
            spend(trip, amount, kind="transfer", from_account=pocket_of(friends[one]), to_account=kitty)
        elif kind == "transfer":
            if one != other:
                pockets = {"from_account": pocket_of(friends[one]), "to_account": pocket_of(friends[other])}
                spend(trip, amount, kind="transfer", **pockets)
        elif kind == "income":
            income = category(trip.book, "income") if trip.book.categories.filter(kind="income").exists() else None
            spend(trip, amount, friends[one], kind="income", category=income, **more)
        else:
            spend(trip, amount, friends[one], kind=kind, **more)
    found = owed(trip)
    assert sum(found.values()) == 0
    exact = by_hand(trip, friends)
    # Each payment that is shared rounds by less than a unit, and so does what is shared by default.
    assert all(abs(found[pk] - exact[pk]) < len(rows) + 1 for pk in exact)
    payments = standings(trip).payments
    assert len(payments) <= len(friends) - 1
    if payments:
        settle_all(trip, expected=[Paid(p.giver, p.taker, p.amount_minor) for p in payments], on=DAY)
    assert set(owed(trip).values()) == {0}


def test_what_was_settled_stays_settled_when_an_old_entry_changes(trip, friends):
    """400.00 for four are settled; then it was 480.00: the difference alone is owed, 20.00 each."""
    from ledger.services.entries import edit_entry

    host, *others = friends
    entry = spend(trip, 40000, host)
    found = standings(trip).payments
    settle_all(trip, expected=[Paid(p.giver, p.taker, p.amount_minor) for p in found], on=DAY)
    edit_entry(trip, entry, version=1, changes={"amount_minor": 48000})
    assert owed(trip) == {host.pk: 6000} | {person.pk: -2000 for person in others}


def test_a_member_sees_only_over_what_that_member_may_see(trip, friends, bob):
    """An expense of an account that only managers see is in the owner's figures, and not in a bookkeeper's."""
    bookkeeper = add_member(trip, name="Bob", user=bob, role="bookkeeper")
    hidden = Account.objects.create(book=trip.book, kind="cash", name="Safe", currency="CNY", veiled=True)
    trip.book.refresh_from_db()
    spend(trip, 6000, from_account=hidden, split=Split.equally([friends[1].pk]).as_json())
    bookkeeper.book.refresh_from_db()
    assert owed(trip)[friends[1].pk] < 0
    assert set(owed(bookkeeper).values()) == {0}


def test_a_payment_between_two_is_no_expense(trip, friends):
    settle(trip, payments=[Paid(friends[1], friends[0], 10000)], on=DAY)
    assert owed(trip)[friends[1].pk] == 10000
