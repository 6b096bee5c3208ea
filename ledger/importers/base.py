"""What an importer hands over, and what it says when it cannot.

Pure: no models, no database, no clock. See docs/importers.md for how to add a format.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple, Protocol

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.errors import DomainError

# What a row is to the books; FORMATS of other apps use the same words.
KINDS = ("income", "expense", "refund", "transfer", "neutral", "skip", "adjust")

# How the bytes of a bill are carried; it decides what `sniff` is given (see docs/importers.md).
TEXT = "text"
WORKBOOK = "workbook"
DATABASE = "database"

# How much of a value that cannot be read is told.
_SHOWN = 40


class RawRecord(NamedTuple):
    """One row of a bill in our vocabulary, still in the exporter's words.

    `date` and `time` are the wall clock of the exporter (Beijing for Chinese bills), `time` None where the
    file gives none. `amount_minor` is in minor units of `currency` and never negative for bills: the
    direction is in `kind`. The files of a whole book (`WHOLE`) may write it below zero, for the other way round, and
    it is kept as it is written. For a transfer `account` is where the money leaves and `counter_account` where
    it arrives, either may be empty when the file does not say; for every other kind `account` is the own
    side and `counter_account` is empty. `fee_minor` is contained in `amount_minor`. `refunded_minor` is
    what the row says was given back later; that money comes with a row of its own. `line` counts from 1.
    A tuple, because a bill has 100,000 of them and a frozen dataclass takes several times as long to make.
    """

    kind: str
    date: datetime.date
    time: datetime.time | None
    amount_minor: int
    currency: str
    account: str
    counter_account: str
    counterparty: str
    category: str
    member: str
    project: str
    note: str
    external_id: str
    merchant_order_id: str
    status: str
    line: int
    direction_raw: str
    fee_minor: int = 0
    refunded_minor: int = 0
    # What the person wrote beside the row; `note` is what the exporter wrote.
    remark: str = ""
    # Only files of a whole book say more: the second level of the category, what arrives in `counter_account` and in
    # which currency ("" where the file does not say so apart), and whether an amount above zero, of a balance that was
    # set, lowers it.
    subcategory: str = ""
    counter_amount_minor: int = 0
    counter_currency: str = ""
    lowers: bool = False
    # The ledger's account kinds that the row's own words suggest for its two accounts: lending makes a receivable.
    account_kind: str = ""
    counter_kind: str = ""


@dataclass(frozen=True, slots=True)
class StatedAccount:
    """An account as the file of a whole book states it, apart from its rows.

    `balance_minor` is in minor units of `currency`, below zero for what is owed. `kind` is one of the ledger's account
    kinds, "" where the file does not say.
    """

    name: str
    currency: str
    balance_minor: int
    kind: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was not taken: its line, from 1, and a sentence for the user in the active language."""

    line: int
    reason: str


def no_date(line: int, value: str) -> Rejected:
    """A row whose day cannot be read."""
    return Rejected(line, gettext("“%(value)s” is no date.") % {"value": value[:_SHOWN]})


def no_amount(line: int, value: str) -> Rejected:
    """A row whose amount cannot be read."""
    return Rejected(line, gettext("“%(value)s” is no amount.") % {"value": value[:_SHOWN]})


class BillUnreadable(DomainError):
    """A file that cannot be read at all. `str()` is a sentence that says what to do next."""

    status = 422

    def __init__(self, code: str, message: object, **values: Any) -> None:
        self.code = code
        super().__init__(message, **values)


class PasswordNeeded(BillUnreadable):
    """The archive is locked and no password was given."""

    def __init__(self) -> None:
        super().__init__(
            "password_needed",
            _("This file is locked. Enter the six-digit password that Alipay or WeChat sent you in a message."),
        )


class PasswordWrong(BillUnreadable):
    """The archive is locked and the password given does not open it. Holds no trace of the password."""

    def __init__(self) -> None:
        super().__init__(
            "password_wrong",
            _("That password does not open this file. Look up the password sent with this very bill."),
        )


def damaged() -> BillUnreadable:
    """Return the error for an archive or workbook that is broken or was cut off."""
    return BillUnreadable(
        "damaged", _("This file is damaged or was cut off on its way. Download it again, then bring it here.")
    )


class Importer(Protocol):
    """What the registry expects of a module that has a `FORMAT`."""

    FORMAT: str
    LABEL: object
    # Two formats of one exporter share a source, so that a bill brought as CSV and as XLSX makes no twins.
    SOURCE: str
    # What people call the exporter, where the format does not matter.
    EXPORTER: object
    CARRIER: str
    # An importer of whole books has WHOLE = True: its rows name accounts, categories, members and projects as another
    # app keeps them. If its files state balances, it has `accounts(file)`, which returns a list of StatedAccount.

    def sniff(self, head: bytes, name: str) -> float:
        """Return how sure we are that this is our format, 0.0 to 1.0, judged by the content."""

    def read(self, file: BinaryIO) -> Iterator[RawRecord | Rejected]:
        """Yield a value for each row of the seekable `file`; raise BillUnreadable if there is no table."""
