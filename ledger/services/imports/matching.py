"""What a batch's rows are to the book and to each other. Set-based: a statement a rule, whatever the number of rows.

In this order: which rows are one and the same; which the book has already, live or in its bin; which tell a transfer
from its other side; which are like an entry typed by hand. `refunds` follows with which refund gives back what.
"""

from collections.abc import Iterable, Sequence
from operator import itemgetter

from django.db import connection
from django.utils.translation import gettext as _

from ledger.importers.identity import numbered_key
from ledger.models import ImportBatch, ImportRow
from ledger.permissions import Action, allows
from ledger.services.imports.places import canonical, resolve_places
from ledger.services.imports.refunds import link_refunds

_CHUNK = 5_000
# From so many rows on, one look at the whole book is cheaper than a look-up for each row.
_LONG = 1_000

Row = ImportRow.State

# A statement of one account that calls a transfer income or spending says so with one of these words.
_OWN_MONEY = "提现|充值|转账|转入|转出|还款|支付宝|财付通|微信|零钱|余额"


def match_rows(batch: ImportBatch) -> None:
    """Sets `state`, `entry`, `pair`, `refunds` and `refunds_entry` of a batch's rows, and resolves its places."""
    resolve_places(batch.book, batch.places, veiled=allows(batch.created_by, Action.SEE_VEILED))
    with connection.cursor() as cursor:
        plan_for(cursor, batch)
        if _keys_repeat(cursor, batch):
            _number_equals(cursor, batch)
            _mark_repeated(cursor, batch)
        mark_known(cursor, batch)
        _drop_still(cursor, batch)
        if len({each["source"] for each in batch.files if each.get("source")}) > 1:
            _pair_transfers(cursor, batch)
        _match_earlier_transfers(cursor, batch)
        _match_typed(cursor, batch)
    link_refunds(batch)


def plan_for(cursor, batch: ImportBatch) -> None:
    """Tells the planner, for this transaction, that a long batch is long.

    Fresh from COPY its rows have no statistics, so it would take 100,000 for a handful and visit a table once for each.
    ANALYZE would say so too, but holds a lock until the end of a transaction that other imports need.
    """
    if batch.total >= _LONG:
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute("SET LOCAL work_mem = '64MB'")


def _keys_repeat(cursor, batch: ImportBatch) -> bool:
    cursor.execute(
        """SELECT EXISTS (SELECT FROM ledger_importrow WHERE batch_id = %s AND key IS NOT NULL
                          GROUP BY key HAVING count(*) > 1)""",
        [batch.pk],
    )
    return cursor.fetchone()[0]


def _number_equals(cursor, batch: ImportBatch) -> None:
    """Gives equal rows of one file the keys of their ordinals, in the order of what else they say.

    Rows that did not happen count too: in the next export they may have happened, and must not move the others.
    """
    cursor.execute(
        """
        SELECT r.id, r.file, r.key, r.merchant, r.note, r.order_number, r.word, r.place, r.counter_place
        FROM ledger_importrow r
        JOIN (
            SELECT file, key FROM ledger_importrow WHERE batch_id = %(batch)s AND key IS NOT NULL
            GROUP BY file, key HAVING count(*) > 1
        ) equal ON equal.file = r.file AND equal.key = r.key
        WHERE r.batch_id = %(batch)s
        """,
        {"batch": batch.pk},
    )
    names = [place["name"] + place["tail"] for place in batch.places]
    rows = [(*row[1:7], names[row[7]], names[row[8]] if row[8] >= 0 else "", row[0]) for row in cursor.fetchall()]
    previous, ordinal, changed = None, 0, []
    for file, key, *_says, pk in sorted(rows):
        ordinal = ordinal + 1 if (file, key) == previous else 0
        previous = (file, key)
        if ordinal:
            changed.append((pk, numbered_key(key, ordinal)))
    _set_each(cursor, {"key": "uuid"}, changed)


