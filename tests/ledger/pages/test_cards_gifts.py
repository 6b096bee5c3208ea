import datetime as dt

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ledger.cards import favours_owed, gift_balance, gift_person, new_year_packets, occasions, registry
from ledger.cards.covers import cover_figures
from ledger.demo.cast import build_demo
from ledger.demo.family_gifts import gifts_book
from ledger.models import Entry, Member, Scheduled
from ledger.permissions import Role
from ledger.queries.months import book_now
from ledger.queries.shelf import shelf
from ledger.services.books import change_settings, open_book
from ledger.services.demo import write_demo
from ledger.services.drafts import EntryDraft
from ledger.services.entries import record_entry
from ledger.services.members import add_member
from tests.ledger.pages.conftest import account_key, at, category_key, signed_in, words

DAY = dt.date(2026, 11, 22)


@pytest.fixture
def gifts(alice) -> Member:
    return open_book(alice, scene="gifts", name="Gifts")


@pytest.fixture
def pass_on(gifts):
    """Records what was given (or, below zero, received), in whole units."""

    def record(who, units, year=2026, category="wedding", member=None, **extra) -> Entry:
        cash = account_key(gifts.book, "cash")
        given = units > 0
        draft = EntryDraft(
            kind="expense" if given else "income",
            date=dt.date(year, 3, 1),
            amount_minor=abs(units) * 100,
            category=category_key(gifts.book, category if given else f"{category}_in"),
            merchant=who,
            extra=extra,
            **({"from_account": cash} if given else {"to_account": cash}),
        )
        return record_entry(member or gifts, draft=draft)

    return record


def coming(gifts, name, party, days, today=DAY, **more) -> Scheduled:
    return Scheduled.objects.create(
        book=gifts.book, kind="day", name=name, party=party, due=today + dt.timedelta(days=days), anchor_day=1, **more
    )


def built(card, member, today=DAY):
    return card.build(member, today=today, options={})


def test_what_was_given_and_received_this_year_and_before(gifts, pass_on):
    pass_on("Ann", 600)
    pass_on("Ben", -800)
    pass_on("Ann", 300, year=2024)
    card = built(gift_balance, gifts)
    assert (card["given_minor"], card["received_minor"], card["difference_minor"]) == (60000, 80000, -20000)
    assert list(card["chart"].labels) == ["2024", "2026"]
    assert [list(series.values) for series in card["chart"].series] == [[30000, 60000], [0, 80000]]
    assert built(gift_balance, gifts, dt.date(2027, 1, 1))["year"] == 2026


def test_a_favour_is_open_until_it_is_returned(gifts, pass_on):
    """Ann gave twice and got once; Ben got first, so his gift returned ours; Cat gave only at New Year."""
    pass_on("Ann", -500, year=2022)
    pass_on("Ann", 500, year=2023)
    pass_on("Ann", -600, year=2024, category="newborn", occasion="first month")
    pass_on("Ben", 400, year=2021)
    pass_on("Ben", -400, year=2024)
    pass_on("Cat", -200, year=2025, category="new_year")
    [favour] = built(favours_owed, gifts)["favours"]
    assert (favour.who.name, favour.entry.amount_minor, favour.entry.date.year) == ("Ann", 60000, 2024)
    assert favour.what == "first month"
    pass_on("Ann", 700)
    assert built(favours_owed, gifts)["n"] == 0


def test_a_favour_whose_occasion_comes_stands_first(gifts, pass_on):
    pass_on("Ann", -500, year=2021)
    pass_on("Ben", -600, year=2024)
    wedding = coming(gifts, "Ben's wedding", "Ben", 20)
    coming(gifts, "over", "Ann", -20)
    favours = built(favours_owed, gifts)["favours"]
    assert [(favour.who.name, favour.coming) for favour in favours] == [("Ben", wedding), ("Ann", None)]


def test_the_cover_counts_the_favours_that_can_be_returned_soon(gifts, pass_on):
    today = book_now(gifts.book).date()
    for who in ("Ann", "Ben", "Cat"):
        pass_on(who, -500, year=today.year - 1)
    coming(gifts, "wedding", "Ann", 20, today)
    coming(gifts, "wedding", "Ben", 60, today)
    coming(gifts, "far", "Cat", 200, today)
    cover = cover_figures(shelf(gifts.user).books)[0]
    assert ("2" in cover.words, cover.amount_minor) == (True, None)


def test_what_comes_tells_what_was_given_us_last(gifts, pass_on):
    pass_on("Ann", -500, year=2022)
    pass_on("Ann", -600, year=2024, occasion="first month")
    coming(gifts, "wedding", "Ann", 20)
    coming(gifts, "birthday", "Zed", 0, every="year", lunar=True)
    coming(gifts, "far", "Ann", 200)
    coming(gifts, "done", "Ann", 5, done_at=timezone.now())
    coming(gifts, "deleted", "Ann", 5, deleted_at=timezone.now())
    rows = built(occasions, gifts)["rows"]
    assert [(each.row.name, each.days) for each in rows] == [("birthday", 0), ("wedding", 20)]
    assert rows[0].last is None
    assert (rows[1].last.amount_minor, rows[1].last_words) == (60000, "first month")


