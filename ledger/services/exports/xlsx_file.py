"""An export as a workbook: the entries, the accounts with what is in them, and the categories, a sheet each."""

import re
from collections.abc import Iterable
from typing import IO, Any

from django.utils.translation import gettext_lazy as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from ledger.directory import directory_of
from ledger.importers.changji_csv import KINDS
from ledger.models import Member
from ledger.permissions import Action, allows
from ledger.queries.balances import account_balances
from ledger.queries.entries import EntryFilter
from ledger.rules.money import exponent, to_major
from ledger.services.exports.rows import Progress, Rows, entries_of

# What XML cannot hold.
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class _Sheet:
    """A sheet of a workbook that is written row by row. Words are never taken for formulas."""

    def __init__(self, workbook: Workbook, title: str, heading: Iterable[str], widths: Iterable[int]) -> None:
        self._sheet = workbook.create_sheet(title)
        self._sheet.freeze_panes = "A2"
        for place, width in enumerate(widths):
            self._sheet.column_dimensions[chr(ord("A") + place)].width = width
        self.append(heading)

    def append(self, values: Iterable[Any]) -> None:
        self._sheet.append([self._cell(value) for value in values])

    def _cell(self, value: Any) -> Any:
        if isinstance(value, str):
            text = _CONTROLS.sub("", value)
            if text[:1] not in ("=", "#"):
                return text
            cell = WriteOnlyCell(self._sheet, text)
            cell.data_type = "s"
            return cell
        if isinstance(value, tuple):
            amount_minor, currency = value
            cell = WriteOnlyCell(self._sheet, to_major(amount_minor, currency))
            places = exponent(currency)
            cell.number_format = "#,##0" + ("." + "0" * places if places else "")
            return cell
        return value


_WIDTHS = (12, 11, 9, 9, 12, 6, 16, 16, 12, 6, 12, 12, 18, 8, 8, 12, 12, 30, 8, 12, 8)


def write_xlsx(member: Member, narrowed: EntryFilter, file: IO[bytes], progress: Progress) -> None:
    entries = entries_of(member, narrowed)
    rows = Rows(member)
    workbook = Workbook(write_only=True)
    sheet = _Sheet(workbook, str(_("Entries")), rows.heading, _WIDTHS)
    for row in rows.of(entries, progress):
        sheet.append(row)
    if allows(member, Action.SEE_BALANCES):
        _account_sheet(workbook, member)
    _category_sheet(workbook, member, rows)
    workbook.save(file)


def _account_sheet(workbook: Workbook, member: Member) -> None:
    heading = [str(each) for each in (_("Account"), _("Currency"), _("Balance"), _("Number ends in"), _("Put away"))]
    sheet = _Sheet(workbook, str(_("Accounts")), heading, (20, 8, 14, 14, 12))
    for row in account_balances(member.book, with_archived=True):
        account = row.account
        balance = (row.balance_minor, account.currency)
        put_away = account.archived_at and account.archived_at.date()
        sheet.append([account.name, account.currency, balance, account.number_tail, put_away])


def _category_sheet(workbook: Workbook, member: Member, rows: Rows) -> None:
    heading = [str(each) for each in (_("Kind"), _("Category"), _("Second level"))]
    sheet = _Sheet(workbook, str(_("Categories")), heading, (10, 16, 16))
    for row in directory_of(member.book).categories.values():
        top = row.parent or row
        kind = KINDS[row.kind][rows.language]
        sheet.append([kind, top.name, row.name if row.parent else ""])
