import datetime as dt

import pytest

from ledger.cards import on_platforms, product_margin, return_rate, stock_money, take_home
from ledger.services.books import change_settings, open_book
from ledger.services.drafts import EntryDraft
from ledger.services.entries import record_entry
from tests.ledger.pages.conftest import account_key, at, category_key, words
from tests.ledger.pages.scene_demo import DAYS, demo_owner, own_card_keys, shown_cards

DAY = dt.date(2026, 11, 22)


@pytest.fixture
def web(alice):
    return open_book(alice, scene="online-shop", name="Web shop", facts={"goods_percent": 40, "settle_days": 7})


@pytest.fixture
def sell(web):
    def record(amount_minor, *, day=DAY, account="taobao", key="sales", **extra):
        draft = EntryDraft(
            kind="income",
            date=day,
            amount_minor=amount_minor,
            to_account=account_key(web.book, account),
            category=category_key(web.book, key),
            extra=extra,
        )
        return record_entry(web, draft=draft)

    return record


@pytest.fixture
def pay(web):
    def record(amount_minor, key, *, day=DAY, account="business_card", kind="expense", **extra):
        sides = {"from_account": account_key(web.book, account)}
        if kind == "refund":
            sides = {"to_account": account_key(web.book, account)}
        draft = EntryDraft(
            kind=kind, date=day, amount_minor=amount_minor, category=category_key(web.book, key), extra=extra, **sides
        )
        return record_entry(web, draft=draft)

    return record


def built(card, member, **options):
    return card.build(member, today=DAY, options=options)


def test_in_hand_is_sales_less_goods_sending_commission_and_refunds(web, sell, pay):
    """10,000.00 - (3,500.00 - 100.00 from the supplier) - (600.00 + 250.00) - 550.00 - 300.00 = 4,900.00;
    ads and tools of 430.00 leave 4,470.00. October: 2,000.00 - 500.00."""
    sell(900000)
    sell(100000, key="subsidy")
    for amount, key in (
        (350000, "stock.making"),
        (60000, "express"),
        (25000, "packing.boxes"),
        (55000, "commission"),
        (30000, "refunds.returned"),
        (40000, "ads"),
        (3000, "tools"),
    ):
        pay(amount, key)
    pay(10000, "stock", kind="refund")
    sell(200000, day=dt.date(2026, 10, 3))
    pay(50000, "stock", day=dt.date(2026, 10, 4))
    card = built(take_home, web)
    month = card["month"]
    assert (month.income_minor, month.stock_minor, month.sending_minor) == (1000000, 340000, 85000)
    assert (month.home_minor, month.other_minor, month.left_minor) == (490000, 43000, 447000)
    assert (card["before"].home_minor, card["before"].period) == (150000, 202610)
    assert list(card["chart"].series[1].values) == [0, 0, 0, 0, 150000, 490000]
    figures = take_home.cover_figures([web.book], {web.book_id: DAY})
    assert figures[web.book_id].amount_minor == 490000


def test_a_month_without_sales_has_no_month_beside_it(web):
    card = built(take_home, web)
    assert (card["month"].home_minor, card["before"], card["chart"]) == (0, None, None)


def test_what_lies_on_platforms_and_what_they_hold_back(web, sell):
    """800.00 were sold on Taobao within seven days, 1,500.00 before; 300.00 on Douyin today. WeChat is at hand."""
    sell(150000, day=DAY - dt.timedelta(days=7))
    sell(80000, day=DAY - dt.timedelta(days=6))
    sell(30000, account="douyin")
    sell(99900, account="wechat")
    card = built(on_platforms, web, own="wechat alipay")
    assert [(row.account.key, row.balance_minor, row.free_minor) for row in card["platforms"]] == [
        ("taobao", 230000, 150000),
        ("douyin", 30000, 0),
    ]
    assert (card["total_minor"], card["free_minor"]) == (260000, 150000)


def test_platforms_that_pay_at_once_hold_nothing(web, sell):
    change_settings(web, facts={"settle_days": 0})
    sell(80000)
    assert built(on_platforms, web)["free_minor"] == 80000


def test_a_withdrawal_goes_from_the_platform_to_the_card(web, sell, page):
    sell(80000, account="douyin", day=DAY - dt.timedelta(days=30))
    douyin = account_key(web.book, "douyin")
    address = f"{at('entry-record', web.book)}?mode=withdraw&from_place=account:{douyin.public_id}&amount=800.00"
    form = page.get(address).context["form"]
    card = account_key(web.book, "business_card")
    assert form["from_place"].value() == f"account:{douyin.public_id}"
    assert form["to_place"].value() == f"account:{card.public_id}"


