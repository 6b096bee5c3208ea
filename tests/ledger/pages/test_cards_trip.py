import datetime as dt

import pytest

from ledger.cards import prepaid, trip_days, trip_pace, trip_projection, who_paid
from ledger.queries.months import book_now
from ledger.services.books import change_settings
from ledger.services.drafts import EntryDraft
from ledger.services.members import add_member
from ledger.services.pad import record_from_pad
from tests.ledger.pages.conftest import account_key, category_key
from tests.ledger.pages.scene_demo import DAYS, cards_without_numbers


@pytest.fixture
def second_day(trip):
    return book_now(trip.book).date()


@pytest.fixture
def friends(trip):
    return [trip, add_member(trip, name="阿杰"), add_member(trip, name="周航")]


@pytest.fixture
def spend(trip, second_day):
    def record(amount_minor, who=None, days_ago=0, category="food", **more):
        draft = EntryDraft(
            kind="expense",
            date=second_day - dt.timedelta(days=days_ago),
            amount_minor=amount_minor,
            category=category_key(trip.book, category),
            **more,
        )
        return record_from_pad(trip, draft=draft, from_place=who or trip)

    return record


def built(card, member, today):
    return card.build(member, today=today, options={})


def test_what_may_still_be_spent_today(trip, spend, second_day):
    """4,800.00 - 1,200.00 of the first day over three days is 1,200.00; 500.00 are spent already."""
    spend(300000, days_ago=5, category="long_haul")
    spend(120000, days_ago=1)
    spend(50000)
    card = built(trip_pace, trip, second_day)
    assert (card["trip"].day, card["trip"].days) == (2, 4)
    assert (card["spent_today_minor"], card["today_left_minor"]) == (50000, 70000)
    assert (card["spent_minor"], card["counts_prepaid"]) == (170000, False)


def test_the_budget_may_cover_what_was_paid_before(trip, spend, second_day):
    """(4,800.00 - 3,000.00 - 1,200.00) / 3 = 200.00, less 500.00: 300.00 over."""
    change_settings(trip, facts=trip.book.facts | {"pace_counts_prepaid": True})
    spend(300000, days_ago=5, category="long_haul")
    spend(120000, days_ago=1)
    spend(50000)
    card = built(trip_pace, trip, second_day)
    assert (card["today_left_minor"], card["spent_minor"]) == (-30000, 470000)


def test_a_trip_without_days_asks_for_them(trip, second_day):
    change_settings(trip, facts={})
    card = built(trip_pace, trip, second_day)
    assert (card["trip"], card["ask"]) == (None, ["start_date", "end_date", "plan_budget"])


def test_before_it_begins_the_whole_budget_is_left(trip, second_day):
    card = built(trip_pace, trip, second_day - dt.timedelta(days=10))
    assert (card["trip"].day, card["left_minor"]) == (0, 480000)


def test_where_the_pace_leads(trip, spend, second_day):
    """1,800.00 in two of four days: 3,600.00, which is 1,200.00 under the budget; half of the rest each day."""
    spend(300000, days_ago=5, category="long_haul")
    spend(120000, days_ago=1)
    spend(60000)
    card = built(trip_projection, trip, second_day)
    assert (card["projected_minor"], card["over_minor"]) == (360000, -120000)
    spent, pace, budget = card["chart"].series
    assert list(spent.values) == [120000, 180000, None, None]
    assert list(pace.values) == [None, 180000, 270000, 360000]
    assert set(budget.values) == {480000}
    assert built(trip_projection, trip, second_day + dt.timedelta(days=9)) is None


def test_who_paid_and_who_gives_whom(trip, friends, spend, second_day):
    """The trip of the demo: 2,318 + 1,406 + 588 = 4,312; two payments settle it."""
    host, guest, friend = friends
    spend(231800, host)
    spend(140600, guest)
    spend(58800, friend)
    card = built(who_paid, trip, second_day)
    assert [(s.person, s.paid_minor, s.share_minor) for s in card["standings"]] == [
        (host, 231800, 143734),
        (guest, 140600, 143733),
        (friend, 58800, 143733),
    ]
    assert [(p.giver, p.taker, p.amount_minor) for p in card["payments"]] == [
        (friend, host, 84933),
        (guest, host, 3133),
    ]


def test_a_payment_between_two_settles_them(trip, friends, spend, second_day):
    """300.00 for three; one gives back 100.00, the other still owes 100.00."""
    host, guest, friend = friends
    spend(30000, host)
    back = EntryDraft(kind="transfer", date=second_day, amount_minor=10000)
    record_from_pad(trip, draft=back, from_place=guest, to_place=host)
    payments = built(who_paid, trip, second_day)["payments"]
    assert [(p.giver, p.taker, p.amount_minor) for p in payments] == [(friend, host, 10000)]


def test_what_was_for_one_falls_to_that_one(trip, friends, spend, second_day):
    """300.00 for three, and 60.00 that the host paid for the guest alone."""
    host, guest, friend = friends
    spend(30000, host)
    spend(6000, host, member=guest)
    payments = built(who_paid, trip, second_day)["payments"]
    assert [(p.giver, p.taker, p.amount_minor) for p in payments] == [(guest, host, 16000), (friend, host, 10000)]


def test_what_is_left_in_the_kitty_belongs_to_all(trip, friends, spend, second_day):
    """Everybody put 200.00 in, 300.00 were spent from it: nobody owes anybody."""
    kitty = account_key(trip.book, "kitty")
    for person in friends:
        chip_in = EntryDraft(kind="transfer", date=second_day, amount_minor=20000)
        record_from_pad(trip, draft=chip_in, from_place=person, to_place=kitty)
    spend(30000, kitty)
    assert built(who_paid, trip, second_day)["payments"] == []


def test_one_person_alone_has_nobody_to_settle_with(trip, second_day):
    assert built(who_paid, trip, second_day) is None


def test_the_days_tell_places_before_notes(trip, spend, second_day):
    spend(31800, days_ago=1, note="牛肉火锅", extra={"place": "牌坊街"})
    spend(5800, days_ago=1, note="网约车", category="local_transport")
    spend(16600, category="sights")
    rows = built(trip_days, trip, second_day)["rows"]
    assert [(row["number"], row["spent_minor"]) for row in rows] == [(2, 16600), (1, 37600)]
    assert rows[1]["words"] == ["牌坊街", "网约车"]
    assert rows[0]["words"] == [category_key(trip.book, "sights").name]


def test_what_was_paid_before_leaving_stands_apart(trip, spend, second_day):
    spend(92000, days_ago=5, category="long_haul")
    spend(31800)
    card = built(prepaid, trip, second_day)
    assert (card["before_minor"], card["on_the_way_minor"], card["total_minor"]) == (92000, 31800, 123800)


@pytest.mark.parametrize("day", DAYS[::2], ids=str)
def test_every_card_of_the_demo_has_numbers_on_any_day(db, day):
    assert cards_without_numbers("chaoshan", day) == set()
