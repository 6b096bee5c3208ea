import datetime as dt

import pytest

from ledger.cards import food_bars, living_days, saving_goal, term_calendar, week_cap
from ledger.models import Member, Scheduled
from ledger.services.books import change_settings, open_book
from ledger.services.drafts import EntryDraft
from ledger.services.entries import record_entry, set_balance
from tests.cast import expense
from tests.ledger.pages.conftest import account_key, category_key
from tests.ledger.pages.scene_demo import DAYS, cards_without_numbers

# A Sunday; the allowance comes on the first, nine days later.
DAY = dt.date(2026, 11, 22)
LIVING = {"apart": "tuition", "income": "allowance"}


@pytest.fixture
def student(alice) -> Member:
    return open_book(alice, scene="campus", name="Campus", facts={"allowance_day": 1})


def spend(member: Member, amount_minor: int, day: dt.date = DAY, key: str = "canteen.meals", place: str = "wechat"):
    book = member.book
    draft = expense(
        book, amount_minor, date=day, category=category_key(book, key), from_account=account_key(book, place)
    )
    record_entry(member, draft=draft)


def have(member: Member, key: str, amount_minor: int) -> None:
    set_balance(member, account_key(member.book, key), balance_minor=amount_minor, on=DAY)


def plan(member: Member, amount_minor: int | None, due: dt.date, **fields) -> None:
    fields = {"kind": "expense", "name": "Fee"} | fields
    Scheduled.objects.create(book=member.book, amount_minor=amount_minor, due=due, anchor_day=due.day, **fields)


def built(card, member, today=DAY, **options):
    return card.build(member, today=today, options=options)


def test_the_money_lasts_as_long_as_the_last_four_weeks_say(student):
    """280.00 in 28 days is 10.00 a day; 60.00 and 25.00 on the card last 8 days, one less than the allowance takes."""
    for week in range(4):
        spend(student, 7_000, DAY - dt.timedelta(days=1 + 7 * week))
    # Today and what was before these four weeks stay out, as does what is paid for the term.
    spend(student, 4_000, DAY)
    spend(student, 4_000, DAY - dt.timedelta(days=29))
    spend(student, 500_000, DAY - dt.timedelta(days=3), key="tuition.tuition")
    have(student, "wechat", 6_000)
    have(student, "campus_card", 2_500)
    card = built(living_days, student, **LIVING)
    assert (card["living"].money_minor, card["living"].usual_minor) == (8_500, 1_000)
    assert (card["days"], card["living"].days, card["short_days"]) == (8, 9, 1)
    assert card["until"] == dt.date(2026, 11, 30)


def test_what_has_to_be_paid_before_the_allowance_is_set_aside_but_not_tuition(student):
    spend(student, 28_000, DAY - dt.timedelta(days=1))
    have(student, "wechat", 15_000)
    plan(student, 3_900, dt.date(2026, 11, 30))
    plan(student, 3_900, dt.date(2026, 12, 1))
    plan(student, 520_000, dt.date(2026, 11, 25), category=category_key(student.book, "tuition.tuition"))
    card = built(living_days, student, **LIVING)
    assert (card["living"].to_pay_minor, card["days"], card["short_days"]) == (3_900, 11, 0)
    # 150.00 - 39.00 - 9 days at 10.00
    assert card["left_then_minor"] == 2_100


def test_without_spending_there_is_no_number_of_days(student):
    have(student, "wechat", 15_000)
    card = built(living_days, student, **LIVING)
    assert (card["days"], card["living"].money_minor) == (None, 15_000)


def test_a_day_of_the_week_may_cost_what_the_days_until_the_allowance_leave(student):
    """90.00 at hand and 18.00 spent today were 108.00 this morning: 12.00 on each of nine days."""
    spend(student, 2_400, dt.date(2026, 11, 17))
    spend(student, 1_800)
    # A day too early, and what is paid for the term.
    spend(student, 99_900, dt.date(2026, 11, 15))
    spend(student, 52_000, dt.date(2026, 11, 18), key="tuition.dormitory")
    have(student, "wechat", 9_000)
    card = built(week_cap, student, **LIVING)
    assert (card["cap_minor"], card["today_left_minor"], card["week_left_minor"]) == (1_200, -600, -600)
    assert [day.spent_minor for day in card["days"]] == [0, 2_400, 0, 0, 0, 0, 1_800]
    assert [day.over for day in card["days"]] == [False, True, False, False, False, False, True]
    assert (card["days"][1].height, card["cap_height"], card["spent_minor"]) == (100, 50, 4_200)


