"""Summing a book anew, where the meaning of its periods changes; and finding out whether its sums are right.

Both speak the same SQL over the rows, which is not the triggers' SQL: a check that shared their code would share
their faults.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

_PERIOD = "to_char(e.date - (b.month_start_day - 1), 'YYYYMM')::int"
_LIVE = "ledger_entry e JOIN ledger_book b ON b.id = e.book_id WHERE e.deleted_at IS NULL {only}"
# The same with `part`, whose number `ledger.models.Part` names.
_PARTED = """ledger_entry e JOIN ledger_book b ON b.id = e.book_id
            LEFT JOIN ledger_account source ON source.id = e.from_account_id
            LEFT JOIN ledger_account target ON target.id = e.to_account_id
            CROSS JOIN LATERAL (SELECT (
                (source.veiled IS NOT FALSE AND target.veiled IS NOT FALSE)::int + 2 * (e.approval = 'pending')::int
            )::smallint AS part) seen
            WHERE e.deleted_at IS NULL {only}"""


@dataclass(frozen=True, slots=True)
class _Sum:
    table: str
    keys: tuple[str, ...]
    sums: tuple[str, ...]
    query: str  # the rows as they should be


_SUMS = (
    _Sum(
        "ledger_categorymonth",
        ("book_id", "period", "category_id", "member_id", "kind", "part"),
        ("amount_minor", "n"),
        f"""SELECT e.book_id, {_PERIOD} AS period, coalesce(e.category_id, 0) AS category_id,
                   coalesce(e.member_id, 0) AS member_id, e.kind, seen.part,
                   sum(e.base_amount_minor)::bigint AS amount_minor, count(*) AS n
            FROM {_PARTED} GROUP BY 1, 2, 3, 4, 5, 6""",
    ),
    _Sum(
        "ledger_accountmonth",
        ("book_id", "account_id", "period"),
        ("inflow_minor", "outflow_minor", "n"),
        f"""SELECT e.book_id, side.account_id, {_PERIOD} AS period, sum(side.inflow)::bigint AS inflow_minor,
                   sum(side.outflow)::bigint AS outflow_minor, count(*) AS n
            FROM ledger_entry e JOIN ledger_book b ON b.id = e.book_id
            CROSS JOIN LATERAL (VALUES
                (e.from_account_id, 0, e.amount_minor),
                (e.to_account_id, coalesce(e.to_amount_minor, e.amount_minor), 0)
            ) side(account_id, inflow, outflow)
            WHERE e.deleted_at IS NULL AND side.account_id IS NOT NULL {{only}} GROUP BY 1, 2, 3""",
    ),
    _Sum(
        "ledger_bookday",
        ("book_id", "day", "flow", "part"),
        ("inflow_minor", "outflow_minor", "n"),
        f"""SELECT e.book_id, e.date AS day, e.flow, seen.part,
                   coalesce(sum(e.base_amount_minor) FILTER (
                       WHERE e.liquid_sides IN (2, 3) OR (e.liquid_sides = 0 AND e.from_account_id IS NULL)
                   ), 0)::bigint AS inflow_minor,
                   coalesce(sum(e.base_amount_minor) FILTER (
                       WHERE e.liquid_sides IN (1, 3) OR (e.liquid_sides = 0 AND e.to_account_id IS NULL)
                   ), 0)::bigint AS outflow_minor,
                   count(*) AS n
            FROM {_PARTED} GROUP BY 1, 2, 3, 4""",
    ),
)


def rebuild_rollups(book_id: int) -> None:
    """Deletes and re-computes every sum of one book. The caller holds the book's lock."""
    with connection.cursor() as cursor:
        for each in _SUMS:
            columns = ", ".join((*each.keys, *each.sums))
            query = each.query.format(only="AND e.book_id = %s")
            cursor.execute(f"DELETE FROM {each.table} WHERE book_id = %s", [book_id])
            cursor.execute(f"INSERT INTO {each.table} ({columns}) {query}", [book_id])
        cursor.execute(
            """UPDATE ledger_bookstate SET revision = revision + 1, changed_at = clock_timestamp(),
               n = (SELECT count(*) FROM ledger_entry WHERE book_id = %s AND deleted_at IS NULL)
               WHERE book_id = %s""",
            [book_id, book_id],
        )


