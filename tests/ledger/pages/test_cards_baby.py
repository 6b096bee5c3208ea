import datetime as dt

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone

from ledger.cards import age_cost, lessons_next, month_compare, red_packets, registry, supplies_left
from ledger.cards.covers import cover_figures
from ledger.demo.cast import build_demo
from ledger.models import Entry, Member, Scheduled
from ledger.queries.months import book_now
from ledger.queries.shelf import shelf
from ledger.services.books import change_settings, open_book
from ledger.services.demo import write_demo
from ledger.services.drafts import EntryDraft
from ledger.services.entries import record_entry
from tests.ledger.pages.conftest import account_key, at, category_key, words

DAY = dt.date(2026, 11, 22)
SUPPLIES = {"categories": "food.formula diapers.diapers"}


@pytest.fixture
def baby(alice) -> Member:
    facts = {"nickname": "Bean", "birth_month": "2025-09"}
    return open_book(alice, scene="baby", name="Bean", facts=facts)


@pytest.fixture
def buy(baby):
    def record(amount_minor, date=DAY, category="food.formula", refund_of=None, **extra) -> Entry:
        wallet = account_key(baby.book, "wechat")
        side = {"to_account": wallet} if refund_of else {"from_account": wallet}
        draft = EntryDraft(
            kind="refund" if refund_of else "expense",
            date=date,
            amount_minor=amount_minor,
            category=category_key(baby.book, category),
            refund_of=refund_of,
            extra=extra,
            **side,
        )
        return record_entry(baby, draft=draft)

    return record


def built(card, member, today=DAY, **options):
    return card.build(member, today=today, options=options)


def days_ago(n: int) -> dt.date:
    return DAY - dt.timedelta(days=n)


def test_months_old_and_what_a_day_costs(baby, buy):
    """From 1 September 2025 to 22 November 2026 are 448 days; 4,480.00 since are 10.00 a day.

    The first year is September to August, the second has begun; what was bought before stands apart.
    """
    buy(99900, dt.date(2025, 8, 30))
    buy(300000, dt.date(2025, 9, 1))
    buy(100000, dt.date(2026, 8, 31))
    buy(48000, dt.date(2026, 9, 1))
    card = built(age_cost, baby)
    assert (card["months"], card["per_day_minor"], card["before_minor"]) == (14, 1000, 99900)
    assert [(year.number, year.spent_minor, year.is_over) for year in card["years"]] == [
        (1, 400000, True),
        (2, 48000, False),
    ]
    assert len(card["chart"].labels) == 15


def test_before_the_birth_and_without_a_month(baby, page):
    assert built(age_cost, baby, dt.date(2025, 8, 31))["waiting"]
    change_settings(baby, facts={})
    assert built(age_cost, baby)["ask"] == ["nickname", "birth_month"]
    assert f"{at('book-facts', baby.book)}?ask=nickname" in page.get(at("book-overview", baby.book)).content.decode()
    for odd in ("2026-13", "soon", "-", "99999-01"):
        change_settings(baby, facts={"birth_month": odd})
        assert age_cost.birth_period(baby.book) is None


def test_the_cover_says_what_a_day_costs(baby, buy):
    today = book_now(baby.book).date()
    change_settings(baby, facts={"birth_month": f"{today:%Y-%m}"})
    buy(today.day * 3000, today)
    assert cover_figures(shelf(baby.user).books)[0].amount_minor == 3000


def test_this_month_beside_the_last_up_to_the_same_day(baby, buy):
    """1 to 22 November beside 1 to 22 October: the diapers of 25 October are not counted yet."""
    buy(30000, dt.date(2026, 10, 5))
    buy(20000, dt.date(2026, 10, 25), "diapers.diapers")
    buy(10000, dt.date(2026, 10, 22), "toys.toys")
    buy(55000, dt.date(2026, 11, 20))
    back = buy(5000, dt.date(2026, 11, 2))
    buy(5000, DAY, refund_of=back)
    card = built(month_compare, baby)
    assert (card["now_minor"], card["before_minor"], card["rise_minor"]) == (55000, 40000, 15000)
    assert [(row.category.key, row.rise_minor) for row in card["rows"]] == [("food", 25000), ("toys", -10000)]


def test_on_the_first_days_whole_months_are_compared(baby, buy):
    buy(30000, dt.date(2026, 10, 30))
    buy(45000, dt.date(2026, 11, 30))
    card = built(month_compare, baby, dt.date(2026, 12, 1))
    assert (card["whole"], card["period"]) == (True, 202611)
    assert (card["now_minor"], card["before_minor"]) == (45000, 30000)


def test_a_short_month_ends_where_it_ends(baby, buy):
    """31 March stands beside all of February."""
    buy(100, dt.date(2026, 2, 28))
    buy(100, dt.date(2026, 3, 1))
    card = built(month_compare, baby, dt.date(2026, 3, 31))
    assert (card["before"][1], card["rise_minor"]) == (dt.date(2026, 2, 28), 0)


