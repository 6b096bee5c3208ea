"""What the hard blocks of credit want to know of a reader and a book. What cannot be known is taken at its worst."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import connection

from accounts.models import User
from accounts.queries import has_consent
from ledger import scenarios
from ledger.access import memberships
from ledger.models import Book, Role
from offers.models import Mute, Reading
from offers.rules.blackout import in_blackout
from offers.rules.blocks import CreditFacts, borrows_to_repay
from offers.rules.states import State

PURPOSE = "personal_offers"
_DEBT_KINDS = ("credit_card", "pay_later", "loan")
_OVERDUE_AFTER_DAYS = 45
_LOOK_BACK_DAYS = 90
_GAMBLING = r"彩票|福彩|体彩|博彩|赌|bet365|lottery|casino"


def age_of(user: User, today: dt.date) -> int | None:
    """Whole years by the year of birth alone, the lower of the two possible; None where it was not told."""
    return None if user.birth_year is None else today.year - user.birth_year - 1


def is_student(user: User) -> bool:
    """Said by the person, or one of their books is a student's."""
    return user.is_student or any(_student_scene(row.book) for row in memberships(user))


def _student_scene(book: Book) -> bool:
    try:
        return scenarios.scene(book.scene).reading.student
    except scenarios.UnknownScene:
        return False


def credit_facts(user: User, book: Book, reading: Reading, *, shortfall_minor: int, today: dt.date) -> CreditFacts:
    """The facts of `offers.rules.blocks` for one reader, reading and sum missing. Four queries a book that is asked.

    Debts are those of every book that this person owns, whatever book is looked at: who is late with a card in one is
    late. Where two books say different things the worse one counts.
    """
    asked = _asked_books(user, book)
    found = [_debts(each, today) for each in asked]
    months = [one for one in found if borrows_to_repay(one.borrowed_minor, one.repaid_minor)] or found
    outflow, gambling = max((_gambling(each, today) for each in asked), key=lambda one: one[1] / (one[0] or 1))
    return CreditFacts(
        personal_offers=has_consent(user, PURPOSE),
        age=age_of(user, today),
        student=is_student(user) or _student_scene(book),
        debts_minor=sum(one.service_minor for one in found),
        income_minor=reading.income_minor,
        overdue_days=max(one.overdue_days for one in found),
        lenders=sum(one.lenders for one in found),
        debt_in_minor=months[0].borrowed_minor,
        debt_out_minor=months[0].repaid_minor,
        minimum_cycles=max(one.minimum_cycles for one in found),
        structural=reading.structural,
        gambling_minor=gambling,
        outflow_minor=outflow,
        self_excluded=Mute.objects.filter(user=user, kind="small_loan", until__isnull=True, times__gt=0).exists(),
        refinancing=False,
        timing_gap=reading.timing_gap and reading.state == State.LIKELY,
        shortfall_minor=shortfall_minor,
        net_minor=reading.net_minor,
        confidence=reading.confidence,
        credit_gate=reading.credit,
        user_days=(today - user.date_joined.date()).days,
        complaint_open=False,
        blackout=in_blackout(today),
    )


def _asked_books(user: User, book: Book) -> list[Book]:
    """The book that is looked at, and the others that this person owns and lets be read."""
    mine = memberships(user).filter(
        role=Role.OWNER, book__reading_enabled=True, book__archived_at__isnull=True, book__sample_at__isnull=True
    )
    return [book, *(row.book for row in mine.exclude(book=book).order_by("pk"))]


@dataclass(frozen=True, slots=True)
class _Debts:
    """What the debt accounts of one book show, in minor units. `borrowed_minor` and `repaid_minor` are of the same
    months, the latest first; `service_minor` is the most that went into loans in one of them.
    """

    lenders: int
    overdue_days: int
    borrowed_minor: tuple[int, ...]
    repaid_minor: tuple[int, ...]
    service_minor: int
    minimum_cycles: int


