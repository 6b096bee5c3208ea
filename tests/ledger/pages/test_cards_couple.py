import datetime as dt

import pytest

from ledger.cards import anniversary, contributions, dates_out, fair_share
from ledger.models import Account, Budget, Member, Scheduled
from ledger.services.books import change_settings, open_book
from ledger.services.drafts import EntryDraft
from ledger.services.entries import record_entry
from ledger.services.members import add_member
from tests.cast import expense
from tests.ledger.pages.conftest import account_key, at, category_key, signed_in
from tests.ledger.pages.scene_demo import DAYS, cards_without_numbers

DAY = dt.date(2026, 11, 22)
POOLED = {"pooled": "pooled"}
OUT = {"dates": "dates", "shows": "shows"}


@pytest.fixture
def couple(alice) -> Member:
    return open_book(alice, scene="couple", name="Two of us")


@pytest.fixture
def other(couple) -> Member:
    return add_member(couple, name="Hang")


def pocket(person: Member) -> Account:
    found = Account.objects.filter(book=person.book, kind="member", member=person).first()
    return found or Account.objects.create(
        book=person.book, kind="member", member=person, name=person.name, currency="CNY"
    )


def pay(person: Member, amount_minor: int, day: dt.date = DAY, key: str = "dates.dinner", **more) -> None:
    book = person.book
    draft = expense(book, amount_minor, date=day, category=category_key(book, key), from_account=pocket(person), **more)
    record_entry(Member.objects.get(book=book, role="owner"), draft=draft)


def move(member: Member, amount_minor: int, source: Account, target: Account, day: dt.date = DAY) -> None:
    draft = EntryDraft(kind="transfer", date=day, amount_minor=amount_minor, from_account=source, to_account=target)
    record_entry(member, draft=draft)


def built(card, member, today=DAY, **options):
    return card.build(member, today=today, options=options)


def test_what_left_each_pocket_this_month_stands_on_both_sides(couple, other):
    """Alice paid 300.00 and put 200.00 into the wallet; Hang paid 250.00: a bar of 100 and one of 50."""
    pay(couple, 30_000)
    move(couple, 20_000, pocket(couple), account_key(couple.book, "joint"))
    pay(other, 25_000)
    pay(other, 99_000, dt.date(2026, 10, 31))
    card = built(contributions, couple, **POOLED)
    assert [(side.person, side.given_minor, side.width) for side in card["sides"]] == [
        (couple, 50_000, 100),
        (other, 25_000, 50),
    ]
    assert [side.percent for side in card["sides"]] == [67, 33]
    assert (card["total_minor"], card["period"]) == (75_000, 202611)


def test_what_is_written_down_as_put_in_counts_for_whom_it_was(couple, other):
    put_in = EntryDraft(
        kind="income", date=DAY, amount_minor=40_000, to_account=account_key(couple.book, "joint"),
        category=category_key(couple.book, "pooled.monthly"), member=other,
    )  # fmt: skip
    record_entry(couple, draft=put_in)
    assert [side.given_minor for side in built(contributions, couple, **POOLED)["sides"]] == [0, 40_000]
    assert built(fair_share, couple, **POOLED)["over_minor"] == 20_000


def test_a_month_that_has_only_begun_shows_the_one_before(couple, other):
    pay(couple, 30_000, dt.date(2026, 10, 9))
    assert built(contributions, couple, today=dt.date(2026, 11, 1), **POOLED)["period"] == 202610


def test_who_paid_more_is_said_from_the_reader_s_side(couple, other):
    """600.00 and 176.00 are 388.00 each: Hang gives Alice 212.00, and then they are even."""
    pay(couple, 60_000, dt.date(2026, 3, 1))
    pay(other, 17_600)
    card = built(fair_share, couple, **POOLED)
    assert (card["over_minor"], card["giver"], card["taker"]) == (21_200, other, couple)
    move(couple, 21_200, pocket(other), pocket(couple))
    assert built(fair_share, couple, **POOLED)["over_minor"] == 0


