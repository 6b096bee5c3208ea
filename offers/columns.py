"""A query's rows of whole numbers as numpy columns, and rows back into a table: both by COPY.

PostgreSQL gathers each column into one array and sends it in its binary form, so a result of a million rows is one
`frombuffer` a column, without a Python object or a message for each row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray
from psycopg import ClientCursor

Ints = NDArray[np.int64]

# The copy's signature, flags and length of its extension area, then the number of fields of its only row.
_HEAD_BYTES = 19 + 2
# An array's dimensions, whether it holds a NULL, the type of its elements, its length and its first index.
_ARRAY_HEAD = np.dtype(">i4")
_ELEMENT = np.dtype([("bytes", ">i4"), ("value", ">i8")])
_BIGINT_OID = 20


def read_columns(sql: str, params: Sequence[Any], names: Sequence[str]) -> dict[str, Ints]:
    """The columns of a query by name, as int64, in the order of its rows. Every column must be a bigint.

    Raises ValueError for a value that is NULL and for a column of another type.
    """
    columns = ", ".join(f"c{place}" for place in range(len(names)))
    arrays = ", ".join(f"array_send(array_agg(c{place}))" for place in range(len(names)))
    with connection.cursor() as cursor:
        # COPY takes no parameters of its own.
        statement = ClientCursor(cursor.connection).mogrify(
            f"COPY (SELECT {arrays} FROM ({sql}) AS t ({columns})) TO STDOUT (FORMAT binary)", params
        )
        with cursor.copy(statement) as copy:
            raw = memoryview(b"".join(bytes(block) for block in copy))
    found, place = {}, _HEAD_BYTES
    for name in names:
        length = int.from_bytes(raw[place : place + 4], "big", signed=True)
        place += 4
        found[name] = _column(raw[place : place + max(length, 0)], name)
        place += max(length, 0)
    return found


def _column(raw: memoryview, name: str) -> Ints:
    """One array in its binary form; no rows make no array, and an empty column."""
    if not len(raw):
        return np.zeros(0, dtype=np.int64)
    _dimensions, has_null, oid, length, _first = np.frombuffer(raw, dtype=_ARRAY_HEAD, count=5).tolist()
    if has_null or oid != _BIGINT_OID:
        raise ValueError(f"{name} holds a NULL" if has_null else f"{name} is no bigint")
    return np.frombuffer(raw, dtype=_ELEMENT, count=length, offset=20)["value"].astype(np.int64)


def upsert_rows(
    table: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    conflict: Sequence[str],
    changed: str = "",
    keep: Sequence[str] = (),
) -> int:
    """Writes rows by COPY and one INSERT; what conflicts is updated. Returns how many rows were written.

    `conflict` are the columns of the unique constraint, `keep` those that an update leaves as they are, `changed` a
    further condition on the row there (`t`) and the new one (`excluded`) for an update to happen. Rows are written in
    the order of `conflict`, so that two writers at once wait for each other and never deadlock.
    """
    stage = f"stage_{table}"
    names = ", ".join(columns)
    updated = ", ".join(f"{name} = excluded.{name}" for name in columns if name not in (*conflict, *keep))
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE TEMP TABLE IF NOT EXISTS {stage} ON COMMIT DELETE ROWS AS SELECT {names} FROM {table} LIMIT 0"
        )
        cursor.execute(f"TRUNCATE {stage}")
        with cursor.copy(f"COPY {stage} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute(
            f"INSERT INTO {table} AS t ({names}) SELECT {names} FROM {stage} ORDER BY {', '.join(conflict)}"
            f" ON CONFLICT ({', '.join(conflict)}) DO UPDATE SET {updated}" + (f" WHERE {changed}" if changed else "")
        )
        return int(cursor.rowcount)