def _mark_repeated(cursor, batch: ImportBatch) -> None:
    """Two files may overlap: a row that an earlier file of the batch has is already there."""
    cursor.execute(
        """
        UPDATE ledger_importrow r SET state = %(known)s
        FROM (
            SELECT id, row_number() OVER (PARTITION BY key ORDER BY state = %(skipped)s, file, id) AS n
            FROM ledger_importrow
            WHERE batch_id = %(batch)s AND key IN (
                SELECT key FROM ledger_importrow WHERE batch_id = %(batch)s AND key IS NOT NULL
                GROUP BY key HAVING count(*) > 1
            )
        ) same
        WHERE r.id = same.id AND same.n > 1 AND r.state <> %(skipped)s
        """,
        {"batch": batch.pk, "known": Row.KNOWN, "skipped": Row.SKIPPED},
    )


def mark_known(cursor, batch: ImportBatch) -> int:
    """By the identity of the row: an entry's own `client_id`, or one of the further keys of an entry.

    Returns how many rows are known now that were not before.
    """
    n = 0
    for keys in (
        "SELECT client_id AS key, id, deleted_at FROM ledger_entry WHERE book_id = %(book)s",
        """SELECT k.key, e.id, e.deleted_at FROM ledger_importedkey k JOIN ledger_entry e ON e.id = k.entry_id
           WHERE k.book_id = %(book)s""",
    ):
        cursor.execute(
            f"""
            UPDATE ledger_importrow r SET
                entry = e.id, state = CASE WHEN e.deleted_at IS NULL THEN %(known)s ELSE %(in_bin)s END
            FROM ({keys}) e
            WHERE r.batch_id = %(batch)s AND r.key = e.key AND r.state IN (%(new)s, %(asked)s, %(typed)s)
            """,
            {
                "batch": batch.pk,
                "book": batch.book_id,
                "known": Row.KNOWN,
                "in_bin": Row.IN_BIN,
                "new": Row.NEW,
                "asked": Row.ASKED,
                "typed": Row.TYPED,
            },
        )
        n += cursor.rowcount
    return n


def _drop_still(cursor, batch: ImportBatch) -> None:
    """A transfer whose two sides are one account moves nothing."""
    cursor.execute(
        f"""
        UPDATE ledger_importrow r SET state = %(skipped)s, reason = %(reason)s
        FROM {_PLACES} f, {_PLACES} t
        WHERE r.batch_id = %(batch)s AND r.kind = 'transfer' AND r.state = %(new)s
          AND f.place = r.place AND t.place = r.counter_place
          AND (f.canon = t.canon OR f.account_id = t.account_id)
        """,
        {
            **_place_columns(batch),
            "batch": batch.pk,
            "new": Row.NEW,
            "skipped": Row.SKIPPED,
            "reason": _("It stays within one account, so nothing moved."),
        },
    )


# The batch's places as a table. `known` is false for a side that the bill does not really name.
_PLACES = """(SELECT p.n - 1 AS place, p.canon, p.account_id, p.known
              FROM unnest(%(canon)s::int[], %(accounts)s::bigint[], %(known_places)s::bool[])
                   WITH ORDINALITY AS p(canon, account_id, known, n))"""


def _period(batch: ImportBatch) -> dict[str, str | None]:
    """The first and the last day of the rows, None where no row has a day."""
    days = [day for each in batch.files for day in (each.get("first"), each.get("last")) if day]
    return {"first": min(days, default=None), "last": max(days, default=None)}


def _place_columns(batch: ImportBatch) -> dict:
    places = batch.places
    canon = canonical(places)
    return {
        "canon": canon,
        "accounts": [places[index]["account"] for index in canon],
        "known_places": [bool(places[index]["name"]) for index in canon],
        "sources": [each["source"] for each in batch.files if each.get("source")],
        "files": [each["position"] for each in batch.files if each.get("source")],
    }


_SOURCES = "unnest(%(files)s::int[], %(sources)s::text[]) AS {name}(file, source)"

_APART = """abs(extract(epoch FROM
    ({b}.date + coalesce({b}.time, {a}.time, '12:00')) - ({a}.date + coalesce({a}.time, {b}.time, '12:00'))))::int"""


