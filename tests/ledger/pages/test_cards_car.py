import datetime as dt

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ledger.cards import car_costs, consumption, maintenance_due, month_km, per_km, registry
from ledger.cards.covers import cover_figures
from ledger.demo.cast import build_demo
from ledger.models import Entry, Member, Scheduled
from ledger.queries.shelf import shelf
from ledger.services.books import change_settings, open_book
from ledger.services.demo import write_demo
from ledger.services.drafts import EntryDraft
from ledger.services.entries import record_entry
from tests.ledger.pages.conftest import account_key, at, category_key, words

DAY = dt.date(2026, 11, 22)


@pytest.fixture
def car(alice) -> Member:
    return open_book(alice, scene="car", name="The car")


@pytest.fixture
def pay(car):
    def record(amount_minor, days_ago=0, category="fuel", kind="expense", **extra) -> Entry:
        wallet = account_key(car.book, "wechat")
        side = {"to_account": wallet} if kind == "income" else {"from_account": wallet}
        draft = EntryDraft(
            kind=kind,
            date=DAY - dt.timedelta(days=days_ago),
            amount_minor=amount_minor,
            category=category_key(car.book, category),
            extra=extra,
            **side,
        )
        return record_entry(car, draft=draft)

    return record


def built(card, member, today=DAY):
    return card.build(member, today=today, options={})


def test_a_kilometre_costs_all_that_was_spent_by_all_that_was_driven(car, pay):
    """10,000 km between two readings 300 days apart: 5,000.00 + 1,500.00 - 300.00 paid by the insurer, 0.62 each.

    What was paid for the first fill drove the kilometres before it.
    """
    pay(20000, 300, odometer=20000)
    pay(500000, 100, category="insurance")
    pay(30000, 50, category="claims", kind="income")
    pay(150000, 0, odometer=30000)
    card = built(per_km, car)
    assert (card["driven"].km, card["driven"].spent_minor, card["driven"].per_km_minor) == (10000, 620000, 62)
    # 5,000.00 for insurance are 0.50 of each of the 10,000 km, 1,500.00 for fuel 0.15.
    assert [(kind.categories[0].key, part) for kind, part in card["parts"]] == [("insurance", 50), ("fuel", 15)]


def test_a_kilometre_is_that_of_the_last_twelve_months(car, pay):
    """A year before the last reading lies halfway between two readings: 1,000 km of the 2,000 are counted."""
    pay(99900, 465, odometer=10000)
    pay(10000, 265, odometer=12000)
    pay(20000, 0, odometer=14000)
    card = built(per_km, car)
    assert (card["driven"].since, card["driven"].km) == (dt.date(2025, 11, 22), 3000)
    assert card["driven"].per_km_minor == 10


def test_the_cover_of_a_car_says_what_a_kilometre_costs(car, pay):
    pay(20000, 300, odometer=20000)
    pay(620000, 0, odometer=30000)
    cover = cover_figures(shelf(car.user).books)[0]
    assert (cover.amount_minor, cover.whole) == (62, False)


def test_a_car_that_hardly_drove_has_no_price_yet(car, pay):
    pay(20000, 30, odometer=20000)
    pay(20000, 0, odometer=20090)
    assert built(per_km, car)["driven"] is None
    assert cover_figures(shelf(car.user).books)[0].amount_minor != 444


def test_litres_and_kwh_for_100_km(car, pay):
    """45 litres in 600 km are 7.50; 30 kWh in 200 km are 15.00; a mistyped odometer joins its litres to the next."""
    pay(30000, 40, odometer=10000, litres="40")
    pay(20000, 30, odometer=10350, litres="30", full="no")
    pay(12000, 20, odometer=1060, litres="5")
    pay(12000, 10, odometer=10600, litres="10")
    pay(1500, 9, category="charging", odometer=10600, kwh="14")
    pay(1500, 2, category="charging", odometer=10800, kwh="30")
    card = built(consumption, car)
    assert [(kind.key, kind.latest) for kind in card["kinds"]] == [("litres", 750), ("kwh", 1500)]
    assert (card["chart"].decimals, card["chart"].currency) == (2, "")
    assert list(card["chart"].series[0].values) == [None] * 10 + [750, 750]


def test_the_next_service_by_days_and_kilometres(car, pay):
    """Serviced at 20,000 km on 22 August: due at 30,000 km, 1,000 km away, or on 22 February, in 92 days."""
    pay(50000, 92, category="upkeep.minor", odometer=20000)
    pay(20000, 0, odometer=29000)
    assert built(maintenance_due, car)["ask"] == ["service_km", "service_months"]
    change_settings(car, facts={"service_km": 10000, "service_months": 6})
    [row] = built(maintenance_due, car)["rows"]
    assert (row.day, row.days, row.km, row.is_soon) == (dt.date(2027, 2, 22), 92, 1000, True)
    # 9,000 km in 92 days: the kilometres come first, in 10 days.
    assert row.expected == DAY + dt.timedelta(days=10)


def test_what_is_scheduled_comes_by_what_comes_first(car, pay):
    pay(20000, 0, odometer=29000)
    common = {"book": car.book, "kind": "expense", "anchor_day": 1}
    Scheduled.objects.create(name="insurance", due=DAY + dt.timedelta(days=40), **common)
    Scheduled.objects.create(name="tyres", due=DAY - dt.timedelta(days=3), extra={"km": 28900}, **common)
    Scheduled.objects.create(name="done", due=DAY, done_at=timezone.now(), **common)
    Scheduled.objects.create(name="deleted", due=DAY, deleted_at=timezone.now(), **common)
    rows = built(maintenance_due, car)["rows"]
    assert [(row.name, row.days, row.km) for row in rows] == [("tyres", -3, -100), ("insurance", 40, None)]


