"""Telling people what their books know: payments that are due, budgets that run out, days without an entry.

Each of them is found by a task of beat and may be looked for twice, late, or after a crash: the key of a notice says
of which thing and which day it is, so nobody is told twice.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.urls import reverse

from accounts.models import Notice, NoticeSettings, User
from accounts.notices import Told, notify_each
from ledger.access import memberships
from ledger.models import Book, Entry, Member, NoticeCursor
from ledger.permissions import Action, allows
from ledger.queries.budgets import BudgetRow, budget_rows
from ledger.queries.coming import Coming, coming_in
from ledger.visibility import opened_for

CHUNK = 200
# In the book's own time: nobody wants to hear of the rent at midnight.
TOLD_FROM = dt.time(8)
# When a payment is told: the day before, and on its day.
DUE_WITHIN_DAYS = 1
NEARLY_PERMILLE = 800
ALL_PERMILLE = 1000
# A reminder that is later than this comes no more that day.
REMINDED_WITHIN = dt.timedelta(hours=2)
_REMINDED_AT_ONCE = 1000

_WAITING = """
    SELECT b.id FROM ledger_book b JOIN ledger_bookstate s ON s.book_id = b.id
    LEFT JOIN ledger_noticecursor c ON c.book_id = b.id
    CROSS JOIN LATERAL (SELECT %(now)s AT TIME ZONE b.time_zone AS local) t
    WHERE b.deleted_at IS NULL AND b.archived_at IS NULL AND b.sample_at IS NULL AND (
        c.revision IS DISTINCT FROM s.revision AND EXISTS (
            SELECT 1 FROM ledger_budget g WHERE g.book_id = b.id AND g.deleted_at IS NULL)
        OR t.local::time >= %(from)s::time AND c.told_on IS DISTINCT FROM t.local::date AND (
            EXISTS (SELECT 1 FROM ledger_scheduled d WHERE d.book_id = b.id AND d.done_at IS NULL
                    AND d.deleted_at IS NULL AND d.due <= t.local::date + %(days)s)
            OR EXISTS (SELECT 1 FROM ledger_account a WHERE a.book_id = b.id AND a.due_day IS NOT NULL
                       AND a.archived_at IS NULL)))
    ORDER BY b.id LIMIT %(limit)s"""


def books_to_tell(now: dt.datetime, *, limit: int, size: int = CHUNK) -> Iterator[list[int]]:
    """The books of which something may have to be told, by id, in chunks."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, {"now": now, "from": TOLD_FROM.isoformat(), "days": DUE_WITHIN_DAYS, "limit": limit})
        ids = [row[0] for row in cursor.fetchall()]
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


@transaction.atomic
def tell_books(book_ids: Sequence[int], *, now: dt.datetime) -> dict[str, int]:
    """Tells the people of these books what is due and which budgets run out; returns how many notices were new."""
    # Noted first: what is written meanwhile moves the revision on, and is looked at the next time.
    revisions = _revisions(book_ids)
    members = _people(book_ids)
    due = budgets = 0
    for group in _alike(members):
        books = {member.book_id: member.book for member in group}
        today = {pk: now.astimezone(ZoneInfo(book.time_zone)) for pk, book in books.items()}
        awake = {pk: local for pk, local in today.items() if local.time() >= TOLD_FROM}
        due += _tell_due(group, {pk: books[pk] for pk in awake}, {pk: at.date() for pk, at in awake.items()}, now)
        budgets += _tell_budgets(group, books, {pk: at.date() for pk, at in today.items()}, now)
    _note_told(revisions, now)
    return {"books": len(revisions), "due": due, "budgets": budgets}