def _pair_transfers(cursor, batch: ImportBatch) -> None:
    """Two rows of different sources that tell one transfer: one amount, a day apart at most, sides that fit.

    Sides fit where they are the same place or one is not named; at least one side must be the same. Where the second
    source calls it income or spending (a bank's statement), its account must be the side of the transfer, and its words
    must say that the money is one's own. The first row stays and learns what only the second one knows.
    """
    cursor.execute(
        f"""
        WITH rows AS MATERIALIZED (
            SELECT r.id, r.date, r.time, r.amount_minor, r.currency, r.kind, s.source,
                   f.canon AS f, t.canon AS t, f.known AS f_known, t.known AS t_known,
                   r.merchant || r.note || r.word AS words
            FROM ledger_importrow r
            JOIN {_SOURCES.format(name="s")} ON s.file = r.file
            JOIN {_PLACES} f ON f.place = r.place LEFT JOIN {_PLACES} t ON t.place = r.counter_place
            WHERE r.batch_id = %(batch)s AND r.state = %(new)s AND r.kind IN ('transfer', 'income', 'expense')
        )
        SELECT {_APART.format(a="a", b="b")}, a.id, b.id
        FROM rows a
        JOIN rows b ON b.amount_minor = a.amount_minor AND b.currency = a.currency AND b.source <> a.source
             AND b.date BETWEEN a.date - 1 AND a.date + 1
        WHERE a.kind = 'transfer' AND (
            (b.kind = 'transfer' AND a.id < b.id
             AND (a.f = b.f OR NOT a.f_known OR NOT b.f_known) AND (a.t = b.t OR NOT a.t_known OR NOT b.t_known)
             AND ((a.f = b.f AND a.f_known) OR (a.t = b.t AND a.t_known)))
            OR (b.kind = 'income' AND b.f = a.t AND a.t_known AND b.words ~ %(own)s)
            OR (b.kind = 'expense' AND b.f = a.f AND a.f_known AND b.words ~ %(own)s)
        )
        """,
        {**_place_columns(batch), "batch": batch.pk, "new": Row.NEW, "own": _OWN_MONEY},
    )
    pairs = _nearest(cursor.fetchall(), one_list=True)
    _set_each(cursor, {"pair": "bigint", "state": "text"}, [(second, first, Row.PAIRED) for first, second in pairs])
    known = [index for index, place in enumerate(batch.places) if not place["name"]]
    cursor.execute(
        """
        UPDATE ledger_importrow a SET
            place = CASE WHEN a.place = ANY(%(unknown)s) THEN b.place ELSE a.place END,
            counter_place = CASE WHEN a.counter_place = ANY(%(unknown)s) THEN b.counter_place ELSE a.counter_place END
        FROM ledger_importrow b
        WHERE b.batch_id = %(batch)s AND b.state = %(paired)s AND b.kind = 'transfer' AND a.id = b.pair
        """,
        {"batch": batch.pk, "paired": Row.PAIRED, "unknown": known},
    )


def _match_earlier_transfers(cursor, batch: ImportBatch) -> None:
    """The other side of a transfer may have come with an earlier import, of another source."""
    cursor.execute(
        f"""
        SELECT {_APART.format(a="r", b="e")}, r.id, e.id
        FROM ledger_importrow r
        JOIN {_SOURCES.format(name="s")} ON s.file = r.file
        JOIN {_PLACES} f ON f.place = r.place
        LEFT JOIN {_PLACES} t ON t.place = r.counter_place
        JOIN ledger_entry e ON e.amount_minor = r.amount_minor AND e.date BETWEEN r.date - 1 AND r.date + 1
        WHERE r.batch_id = %(batch)s AND r.state = %(new)s AND e.book_id = %(book)s AND e.deleted_at IS NULL
          AND e.kind = 'transfer' AND e.batch_id IS NOT NULL
          AND e.date BETWEEN %(first)s::date - 1 AND %(last)s::date + 1
          AND split_part(e.extra ->> 'bill', ':', 1) <> s.source
          AND (
            (r.kind = 'transfer'
             AND (e.from_account_id = f.account_id OR NOT f.known) AND (e.to_account_id = t.account_id OR NOT t.known)
             AND (f.known OR t.known))
            OR (r.kind = 'income' AND e.to_account_id = f.account_id AND r.merchant || r.note || r.word ~ %(own)s)
            OR (r.kind = 'expense' AND e.from_account_id = f.account_id AND r.merchant || r.note || r.word ~ %(own)s)
          )
        """,
        {
            **_place_columns(batch),
            **_period(batch),
            "batch": batch.pk,
            "book": batch.book_id,
            "new": Row.NEW,
            "own": _OWN_MONEY,
        },
    )
    pairs = _nearest(cursor.fetchall())
    _set_each(cursor, {"entry": "bigint", "state": "text"}, [(row, entry, Row.PAIRED) for row, entry in pairs])