def test_the_schedule_of_a_car_asks_for_kilometres_and_keeps_them(page, car):
    asked = {"kind": "day", "name": "tyres", "due": "2027-03-01", "every": ""}
    page.post(at("schedule-new", car.book), asked | {"km": "35000"})
    row = Scheduled.objects.get(book=car.book)
    assert row.extra == {"km": 35000}
    Scheduled.objects.filter(pk=row.pk).update(extra={"km": 35000, "axle": "rear"})
    address = at("schedule-edit", car.book, row.public_id)
    assert 'value="35000"' in page.get(address).content.decode()
    page.post(address, asked | {"km": "36000", "version": row.version})
    row.refresh_from_db()
    assert row.extra == {"axle": "rear", "km": 36000}
    page.post(address, asked | {"km": "", "version": row.version})
    row.refresh_from_db()
    assert row.extra == {"axle": "rear"}


def test_the_year_by_kinds_with_energy_together(car, pay):
    pay(20000, 100)
    pay(1500, 50, category="charging")
    pay(50000, 60, category="insurance.commercial")
    pay(99900, 400, category="fines")
    card = built(car_costs, car)
    told = [([category.key for category in kind.categories], kind.amount_minor) for kind in card["kinds"]]
    assert told == [(["insurance"], 50000), (["fuel", "charging"], 21500)]
    assert (card["year"], card["total_minor"]) == (2026, 71500)


def test_in_january_the_year_before_speaks_until_something_is_paid(car, pay):
    pay(20000, 100)
    card = built(car_costs, car, dt.date(2027, 1, 1))
    assert (card["year"], card["is_this_year"], card["total_minor"]) == (2026, False, 20000)


def test_the_kilometres_of_the_month(car, pay):
    """The odometer stood at 10,000 on 23 October and at 11,000 on 22 November: 266 of them by the end of October."""
    pay(20000, 60, odometer=9000)
    pay(20000, 30, odometer=10000)
    pay(20000, 0, odometer=11000)
    card = built(month_km, car)
    assert card["km"] == 1000 - 266
    assert list(card["chart"].series[0].values)[-2:] == [card["last_month_km"], card["km"]]
    first = built(month_km, car, dt.date(2026, 12, 1))
    assert (first["km"], first["shown_km"]) == (None, 734)


def test_thirty_fills_cost_as_many_queries_as_three(page, car, pay):
    change_settings(car, facts={"service_km": 10000, "service_months": 6})

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page.get(at("book-overview", car.book))
        return len(queries)

    def drive(days):
        for n in days:
            pay(20000, n, odometer=20000 - 30 * n, litres="30")
            pay(900, n, category="parking")
            pay(40000, n, category="upkeep.minor")

    drive(range(40, 10, -10))
    page.get(at("book-overview", car.book))
    few = cost()
    drive(range(10))
    page.get(at("book-overview", car.book))
    assert cost() == few


def test_an_empty_car_says_what_to_write_down(page, car):
    answer = page.get(at("book-overview", car.book))
    assert f"{at('entry-record', car.book)}?mode=fuel" in answer.content.decode()
    assert [card.key for card in answer.context["cards"]] == [
        "per_km", "consumption", "maintenance_due", "car_costs", "month_km",
    ]  # fmt: skip


def test_odd_values_that_the_interface_may_send_break_no_card(page, car, pay):
    pay(20000, 3, odometer="many", litres="a lot")
    pay(20000, 2, odometer=-5, litres=None, kwh={"x": 1})
    pay(20000, 1, odometer=True, litres="NaN", kwh="1e999")
    assert page.get(at("book-overview", car.book)).status_code == 200


@pytest.mark.parametrize("day", [DAY, dt.date(2027, 1, 1), dt.date(2026, 3, 1), dt.date(2024, 2, 29)], ids=str)
@pytest.mark.django_db
def test_every_card_of_the_demo_shows_numbers(day):
    book = write_demo(build_demo(day, only=("car",)), password=None, now=timezone.now())["car"]
    owner = Member.objects.select_related("book", "user").get(book=book, name="陈屿")
    now = dt.datetime.combine(day, dt.time(9), dt.UTC)
    cards = {card.key: card for card in registry.overview_cards(owner, now)}
    assert cards["per_km"].context["driven"].per_km_minor == 62
    assert cards["month_km"].context["odometer"].km == 31400
    assert cards["month_km"].context["shown_km"] > 0
    fuel, power = cards["consumption"].context["kinds"]
    assert 100 < fuel.latest < 600
    assert 300 < power.latest < 1500
    assert any(row.km is not None for row in cards["maintenance_due"].context["rows"])
    assert len(cards["car_costs"].context["kinds"]) >= 3
    request = RequestFactory().get("/")
    request.user = owner.user
    for card in cards.values():
        page = {"card": card.context, "book": book, "heading_id": card.key, "can": {"record": True}}
        text = words_of(render_to_string(card.template, page, request))
        assert any(letter.isdigit() for letter in text), (card.key, text)


def words_of(markup: str) -> str:
    from django.http import HttpResponse

    return words(HttpResponse(markup))
