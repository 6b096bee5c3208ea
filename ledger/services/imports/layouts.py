"""Which column of a table is what: what a book remembers of tables, and what is proposed for a new one.

A file of a batch that is a table has `format` of TABLES; `layout` is there once it is known how to read it, and
`account` then is the account (or None) that its rows belong to where they name none.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import BinaryIO

from django.db.models.functions import Now

from ledger.importers import Bill, generic_csv, generic_xlsx
from ledger.importers.generic import Layout
from ledger.importers.generic_cells import plain
from ledger.importers.generic_guess import Guess
from ledger.models import Account, Book, Member, TableLayout

TABLES = {generic_csv.FORMAT: generic_csv, generic_xlsx.FORMAT: generic_xlsx}


def is_table(file: Mapping) -> bool:
    """Is this file of a batch a table whose columns have to be told?"""
    return file.get("format") in TABLES and not file.get("error")


def is_waiting(file: Mapping) -> bool:
    """Is it a table that nobody has told us how to read?"""
    return is_table(file) and "layout" not in file


def proposed(book: Book, format: str, file: BinaryIO, layout: Layout | None = None) -> Guess | None:
    """Return how a table seems to be laid out, None where there is no table in it. Raises BillUnreadable.

    Where its amounts name no currency it is the book's. `layout` says how to open it: encoding, delimiter and sheet.
    """
    found = TABLES[format].guess(file, layout)
    if found is None or found.currency_sure:
        return found
    return replace(found, layout=replace(found.layout, currency=book.currency))


def known_layout(book: Book, bill: Bill) -> dict:
    """Return what a batch's file says of a table that the book has read before: its `layout` and `account`, or {}."""
    if bill.format not in TABLES:
        return {}
    found = proposed(book, bill.format, bill.file)
    if found is None:
        return {}
    known = TableLayout.objects.filter(book=book, heading=heading_key(found.layout)).first()
    if known is None:
        return {}
    layout = Layout.from_json(known.layout)
    # The same table may come from another program, and lie on another sheet.
    opened = replace(
        layout,
        heading=found.layout.heading,
        encoding=found.layout.encoding,
        delimiter=found.layout.delimiter,
        sheet=found.layout.sheet,
    )
    if len(opened.roles) < len(found.layout.roles):
        return {}
    return told(opened, known.account_id)


def told(layout: Layout, account_id: int | None) -> dict:
    """What a batch's file says of a table that it is known how to read."""
    return {"layout": layout.as_json(), "account": account_id}


def remember(member: Member, layout: Layout, account: Account | None) -> None:
    """Keeps a layout for the next table with its heading; one without a heading could be any table."""
    if layout.heading:
        TableLayout.objects.update_or_create(
            book_id=member.book_id,
            heading=heading_key(layout),
            defaults={"layout": layout.as_json(), "account": account, "changed_by": member, "changed_at": Now()},
        )


def heading_key(layout: Layout) -> str:
    names = json.dumps([plain(name) for name in layout.heading], ensure_ascii=False)
    return hashlib.sha256(names.encode()).hexdigest()
