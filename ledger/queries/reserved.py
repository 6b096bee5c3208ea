"""What is already promised: payments that are planned for the days to come."""

import datetime as dt

from ledger.models import Book, Scheduled
from ledger.queries.coming import Coming, coming, occurrences, open_scheduled


def planned_minor(book: Book, *, today: dt.date, last: dt.date) -> int:
    """What is planned to be spent by `last` (inclusive), what is overdue with it, in minor units. One query."""
    return sum(
        (row.amount_minor or 0) * len(occurrences(row, today, last))
        for row in open_scheduled([book], until=last)
        if row.kind == Scheduled.Kind.EXPENSE
    )


def to_pay(book: Book, *, today: dt.date, within_days: int) -> list[Coming]:
    """Planned payments and bills of accounts that take money at hand within these days. Five queries at most."""
    return [each for each in coming(book, today=today, within_days=within_days) if _leaves(each)]


def _leaves(each: Coming) -> bool:
    """Does it take liquid money? A transfer does where it goes to what is no money at hand: a card, a loan, savings."""
    if each.amount_minor is None or each.currency != each.book.currency:
        return False
    if each.kind != Scheduled.Kind.TRANSFER:
        return each.kind == Scheduled.Kind.EXPENSE
    target = each.scheduled.to_account if each.scheduled else None
    return target is not None and not target.is_liquid
