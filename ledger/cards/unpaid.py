"""Who has not paid yet, for how many days, longest first, with a sentence to send them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F, Sum
from django.utils.translation import gettext as _

from ledger.cards.debts import Debt, debts_both_ways
from ledger.cards.figure import CoverFigure
from ledger.models import Account, Book, Member
from ledger.permissions import Action
from ledger.queries.sums import account_months

KEY = "unpaid"
ACTION = Action.SEE_BALANCES
WIDE = True
SHOWN = 5


def build(member: Member, *, today: dt.date, options: Mapping[str, Any]) -> dict[str, Any]:
    debts = sorted(debts_both_ways(member, today)[0], key=lambda debt: -_waited(debt, today))
    late = [debt for debt in debts if debt.late_days]
    return {
        "rows": [(debt, _waited(debt, today)) for debt in debts[:SHOWN]],
        "more": max(0, len(debts) - SHOWN),
        "owed_minor": sum(debt.amount_minor for debt in debts),
        "late_minor": sum(debt.amount_minor for debt in late),
        "n": len(debts),
        "to_remind": max(late, key=lambda debt: debt.late_days, default=None),
        "today": today,
    }


def _waited(debt: Debt, today: dt.date) -> int:
    """Days since the oldest unpaid part was earned."""
    return (today - debt.oldest.date).days if debt.oldest else 0


def cover_figures(books: Sequence[Book], todays: Mapping[int, dt.date]) -> dict[int, CoverFigure]:
    """What clients still owe, by book. One query."""
    owing = Account.objects.filter(book__in=books, kind="receivable", archived_at__isnull=True).values("pk")
    sums = dict(
        account_months(*books)
        .filter(account_id__in=owing)
        .values_list("book_id")
        .annotate(owed=Sum(F("inflow_minor") - F("outflow_minor")))
    )
    return {book.pk: CoverFigure(_("Clients owe"), sums.get(book.pk, 0)) for book in books}