@dataclass(frozen=True, slots=True)
class Difference:
    """A sum that is not what the rows say; `kept` and `right` are None where there is no such row."""

    table: str
    key: tuple
    kept: tuple | None
    right: tuple | None

    def __str__(self) -> str:
        return f"{self.table} {self.key}: kept {self.kept}, right {self.right}"


def integrity_differences(book_id: int | None = None) -> Iterator[Difference]:
    """Every sum that differs from the rows, of one book or (None) of all. Yields nothing where all is well."""
    only = "" if book_id is None else f"AND e.book_id = {int(book_id)}"
    where = "" if book_id is None else f"AND k.book_id = {int(book_id)}"
    for each in _SUMS:
        keys, sums = each.keys, each.sums
        yield from _rows(
            each.table,
            len(keys),
            f"""SELECT {", ".join(f"coalesce(k.{c}, r.{c})" for c in keys)},
                       {", ".join(f"k.{c}" for c in sums)}, {", ".join(f"r.{c}" for c in sums)}
                FROM (SELECT * FROM {each.table} k WHERE n <> 0 {where}) k
                FULL JOIN ({each.query.format(only=only)}) r ON {" AND ".join(f"k.{c} = r.{c}" for c in keys)}
                WHERE ({", ".join(f"k.{c}" for c in sums)}) IS DISTINCT FROM ({", ".join(f"r.{c}" for c in sums)})""",
        )
        yield from _rows(
            each.table,
            len(keys),
            f"""SELECT {", ".join(f"k.{c}" for c in keys)}, {", ".join(f"k.{c}" for c in sums)},
                       {", ".join("0" for _ in sums)}
                FROM {each.table} k
                WHERE n = 0 AND ({", ".join(f"k.{c}" for c in sums)}) <> ({", ".join("0" for _ in sums)}) {where}""",
        )
    yield from _rows(
        "ledger_bookstate",
        1,
        f"""SELECT k.book_id, k.n, coalesce(r.n, 0) FROM ledger_bookstate k
            LEFT JOIN (SELECT e.book_id, count(*) AS n FROM {_LIVE.format(only=only)} GROUP BY 1) r USING (book_id)
            WHERE k.n <> coalesce(r.n, 0) {where}""",
    )
    yield from _pair_differences(where.replace("k.", "e."))
    yield from _share_differences(where)


def _pair_differences(where: str) -> Iterator[Difference]:
    """Linked payments whose two sides are not two, or differ in day, amount or being deleted."""
    yield from _rows(
        "ledger_entry (link)",
        1,
        f"""SELECT e.link_id::text,
                   count(*), count(DISTINCT e.book_id), min(e.amount_minor), min(e.date), count(e.deleted_at) = 1,
                   2, 2, max(e.amount_minor), max(e.date), false
            FROM ledger_entry e
            WHERE e.link_id IN (SELECT e.link_id FROM ledger_entry e WHERE e.link_id IS NOT NULL {where})
            GROUP BY e.link_id
            HAVING count(*) <> 2 OR min(e.amount_minor) <> max(e.amount_minor) OR min(e.date) <> max(e.date)
                OR count(e.deleted_at) = 1 OR count(DISTINCT e.book_id) <> 2""",
    )


def _share_differences(where: str) -> Iterator[Difference]:
    """Entries that say how they are shared and whose shares are not their amounts, and shares of any other entry."""
    yield from _rows(
        "ledger_share",
        2,
        f"""SELECT coalesce(k.book_id, e.book_id), coalesce(k.entry_id, e.id), k.amount, k.base,
                   e.amount_minor, e.base_amount_minor
            FROM (SELECT book_id, entry_id, sum(amount_minor)::bigint AS amount, sum(base_amount_minor)::bigint AS base
                  FROM ledger_share k WHERE true {where} GROUP BY 1, 2) k
            FULL JOIN (SELECT * FROM ledger_entry k WHERE k.split IS NOT NULL {where}) e
                ON e.book_id = k.book_id AND e.id = k.entry_id
            WHERE (k.amount, k.base) IS DISTINCT FROM (e.amount_minor, e.base_amount_minor)""",
    )


def _rows(table: str, n_keys: int, query: str) -> Iterator[Difference]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        for row in cursor.fetchall():
            rest = row[n_keys:]
            kept, right = rest[: len(rest) // 2], rest[len(rest) // 2 :]
            yield Difference(
                table,
                row[:n_keys],
                None if all(value is None for value in kept) else kept,
                None if all(value is None for value in right) else right,
            )
