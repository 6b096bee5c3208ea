import datetime as dt
import re

import pytest

from ledger.models import Budget, Entry, Scheduled
from ledger.queries.budgets import budget_rows, stage_choices
from ledger.queries.months import book_now
from ledger.services.books import change_settings, open_book
from ledger.services.entries import record_entry
from ledger.services.plans import BudgetDraft, ScheduledDraft, change_budget, schedule, set_budget
from tests.cast import account, category, expense
from tests.ledger.pages.conftest import at, signed_in, words


@pytest.fixture
def rent(owner, book, today) -> Scheduled:
    """Rent of 1,650.00 that was due yesterday."""
    draft = ScheduledDraft(
        kind="expense",
        name="房租",
        due=today - dt.timedelta(days=1),
        every="month",
        amount_minor=165000,
        account=account(book, "bank"),
    )
    return schedule(owner, draft)


def undo_of(answer) -> str:
    """Where the undo of the toast posts to, on the page that is opened next."""
    [place] = re.findall(r'data-toast>\s*<p>[^<]*</p>\s*<form method="post" action="([^"]+)"', answer.content.decode())
    return place.replace("&amp;", "&")


def field(form, **more) -> dict:
    """What a browser would send of a form that was just opened, with `more` typed into it."""
    sent = {name: form[name].value() for name in form.fields}
    return {name: value for name, value in (sent | more).items() if value not in (None, False)}


def test_a_book_without_history_says_to_record_first(page, book):
    assert "先记一个月，再定预算会更准。" in words(page.get(at("budget-list", book)))


def test_the_empty_page_offers_to_fill_in_what_is_then_looked_at_and_confirmed(owner, page, book, viewer, today):
    record_entry(owner, draft=expense(book, 123400, date=today.replace(day=1) - dt.timedelta(days=3)))
    empty = page.get(at("budget-list", book))
    assert "还没有预算。按近几个月的中位数帮你填好？" in words(empty)
    assert at("budget-fill", book) in empty.content.decode()
    assert at("budget-fill", book) not in signed_in(viewer.user).get(at("budget-list", book)).content.decode()

    shown = page.get(at("budget-fill", book))
    assert not Budget.objects.exists()
    form = shown.context["form"]
    # The month cost 1,234.00: 1,240.00 for everything and for its one category; the second is left out by hand.
    assert [form[name].value() for name in form.fields] == ["1240.00", "1240.00"]
    whole, food = form.fields
    answer = page.post(at("budget-fill", book), {whole: "1300", food: ""}, follow=True)
    assert [(each.category, each.amount_minor) for each in Budget.objects.all()] == [(None, 130000)]
    assert page.post(at("budget-fill", book), {food: ""}).status_code == 422
    page.post(undo_of(answer))
    assert not Budget.objects.exists()


def test_a_budget_is_set_shown_changed_and_deleted(owner, page, book, today):
    record_entry(owner, draft=expense(book, 23400, date=today))
    food = category(book)
    form = page.get(at("budget-new", book)).context["form"]
    sent = field(form, about=f"category:{food.public_id}", amount="1000")
    shown = page.post(at("budget-new", book), sent, follow=True)
    assert f"{food.name}" in words(shown)
    assert "剩 ¥766.00" in words(shown)
    row = Budget.objects.get()
    assert f"category={food.public_id}" in shown.content.decode()
    twin = page.post(at("budget-new", book), sent)
    assert (twin.status_code, "已经有预算了" in words(twin)) == (422, True)

    form = page.get(at("budget-edit", book, row.public_id)).context["form"]
    assert form["about"].value() == f"category:{food.public_id}"
    shown = page.post(at("budget-edit", book, row.public_id), field(form, amount="200"), follow=True)
    assert "超 ¥34.00" in words(shown)
    shown = page.post(undo_of(shown), follow=True)
    assert "剩 ¥766.00" in words(shown)
    shown = page.post(at("budget-delete", book, row.public_id), follow=True)
    assert page.get(at("budget-edit", book, row.public_id)).status_code == 404
    page.post(undo_of(shown))
    assert Budget.objects.get().amount_minor == 100000


def test_the_budget_of_a_stage_opens_its_entries(alice, page):
    """Paint 40.00 and 1.00 of 100.00; what has another stage or none is neither spent of it nor shown behind it."""
    member = open_book(alice, scene="renovation")
    book, today = member.book, book_now(member.book).date()
    (paint, name), (other, _name) = stage_choices(book)[:2]
    for amount, stage in ((4000, paint), (100, paint), (900, other), (800, "")):
        cash = account(book, "bank")
        extra = {"stage": stage} if stage else {}
        record_entry(member, draft=expense(book, amount, date=today, from_account=cash, extra=extra))
    budget = set_budget(member, BudgetDraft(amount_minor=10000, stage=paint))
    shown = page.get(at("budget-list", book))
    assert (name in words(shown), "剩 ¥59.00" in words(shown)) == (True, True)
    [row] = budget_rows(book, today)
    behind = page.get(f"{at('entry-list', book)}?{row.entries_query}")
    assert sorted(entry.amount_minor for entry in behind.context["page"]) == [100, 4000]
    assert name in words(behind)
    form = page.get(at("budget-edit", book, budget.public_id)).context["form"]
    assert form["about"].value() == f"stage:{paint}"


