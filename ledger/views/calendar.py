"""The entries as a calendar."""

import datetime as dt
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ledger.forms.filters import EntryFilterForm
from ledger.queries.calendar import calendar_month
from ledger.queries.entries import day_entries
from ledger.queries.months import book_now
from ledger.rules.periods import FIRST_DAY, LAST_DAY
from ledger.views.book_pages import book_page, open_to_visitors, opened_book

WEEKDAY_SAMPLE = dt.date(2024, 1, 1)  # A Monday.


@never_cache
@open_to_visitors
@require_safe
def entry_calendar(request: HttpRequest, book_id: UUID) -> HttpResponse:
    """A month of days with what went out and came in, and the entries of the day that was tapped.

    `month` (2026-11) and `day` stand in the address, beside the conditions of the list.
    """
    member = opened_book(request, book_id)
    form = EntryFilterForm(request.GET, member=member)
    form.is_valid()
    narrowed = form.narrowed()
    today = book_now(member.book).date()
    day = _day(request.GET.get("day", ""))
    first = _day(f"{request.GET.get('month', '')}-01") or (day or today).replace(day=1)
    if day is not None and (day.year, day.month) != (first.year, first.month):
        day = None
    return book_page(
        request,
        "ledger/entry_calendar.html",
        member,
        tab="entries",
        form=form,
        more_query=form.query(without=("date_from", "date_to")),
        month=calendar_month(member, narrowed, first=first),
        weekdays=[WEEKDAY_SAMPLE + dt.timedelta(days=n) for n in range(7)],
        day=day_entries(member, narrowed, day) if day else None,
        chosen=day,
    )


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_DAY <= day <= LAST_DAY else None
