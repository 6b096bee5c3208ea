"""What people really bring: a file, an archive with a password, or something else altogether.

Nothing is believed before it is measured: sizes are checked before a byte is unpacked, and what is unpacked
is counted.
"""

from __future__ import annotations

import lzma
import os
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, BinaryIO, Self, cast

from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from ledger.importers.base import (
    DATABASE,
    TEXT,
    WORKBOOK,
    BillUnreadable,
    Importer,
    PasswordNeeded,
    PasswordWrong,
    RawRecord,
    Rejected,
    StatedAccount,
    damaged,
)
from ledger.importers.database import is_database, tables_of, unknown_database
from ledger.importers.registry import recognise
from ledger.importers.signatures import XLS_MAGIC, ZIP_MAGIC, refuse_foreign
from ledger.importers.text import HEAD_BYTES, encoding_of
from ledger.importers.workbook import head_of

if TYPE_CHECKING:
    from pyzipper import AESZipFile, ZipInfo

MAX_BYTES = 64 * 1024 * 1024
# ZipCrypto is undone in Python, at about a megabyte a second; a year of a busy person takes one.
MAX_LOCKED_BYTES = 8 * 1024 * 1024
MAX_MEMBERS = 64
# Text of a bill shrinks ten to thirty times. Deflate can do a thousand, on nothing but repetition.
MAX_RATIO = 200
# Up to here a bill lives in memory only; beyond, in a temporary file without a name.
_SPOOL_BYTES = 8 * 1024 * 1024
_CHUNK_BYTES = 64 * 1024
# 64 members with the longest names and extras a real archive has.
_MAX_DIRECTORY_BYTES = 64 * 1024

# The database in a backup of 随手记.
_BACKUP = "mymoney.sqlite"

# What the archive library raises for damaged and hostile archives, beside its own errors.
_ARCHIVE_ERRORS = (
    NotImplementedError,
    RuntimeError,
    EOFError,
    LookupError,
    OSError,
    OverflowError,
    ValueError,
    struct.error,
    zlib.error,
    lzma.LZMAError,
)


@dataclass(frozen=True, slots=True)
class Bill:
    """One readable bill. `format` and `source` are the importer's; `name` is the file's own."""

    name: str
    importer: Importer
    file: BinaryIO

    @property
    def format(self) -> str:
        return self.importer.FORMAT

    @property
    def label(self) -> str:
        return str(self.importer.LABEL)

    @property
    def source(self) -> str:
        return self.importer.SOURCE

    @property
    def is_whole(self) -> bool:
        """Is it the whole book of another app, and not a bill?"""
        return getattr(self.importer, "WHOLE", False)

    def read(self) -> Iterator[RawRecord | Rejected]:
        """Yield the rows from the beginning, each call anew. Raises BillUnreadable."""
        self.file.seek(0)
        return self.importer.read(self.file)

    def accounts(self) -> list[StatedAccount]:
        """Return the accounts that the file states with their balances, none where it states none."""
        accounts = getattr(self.importer, "accounts", None)
        return accounts(self.file) if accounts else []


class Bills:
    """The bills of one upload, readable inside its `with`.

    `skipped` names what else the archive held, each with the error that says why it is no bill.
    """

    def __init__(self, bills: Sequence[Bill], skipped: Sequence[tuple[str, BillUnreadable]] = ()) -> None:
        self.bills = tuple(bills)
        self.skipped = tuple(skipped)
        self._open = ExitStack()

    def __iter__(self) -> Iterator[Bill]:
        return iter(self.bills)

    def __len__(self) -> int:
        return len(self.bills)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._open.close()


@sensitive_variables("password")
def open_bill(file: str | os.PathLike[str] | BinaryIO, *, name: str = "", password: str | None = None) -> Bills:
    """Open a path or a seekable binary file, unlock it if need be, and give its Bills, for a `with`.

    Raises PasswordNeeded, PasswordWrong, or BillUnreadable with a sentence. When an archive holds several
    files, those that are no bills are in `skipped` as long as one is. The password is kept nowhere. A file
    given open stays open.
    """
    with ExitStack() as stack:
        if isinstance(file, (str, os.PathLike)):
            name = name or Path(file).name
            file = _opened(stack, file)
        name = name or os.path.basename(str(getattr(file, "name", "")))
        bills = _bills_in(stack, file, name, password)
        bills._open = stack.pop_all()
    return bills


