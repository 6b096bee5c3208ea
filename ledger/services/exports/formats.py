"""What a book can be written as, and writing it while somebody waits."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from tempfile import SpooledTemporaryFile
from typing import IO, cast

from django.utils.text import get_valid_filename

from ledger.models import Member
from ledger.permissions import Action, require
from ledger.queries.entries import EntryFilter
from ledger.services.exports.csv_file import write_csv
from ledger.services.exports.rows import Progress

# Up to here a file is written in memory; beyond, in a temporary file without a name.
SPOOL_BYTES = 8 * 1024 * 1024


def _write_xlsx(member: Member, narrowed: EntryFilter, file: IO[bytes], progress: Progress) -> None:
    # The library for workbooks takes long to load, and most processes never write one.
    from ledger.services.exports.xlsx_file import write_xlsx

    write_xlsx(member, narrowed, file, progress)


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is written, how many entries of it are written while the page waits, and its type on the wire."""

    write: Callable[[Member, EntryFilter, IO[bytes], Progress], None]
    at_once: int
    content_type: str


FORMATS = {
    "csv": Format(write_csv, 10_000, "text/csv; charset=utf-8"),
    "xlsx": Format(_write_xlsx, 1_000, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}


def written_file(member: Member, narrowed: EntryFilter, format: str) -> IO[bytes]:
    """Writes a file at once, for the caller to close; for what takes but a moment (`takes_a_moment`).

    Raises RoleTooLow.
    """
    require(member, Action.EXPORT)
    file = cast(IO[bytes], SpooledTemporaryFile(SPOOL_BYTES))  # noqa: SIM115 (the caller closes it)
    FORMATS[format].write(member, narrowed, file, lambda _done: None)
    file.seek(0)
    return file


def takes_a_moment(n: int, format: str) -> bool:
    """Can so many entries be written while somebody waits for the page?"""
    return n <= FORMATS[format].at_once


def file_name(member: Member, format: str, today: dt.date) -> str:
    return f"{get_valid_filename(member.book.name.replace('/', ' ') or 'book')}-{today:%Y%m%d}.{format}"
