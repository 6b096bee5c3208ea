import datetime as dt
from decimal import Decimal

import pytest

from ledger.cards import income_swing, project_profit, runway, set_aside, unpaid
from ledger.services.books import change_settings, open_book
from ledger.services.drafts import EntryDraft
from ledger.services.entries import record_entry, set_balance
from ledger.services.pad import Counterparty, record_from_pad
from offers.models import Reading
from offers.services.readings import read_books
from tests.ledger.pages.conftest import account_key, at, category_key, words
from tests.ledger.pages.scene_demo import DAYS, demo_owner, own_card_keys, shown_cards

DAY = dt.date(2026, 11, 22)


@pytest.fixture
def studio(alice):
    return open_book(alice, scene="freelance", name="Studio")


@pytest.fixture
def earn(studio):
    def record(amount_minor, *, day=DAY, **more):
        draft = EntryDraft(
            kind="income",
            date=day,
            amount_minor=amount_minor,
            to_account=account_key(studio.book, "work_card"),
            category=category_key(studio.book, "final_payment"),
            **more,
        )
        return record_entry(studio, draft=draft)

    return record


@pytest.fixture
def spend(studio):
    def record(amount_minor, key, *, day=DAY, **more):
        draft = EntryDraft(
            kind="expense",
            date=day,
            amount_minor=amount_minor,
            from_account=account_key(studio.book, "work_card"),
            category=category_key(studio.book, key),
            **more,
        )
        return record_entry(studio, draft=draft)

    return record


@pytest.fixture
def invoice(studio):
    def record(client, amount_minor, *, day, **more):
        draft = EntryDraft(kind="income", date=day, amount_minor=amount_minor, **more)
        return record_from_pad(studio, draft=draft, to_place=Counterparty("receivable", client))

    return record


@pytest.fixture
def pay_myself(studio):
    def record(amount_minor, day):
        draft = EntryDraft(
            kind="transfer",
            date=day,
            amount_minor=amount_minor,
            from_account=account_key(studio.book, "work_card"),
            to_account=account_key(studio.book, "myself"),
        )
        return record_entry(studio, draft=draft)

    return record


def built(card, member, today=DAY):
    return card.build(member, today=today, options={})


def test_who_has_not_paid_stands_by_how_long_i_wait(studio, invoice):
    """Three clients: 10, 70 and 40 days. The last promised the day before yesterday, the second is 40 days late."""
    invoice("Short", 900000, day=DAY - dt.timedelta(days=10))
    invoice("Long", 100000, day=DAY - dt.timedelta(days=70), note="Book cover")
    invoice("Promised", 50000, day=DAY - dt.timedelta(days=40), extra={"due_on": "2026-11-20"})
    card = built(unpaid, studio)
    assert [(debt.account.name, waited, debt.late_days) for debt, waited in card["rows"]] == [
        ("Long", 70, 40),
        ("Promised", 40, 2),
        ("Short", 10, 0),
    ]
    assert (card["owed_minor"], card["late_minor"], card["to_remind"].oldest.note) == (1050000, 150000, "Book cover")


def test_the_line_to_send_says_what_for_how_much_and_since_when(studio, invoice, page, alice):
    invoice("青禾童书", 280000, day=dt.date(2026, 1, 10), note="小河插图", extra={"due_on": "2026-02-09"})
    line = words(page.get(at("book-overview", studio.book)))
    assert "2月9日到期的“小河插图”¥2,800.00" in line
    alice.hide_amounts = True
    alice.save(update_fields=["hide_amounts"])
    assert "2,800" not in words(page.get(at("book-overview", studio.book)))


def test_a_client_who_paid_is_recorded_with_one_tap(studio, invoice, page):
    invoice("青禾童书", 280000, day=DAY)
    address = f"{at('entry-record', studio.book)}?mode=collect&counterparty=青禾童书&amount=2800.00"
    form = page.get(address).context["form"]
    assert (form["counterparty"].value(), form["amount"].value()) == ("青禾童书", "2800.00")
    sent = {"mode": "collect", "counterparty": "青禾童书", "amount": "2800", "date": "2026-11-22"}
    sent |= {"to_place": form["to_place"].value()}
    assert page.post(at("entry-record", studio.book), sent).status_code == 302
    assert built(unpaid, studio)["rows"] == []


def test_how_long_the_money_lasts_by_what_months_took(studio, earn, spend, pay_myself):
    """Six months of 5,000.00 for myself and 1,000.00 to 2,000.00 of costs; the middle takes 6,400.00.
    21,600.00 are at hand, what is put by for tax left aside: 3.375 months."""
    costs = (100000, 120000, 140000, 160000, 180000, 200000)
    for month, cost in zip(range(5, 11), costs, strict=True):
        pay_myself(500000, dt.date(2026, month, 10))
        spend(cost, "software", day=dt.date(2026, month, 12))
    set_balance(studio, account_key(studio.book, "work_card"), balance_minor=2160000, on=DAY)
    set_balance(studio, account_key(studio.book, "set_aside"), balance_minor=900000, on=DAY)
    card = built(runway, studio)
    assert (card["need_minor"], card["at_hand_minor"], card["months"]) == (640000, 2160000, "3.4")
    assert (card["months_with_owed"], card["is_short"]) == (None, False)