def _revisions(book_ids: Sequence[int]) -> dict[int, tuple[int, str]]:
    """The revision and the time zone of each book."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.id, s.revision, b.time_zone FROM ledger_book b JOIN ledger_bookstate s ON s.book_id = b.id"
            " WHERE b.id = ANY(%s) AND b.deleted_at IS NULL ORDER BY b.id",
            [list(book_ids)],
        )
        return {pk: (revision, zone) for pk, revision, zone in cursor.fetchall()}


def _note_told(revisions: dict[int, tuple[int, str]], now: dt.datetime) -> None:
    rows = []
    for pk, (revision, zone) in revisions.items():
        local = now.astimezone(ZoneInfo(zone))
        # Before the hour nothing was told of the day, and yesterday's word still stands.
        day = local.date() if local.time() >= TOLD_FROM else local.date() - dt.timedelta(days=1)
        rows.append(NoticeCursor(book_id=pk, revision=revision, told_on=day))
    NoticeCursor.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["book"], update_fields=["revision", "told_on"]
    )


def _people(book_ids: Iterable[int]) -> list[Member]:
    """Who keeps these books and sees their sums, each with the book opened for them."""
    rows = (
        Member.objects.filter(book__in=book_ids, user__is_active=True, archived_at__isnull=True)
        .exclude(role="")
        .select_related("book", "user")
        .order_by("book_id", "pk")
    )
    found = [opened_for(member) for member in rows]
    return [member for member in found if allows(member, Action.SEE_SUMS) and allows(member, Action.RECORD)]


def _alike(members: Iterable[Member]) -> list[list[Member]]:
    """Members to whom their books show the same, so that each is asked once for all of them."""
    groups: dict[tuple[bool, bool], list[Member]] = defaultdict(list)
    for member in members:
        groups[member.book.shows_veiled, member.book.shows_balances].append(member)
    return list(groups.values())


def _tell_due(members: Sequence[Member], books: dict[int, Book], todays: dict[int, dt.date], now: dt.datetime) -> int:
    told = []
    people = _by_book(members)
    for each in coming_in(list(books.values()), todays, within_days=DUE_WITHIN_DAYS):
        # What comes in needs nobody; what is overdue was told on its day.
        if each.comes_in or each.overdue:
            continue
        facts = {"name": each.name, "book": each.book.name, "day": each.day.isoformat(), "is_day": each.is_day}
        if each.amount_minor is not None:
            facts |= {"amount_minor": each.amount_minor, "currency": each.currency}
        key = f"{coming_key(each)}/{(each.day - todays[each.book.pk]).days}"
        told += [
            Told(member.user_id, key, facts, coming_path(each), each.book.public_id)
            for member in people[each.book.pk]
            if member.user_id is not None
        ]
    return notify_each("due", told, at=now)


def coming_key(each: Coming) -> str:
    """Names something on one day, the same at each look."""
    what = f"bill-{each.bill.account.public_id}" if each.bill else str(each.scheduled and each.scheduled.public_id)
    return f"{what}/{each.day.isoformat()}"


def coming_path(each: Coming) -> str:
    """The page where it is done."""
    name = "ledger:account-list" if each.bill else "ledger:schedule-list"
    return reverse(name, args=[each.book.public_id])


def _by_book(members: Iterable[Member]) -> dict[int, list[Member]]:
    found: dict[int, list[Member]] = defaultdict(list)
    for member in members:
        found[member.book_id].append(member)
    return found


def _tell_budgets(
    members: Sequence[Member], books: dict[int, Book], todays: dict[int, dt.date], now: dt.datetime
) -> int:
    told = []
    for pk, people in _by_book(members).items():
        for row in budget_rows(books[pk], todays[pk]):
            if row.running and row.share_permille >= NEARLY_PERMILLE:
                told += [_budget_told(member, row) for member in people]
    return notify_each("budget", _without_outdone(told), at=now)


def _budget_told(member: Member, row: BudgetRow) -> Told:
    step = 100 if row.share_permille >= ALL_PERMILLE else 80
    facts = {
        "name": row.name,
        "book": member.book.name,
        "percent": row.share_permille // 10,
        "amount_minor": abs(row.left_minor),
        "currency": member.book.currency,
    }
    path = reverse("ledger:budget-list", args=[member.book.public_id])
    assert member.user_id is not None
    return Told(member.user_id, f"{row.budget.public_id}/{row.first}/{step}", facts, path, member.book.public_id)


def _without_outdone(told: list[Told]) -> list[Told]:
    """Without a word of 80 per cent to whom more was told already: something was paid back since."""
    whole = {f"{row.key.removesuffix('/80')}/100" for row in told if row.key.endswith("/80")}
    if not whole:
        return told
    known = set(Notice.objects.filter(kind="budget", key__in=whole).values_list("user_id", "key"))
    return [row for row in told if (row.user_id, f"{row.key.removesuffix('/80')}/100") not in known]


_TO_REMIND = """
    SELECT s.user_id, t.local::date FROM accounts_noticesettings s JOIN accounts_user u ON u.id = s.user_id
    CROSS JOIN LATERAL (SELECT %(now)s AT TIME ZONE s.time_zone AS local) t
    WHERE s.remind_at IS NOT NULL AND u.is_active AND s.remind_at <= t.local::time
      AND s.reminded_on IS DISTINCT FROM t.local::date
    ORDER BY s.user_id LIMIT %(limit)s FOR UPDATE OF s SKIP LOCKED"""


@transaction.atomic
def remind(*, now: dt.datetime, limit: int = _REMINDED_AT_ONCE) -> int:
    """Reminds those whose time of the day has come and who recorded nothing that day; returns how many were looked at.

    A day has an entry where one of that day in any of the person's books was recorded by that person.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TO_REMIND, {"now": now, "limit": limit})
        days = dict(cursor.fetchall())
    if not days:
        return 0
    chosen = NoticeSettings.objects.filter(user__in=days).only("user_id", "remind_at", "time_zone")
    in_time = {row.user_id for row in chosen if _late(row, now) <= REMINDED_WITHIN}
    silent = _recorded(days) | (days.keys() - in_time) | (days.keys() - _writers(days))
    told = [
        Told(user_id, day.isoformat(), {}, reverse("ledger:record"))
        for user_id, day in days.items()
        if user_id not in silent
    ]
    notify_each("reminder", told, at=now)
    for day in set(days.values()):
        NoticeSettings.objects.filter(user__in=[pk for pk, own in days.items() if own == day]).update(reminded_on=day)
    return len(days)


