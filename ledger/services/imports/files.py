"""The parts of an upload as they lie in the database, and as a file again."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from django.db import connection
from psycopg import ClientCursor

from ledger.models import ImportBatch, ImportFile

PART_BYTES = 1024 * 1024
# Up to here a file is put together in memory; beyond, in a temporary file without a name.
_SPOOL_BYTES = 8 * 1024 * 1024

# Binary, because an ordinary statement carries bytes as twice as many digits.
_KEEP = f"""COPY {ImportFile._meta.db_table} (batch_id, position, part, name, locked, content)
            FROM STDIN (FORMAT BINARY)"""
_KEPT_TYPES = ("int8", "int2", "int2", "varchar", "bool", "bytea")
_GIVE_BACK = f"""COPY (SELECT content FROM {ImportFile._meta.db_table}
                       WHERE batch_id = %s AND position = %s ORDER BY part) TO STDOUT (FORMAT BINARY)"""


def keep_file(batch: ImportBatch, position: int, name: str, file: BinaryIO, *, locked: bool = False) -> int:
    """Stores a file in parts; returns its size in bytes."""
    file.seek(0)
    size = 0
    with connection.cursor() as cursor, cursor.copy(_KEEP) as copy:
        copy.set_types(_KEPT_TYPES)
        for part, content in enumerate(iter(lambda: file.read(PART_BYTES), b"")):
            copy.write_row((batch.pk, position, part, name[-200:], locked, content))
            size += len(content)
    return size


@contextmanager
def kept_file(batch_id: int, position: int) -> Iterator[BinaryIO]:
    """The stored file, seekable. A part at a time goes through memory."""
    with SpooledTemporaryFile(_SPOOL_BYTES) as spool:
        with connection.cursor() as cursor:
            # COPY takes no parameters of its own.
            statement = ClientCursor(cursor.connection).mogrify(_GIVE_BACK, [batch_id, position])
            with cursor.copy(statement) as copy:
                copy.set_types(["bytea"])
                for (content,) in copy.rows():
                    spool.write(content)
        spool.seek(0)
        yield cast(BinaryIO, spool)


def kept_names(batch_id: int, *, locked: bool = False) -> dict[int, str]:
    """The names of the stored files by their positions."""
    parts = ImportFile.objects.filter(batch_id=batch_id, part=0, locked=locked).order_by("position")
    return dict(parts.values_list("position", "name"))


def drop_file(batch_id: int, position: int) -> None:
    ImportFile.objects.filter(batch_id=batch_id, position=position).delete()
