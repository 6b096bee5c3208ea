import datetime as dt

import pytest

from ledger.cards import habits, month_calendar, payday_countdown, today_allowance, versus_last_month
from ledger.models import Account, Member, Scheduled
from ledger.queries.months import book_now
from ledger.services.books import change_settings, open_book
from ledger.services.entries import record_entry, set_balance
from tests.cast import expense
from tests.ledger.pages.conftest import account_key, at, category_key, signed_in
from tests.ledger.pages.scene_demo import DAYS, cards_without_numbers

DAY = dt.date(2026, 11, 22)


@pytest.fixture
def personal(alice) -> Member:
    return open_book(alice, scene="personal", name="Everyday")


def spend(member: Member, amount_minor: int, day: dt.date = DAY, key: str = "meals.lunch", **more) -> None:
    source = more.pop("from_account", account_key(member.book, "wechat"))
    draft = expense(
        member.book, amount_minor, date=day, category=category_key(member.book, key), from_account=source, **more
    )
    record_entry(member, draft=draft)


def built(card, member, today=DAY, **options):
    return card.build(member, today=today, options=options)


def plan(member: Member, amount_minor: int, due: dt.date, **fields) -> None:
    fields = {"kind": "expense", "name": "Rent", "every": "month"} | fields
    Scheduled.objects.create(book=member.book, amount_minor=amount_minor, due=due, anchor_day=due.day, **fields)


def test_today_is_what_the_month_leaves_less_what_was_spent_today(personal):
    """3,000.00 planned, 1,200.00 spent before today: 1,800.00 / 9 days = 200.00, of which 58.50 is spent."""
    change_settings(personal, facts={"plan_budget": 300_000})
    spend(personal, 120_000, dt.date(2026, 11, 3))
    spend(personal, 5_850)
    card = built(today_allowance, personal)
    assert (card["spent_minor"], card["left_minor"]) == (5_850, 14_150)
    assert (card["allowance"].per_day_minor, card["allowance"].days_left) == (20_000, 9)
    assert card["month_left_minor"] == 174_150


def test_what_is_planned_until_the_end_of_the_month_is_set_aside(personal):
    """1,800.00 less a bill of 900.00 on the 28th: 900.00 / 9 = 100.00. What comes in December stays out."""
    change_settings(personal, facts={"plan_budget": 300_000})
    spend(personal, 120_000, dt.date(2026, 11, 3))
    plan(personal, 90_000, dt.date(2026, 11, 28))
    plan(personal, 70_000, dt.date(2026, 12, 1))
    card = built(today_allowance, personal)
    assert (card["reserved_minor"], card["left_minor"]) == (90_000, 10_000)


def test_a_day_above_its_part_says_by_how_much(personal):
    change_settings(personal, facts={"plan_budget": 90_000})
    spend(personal, 12_000)
    assert built(today_allowance, personal)["left_minor"] == 10_000 - 12_000


def test_without_a_plan_and_a_past_today_is_only_what_was_spent(personal):
    spend(personal, 2_350)
    card = built(today_allowance, personal)
    assert (card["allowance"], card["spent_minor"], card["ask"]) == (None, 2_350, True)


def test_the_money_until_payday_is_what_no_bill_takes(personal):
    """5,000.00 at hand; a bill of 800.00 and rent of 1,650.00 come before: 2,550.00 / 18 days = 141.66."""
    change_settings(personal, facts={"payday": 10})
    card_account = account_key(personal.book, "credit_card")
    Account.objects.filter(pk=card_account.pk).update(due_day=5)
    set_balance(personal, account_key(personal.book, "bank"), balance_minor=500_000, on=DAY)
    spend(personal, 80_000, from_account=card_account)
    plan(personal, 165_000, dt.date(2026, 12, 1))
    plan(personal, 99_900, dt.date(2026, 12, 10), name="On payday itself")
    card = built(payday_countdown, personal)
    assert (card["payday"], card["days"]) == (dt.date(2026, 12, 10), 18)
    assert (card["liquid_minor"], card["to_pay_minor"]) == (500_000, 245_000)
    assert (card["left_minor"], card["per_day_minor"]) == (255_000, 14_166)
    assert (card["days_passed"], card["days_between"]) == (12, 30)


def test_on_payday_the_next_one_is_counted(personal):
    change_settings(personal, facts={"payday": 31})
    card = built(payday_countdown, personal, today=dt.date(2026, 11, 30))
    assert (card["is_payday"], card["payday"], card["days_passed"]) == (True, dt.date(2026, 12, 31), 0)


def test_paying_off_a_card_is_counted_once_and_moving_money_not_at_all(personal):
    change_settings(personal, facts={"payday": 10})
    card_account = account_key(personal.book, "credit_card")
    Account.objects.filter(pk=card_account.pk).update(due_day=5)
    spend(personal, 80_000, from_account=card_account)
    plan(personal, 80_000, dt.date(2026, 12, 5), kind="transfer", to_account=card_account)
    plan(personal, 50_000, dt.date(2026, 12, 6), kind="transfer", to_account=account_key(personal.book, "yuebao"))
    assert built(payday_countdown, personal)["to_pay_minor"] == 80_000