def _debts(book: Book, today: dt.date) -> _Debts:
    """What the debt accounts of a book show: lenders owed, months of borrowing and repaying, bills not paid in time.

    A card or pay-later account that owes and got no payment for 45 days counts as overdue; so does a loan. A balance
    set right to a smaller debt is a payment too: whoever brings only a wallet's bills has the card's purchases in the
    book and its payments, made from a bank, nowhere. Only transfers count as minimum payments: three in a row, each
    less than a fifth of what was owed.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.id, a.kind, coalesce(b.balance, 0), p.last, u.oldest
               FROM ledger_account a
               LEFT JOIN LATERAL (SELECT sum(m.inflow_minor - m.outflow_minor) AS balance FROM ledger_accountmonth m
                                  WHERE m.book_id = a.book_id AND m.account_id = a.id) b ON true
               LEFT JOIN LATERAL (SELECT max(e.date) AS last FROM ledger_entry e WHERE e.book_id = a.book_id
                                  AND e.deleted_at IS NULL AND e.to_account_id = a.id
                                  AND e.kind IN ('transfer', 'adjustment')) p ON true
               LEFT JOIN LATERAL (SELECT min(e.date) AS oldest FROM ledger_entry e WHERE e.book_id = a.book_id
                                  AND e.deleted_at IS NULL AND e.from_account_id = a.id) u ON true
               WHERE a.book_id = %s AND a.kind = ANY(%s) AND a.archived_at IS NULL""",
            [book.pk, list(_DEBT_KINDS)],
        )
        owed = [(account, kind, last or oldest) for account, kind, balance, last, oldest in cursor if balance < 0]
        cursor.execute(
            """SELECT to_char(e.date, 'YYYYMM') AS month,
                      coalesce(sum(e.base_amount_minor) FILTER (WHERE f.kind = ANY(%(debt)s)), 0)::bigint,
                      coalesce(sum(e.base_amount_minor) FILTER (WHERE t.kind = ANY(%(debt)s)), 0)::bigint,
                      coalesce(sum(e.base_amount_minor) FILTER (WHERE t.kind = 'loan'), 0)::bigint
               FROM ledger_entry e JOIN ledger_account f ON f.id = e.from_account_id
               JOIN ledger_account t ON t.id = e.to_account_id
               WHERE e.book_id = %(book)s AND e.deleted_at IS NULL AND e.kind = 'transfer'
                 AND e.date > %(since)s AND e.date <= %(today)s GROUP BY 1 ORDER BY 1 DESC LIMIT 3""",
            {
                "debt": list(_DEBT_KINDS),
                "book": book.pk,
                "since": today - dt.timedelta(days=_LOOK_BACK_DAYS),
                "today": today,
            },
        )
        months = cursor.fetchall()
    quiet = [(today - last).days for _account, _kind, last in owed if last is not None]
    overdue = max((days for days in quiet if days > _OVERDUE_AFTER_DAYS), default=0)
    return _Debts(
        lenders=len(owed),
        overdue_days=overdue,
        borrowed_minor=tuple(row[1] for row in months) or (0,),
        repaid_minor=tuple(row[2] for row in months) or (0,),
        service_minor=max((row[3] for row in months), default=0),
        minimum_cycles=_minimum_cycles(book, [account for account, kind, _last in owed if kind != "loan"]),
    )


def _minimum_cycles(book: Book, accounts: list[int]) -> int:
    """The most payments in a row, up to the last, that left more than four fifths of what a card owed unpaid."""
    if not accounts:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT account, paid, owed FROM (
                   SELECT a.id AS account, e.date, e.id, (e.to_account_id = a.id AND e.kind = 'transfer') AS pays,
                          e.amount_minor AS paid,
                          -sum(CASE WHEN e.to_account_id = a.id THEN e.amount_minor ELSE -e.amount_minor END)
                              OVER (PARTITION BY a.id ORDER BY e.date, e.id
                                    ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS owed
                   FROM ledger_account a JOIN ledger_entry e ON e.book_id = a.book_id AND e.deleted_at IS NULL
                        AND a.id IN (e.from_account_id, e.to_account_id)
                   WHERE a.book_id = %s AND a.id = ANY(%s)
               ) w WHERE pays ORDER BY account, date DESC, id DESC""",
            [book.pk, accounts],
        )
        rows = cursor.fetchall()
    most = 0
    for account in accounts:
        run = 0
        for _account, paid, owed in (row for row in rows if row[0] == account):
            if owed is None or 5 * paid > owed:
                break
            run += 1
        most = max(most, run)
    return most


def _gambling(book: Book, today: dt.date) -> tuple[int, int]:
    """Spending of 90 days, and how much of it went into lotteries and bets by the names of merchants and notes."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT coalesce(sum(e.base_amount_minor), 0)::bigint,
                      coalesce(sum(e.base_amount_minor) FILTER (WHERE m.name ~* %s OR e.note ~* %s), 0)::bigint
               FROM ledger_entry e LEFT JOIN ledger_merchant m ON m.id = e.merchant_id
               WHERE e.book_id = %s AND e.deleted_at IS NULL AND e.kind = 'expense' AND e.date > %s AND e.date <= %s""",
            [_GAMBLING, _GAMBLING, book.pk, today - dt.timedelta(days=_LOOK_BACK_DAYS), today],
        )
        outflow, gambling = cursor.fetchone()
    return outflow, gambling