@sensitive_variables("password")
def _bills_in(stack: ExitStack, file: BinaryIO, name: str, password: str | None) -> Bills:
    _check_size(_size_of(file))
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if not head.startswith(ZIP_MAGIC):
        return Bills([_bill(file, head, name)])
    archive = _opened_archive(stack, file)
    members = {info.filename: info for info in archive.infolist()}
    if "xl/workbook.xml" in members:
        return Bills([_workbook_bill(file, name, archive)])
    if _BACKUP in members:
        # Photos lie beside it, more of them than a bill has files.
        _check_members([members[_BACKUP]])
        return Bills([_database_bill(_unpacked(stack, archive, members[_BACKUP], None), name)])
    refuse_foreign(head, members.keys())
    return _archived_bills(stack, archive, password)


def _opened(stack: ExitStack, path: str | os.PathLike[str]) -> BinaryIO:
    try:
        return stack.enter_context(open(path, "rb"))
    except OSError as error:
        raise BillUnreadable("not_opened", _("The file cannot be opened: %(why)s."), why=error.strerror or "") from None


def _size_of(file: BinaryIO) -> int:
    file.seek(0, os.SEEK_END)
    return file.tell()


def _check_size(size: int) -> None:
    if size == 0:
        raise BillUnreadable("empty", _("This file is empty. Download it again."))
    if size > MAX_BYTES:
        raise BillUnreadable(
            "too_large",
            _("This file is larger than %(megabytes)s MB. Export a shorter period, a year at most."),
            megabytes=MAX_BYTES // (1024 * 1024),
        )


def _bill(file: BinaryIO, head: bytes, name: str) -> Bill:
    """Return the bill of a file that is no archive."""
    if is_database(head):
        return _database_bill(file, name)
    if head.startswith(XLS_MAGIC):
        return Bill(name, recognise(head_of(file), name, carrier=WORKBOOK), file)
    refuse_foreign(head)
    encoding_of(head)
    return Bill(name, recognise(head, name, carrier=TEXT), file)


def _database_bill(file: BinaryIO, name: str) -> Bill:
    file.seek(0)
    if not is_database(file.read(HEAD_BYTES)):
        raise unknown_database()
    return Bill(name, recognise(tables_of(file), name, carrier=DATABASE), file)


def _workbook_bill(file: BinaryIO, name: str, archive: AESZipFile) -> Bill:
    _check_members(archive.infolist())
    return Bill(name, recognise(head_of(file), name, carrier=WORKBOOK), file)


def _opened_archive(stack: ExitStack, file: BinaryIO) -> AESZipFile:
    # The library takes long to load, and most processes never open an archive.
    from pyzipper import AESZipFile

    _check_directory(file)
    file.seek(0)
    try:
        return stack.enter_context(AESZipFile(file))
    except _archive_errors():
        raise damaged() from None


def _archive_errors() -> tuple[type[Exception], ...]:
    from pyzipper import BadZipFile, LargeZipFile

    return (BadZipFile, LargeZipFile, *_ARCHIVE_ERRORS)


def _check_directory(file: BinaryIO) -> None:
    """Refuse an archive whose list of members is itself too long to read into memory."""
    file.seek(max(0, _size_of(file) - HEAD_BYTES - 1024))
    tail = file.read()
    # The end records of the plain and of the 64-bit archive, and where each names the directory's length.
    for mark, offset, layout, unused in ((b"PK\5\6", 12, "<L", 0xFFFFFFFF), (b"PK\6\6", 40, "<Q", None)):
        at = tail.find(mark)
        while 0 <= at <= len(tail) - offset - struct.calcsize(layout):
            length = struct.unpack_from(layout, tail, at + offset)[0]
            if length > _MAX_DIRECTORY_BYTES and length != unused:
                raise _too_many_members()
            at = tail.find(mark, at + 1)