def test_without_a_day_of_the_allowance_a_usual_day_is_the_measure(alice):
    student = open_book(alice, scene="campus", name="Campus")
    spend(student, 28_000, DAY - dt.timedelta(days=1))
    card = built(week_cap, student, **LIVING)
    assert (card["known"], card["cap_minor"]) == (False, 1_000)
    assert built(living_days, student, **LIVING)["ask"]


def test_three_ways_to_eat_over_thirty_days(student):
    """Four meals at 10.00 and two takeaways at 24.00: one of these is 2.4 of those. In the days before: 30.00."""
    for n in range(4):
        spend(student, 1_000, DAY - dt.timedelta(days=n))
    spend(student, 2_400, key="takeaway")
    spend(student, 2_400, DAY - dt.timedelta(days=29), key="takeaway")
    spend(student, 3_000, DAY - dt.timedelta(days=30), key="canteen.breakfast")
    card = built(food_bars, student, first="canteen", second="takeaway", third="milk_tea")
    canteen, takeaway, milk_tea = card["bars"]
    assert (canteen.now.amount_minor, canteen.now.n, canteen.then.amount_minor) == (4_000, 4, 3_000)
    assert (takeaway.now.amount_minor, takeaway.each_minor) == (4_800, 2_400)
    assert (milk_tea.each_minor, milk_tea.height) == (None, 0)
    assert (takeaway.height, canteen.height, canteen.height_then) == (100, 83, 62)
    assert (card["meals_for_one"], card["total_minor"], card["before_minor"]) == ("2.4", 8_800, 3_000)


def test_the_term_counts_its_weeks_and_lists_what_does_not_come_each_month(student):
    change_settings(student, facts={"term_start": "2026-09-07", "term_end": "2027-01-15"})
    plan(student, 3_900, dt.date(2026, 12, 6), every="month")
    plan(student, 520_000, dt.date(2027, 9, 3), every="year", name="Tuition")
    plan(student, None, dt.date(2026, 12, 12), kind="day", name="Exam")
    card = built(term_calendar, student)
    # 7 September to 22 November are 77 days: the eleventh week of nineteen.
    assert (card["week"], card["weeks"], card["to_end"]) == (11, 19, 54)
    assert [(each["row"].name, each["days"]) for each in card["rows"]] == [("Exam", 20), ("Tuition", 285)]


def test_before_and_after_the_term_there_is_no_week(student):
    assert built(term_calendar, student)["ask"] == ["term_start", "term_end"]
    change_settings(student, facts={"term_start": "2026-09-07", "term_end": "2027-01-15"})
    before = built(term_calendar, student, today=dt.date(2026, 9, 1))
    assert (before["week"], before["to_start"]) == (0, 6)
    assert built(term_calendar, student, today=dt.date(2027, 1, 16))["over"]


def test_the_goal_is_reached_at_the_pace_of_the_last_three_months(student):
    """300.00 in each of three months and 100.00 this month are 1,000.00; 1,100.00 at 300.00 take four months."""
    for month, amount in ((8, 30_000), (9, 30_000), (10, 30_000), (11, 10_000)):
        book = student.book
        put_by = EntryDraft(
            kind="transfer", date=dt.date(2026, month, 2), amount_minor=amount,
            from_account=account_key(book, "bank"), to_account=account_key(book, "jar"),
        )  # fmt: skip
        record_entry(student, draft=put_by)
    assert built(saving_goal, student, account="jar")["ask"] == ["goal_name", "goal_amount"]
    change_settings(student, facts={"goal_name": "Laptop", "goal_amount": 210_000})
    card = built(saving_goal, student, account="jar")
    assert (card["have_minor"], card["missing_minor"], card["pace_minor"]) == (100_000, 110_000, 30_000)
    assert (card["months"], card["reached"], card["this_month_minor"]) == (4, 202703, 10_000)
    assert list(card["chart"].series[0].values) == [0, 0, 30_000, 60_000, 90_000, 100_000]
    change_settings(student, facts={"goal_amount": 100_000})
    assert built(saving_goal, student, account="jar")["reached"] is None
    assert built(saving_goal, student, account="gone") is None


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_every_card_of_the_demo_has_numbers_on_any_day(db, day):
    assert cards_without_numbers("yifan", day) == set()