def test_payday_is_asked_only_of_the_owner(personal, bob):
    assert built(payday_countdown, personal)["ask"]
    assert "payday" not in built(payday_countdown, personal)


def test_the_calendar_has_whole_weeks_and_a_darker_day_where_it_cost_more(personal):
    """The days cost 20, 40, 60 and 200: a usual day is 40. Half of it is the first shade, five times it the last."""
    for day, amount in ((2, 2_000), (3, 4_000), (10, 6_000), (12, 20_000)):
        spend(personal, amount, dt.date(2026, 11, day))
    card = built(month_calendar, personal)
    cells = [cell for week in card["weeks"] for cell in week]
    assert {len(week) for week in card["weeks"]} == {7}
    assert (cells[0].date, cells[-1].date) == (dt.date(2026, 10, 26), dt.date(2026, 12, 6))
    shades = {cell.date.day: cell.shade for cell in cells if cell.inside and cell.shade}
    assert shades == {2: 1, 3: 2, 10: 2, 12: 4}
    assert (card["free_days"], card["dearest"].date.day, card["usual_minor"]) == (18, 12, 4_000)


def test_the_first_of_a_month_shows_the_two_weeks_before_it(personal):
    first = dt.date(2026, 6, 1)
    spend(personal, 2_000, dt.date(2026, 5, 28))
    cells = [cell for week in built(month_calendar, personal, today=first)["weeks"] for cell in week]
    assert cells[0].date == dt.date(2026, 5, 18)
    assert [cell.spent_minor for cell in cells if not cell.inside and cell.shade] == [2_000]


def test_the_overview_opens_the_entries_of_each_day(personal, alice):
    today = book_now(personal.book).date()
    page = signed_in(alice).get(at("book-overview", personal.book)).content.decode()
    for name in (f"?date_from={today}&amp;date_to={today}", 'aria-current="date"'):
        assert name in page


def test_the_same_days_of_last_month_are_compared_by_category(personal):
    """Meals 300 against 100, commute 0 against 80, treats 50 against 40: all of October after the 22nd stays out."""
    spend(personal, 30_000, dt.date(2026, 11, 4))
    spend(personal, 10_000, dt.date(2026, 10, 4), key="meals.dinner")
    spend(personal, 8_000, dt.date(2026, 10, 22), key="commute.taxi")
    spend(personal, 5_000, dt.date(2026, 11, 8), key="treats.drinks")
    spend(personal, 4_000, dt.date(2026, 10, 9), key="treats.snacks")
    spend(personal, 90_000, dt.date(2026, 10, 23), key="clothes")
    card = built(versus_last_month, personal)
    assert [(row.category.key, row.more_minor) for row in card["rows"]] == [
        ("meals", 20_000),
        ("commute", -8_000),
        ("treats", 1_000),
    ]
    assert (card["now_minor"], card["then_minor"], card["more_minor"]) == (35_000, 22_000, 13_000)


def test_what_a_shop_paid_back_is_less_spent(personal):
    spend(personal, 10_000, dt.date(2026, 10, 4), key="clothes")
    spend(personal, 30_000, dt.date(2026, 11, 4), key="clothes")
    book = personal.book
    back = expense(
        book, 25_000, kind="refund", date=dt.date(2026, 11, 6), category=category_key(book, "clothes"),
        from_account=None, to_account=account_key(book, "wechat"),
    )  # fmt: skip
    record_entry(personal, draft=back)
    assert [row.more_minor for row in built(versus_last_month, personal)["rows"]] == [-5_000]


def test_the_first_days_of_a_month_compare_the_two_months_before(personal):
    spend(personal, 10_000, dt.date(2026, 9, 30))
    spend(personal, 13_000, dt.date(2026, 10, 31))
    card = built(versus_last_month, personal, today=dt.date(2026, 11, 4))
    assert (card["whole"], card["more_minor"]) == (True, 3_000)
    # From the fifth on the same days count, and 1 to 5 October had nothing.
    assert built(versus_last_month, personal, today=dt.date(2026, 11, 5)) is None


def test_a_habit_is_counted_by_the_day_and_over_the_year(personal):
    """Two cups on the 3rd and one today; one cup in October, and 18.00 in the December before last stay out."""
    for day, amount in ((3, 1_500), (3, 2_000), (22, 1_000)):
        spend(personal, amount, dt.date(2026, 11, day), key="treats.drinks")
    spend(personal, 1_900, dt.date(2026, 10, 30), key="treats.drinks")
    spend(personal, 1_800, dt.date(2025, 11, 30), key="treats.drinks")
    spend(personal, 2_600, key="meals.takeaway")
    card = built(habits, personal, cups="treats.drinks", times="meals.takeaway")
    cups, takeaways = card["habits"]
    assert (cups.n, cups.amount_minor, cups.before_n, cups.year_minor) == (3, 4_500, 1, 6_400)
    assert [day.day for day, n in cups.days if n == 2] == [3]
    assert len(cups.days) == 22
    assert (takeaways.n, takeaways.unit) == (1, "times")
    assert built(habits, personal, cups="gone") is None


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_card_of_the_demo_has_numbers_on_any_day(db, day):
    assert cards_without_numbers("yinuo", day) == set()
