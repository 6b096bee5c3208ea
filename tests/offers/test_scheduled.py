"""What the people of a book scheduled counts in its reading: once, on its days, and only where liquid money moves."""

import datetime as dt

import pytest
from django.utils import timezone

from ledger.models import Member
from ledger.services.plans import ScheduledDraft, do_scheduled, schedule
from offers.models import Planned, Reading
from offers.reading import PLANNED
from offers.services.readings import read_books

from .conftest import account_of, set_cash, write_months


@pytest.fixture
def lived(owner: Member, today: dt.date) -> Member:
    """200 days of spending 100.00 a day and pay of 9,000.00 on the 10th; 30,000.00 lie there."""
    write_months(owner, today=today)
    set_cash(owner, 3_000_000, today)
    return owner


def plan(member: Member, due: dt.date, **fields):
    draft = {"kind": "expense", "name": "装修尾款", "amount_minor": 200_000} | fields
    return schedule(member, ScheduledDraft(due=due, **draft))


def planned(member: Member) -> list[tuple[dt.date, int]]:
    return list(Planned.objects.filter(book=member.book).order_by("due", "pk").values_list("due", "amount_minor"))


def known(member: Member, today: dt.date) -> list[tuple[int, int]]:
    """Days from today and amounts of what is planned, as the reading of today shows them."""
    events = Reading.objects.get(book=member.book, as_of=today).evidence["events"]
    return [(day, amount) for day, amount, source, _which in events if source == PLANNED]


def test_scheduled_once_when_read_again_then_counts_until_it_is_done(lived, today):
    read_books([lived.book_id], today)
    row = plan(lived, today + dt.timedelta(days=9))
    read_books([lived.book_id], today)
    assert planned(lived) == [(today + dt.timedelta(days=9), -200_000)]
    assert known(lived, today) == [(9, -200_000)]
    do_scheduled(lived, row, version=1, on=today, at=timezone.now(), record=False)
    read_books([lived.book_id], today)
    assert (planned(lived), known(lived, today)) == ([], [])


def test_scheduled_payment_when_overdue_then_is_due_at_once_and_an_income_is_not(lived, today):
    plan(lived, today - dt.timedelta(days=6))
    plan(lived, today - dt.timedelta(days=6), kind="income", amount_minor=70_000)
    read_books([lived.book_id], today)
    assert known(lived, today) == [(1, -200_000)]


def test_scheduled_pay_when_the_entries_show_it_then_is_counted_once(lived, today):
    tenth = (today.replace(day=1) + dt.timedelta(days=32)).replace(day=10)
    plan(lived, tenth, kind="income", every="month", amount_minor=900_000, name="工资")
    read_books([lived.book_id], today)
    assert planned(lived) == []


def test_scheduled_every_quarter_when_no_entry_shows_it_then_comes_on_its_days(lived, today):
    first = today + dt.timedelta(days=3)
    plan(lived, first, every="quarter")
    read_books([lived.book_id], today)
    days = [day for day, _amount in planned(lived)]
    assert days[0] == first
    # A year from today ends before the fifth.
    months = {(day.year - first.year) * 12 + day.month - first.month for day in days}
    assert months == {0, 3, 6, 9}


def test_what_moves_no_liquid_money_or_has_no_amount_is_not_planned(lived, today):
    due = today + dt.timedelta(days=5)
    book = lived.book
    plan(lived, due, account=account_of(book, "credit_card"))
    plan(lived, due, kind="transfer", account=account_of(book, "bank"), to_account=account_of(book, "credit_card"))
    plan(lived, due, kind="day", name="生日")
    plan(lived, due, amount_minor=None)
    read_books([lived.book_id], today)
    assert planned(lived) == []
    plan(lived, due, account=account_of(book, "bank"))
    read_books([lived.book_id], today)
    assert planned(lived) == [(due, -200_000)]