def test_the_rate_of_returns_by_orders_beside_the_days_before(web, sell, pay):
    """3 of 40 orders are 7.5 %; one refund says no number, so it is one. Before: 1 of 25, 4.0 %."""
    sell(400000, orders=40)
    pay(20000, "refunds.returned", orders=2)
    pay(5000, "refunds.refund_only")
    sell(250000, day=DAY - dt.timedelta(days=30), orders=25)
    pay(9000, "refunds", day=DAY - dt.timedelta(days=59), orders=1)
    card = built(return_rate, web)
    assert (card["now"].tenths, card["before"].tenths, card["difference"]) == (75, 40, 35)
    assert (card["now"].returns, card["now"].refunded_minor) == (3, 25000)


def test_without_orders_the_rate_is_that_of_the_money(web, sell, pay):
    sell(400000)
    pay(18000, "refunds")
    card = built(return_rate, web)
    assert (card["now"].tenths, card["difference"]) == (45, None)


def test_an_order_leaves_its_price_less_goods_and_its_share_of_sending(web, sell, pay):
    """Boxes: 880.00 for 10 orders, 34.00 a piece. Cakes: 300.00 for 5, no piece is known, so 40 % are 24.00.
    90.00 of parcels and 30.00 of commission over 15 orders are 8.00: 46.00 and 28.00 are left."""
    pay(340000, "stock", day=DAY - dt.timedelta(days=200), product="Boxes", pieces=100)
    sell(88000, product="Boxes", orders=10)
    sell(30000, product=" Cakes ", orders=5)
    pay(9000, "express")
    pay(3000, "commission")
    card = built(product_margin, web)
    assert [(row.product.name, row.price_minor, row.goods_minor, row.left_minor) for row in card["rows"]] == [
        ("Boxes", 8800, 3400, 4600),
        ("Cakes", 6000, 2400, 2800),
    ]
    assert (card["orders"], card["sending_minor"]) == (15, 800)


def test_what_goods_cost_is_asked_for_where_nothing_says_it(web, sell):
    change_settings(web, facts={})
    sell(30000, product="Cakes", orders=5)
    card = built(product_margin, web)
    assert (card["rows"], card["untold"], card["ask"]) == ([], 1, ["goods_percent"])


def test_the_money_in_goods_is_what_was_bought_less_what_was_sold_at_the_told_share(web, sell, pay):
    """3,400.00 + 600.00 bought; 5,000.00 sold at 40 % are 2,000.00: 2,000.00 lie there. 60 boxes are left."""
    pay(340000, "stock.making", product="Boxes", pieces=100, day=DAY - dt.timedelta(days=400))
    pay(60000, "stock.freight_in")
    sell(500000, product="Boxes", orders=40)
    card = built(stock_money, web)
    assert (card["bought_minor"], card["cost_minor"], card["lying_minor"]) == (400000, 200000, 200000)
    assert [(row.name, row.pieces, row.worth_minor) for row in card["shelves"]] == [("Boxes", 60, 204000)]


def test_before_anything_is_bought_no_money_lies_in_goods(web):
    assert built(stock_money, web) is None


def test_the_overview_of_a_new_shop_says_what_to_do(web, page):
    assert "记卖出时填上哪一款、多少单" in words(page.get(at("book-overview", web.book)))


def test_numbers_that_are_none_count_as_none(web, sell, page):
    """What the API or another book's entries hold under a key may be anything; 5 of the orders are known."""
    for orders in ("many", 10**30, -3, None, [1], 5):
        sell(1000, product="Cakes", orders=orders)
    sell(1000, product=["a list"], orders=2)
    assert built(return_rate, web)["now"].orders == 7
    assert built(product_margin, web)["orders"] == 7
    assert page.get(at("book-overview", web.book)).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("today", DAYS, ids=str)
def test_every_card_shows_numbers_with_the_demo(today):
    """3,000.00 to 28,000.00 a month; about 4 % of the orders come back."""
    cards = shown_cards(demo_owner("gift_boxes", today), today)
    assert cards.keys() == own_card_keys("online-shop")
    home = cards["take_home"]
    assert 300000 <= home["before"].income_minor <= 2800000
    assert home["before"].home_minor != home["before"].income_minor
    assert cards["on_platforms"]["total_minor"] > 0
    assert cards["return_rate"]["now"].orders >= 20
    assert 10 <= cards["return_rate"]["now"].tenths <= 80
    assert len(cards["return_rate"]["lately"]) == 3
    margins = cards["product_margin"]["rows"]
    assert len(margins) == 5
    assert all(row.left_minor > 0 for row in margins)
    assert 100000 < cards["stock_money"]["lying_minor"] < 2000000
    assert len(cards["stock_money"]["shelves"]) == 4
