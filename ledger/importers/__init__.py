"""Reading the bills of other apps. Start at `open_bill`; docs/importers.md shows how to add a format."""

from ledger.importers.base import BillUnreadable, PasswordNeeded, PasswordWrong, RawRecord, Rejected, StatedAccount
from ledger.importers.containers import Bill, Bills, open_bill
from ledger.importers.registry import importers, recognise

__all__ = [
    "Bill",
    "BillUnreadable",
    "Bills",
    "PasswordNeeded",
    "PasswordWrong",
    "RawRecord",
    "Rejected",
    "StatedAccount",
    "importers",
    "open_bill",
    "recognise",
]
