"""The parts of an upload as they lie in the database, and as a file again."""

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from ledger.models import ImportBatch, ImportFile

PART_BYTES = 1024 * 1024
# Up to here a file is put together in memory; beyond, in a temporary file without a name.
_SPOOL_BYTES = 8 * 1024 * 1024


def keep_file(batch: ImportBatch, position: int, name: str, file: BinaryIO, *, locked: bool = False) -> int:
    """Stores a file in parts; returns its size in bytes."""
    file.seek(0)
    size = 0
    for part, content in enumerate(iter(lambda: file.read(PART_BYTES), b"")):
        ImportFile.objects.create(
            batch=batch, position=position, part=part, name=name[-200:], locked=locked, content=content
        )
        size += len(content)
    return size


@contextmanager
def kept_file(batch_id: int, position: int) -> Iterator[BinaryIO]:
    """The stored file, seekable. A part at a time goes through memory."""
    with SpooledTemporaryFile(_SPOOL_BYTES) as spool:
        parts = ImportFile.objects.filter(batch_id=batch_id, position=position).order_by("part")
        for pk in list(parts.values_list("pk", flat=True)):
            spool.write(ImportFile.objects.values_list("content", flat=True).get(pk=pk))
        spool.seek(0)
        yield cast(BinaryIO, spool)


def kept_names(batch_id: int, *, locked: bool = False) -> dict[int, str]:
    """The names of the stored files by their positions."""
    parts = ImportFile.objects.filter(batch_id=batch_id, part=0, locked=locked).order_by("position")
    return dict(parts.values_list("position", "name"))


def drop_file(batch_id: int, position: int) -> None:
    ImportFile.objects.filter(batch_id=batch_id, position=position).delete()
