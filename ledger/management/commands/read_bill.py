"""Show what the importers make of a file, without a book and without a database."""

import getpass
import json
import sys
import unicodedata
from argparse import ArgumentParser
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from ledger.importers import Bill, BillUnreadable, RawRecord, Rejected, open_bill
from ledger.importers.summary import Summary

_FIELDS = (
    "kind",
    "date",
    "time",
    "amount_minor",
    "currency",
    "account",
    "counter_account",
    "counterparty",
    "category",
    "member",
    "project",
    "note",
    "external_id",
    "status",
    "line",
)
# What only files of a whole book say; left out where it is empty.
_WHOLE_FIELDS = ("subcategory", "counter_amount_minor", "counter_currency")
_SHOWN_ROWS = 50
_ASK = object()


class Command(BaseCommand):
    help = "Show what the importers make of bills. Touches no database."
    requires_system_checks: list[str] = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument(
            "--password",
            nargs="?",
            const=_ASK,
            help="the password of locked archives; without a value it is asked for",
        )
        parser.add_argument(
            "--json",
            action="store_true",
            help="print one JSON object for one bill, a list of objects for several",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        password = options["password"]
        if password is _ASK:
            password = getpass.getpass(_("Password: "))
        found = [result for file in options["files"] for result in _results(file, password)]
        if options["json"]:
            self.stdout.write(json.dumps(found[0] if len(found) == 1 else found, ensure_ascii=False, indent=1))
        else:
            for result in found:
                self.stdout.write(_table(result))
        if any("error" in result for result in found):
            sys.exit(1)


def _results(file: str, password: str | None) -> list[dict[str, Any]]:
    """Return an object for each bill in the file, or one that says why there is none."""
    name = Path(file).name
    try:
        with open_bill(file, password=password) as bills:
            return [_result(bill) for bill in bills]
    except BillUnreadable as error:
        return [{"file": name, "error": str(error)}]


def _result(bill: Bill) -> dict[str, Any]:
    records: list[dict[str, Any]] = []
    rejected: list[dict[str, Any]] = []
    summary = Summary()
    for row in bill.read():
        if isinstance(row, Rejected):
            rejected.append({"line": row.line, "reason": row.reason})
        else:
            records.append(_record(row))
            summary.add(row)
    found = {
        "file": bill.name,
        "format": bill.format,
        "records": records,
        "totals": summary.totals,
        "counts": summary.counts,
        "rejected": rejected,
    }
    # Only the files of whole books can state their accounts, and not all of them do.
    accounts = [asdict(account) for account in bill.accounts()]
    return found | ({"accounts": accounts} if accounts else {})


def _record(row: RawRecord) -> dict[str, Any]:
    values = {field: getattr(row, field) for field in _FIELDS}
    values |= {field: value for field in _WHOLE_FIELDS if (value := getattr(row, field))}
    values["date"] = row.date.isoformat()
    values["time"] = row.time.isoformat() if row.time else None
    return values


def _table(result: dict[str, Any]) -> str:
    if "error" in result:
        return f"{result['file']}: {result['error']}"
    rows = [
        (
            str(record["line"]),
            record["kind"],
            f"{record['date']} {record['time'] or ''}",
            str(record["amount_minor"]),
            _cut(_account(record), 28),
            _cut(record["counterparty"], 24),
            _cut(record["note"], 32),
        )
        for record in islice(result["records"], _SHOWN_ROWS)
    ]
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    lines = [f"{result['file']} ({result['format']})"]
    lines += ["  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    if len(result["records"]) > len(rows):
        lines.append("…")
    lines.append("  ".join(f"{kind} {count}" for kind, count in result["counts"].items() if count))
    for currency, totals in result["totals"].items():
        lines.append(currency + "  " + "  ".join(f"{name} {value}" for name, value in totals.items()))
    for account in result.get("accounts", []):
        lines.append(f"{account['currency']}  {account['balance_minor']}  {account['name']}")
    lines += [f"{rejected['line']}: {rejected['reason']}" for rejected in result["rejected"]]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _account(record: dict[str, Any]) -> str:
    return f"{record['account']} → {record['counter_account']}" if record["kind"] == "transfer" else record["account"]


def _width(text: str) -> int:
    # A Chinese character takes two places in a terminal.
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _cut(text: str, width: int) -> str:
    text = " ".join(text.split())
    if _width(text) <= width:
        return text
    while _width(text) >= width:
        text = text[:-1]
    return text + "…"


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