def test_what_was_for_one_of_the_two_falls_to_that_one(couple, other):
    pay(couple, 10_000, member=other)
    card = built(fair_share, couple, **POOLED)
    assert (card["over_minor"], card["giver"]) == (10_000, other)


def test_alone_there_is_nobody_to_share_with(couple):
    assert built(fair_share, couple, **POOLED) is None
    assert built(contributions, couple, **POOLED)["may_invite"]


def test_the_page_offers_to_even_it_out(couple, other, alice):
    pay(couple, 60_000)
    page = signed_in(alice).get(at("book-overview", couple.book)).content.decode()
    assert at("settle", couple.book) in page


def test_a_day_with_a_dinner_and_a_film_is_one_date(couple, other):
    """138.00 + 80.00 on the 20th, 82.00 on 25 August, ninety days ago: two dates at 150.00. Groceries are no date."""
    pay(couple, 13_800, dt.date(2026, 11, 20), note="Grilled fish")
    pay(other, 8_000, dt.date(2026, 11, 20), key="shows.films")
    pay(couple, 8_200, dt.date(2026, 8, 25))
    pay(couple, 50_000, dt.date(2026, 8, 24))
    pay(couple, 9_900, DAY, key="supplies.groceries")
    card = built(dates_out, couple, **OUT)
    assert (card["n"], card["average_minor"], card["days_since"]) == (2, 15_000, 2)
    assert [(each["date"].spent_minor, each["words"][0]) for each in card["last"]] == [
        (21_800, "Grilled fish"),
        (8_200, category_key(couple.book, "dates.dinner").name),
    ]


def test_the_next_day_to_keep_is_the_nearest_of_those_known(couple):
    change_settings(couple, facts={"together_since": "2023-12-24"})
    Scheduled.objects.create(
        book=couple.book, kind="day", name="Birthday", due=dt.date(2027, 3, 19), anchor_day=19, every="year",
        amount_minor=40_000,
    )  # fmt: skip
    card = built(anniversary, couple, gifts="gifts")
    assert (card["next"].name, card["next"].days) == ("在一起 3 周年", 32)
    assert [(each.name, each.budget_minor) for each in card["later"]] == [("Birthday", 40_000)]
    # 24 December 2023 to 22 November 2026, both included.
    assert card["together_days"] == 1_065
    assert built(anniversary, couple, today=dt.date(2026, 12, 24), gifts="gifts")["next"].days == 0


def test_the_budget_for_presents_is_that_of_the_day_else_that_of_the_month(couple, other):
    change_settings(couple, facts={"together_since": "2023-12-24"})
    gifts = category_key(couple.book, "gifts")
    assert built(anniversary, couple, gifts="gifts")["budget_minor"] is None
    Budget.objects.create(book=couple.book, category=gifts, amount_minor=30_000)
    pay(couple, 5_000, dt.date(2026, 11, 3), key="gifts.flowers")
    pay(couple, 16_800, dt.date(2026, 10, 28), key="gifts.photos")
    card = built(anniversary, couple, gifts="gifts")
    assert (card["budget_minor"], card["spent_minor"]) == (30_000, 5_000)
    Budget.objects.create(
        book=couple.book, category=gifts, amount_minor=80_000, first=dt.date(2026, 10, 20), last=dt.date(2026, 12, 31)
    )
    card = built(anniversary, couple, gifts="gifts")
    assert (card["budget_minor"], card["spent_minor"], card["left_minor"]) == (80_000, 21_800, 58_200)


def test_without_any_day_it_asks_since_when(couple):
    card = built(anniversary, couple, gifts="gifts")
    assert (card["next"], card["together_days"], card["ask"]) == (None, None, True)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_card_of_the_demo_has_numbers_on_any_day(db, day):
    assert cards_without_numbers("couple", day) == set()
