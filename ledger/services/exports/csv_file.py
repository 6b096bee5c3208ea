"""An export as CSV: UTF-8 with a mark that tells Excel so, and no cell that a program takes for a formula."""

import csv
import io
from typing import IO, Any

from ledger.importers.changji_csv import escaped
from ledger.models import Member
from ledger.queries.entries import EntryFilter
from ledger.rules.money import to_major
from ledger.services.exports.rows import Progress, Rows, entries_of


def write_csv(member: Member, narrowed: EntryFilter, file: IO[bytes], progress: Progress) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=False)
    writer = csv.writer(text, lineterminator="\r\n")
    rows = Rows(member)
    writer.writerow(rows.heading)
    for row in rows.of(entries_of(member, narrowed), progress):
        writer.writerow(map(_csv_cell, row))
    text.flush()
    text.detach()


def _csv_cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return escaped(value)
    # An amount, a day or a time begins with a digit.
    return f"{to_major(*value):f}" if isinstance(value, tuple) else value.isoformat()
