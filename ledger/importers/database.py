"""Files that are a SQLite database. SQLite itself reads them, from a copy, with everything switched off that acts."""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import BinaryIO

from django.utils.translation import gettext_lazy as _

from ledger.importers.base import BillUnreadable

_MAGIC = b"SQLite format 3\0"
# 随手记 writes these over the first sixteen bytes, on iOS and on Android.
_DISGUISES = (bytes.fromhex("25245e232621405f402d202d2146ff00"), bytes(13) + b"\x46\xff\x00")
_CHUNK_BYTES = 1024 * 1024
# How much a statement may do, in thousands of SQLite's own steps: a backup of a million entries takes a tenth of it.
_MOST_STEPS = 2_000_000


def is_database(head: bytes) -> bool:
    """Say whether a file begins as a SQLite database does, or as a disguised one."""
    return head.startswith((_MAGIC, *_DISGUISES))


def tables_of(file: BinaryIO) -> bytes:
    """Return the tables of a database and their columns, "name<TAB>column<TAB>column" a line, for `sniff`."""
    with opened(file) as database:
        tables = [row["name"] for row in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        lines = []
        for table in tables[:200]:
            columns = database.execute("SELECT name FROM pragma_table_info(?)", [table])
            lines.append("\t".join([table, *(row["name"] for row in columns)]))
    return "\n".join(lines).encode("utf-8", "replace")


@contextmanager
def opened(file: BinaryIO) -> Iterator[sqlite3.Connection]:
    """The database in a file, for reading; rows are by name. Raises BillUnreadable for what SQLite cannot read."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "copy.sqlite")
        _copy(file, path)
        try:
            with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as database:
                database.row_factory = sqlite3.Row
                # A stranger's database: nothing of its own runs, and no statement runs without end.
                database.execute("PRAGMA trusted_schema = OFF")
                database.execute("PRAGMA cell_size_check = ON")
                database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, 1024 * 1024)
                steps = iter(range(_MOST_STEPS))
                database.set_progress_handler(lambda: next(steps, None) is None, 1000)
                database.text_factory = lambda raw: raw.decode("utf-8", "replace").replace("\0", "")
                yield database
        except (sqlite3.Error, OverflowError):
            raise unknown_database() from None


def _copy(file: BinaryIO, path: str) -> None:
    file.seek(0)
    with open(path, "wb") as copy:
        file.seek(len(_MAGIC))
        copy.write(_MAGIC)
        while chunk := file.read(_CHUNK_BYTES):
            copy.write(chunk)


def unknown_database() -> BillUnreadable:
    """Return the error for a database that we do not know, or that is damaged."""
    return BillUnreadable(
        "database",
        _("This database is of another program, or damaged. Export a CSV or Excel file there and bring that."),
    )