def test_the_packets_of_the_last_new_year(gifts, pass_on):
    pass_on("Child", 500, year=2025, category="new_year")
    pass_on("Child", 600, category="new_year")
    pass_on("Uncle", -400, category="new_year")
    pass_on("Uncle", 300, category="new_year")
    card = built(new_year_packets, gifts)
    assert [(row.name, row.given_minor, row.received_minor) for row in card["rows"]] == [
        ("Child", 60000, 0),
        ("Uncle", 30000, 40000),
    ]
    assert (card["year"], card["given_minor"], card["received_minor"]) == (2026, 90000, 40000)
    # The next one is on 6 February 2027.
    assert card["days"] == 76


def test_a_name_shows_all_that_has_passed(gifts, pass_on, page):
    pass_on("Aunt Mei", 600, occasion="her birthday")
    pass_on("Aunt Mei", -1000, year=2024, category="newborn")
    pass_on("Meiling", 250)
    address = at("gift-person", gifts.book)
    exact = page.get(address, {"who": "Aunt Mei"})
    found = exact.context["found"]
    assert (found.given_minor, found.received_minor, found.difference_minor) == (60000, 100000, -40000)
    assert "her birthday" in words(exact)
    # A part of two names asks which; a part of one answers, in the card too.
    several = page.get(address, {"who": "mei"})
    assert [person.name for person in several.context["people"]] == ["Aunt Mei", "Meiling"]
    fragment = page.get(address, {"who": "aunt"}, headers={"HX-Request": "true"})
    assert fragment.context["found"].who.name == "Aunt Mei"
    assert "<html" not in fragment.content.decode()
    assert "nobody" in words(page.get(address, {"who": "nobody"}))
    assert page.get(address).status_code == 200


def test_the_card_begins_with_whom_the_last_entry_names(gifts, pass_on):
    pass_on("Ann", 500, year=2025)
    pass_on("Ben", 600)
    card = built(gift_person, gifts)
    assert (card["found"].who.name, card["names"]) == ("Ben", ["Ben", "Ann"])


def test_who_sees_own_entries_only_is_told_of_no_others(gifts, pass_on, carol, page):
    helper = add_member(gifts, name="Carol", user=carol, role=Role.CONTRIBUTOR)
    change_settings(gifts, contributors_see_all=False)
    pass_on("Ann", 600)
    helper.book.refresh_from_db()
    pass_on("Ann", 50, member=helper)
    own = signed_in(carol).get(at("gift-person", gifts.book), {"who": "Ann"})
    assert own.context["found"].given_minor == 5000
    assert page.get(at("gift-person", gifts.book), {"who": "Ann"}).context["found"].given_minor == 65000


def test_thirty_people_cost_as_many_queries_as_three(gifts, pass_on, page):
    today = book_now(gifts.book).date()

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            page.get(at("book-overview", gifts.book))
        return len(queries)

    def know(people):
        for n in people:
            pass_on(f"Guest {n}", -500, year=today.year - 1)
            pass_on(f"Guest {n}", 200, year=today.year - 1, category="new_year")
            coming(gifts, f"day {n}", f"Guest {n}", n, today)

    know(range(3))
    page.get(at("book-overview", gifts.book))
    few = cost()
    know(range(3, 30))
    page.get(at("book-overview", gifts.book))
    assert cost() == few


def test_an_empty_book_of_gifts_opens(gifts, page):
    answer = page.get(at("book-overview", gifts.book))
    assert [card.key for card in answer.context["cards"]] == [
        "gift_balance", "favours_owed", "gift_person", "occasions", "new_year_packets",
    ]  # fmt: skip


@pytest.mark.parametrize("day", [DAY, dt.date(2027, 1, 1), dt.date(2026, 3, 1), dt.date(2024, 2, 29)], ids=str)
@pytest.mark.django_db
def test_every_card_of_the_demo_shows_numbers(day):
    demo = build_demo(day, only=("gifts",))
    assert len({entry.merchant for entry in demo.book("gifts").entries}) == 46
    book = write_demo(demo, password=None, now=timezone.now())["gifts"]
    owner = Member.objects.select_related("book", "user").get(book=book, name="陈屿")
    assert not owner.counts_in_totals
    cards = {card.key: card for card in registry.overview_cards(owner, dt.datetime.combine(day, dt.time(9), dt.UTC))}
    soon = [favour.who.name for favour in cards["favours_owed"].context["favours"] if favour.coming]
    assert soon == ["大学室友老周", "舅舅"]
    assert cards["gift_balance"].context["given_minor"] > 0
    assert len(cards["occasions"].context["rows"]) == 5
    assert cards["new_year_packets"].context["given_minor"] == 860000
    assert cards["gift_person"].context["found"].n > 0
    request = RequestFactory().get("/")
    request.user = owner.user
    for card in cards.values():
        page = {"card": card.context, "book": book, "heading_id": card.key, "can": {"record": True}}
        text = render_to_string(card.template, page, request)
        assert any(letter.isdigit() for letter in text), card.key


def test_the_gifts_of_the_demo_are_the_familys():
    """Each gift of money that left the family's accounts is linked; what granny gave and what we got is not."""
    linked = [entry for entry in gifts_book(DAY, 7).entries if entry.linked]
    assert {entry.kind for entry in linked} == {"expense"}
    assert {entry.from_account for entry in linked} == {"pocket_chen"}
