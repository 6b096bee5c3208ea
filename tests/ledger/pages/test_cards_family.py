import datetime as dt

import pytest

from ledger.cards import budgets, members_spending, month_summary, net_worth, registry, upcoming
from ledger.models import Account
from ledger.queries.months import book_now
from ledger.scenarios import load_scenes
from ledger.services.books import change_settings
from ledger.services.entries import record_entry, set_balance
from ledger.services.plans import BudgetDraft, ScheduledDraft, schedule, set_budget
from tests.cast import account, category, expense, income
from tests.ledger.pages.conftest import at, words

DAY = dt.date(2026, 11, 22)


def built(card, member, today=DAY, **options):
    return card.build(member, today=today, options=options)


@pytest.mark.parametrize("scene", [scene.slug for scene in load_scenes()])
def test_every_card_of_a_scene_is_in_the_registry(scene):
    named = {card.key for each in load_scenes() if each.slug == scene for card in each.cards}
    assert named <= registry.card_keys()


def test_a_card_module_has_a_template_of_its_name():
    from django.template.loader import get_template

    for key in registry.card_modules():
        get_template(f"ledger/cards/_{key}.html")


def test_the_month_and_what_is_left_for_each_day(owner, book):
    """Plan 3,000.00; spent 600.00 + 240.00 - 40.00 back = 800.00; (3,000 - 800) / 9 days = 244.44."""
    change_settings(owner, facts={"plan_budget": 300000})
    record_entry(owner, draft=expense(book, 60000))
    record_entry(owner, draft=expense(book, 24000, category=category(book, n=2)))
    refund = expense(book, 4000, kind="refund", from_account=None, to_account=account(book, "cash"))
    record_entry(owner, draft=refund)
    record_entry(owner, draft=income(book, 864000))
    card = built(month_summary, owner)
    assert (card["month"].expense_minor, card["month"].income_minor) == (80000, 864000)
    assert (card["allowance"].days_left, card["allowance"].per_day_minor) == (9, 24444)
    assert [(row.category, row.amount_minor) for row in card["top"]] == [
        (category(book), 56000),
        (category(book, n=2), 24000),
    ]


def test_without_a_plan_the_median_of_the_months_before_counts(owner, book):
    for month, amount in ((8, 100000), (9, 500000), (10, 300000)):
        record_entry(owner, draft=expense(book, amount, date=dt.date(2026, month, 3)))
    card = built(month_summary, owner)
    assert (card["allowance"].budget_minor, card["allowance"].planned) == (300000, False)


def test_a_new_book_has_no_allowance_and_no_chart(owner):
    card = built(month_summary, owner)
    assert card["allowance"] is None
    assert card["chart"] is None


def test_each_bar_of_the_months_opens_its_entries(owner, book):
    for month in (9, 10, 11):
        record_entry(owner, draft=expense(book, date=dt.date(2026, month, 3)))
    chart = built(month_summary, owner)["chart"]
    assert len(chart.labels) == len(chart.links) == 6
    assert chart.links[-1] == f"{at('entry-list', book)}?date_from=2026-11-01&date_to=2026-11-30"


def test_each_person_with_what_they_cost_and_recorded(owner, bookkeeper, child, book):
    record_entry(owner, draft=expense(book, 10000, member=child))
    record_entry(bookkeeper, draft=expense(book, 3000, member=child))
    record_entry(bookkeeper, draft=expense(book, 700))
    card = built(members_spending, owner)
    assert [(row["person"], row["spent_minor"], row["n"]) for row in card["rows"]] == [
        (child, 13000, 0),
        (owner, 0, 1),
        (bookkeeper, 0, 2),
    ]
    assert card["shared_minor"] == 700


def test_a_book_of_one_person_tells_nobody_apart(owner):
    assert built(members_spending, owner) is None


def test_what_has_to_be_paid_comes_by_day(owner, book):
    card_account = account(book, "credit_card")
    Account.objects.filter(pk=card_account.pk).update(due_day=5)
    record_entry(owner, draft=expense(book, 48600, from_account=card_account))
    change_settings(owner, facts={"payday": 10, "home": "mortgage", "housing_day": 20})
    card = built(upcoming, owner, days=30)
    assert [(each.day, each.amount_minor) for each in card["coming"]] == [
        (dt.date(2026, 12, 5), 48600),
        (dt.date(2026, 12, 10), None),
        (dt.date(2026, 12, 20), None),
    ]
    assert card["ask"] == []
    assert [each.day for each in built(upcoming, owner, days=14)["coming"]] == [dt.date(2026, 12, 5)]