def test_what_clients_owe_lengthens_it_and_a_told_month_wins(studio, spend, invoice):
    """12,000.00 at hand by 5,000.00 told: 2.4 months; with 3,000.00 owed 3."""
    set_balance(studio, account_key(studio.book, "work_card"), balance_minor=1200000, on=DAY)
    invoice("Client", 300000, day=DAY)
    change_settings(studio, facts={"living": 500000})
    card = built(runway, studio)
    assert (card["months"], card["months_with_owed"], card["is_short"], card["is_told"]) == ("2.4", "3.0", True, True)


def test_before_the_first_full_month_no_length_is_told(studio, earn):
    earn(1000)
    card = built(runway, studio)
    assert (card["months"], card["need_minor"]) == (None, None)


def test_twelve_full_months_with_their_middle(studio, earn):
    """Income of 1,000.00, 2,000.00 ... 5,000.00 in five months: the middle is 3,000.00; this month stands apart."""
    for back, amount in enumerate((500000, 100000, 400000, 200000, 300000), start=1):
        earn(amount, day=dt.date(2026, 11 - back, 15))
    earn(70000)
    card = built(income_swing, studio)
    assert (card["median_minor"], card["this_month_minor"], card["n"]) == (300000, 70000, 5)
    assert (card["lowest"].period, card["highest"].period) == (202609, 202610)
    bars, line = card["chart"].series
    assert list(bars.values) == [300000, 200000, 400000, 100000, 500000]
    assert (line.dashed, set(line.values)) == (True, {300000})


def test_a_project_is_worth_what_it_earned_less_what_it_cost(studio, earn, spend):
    """Book: 4,000.00 - 520.00 = 3,480.00 in 30 + 10 hours: 87.00 an hour. The poster has no hours."""
    earn(300000, project="Book", day=DAY - dt.timedelta(days=3), extra={"hours": "30"})
    earn(100000, project="Book", extra={"hours": "10.0"})
    spend(52000, "assets", project="Book")
    earn(90000, project="Poster", day=DAY - dt.timedelta(days=1))
    earn(999900, project="Long ago", day=DAY - dt.timedelta(days=400))
    card = built(project_profit, studio)
    assert [(row.project.name, row.profit_minor, row.hours, row.hourly_minor) for row in card["rows"]] == [
        ("Book", 348000, Decimal(40), 8700),
        ("Poster", 90000, None, None),
    ]
    assert card["hourly_minor"] == 8700


def test_what_to_keep_for_tax_and_insurance_with_its_sum(studio, earn, spend):
    """2026: 20,000.00 by 8 % is 1,600.00; eleven months of 1,068.00 are 11,748.00; 10,680.00 are paid: 2,668.00."""
    change_settings(studio, facts={"tax_percent": 8, "social_month": 106800})
    earn(1500000, day=dt.date(2026, 3, 1))
    earn(500000)
    earn(700000, day=dt.date(2025, 12, 31))
    spend(1068000, "social_tax.social", day=dt.date(2026, 10, 20))
    set_balance(studio, account_key(studio.book, "set_aside"), balance_minor=200000, on=DAY)
    card = built(set_aside, studio)
    assert (card["tax_minor"], card["insurance_minor"], card["paid_minor"]) == (160000, 1174800, 1068000)
    assert (card["keep_minor"], card["there_minor"], card["short_minor"]) == (266800, 200000, 66800)


def test_what_is_not_told_is_asked_for(studio):
    card = built(set_aside, studio)
    assert (card["is_told"], card["ask"]) == (False, ["tax_percent", "social_month"])


def test_the_cover_says_what_clients_owe(studio, invoice, alice):
    other = open_book(alice, scene="freelance", name="Other")
    invoice("Client", 300000, day=DAY)
    figures = unpaid.cover_figures([studio.book, other.book], {})
    assert {pk: figure.amount_minor for pk, figure in figures.items()} == {studio.book_id: 300000, other.book_id: 0}


def test_hours_and_days_of_another_kind_count_as_none(studio, earn, invoice):
    for hours in ("a while", "1e9", "2.5", 3):
        earn(1000, project="Book", extra={"hours": hours})
    invoice("Client", 100, day=DAY - dt.timedelta(days=40), extra={"due_on": 7})
    assert built(project_profit, studio)["rows"][0].hours == Decimal("5.5")
    assert built(unpaid, studio)["rows"][0][0].late_days == 10


@pytest.mark.django_db
@pytest.mark.parametrize("today", DAYS, ids=str)
def test_every_card_shows_numbers_with_the_demo(today):
    """3,800.00 to 16,500.00 a month with 7,400.00 in the middle; two clients late, with 2,800.00 and 1,600.00."""
    owner = demo_owner("freelance", today)
    cards = shown_cards(owner, today)
    assert cards.keys() == own_card_keys("freelance")
    assert [(debt.amount_minor, waited, debt.late_days) for debt, waited in cards["unpaid"]["rows"]] == [
        (280000, 76, 46),
        (160000, 38, 8),
    ]
    swing = cards["income_swing"]
    assert (swing["median_minor"], swing["lowest"].income_minor) == (740000, 380000)
    assert (swing["highest"].income_minor, swing["n"]) == (1650000, 12)
    assert 3 < float(cards["runway"]["months"]) < 8
    assert len(cards["project_profit"]["rows"]) == 5
    assert all(row.earned_minor for row in cards["project_profit"]["rows"])
    assert 5000 < cards["project_profit"]["hourly_minor"] < 12000
    assert cards["set_aside"]["keep_minor"] > 0
    assert cards["set_aside"]["there_minor"] > 0
    # She is days behind with her book, so no more than a range is said.
    read_books([owner.book_id], today, wait=True)
    assert Reading.objects.get(book=owner.book, as_of=today).confidence == 2
