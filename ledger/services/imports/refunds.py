"""Which expense each refund of a batch gives back: one of the same files, or one that was imported before."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from ledger.importers.base import RawRecord
from ledger.importers.links import refund_links
from ledger.models import ImportBatch, ImportRow

# A shop gives money back within a year or so.
_DAYS = 400

Row = ImportRow.State
# Rows that are, or will be, entries of the book.
_TAKEN = [Row.NEW, Row.KNOWN, Row.TYPED]


@dataclass(frozen=True, slots=True)
class _Candidate:
    record: RawRecord
    row: int | None = None
    entry: int | None = None
    category: int = 0
    is_open: bool = False


def link_refunds(batch: ImportBatch) -> None:
    """Sets `refunds` or `refunds_entry`, and the category, of the refunds whose expense is found.

    Only refunds and the expenses that could be theirs come into memory; `importers.links` decides among them.
    """
    refunds = _refunds(batch)
    if not any(each.is_open for each in refunds):
        return
    expenses = _expenses(batch, refunds)
    links = _links(expenses, refunds)
    left = [each for index, each in enumerate(refunds) if index not in links and each.is_open]
    found = [(refunds[refund], expenses[expense]) for refund, expense in links.items()]
    if left:
        earlier = _earlier_expenses(batch, left)
        found += [(left[refund], earlier[expense]) for refund, expense in _links(earlier, left).items()]
    _store([(refund, expense) for refund, expense in found if refund.is_open])


def _links(expenses: list[_Candidate], refunds: list[_Candidate]) -> dict[int, int]:
    """Indexes of expenses by indexes of refunds."""
    records = [each.record for each in (*expenses, *refunds)]
    return {refund - len(expenses): expense for refund, expense in refund_links(records)}


def _refunds(batch: ImportBatch) -> list[_Candidate]:
    """Every refund that the book has or will have: one that was imported before has used up its expense."""
    return _rows("kind = 'refund'", {"batch": batch.pk})


def _expenses(batch: ImportBatch, refunds: list[_Candidate]) -> list[_Candidate]:
    numbers, orders, merchants = _traces(refunds)
    return _rows(
        """kind = 'expense' AND (
               (number <> '' AND number = ANY(%(numbers)s)) OR (order_number <> '' AND order_number = ANY(%(orders)s))
               OR (refunded_minor > 0 AND merchant = ANY(%(merchants)s)))""",
        {"batch": batch.pk, "numbers": numbers, "orders": orders, "merchants": merchants},
    )


def _traces(refunds: Iterable[_Candidate]) -> tuple[list[str], list[str], list[str]]:
    """The ids, order numbers and merchants that an expense of one of these refunds may have."""
    numbers: set[str] = set()
    orders: set[str] = set()
    merchants: set[str] = set()
    for each in refunds:
        record = each.record
        parts = record.external_id.split("_")
        numbers |= {"_".join(parts[:end]) for end in range(1, len(parts))}
        orders |= {record.external_id, record.merchant_order_id} - {""}
        merchants.add(record.counterparty or record.category.removesuffix("-退款"))
    return list(numbers), list(orders), list(merchants)


def _rows(condition: str, parameters: dict) -> list[_Candidate]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""SELECT id, kind, date, time, amount_minor, currency, merchant, word, number, order_number,
                       refunded_minor, entry, category, state
                FROM ledger_importrow
                WHERE batch_id = %(batch)s AND state = ANY(%(taken)s) AND {condition}
                ORDER BY id""",
            {**parameters, "taken": [str(state) for state in _TAKEN]},
        )
        return [
            _Candidate(_record(*row[1:11]), row=row[0], entry=row[11], category=row[12], is_open=row[13] != Row.KNOWN)
            for row in cursor.fetchall()
        ]


def _earlier_expenses(batch: ImportBatch, refunds: list[_Candidate]) -> list[_Candidate]:
    """Expenses of earlier imports that bear one of the numbers, with what is left to give back."""
    numbers, orders, _merchants = _traces(refunds)
    sources = {each["source"] for each in batch.files if each.get("source")}
    days = [each.record.date for each in refunds]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT e.id, e.date, e.time,
                   e.amount_minor - coalesce((SELECT sum(b.amount_minor) FROM ledger_entry b
                                              WHERE b.book_id = e.book_id AND b.refund_of_id = e.id
                                                AND b.deleted_at IS NULL), 0)::bigint,
                   a.currency, coalesce(m.name, ''), split_part(e.extra ->> 'bill', ':', 2),
                   coalesce(e.extra ->> 'order', ''), coalesce(e.category_id, 0)
            FROM ledger_entry e
            JOIN ledger_account a ON a.id = e.from_account_id
            LEFT JOIN ledger_merchant m ON m.id = e.merchant_id
            WHERE e.book_id = %(book)s AND e.deleted_at IS NULL AND e.kind = 'expense'
              AND e.date BETWEEN %(first)s AND %(last)s
              AND (e.extra ->> 'bill' = ANY(%(bills)s) OR e.extra ->> 'order' = ANY(%(orders)s))
            """,
            {
                "book": batch.book_id,
                "first": min(days) - dt.timedelta(days=_DAYS),
                "last": max(days),
                "bills": [f"{source}:{number}" for source in sources for number in numbers],
                "orders": orders,
            },
        )
        return [
            _Candidate(
                _record("expense", date, time, left, currency, merchant, "", number, order, 0),
                entry=pk,
                category=category,
            )
            for pk, date, time, left, currency, merchant, number, order, category in cursor.fetchall()
            if left > 0
        ]


def _record(
    kind: str,
    date: dt.date,
    time: dt.time | None,
    amount_minor: int,
    currency: str,
    merchant: str,
    word: str,
    number: str,
    order: str,
    refunded_minor: int,
) -> RawRecord:
    return RawRecord(
        kind=kind,
        date=date,
        time=time,
        amount_minor=amount_minor,
        currency=currency,
        account="",
        counter_account="",
        counterparty=merchant,
        category=word,
        member="",
        project="",
        note="",
        external_id=number,
        merchant_order_id=order,
        status="",
        line=0,
        direction_raw="",
        refunded_minor=refunded_minor,
    )


def _store(found: list[tuple[_Candidate, _Candidate]]) -> None:
    if not found:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE ledger_importrow r SET refunds = v.row_id, refunds_entry = v.entry_id,
                      category = CASE WHEN v.category > 0 THEN v.category ELSE r.category END
               FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[])
                    AS v(id, row_id, entry_id, category)
               WHERE r.id = v.id""",
            [
                [refund.row for refund, _ in found],
                [None if expense.entry else expense.row for _, expense in found],
                [expense.entry for _, expense in found],
                [expense.category for _, expense in found],
            ],
        )
