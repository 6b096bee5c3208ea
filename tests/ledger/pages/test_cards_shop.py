import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from ledger.cards import margin, receivables_payables, takings, till
from ledger.services.books import change_settings
from ledger.services.drafts import EntryDraft
from ledger.services.entries import edit_entry, record_entry, set_balance
from ledger.services.pad import Counterparty, record_from_pad
from tests.ledger.pages.conftest import account_key, at, category_key, markup

DAY = dt.date(2026, 11, 22)
NOON = dt.datetime(2026, 11, 22, 12, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def sell(shop):
    def record(amount_minor, channel="in_store", day=DAY):
        draft = EntryDraft(
            kind="income",
            date=day,
            amount_minor=amount_minor,
            to_account=account_key(shop.book, "qr_code"),
            category=category_key(shop.book, channel),
        )
        return record_entry(shop, draft=draft)

    return record


@pytest.fixture
def pay(shop):
    def record(amount_minor, key, day=DAY):
        draft = EntryDraft(
            kind="expense",
            date=day,
            amount_minor=amount_minor,
            from_account=account_key(shop.book, "qr_code"),
            category=category_key(shop.book, key),
        )
        return record_entry(shop, draft=draft)

    return record


def built(card, member, **options):
    clock = {"now": NOON} if card is takings else {}
    return card.build(member, today=DAY, options=options, **clock)


def test_today_by_channel_beside_the_same_day_of_last_week(shop, sell):
    """1,000.00 + 600.00 + 400.00 = 2,000.00 today, 1,786.00 a week ago: 214.00 more."""
    for amount, channel in ((100000, "in_store"), (60000, "delivery"), (40000, "vouchers")):
        sell(amount, channel)
    sell(178600, day=DAY - dt.timedelta(days=7))
    card = built(takings, shop)
    assert (card["today_minor"], card["difference_minor"]) == (200000, 21400)
    assert [(c.category.key, c.start, c.width) for c in card["channels"]] == [
        ("in_store", 0, 500),
        ("delivery", 500, 300),
        ("vouchers", 800, 200),
    ]
    assert card["chart"].series[0].values[-1] == 200000
    assert card["chart"].series[0].values[-8] == 178600


def test_noon_is_compared_with_noon(shop, sell):
    """500.00 by noon today; a week ago 300.00 by eleven, 40.00 without a time and 900.00 at six: 160.00 more."""
    sell(50000)
    last_week = DAY - dt.timedelta(days=7)
    for amount, time in ((30000, dt.time(11)), (4000, None), (90000, dt.time(18))):
        entry = sell(amount, day=last_week)
        edit_entry(shop, entry, version=entry.version, changes={"time": time})
    card = built(takings, shop)
    assert (card["difference_minor"], card["by_now"]) == (16000, True)


def test_the_bar_of_channels_is_full_whatever_is_rounded(shop, sell):
    for channel in ("in_store", "delivery", "vouchers"):
        sell(100, channel)
    channels = built(takings, shop)["channels"]
    assert channels[-1].start + channels[-1].width == 1000


def test_a_day_without_takings_has_no_bar(shop):
    card = built(takings, shop)
    assert (card["today_minor"], card["channels"], card["chart"], card["last"]) == (0, [], None, None)


def test_the_till_by_the_book_and_what_may_go_to_the_bank(shop):
    change_settings(shop, facts={"till_float": 30000})
    set_balance(shop, account_key(shop.book, "till"), balance_minor=86000, on=DAY)
    card = built(till, shop, account="till")
    assert (card["balance_minor"], card["over_minor"]) == (86000, 56000)


def test_who_owes_and_how_late_the_oldest_unpaid_part_is(shop):
    """Sold 9,600.00 in September and 4,300.00 in November, 4,600.00 paid: 9,300.00 are open, of which 5,000.00 are of
    12 September. Thirty days are allowed, to 12 October; from there to 22 November are 41 days."""
    customer = Counterparty("receivable", "设计院")
    sale = EntryDraft(kind="income", date=dt.date(2026, 9, 12), amount_minor=960000)
    record_from_pad(shop, draft=sale, to_place=customer)
    record_from_pad(shop, draft=sale.changed(date=dt.date(2026, 11, 3), amount_minor=430000), to_place=customer)
    back = EntryDraft(kind="transfer", date=dt.date(2026, 10, 1), amount_minor=460000)
    record_from_pad(shop, draft=back, from_place=customer, to_place=account_key(shop.book, "qr_code"))
    supplier = EntryDraft(kind="expense", date=DAY, amount_minor=846000)
    record_from_pad(shop, draft=supplier, from_place=Counterparty("payable", "面粉厂"))
    card = built(receivables_payables, shop)
    assert [(d.account.name, d.amount_minor, d.due, d.late_days) for d in card["to_us"]] == [
        ("设计院", 930000, dt.date(2026, 10, 12), 41)
    ]
    assert [(d.account.name, d.amount_minor) for d in card["by_us"]] == [("面粉厂", 846000)]


def test_what_is_paid_settles_the_oldest_first(shop):
    """The 9,600.00 of September are paid in full, so what is open is of 3 November and due on 3 December."""
    customer = Counterparty("receivable", "设计院")
    sale = EntryDraft(kind="income", date=dt.date(2026, 9, 12), amount_minor=960000)
    record_from_pad(shop, draft=sale, to_place=customer)
    record_from_pad(shop, draft=sale.changed(date=dt.date(2026, 11, 3), amount_minor=430000), to_place=customer)
    back = EntryDraft(kind="transfer", date=dt.date(2026, 10, 1), amount_minor=960000)
    record_from_pad(shop, draft=back, from_place=customer, to_place=account_key(shop.book, "qr_code"))
    assert [(d.due, d.late_days) for d in built(receivables_payables, shop)["to_us"]] == [(dt.date(2026, 12, 3), 0)]


def test_a_promised_day_counts_before_the_usual_days(shop):
    """Sold on 12 September, promised for 20 October: 33 days late on 22 November, not the 41 of thirty days."""
    customer = Counterparty("receivable", "设计院")
    sale = EntryDraft(kind="income", date=dt.date(2026, 9, 12), amount_minor=960000, extra={"due_on": "2026-10-20"})
    record_from_pad(shop, draft=sale, to_place=customer)
    debt = built(receivables_payables, shop)["to_us"][0]
    assert (debt.due, debt.late_days) == (dt.date(2026, 10, 20), 33)


def test_from_takings_to_what_is_left(shop, sell, pay):
    """10,000.00 taken; 3,400.00 of goods, 100.00 of packaging: 6,500.00 gross, 65 %; rent and wages 3,000.00: 30 %."""
    sell(1000000)
    for amount, key in (
        (340000, "stock"),
        (10000, "packaging"),
        (200000, "rent"),
        (100000, "staff"),
        (50000, "repair"),
    ):
        pay(amount, key)
    card = built(margin, shop)
    assert (card["goods_minor"], card["gross_minor"], card["gross_percent"]) == (350000, 650000, 65)
    assert (card["fixed_minor"], card["fixed_percent"], card["other_minor"]) == (300000, 30, 50000)
    assert card["month"].left_minor == 300000


def test_a_month_without_takings_has_no_share(shop, pay):
    pay(1000, "stock")
    card = built(margin, shop)
    assert (card["gross_percent"], card["fixed_percent"]) == (None, None)


def test_the_till_shows_no_balance_to_count_against_where_amounts_are_hidden(shop, page, alice):
    """What was counted is compared in the browser, so the balance is in the page; a hidden one must not be."""
    set_balance(shop, account_key(shop.book, "till"), balance_minor=86000, on=DAY)
    assert 'data-known="86000"' in markup(page.get(at("book-overview", shop.book)))
    alice.hide_amounts = True
    alice.save(update_fields=["hide_amounts"])
    assert "86000" not in markup(page.get(at("book-overview", shop.book)))