def _too_many_members() -> BillUnreadable:
    return BillUnreadable(
        "too_many_members", _("This archive holds too many files. Unpack it and bring the bill itself.")
    )


def _check_members(members: list[ZipInfo]) -> None:
    if len(members) > MAX_MEMBERS:
        raise _too_many_members()
    _check_size(max(1, sum(member.file_size for member in members)))
    for member in members:
        if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise damaged()
        if member.file_size > MAX_RATIO * max(member.compress_size, 1024):
            raise BillUnreadable(
                "bomb", _("This archive unpacks to far more than a bill can hold, so it is left closed.")
            )


@sensitive_variables("password", "key")
def _archived_bills(stack: ExitStack, archive: AESZipFile, password: str | None) -> Bills:
    members = [member for member in archive.infolist() if not _is_litter(member)]
    _check_members(members)
    if not members:
        raise BillUnreadable("empty", _("This file is empty. Download it again."))
    key = None
    if any(member.flag_bits & 0x1 for member in members):
        if not password:
            raise PasswordNeeded
        # A password copied from a chat brings blanks and full-width digits along.
        key = unicodedata.normalize("NFKC", password).strip().encode()
    bills: list[Bill] = []
    skipped: list[tuple[str, BillUnreadable]] = []
    for member in members:
        name = member_name(member)
        try:
            bills.append(_member_bill(stack, archive, member, name, key))
        except (PasswordNeeded, PasswordWrong):
            raise
        except BillUnreadable as error:
            skipped.append((name, error))
    if not bills:
        raise skipped[0][1]
    return Bills(bills, skipped)


def _is_litter(member: ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    # is_dir() of the library fails on a member without a name.
    return member.filename.endswith("/") or path.name.startswith(".") or "__MACOSX" in path.parts


def member_name(member: ZipInfo) -> str:
    """Return the file name of a member, repairing Chinese names that were packed without saying so."""
    name = member.filename
    if not member.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return PurePosixPath(name.replace("\\", "/")).name


@sensitive_variables("key")
def _member_bill(stack: ExitStack, archive: AESZipFile, member: ZipInfo, name: str, key: bytes | None) -> Bill:
    file = _unpacked(stack, archive, member, key)
    head = file.read(HEAD_BYTES)
    if not head:
        raise BillUnreadable("empty", _("This file is empty. Download it again."))
    if not head.startswith(ZIP_MAGIC):
        return _bill(file, head, name)
    inner = _opened_archive(stack, file)
    if "xl/workbook.xml" in {info.filename for info in inner.infolist()}:
        return _workbook_bill(file, name, inner)
    raise BillUnreadable(
        "nested", _("There is another archive inside this archive. Unpack it and bring the bill itself.")
    )


@sensitive_variables("key")
def _unpacked(stack: ExitStack, archive: AESZipFile, member: ZipInfo, key: bytes | None) -> BinaryIO:
    """Return the whole member, seekable. Reading to the end is also what proves the password right."""
    locked = bool(member.flag_bits & 0x1)
    if locked and member.compress_size > MAX_LOCKED_BYTES:
        raise BillUnreadable(
            "locked_too_large",
            _("This archive is too large to be unlocked here. Unpack it and bring the bill itself."),
        )
    spool = SpooledTemporaryFile(_SPOOL_BYTES)  # noqa: SIM115 (the stack closes it)
    stack.enter_context(spool)
    file = cast(BinaryIO, spool)
    size = 0
    try:
        with archive.open(member, pwd=key if locked else None) as packed:
            while chunk := packed.read(_CHUNK_BYTES):
                size += len(chunk)
                _check_size(size)
                file.write(chunk)
    except _archive_errors():
        # A false password is told from a damaged file only by what comes out, and is far more likely.
        raise (PasswordWrong() if locked else damaged()) from None
    file.seek(0)
    return file