def test_what_is_scheduled_stands_among_it_and_a_known_pay_day_is_not_asked_for(owner, book):
    """The fact says the 10th as well: pay comes once."""
    change_settings(owner, facts={"payday": 10})
    bank = account(book, "bank")
    pay = ScheduledDraft(
        kind="income", name="工资", due=dt.date(2026, 12, 10), every="month", amount_minor=864000, account=bank
    )
    schedule(owner, pay)
    schedule(owner, ScheduledDraft(kind="day", name="生日", due=dt.date(2026, 11, 30)))
    card = built(upcoming, owner, days=30)
    assert [(each.day.day, each.name, each.comes_in) for each in card["coming"]] == [
        (30, "生日", False),
        (10, "工资", True),
    ]
    change_settings(owner, facts={})
    assert built(upcoming, owner, days=30)["ask"] == ["home"]


def test_no_more_than_eight_lines_stand_in_the_card_and_the_rest_is_counted(owner, book):
    for n in range(11):
        schedule(owner, ScheduledDraft(kind="expense", name=str(n), due=DAY))
    card = built(upcoming, owner)
    assert (len(card["coming"]), card["more"]) == (8, 3)


def test_the_three_tightest_budgets_of_something(owner, viewer, book):
    """Spent 90, 20, 50 and 70 of 100: the three of which least is left for the days to come."""
    assert built(budgets, owner) == {"rows": [], "today": DAY, "has_history": False}
    assert built(budgets, viewer) is None
    for n, amount in enumerate((9000, 2000, 5000, 7000)):
        record_entry(owner, draft=expense(book, amount, category=category(book, n=n)))
        set_budget(owner, BudgetDraft(amount_minor=10000, category=category(book, n=n)))
    set_budget(owner, BudgetDraft(amount_minor=1))
    rows = built(budgets, viewer)["rows"]
    assert [row.budget.category for row in rows] == [category(book, n=n) for n in (0, 3, 2)]


def test_days_that_are_not_known_are_asked_of_those_who_may_say_them(owner, bookkeeper):
    assert built(upcoming, owner)["ask"] == ["payday", "home"]
    assert built(upcoming, bookkeeper)["ask"] == []


def test_what_the_family_has_and_when_it_was_checked(owner, book):
    assert built(net_worth, owner)["checked_on"] is None
    set_balance(owner, account(book, "bank"), balance_minor=500000, on=DAY)
    set_balance(owner, account(book, "credit_card"), balance_minor=-20000, on=DAY - dt.timedelta(days=3))
    card = built(net_worth, owner)
    assert (card["worth"].net_minor, card["checked_on"]) == (480000, DAY)


def test_the_overview_shows_the_cards_in_the_order_of_the_scene(owner, bookkeeper, page, book):
    record_entry(owner, draft=expense(book))
    keys = [card.key for card in page.get(at("book-overview", book)).context["cards"]]
    assert [key for key in keys if key != "reading"] == [
        "month_summary",
        "budgets",
        "members_spending",
        "upcoming",
        "net_worth",
    ]


def test_a_panel_of_another_app_is_fetched_from_its_address(owner, viewer, page, book, monkeypatch):
    monkeypatch.setattr(registry, "_panels", {"reading": "ledger:entry-list"})
    answer = page.get(at("book-overview", book))
    assert f'hx-get="{at("entry-list", book)}"' in answer.content.decode()
    assert [card.key for card in registry.overview_cards(viewer, book_now(book)) if card.panel_url] == []


def test_an_empty_book_says_what_to_do(page, book):
    assert at("entry-record", book) in page.get(at("book-overview", book)).content.decode()
    assert words(page.get(at("entry-list", book)))


def test_a_loan_that_is_known_is_not_asked_for(owner, page, book):
    """The loan tells day and sum of the mortgage, so only payday is missing, and the fact adds no second row."""
    today = book_now(book).date()
    loan = account(book, "loan")
    set_balance(owner, loan, balance_minor=-61144584, on=today)
    due = today + dt.timedelta(days=5)
    Account.objects.filter(pk=loan.pk).update(due_day=due.day)
    assert built(upcoming, owner, today=today)["ask"] == ["payday"]
    link = f'{at("book-facts", book)}?ask=payday&amp;"'
    assert link in page.get(at("book-overview", book)).content.decode()
    change_settings(owner, facts={"payday": due.day, "home": "mortgage", "housing_day": due.day})
    card = built(upcoming, owner, today=today, days=30)
    assert [(each.day, each.name) for each in card["coming"] if not each.comes_in] == [(due, loan.name)]
    assert card["ask"] == []