def test_formula_lasts_as_it_usually_did(baby, buy):
    """Bought 33, 21 and 10 days ago: 12 and 11 days between, so 11, and 1 day is left; what was sent back is gone."""
    for n in (33, 21, 10):
        buy(27600, days_ago(n))
    sent_back = buy(27600, days_ago(4))
    buy(27600, days_ago(2), refund_of=sent_back)
    buy(16000, days_ago(20), "diapers.diapers", lasts_days=18)
    formula, diapers = built(supplies_left, baby, **SUPPLIES)["supplies"]
    assert (formula.gap_days, formula.days, formula.is_soon) == (11, 1, True)
    assert (diapers.gap_days, diapers.days) == (None, -2)


def test_what_went_back_in_part_is_at_hand_and_what_is_long_ago_is_not(baby, buy):
    kept = buy(27600, days_ago(4))
    buy(2600, days_ago(2), refund_of=kept)
    buy(16000, days_ago(200), "diapers.diapers")
    [formula] = built(supplies_left, baby, **SUPPLIES)["supplies"]
    assert (formula.last, formula.days) == (kept, None)


def test_lessons_left_and_what_is_next(baby, buy):
    """12 lessons nine weeks ago, one a week: 3 are left."""
    buy(108000, days_ago(63), "classes.lessons", lessons=12)
    buy(9900, days_ago(5), "classes.swimming", lessons="many")
    for name, days in (("vaccine", 18), ("insurance", 27), ("far", 300)):
        due = DAY + dt.timedelta(days=days)
        Scheduled.objects.create(book=baby.book, kind="day", name=name, due=due, anchor_day=due.day)
    card = built(lessons_next, baby, category="classes")
    assert (card["left"], card["bought"]) == (3, (days_ago(63), 12))
    assert [(row.name, days) for row, days in card["rows"]] == [("vaccine", 18), ("insurance", 27)]
    change_settings(baby, facts=baby.book.facts | {"lessons_per_week": 2})
    assert built(lessons_next, baby, category="classes")["left"] == 0


def test_red_packets_are_kept_apart(baby):
    packets = account_key(baby.book, "red_packets")
    for who, amount, year in (
        ("Aunt", 60000, 2026),
        ("Uncle", 80000, 2026),
        ("Aunt", 40000, 2026),
        ("Aunt", 999, 2025),
    ):
        draft = EntryDraft(
            kind="income",
            date=dt.date(year, 2, 17),
            amount_minor=amount,
            to_account=packets,
            merchant=who,
            category=category_key(baby.book, "new_year"),
        )
        record_entry(baby, draft=draft)
    card = built(red_packets, baby)
    assert (card["balance_minor"], card["total_minor"]) == (180999, 180000)
    assert [(giver.name, giver.amount_minor) for giver in card["givers"]] == [("Aunt", 100000), ("Uncle", 80000)]
    next_year = built(red_packets, baby, dt.date(2027, 1, 1))
    assert (next_year["year"], next_year["is_this_year"]) == (2026, False)


def test_a_book_is_opened_with_a_nickname_and_a_month(page, alice):
    asked = page.post(at_new(), {"scene": "baby"})
    assert "birth_month" in asked.content.decode()
    page.post(at_new(), {"scene": "baby", "answered": "1", "nickname": "Pea", "birth_month": "2026-05"})
    member = Member.objects.get(user=alice, book__scene="baby")
    assert member.book.facts == {"nickname": "Pea", "birth_month": "2026-05"}
    assert [card.key for card in page.get(at("book-overview", member.book)).context["cards"]] == [
        "age_cost", "month_compare", "supplies_left", "lessons_next", "red_packets",
    ]  # fmt: skip


def at_new() -> str:
    return "/books/new/"


@pytest.mark.parametrize("day", [DAY, dt.date(2027, 1, 1), dt.date(2026, 3, 1), dt.date(2024, 2, 29)], ids=str)
@pytest.mark.django_db
def test_every_card_of_the_demo_shows_numbers(day):
    book = write_demo(build_demo(day, only=("baby",)), password=None, now=timezone.now())["baby"]
    owner = Member.objects.select_related("book", "user").get(book=book, name="林晓雯")
    cards = {card.key: card for card in registry.overview_cards(owner, dt.datetime.combine(day, dt.time(9), dt.UTC))}
    assert cards["age_cost"].context["years"][0].spent_minor == 2348000
    assert cards["age_cost"].context["months"] in (26, 27)
    assert cards["month_compare"].context["before_minor"] > 0
    assert len(cards["supplies_left"].context["supplies"]) == 2
    assert cards["lessons_next"].context["bought"][1] == 12
    assert len(cards["lessons_next"].context["rows"]) >= 4
    assert cards["red_packets"].context["balance_minor"] > 1500000
    request = RequestFactory().get("/")
    request.user = owner.user
    for card in cards.values():
        page = {"card": card.context, "book": book, "heading_id": card.key, "can": {"record": True}}
        text = render_to_string(card.template, page, request)
        assert any(letter.isdigit() for letter in text), card.key


def test_the_overview_calls_the_child_by_its_nickname(page, baby, buy):
    change_settings(baby, name="Our child")
    buy(100)
    assert "Bean" in words(page.get(at("book-overview", baby.book)))
