import datetime as dt

from ledger.services.entries import record_entry
from tests.cast import account, expense, income
from tests.ledger.pages.conftest import at, words


def test_each_day_says_what_the_list_says_of_it(page, owner, book):
    record_entry(owner, draft=expense(book, 3500))
    record_entry(owner, draft=expense(book, 2000, date=dt.date(2026, 11, 1)))
    back = {"kind": "refund", "from_account": None, "to_account": account(book, "cash")}
    record_entry(owner, draft=expense(book, 500, **back))
    record_entry(owner, draft=income(book, 864000))
    record_entry(owner, draft=expense(book, 999, date=dt.date(2026, 10, 31)))
    answer = page.get(at("entry-calendar", book), {"month": "2026-11", "day": "2026-11-01"})
    month = answer.context["month"]
    cells = {cell.date: cell for week in month.weeks for cell in week if cell}
    # 35 + 20 - 5 on the first, and none of October's.
    assert (cells[dt.date(2026, 11, 1)].expense_minor, cells[dt.date(2026, 11, 10)].income_minor) == (5000, 864000)
    assert (month.expense_minor, month.income_minor) == (5000, 864000)
    assert (len(cells), [len(week) for week in month.weeks]) == (30, [7] * 6)
    # 1 November 2026 is a Sunday.
    assert [cell.date.day if cell else None for cell in month.weeks[0]] == [None] * 6 + [1]
    assert len(answer.context["day"].entries) == 3
    assert "−¥50 " in words(answer)
    assert "+¥8,640 " in words(answer)


def test_conditions_and_month_stay_in_the_address(page, owner, book, child):
    record_entry(owner, draft=expense(book, 3500, member=child))
    record_entry(owner, draft=expense(book, 700))
    query = {"member": child.public_id, "month": "2026-11"}
    answer = page.get(at("entry-calendar", book), query)
    assert answer.context["month"].expense_minor == 3500
    body = answer.content.decode()
    assert f"?member={child.public_id}&amp;month=2026-10" in body
    assert f"?member={child.public_id}&amp;month=2026-12" in body
    assert f"{at('entry-list', book)}?member={child.public_id}" in body
    # And back from the list, whose conditions of days have no place in a calendar.
    listed = page.get(at("entry-list", book), query | {"date_from": "2026-11-01"}).content.decode()
    assert f"{at('entry-calendar', book)}?member={child.public_id}" in listed


def test_a_month_that_is_none_shows_this_one(page, book, today):
    for query in ({"month": "soon"}, {"month": "0001-01"}, {"day": "9999-12-31"}, {}):
        assert page.get(at("entry-calendar", book), query).context["month"].first == today.replace(day=1)
    later = page.get(at("entry-calendar", book), {"day": "2026-02-03"})
    assert (later.context["month"].first, later.context["chosen"]) == (dt.date(2026, 2, 1), dt.date(2026, 2, 3))