def test_who_saves_over_what_somebody_else_changed_is_told_first(owner, page, book):
    row = set_budget(owner, BudgetDraft(amount_minor=100000))
    place = at("budget-edit", book, row.public_id)
    sent = field(page.get(place).context["form"], amount="1500")
    change_budget(owner, row, version=1, changes={"amount_minor": 120000})
    answer = page.post(place, sent)
    assert (answer.status_code, "现在是 ¥1,200.00" in words(answer)) == (409, True)
    again = field(answer.context["form"])
    assert (again["amount"], again["version"]) == ("1500", "2")
    assert page.post(place, again).status_code == 302
    assert Budget.objects.get().amount_minor == 150000


def test_the_schedule_tells_what_is_overdue_and_one_tap_records_it(contributor, book, rent, today):
    client = signed_in(contributor.user)
    shown = client.get(at("schedule-list", book))
    assert [each.name for each in shown.context["agenda"].overdue] == ["房租"]
    assert f'"{at("schedule-edit", book, rent.public_id)}"' not in shown.content.decode()
    shown = client.post(at("schedule-do", book, rent.public_id), {"version": 1}, follow=True)
    entry = Entry.objects.get()
    assert (entry.amount_minor, entry.date, entry.recorded_by) == (165000, today, contributor)
    assert "“房租”记了 ¥1,650.00。下次" in words(shown)
    assert [each.name for each in shown.context["agenda"].overdue] == []
    client.post(undo_of(shown))
    entry.refresh_from_db()
    assert entry.deleted_at is not None
    assert client.get(at("schedule-list", book)).context["agenda"].overdue[0].scheduled == rent


def test_another_amount_and_account_are_said_before_it_is_recorded(page, book, rent, today):
    place = at("schedule-do", book, rent.public_id)
    form = page.get(place).context["form"]
    assert (form["amount"].value(), form["on"].value()) == ("1650.00", rent.due)
    cash = account(book, "cash")
    page.post(place, field(form, amount="1700", on=today.isoformat(), account=str(cash.public_id)))
    entry = Entry.objects.get()
    assert (entry.amount_minor, entry.from_account) == (170000, cash)


def test_skipping_records_nothing(page, book, rent):
    shown = page.post(at("schedule-do", book, rent.public_id), {"version": 1, "record": "no"}, follow=True)
    assert not Entry.objects.exists()
    assert "“房租”勾掉了。下次" in words(shown)


def test_what_is_missing_is_asked_for_at_its_field(owner, page, book, today):
    row = schedule(owner, ScheduledDraft(kind="income", name="尾款", due=today))
    answer = page.post(at("schedule-do", book, row.public_id), {"version": 1})
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"amount", "account"}


def test_something_is_written_down_changed_and_deleted(page, book, today):
    opened = page.get(at("schedule-new", book) + "?kind=day").context["form"]
    assert opened["kind"].value() == "day"
    sent = field(opened, name="奶奶生日", due="2026-09-25", lunar="on")
    shown = page.post(at("schedule-new", book), sent, follow=True)
    row = Scheduled.objects.get()
    assert (row.every, row.lunar, row.anchor_day) == ("year", True, 15)
    assert "农历八月十五" in words(shown)
    undo = undo_of(shown)

    form = page.get(at("schedule-edit", book, row.public_id)).context["form"]
    page.post(at("schedule-edit", book, row.public_id), field(form, name="外婆生日", lunar="on"))
    row.refresh_from_db()
    assert (row.name, row.anchor_day, row.version) == ("外婆生日", 15, 2)
    page.post(undo)
    assert not Scheduled.objects.exists()
    refused = page.post(at("schedule-new", book), sent | {"due": ""})
    assert (refused.status_code, set(refused.context["form"].errors)) == (422, {"due"})


def test_who_sees_only_their_own_sees_no_plans(owner, contributor, book, rent):
    change_settings(owner, contributors_see_all=False)
    client = signed_in(contributor.user)
    for name, more in (("budget-list", ()), ("schedule-list", ()), ("schedule-do", (rent.public_id,))):
        assert client.get(at(name, book, *more)).status_code == 403
    assert at("budget-list", book) not in client.get(at("book-overview", book)).content.decode()


def test_an_empty_schedule_says_what_it_is_for(page, book):
    assert at("schedule-new", book) in page.get(at("schedule-list", book)).content.decode()


def test_pages_cost_the_same_with_one_row_and_with_many(owner, page, book, rent, django_assert_max_num_queries):
    today = book_now(book).date()
    for n in range(12):
        set_budget(owner, BudgetDraft(amount_minor=100, category=category(book, n=n)))
        schedule(owner, ScheduledDraft(kind="expense", name=str(n), due=today, category=category(book, n=n)))
    page.get(at("budget-list", book))
    with django_assert_max_num_queries(9):
        page.get(at("budget-list", book))
    with django_assert_max_num_queries(9):
        page.get(at("schedule-list", book))