def _late(row: NoticeSettings, now: dt.datetime) -> dt.timedelta:
    local = now.astimezone(ZoneInfo(row.time_zone))
    assert row.remind_at is not None
    return local - dt.datetime.combine(local.date(), row.remind_at, tzinfo=local.tzinfo)


def _writers(ids: Iterable[int]) -> set[int]:
    """Those who have a book to record into."""
    rows = Member.objects.filter(user__in=ids, archived_at__isnull=True, book__deleted_at__isnull=True)
    found = rows.filter(book__archived_at__isnull=True).exclude(role="").select_related("book")
    return {member.user_id for member in found if member.user_id is not None and allows(member, Action.RECORD)}


def _recorded(days: dict[int, dt.date]) -> set[int]:
    """Those who have an entry of their day. One query a day that it is somewhere."""
    mine = {
        pk: (user_id, book_id)
        for pk, user_id, book_id in Member.objects.filter(user__in=days, archived_at__isnull=True)
        .exclude(role="")
        .values_list("pk", "user_id", "book_id")
        if user_id is not None
    }
    found: set[int] = set()
    for day in set(days.values()):
        own = {pk: book_id for pk, (user_id, book_id) in mine.items() if days[user_id] == day}
        recorded = Entry.objects.filter(
            book__in=set(own.values()), date=day, deleted_at__isnull=True, recorded_by__in=own
        ).values_list("recorded_by_id", flat=True)
        found |= {mine[pk][0] for pk in recorded.distinct() if pk in mine}
    return found


def coming_of(user: User, now: dt.datetime, *, within_days: int = 90) -> list[tuple[Member, Coming]]:
    """What comes in the person's books that are open, as far as each shows it to this person."""
    members = [
        member for member in memberships(user) if member.book.archived_at is None and allows(member, Action.SEE_SUMS)
    ]
    found = []
    for group in _alike(members):
        by_book = {member.book_id: member for member in group}
        todays = {pk: now.astimezone(ZoneInfo(member.book.time_zone)).date() for pk, member in by_book.items()}
        books = [member.book for member in group]
        found += [(by_book[each.book.pk], each) for each in coming_in(books, todays, within_days=within_days)]
    return sorted(found, key=lambda pair: (pair[1].day, pair[1].name))