def _match_typed(cursor, batch: ImportBatch) -> None:
    """Rows like an entry typed by hand: one kind and amount, a day apart at most, and one account.

    An account that the bill does not name, or that the book has not got yet, could not have been chosen by hand, so it
    is no reason against it. Entries that belong to a payment in another book, or that a bill has completed before, are
    left alone. Each entry is taken once, the nearest in time first.
    """
    cursor.execute(
        f"""
        SELECT {_APART.format(a="r", b="e")}, r.id, e.id
        FROM ledger_importrow r
        JOIN {_PLACES} f ON f.place = r.place
        LEFT JOIN {_PLACES} t ON t.place = r.counter_place
        JOIN ledger_entry e ON e.kind = r.kind AND e.amount_minor = r.amount_minor
             AND e.date BETWEEN r.date - 1 AND r.date + 1 AND r.kind <> 'adjustment'
        JOIN ledger_account a ON a.id = coalesce(e.from_account_id, e.to_account_id) AND a.currency = r.currency
        WHERE r.batch_id = %(batch)s AND r.state = %(new)s AND e.book_id = %(book)s AND e.deleted_at IS NULL
          AND e.batch_id IS NULL AND e.link_id IS NULL
          AND e.date BETWEEN %(first)s::date - 1 AND %(last)s::date + 1
          AND CASE
                WHEN r.kind = 'transfer' THEN
                    (f.account_id IS NULL OR NOT f.known OR f.account_id = e.from_account_id)
                    AND (t.account_id IS NULL OR NOT t.known OR t.account_id = e.to_account_id)
                ELSE f.account_id IS NULL OR NOT f.known
                    OR f.account_id = coalesce(e.from_account_id, e.to_account_id)
              END
          AND NOT EXISTS (SELECT 1 FROM ledger_importedkey k WHERE k.entry_id = e.id)
        """,
        {**_place_columns(batch), **_period(batch), "batch": batch.pk, "book": batch.book_id, "new": Row.NEW},
    )
    pairs = _nearest(cursor.fetchall())
    _set_each(cursor, {"entry": "bigint", "state": "text"}, [(row, entry, Row.TYPED) for row, entry in pairs])


def _nearest(candidates: Iterable[tuple[int, int, int]], *, one_list: bool = False) -> list[tuple[int, int]]:
    """Pairs from (seconds apart, first, second), the nearest first, everything in one pair at most.

    With `one_list` the two sides are ids of one list, so that nothing is a first here and a second there.
    """
    firsts: set[int] = set()
    seconds: set[int] = firsts if one_list else set()
    pairs = []
    for _apart, first, second in sorted(candidates):
        if first not in firsts and second not in seconds:
            firsts.add(first)
            seconds.add(second)
            pairs.append((first, second))
    return sorted(pairs, key=itemgetter(0))


def _set_each(cursor, columns: dict[str, str], values: Sequence[tuple]) -> None:
    """Updates `columns` (with their types) of rows by (row id, value, ...)."""
    names = list(columns)
    arrays = ", ".join(f"%s::{kind}[]" for kind in columns.values())
    for start in range(0, len(values), _CHUNK):
        transposed = [list(column) for column in zip(*values[start : start + _CHUNK], strict=True)]
        cursor.execute(
            f"""UPDATE ledger_importrow r SET {", ".join(f"{name} = v.{name}" for name in names)}
                FROM unnest(%s::bigint[], {arrays}) AS v(row_id, {", ".join(names)}) WHERE r.id = v.row_id""",
            transposed,
        )
