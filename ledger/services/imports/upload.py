"""From files that somebody brings to a batch that a worker can read.

Archives are unlocked here, in the request, so that a password is neither stored nor queued.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from accounts.errors import DomainError
from ledger.importers import BillUnreadable, PasswordNeeded, PasswordWrong, open_bill
from ledger.importers.containers import MAX_BYTES
from ledger.models import ImportBatch, Member
from ledger.permissions import Action, require, require_open
from ledger.services.imports.files import drop_file, keep_file, kept_file, kept_names
from ledger.services.imports.layouts import is_waiting, known_layout
from ledger.services.jobs import enqueue

READ_TASK = "ledger.read_import"
MAX_FILES = 20
# One request: the largest bill that we read, and a little for the form around it.
MAX_UPLOAD_BYTES = MAX_BYTES + 1024 * 1024

State = ImportBatch.State


class ImportRefused(DomainError):
    """None of the files can be read; says why for each."""

    code = "import_refused"
    status = 422
    message = _("None of these files is a bill that we can read.")


class NoFile(DomainError):
    code = "no_file"
    status = 422
    message = _("Choose the file that Alipay or WeChat sent you.")


class TooManyFiles(DomainError):
    code = "too_many_files"
    status = 422
    message = _("Bring at most %(limit)d files at once.")


class ImportMoved(DomainError):
    """Somebody else, or the same person in another window, has taken the import a step further."""

    code = "import_moved"
    status = 409
    message = _("This import has moved on in the meantime. Open it again to see where it stands.")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: its name and its bytes, seekable."""

    name: str
    file: BinaryIO


@sensitive_variables("passwords")
def begin_import(
    member: Member, *, uploads: Sequence[Upload], passwords: Sequence[str] = (), queued: bool = True
) -> ImportBatch:
    """Takes files into one new batch and queues its reading, unless the caller reads it (`queued` false).

    A batch with a table that the book has not read before waits in `mapping` for `choose_layout` or `choose_proposed`.

    Each of the `passwords` is tried on each locked archive. While one stays locked the batch is `locked`, and
    `unlock_import` goes on from there. Files that are no bills are named in `files`, as long as one is. Raises
    RoleTooLow, BookArchived, NoFile, TooManyFiles, and, with nothing stored, the reader's own refusal (one file)
    or ImportRefused (several).
    """
    require(member, Action.IMPORT)
    require_open(member.book)
    if not uploads:
        raise NoFile
    if len(uploads) > MAX_FILES:
        raise TooManyFiles(limit=MAX_FILES)
    with transaction.atomic():
        batch = ImportBatch.objects.create(book=member.book, created_by=member)
        refused: list[BillUnreadable] = []
        for upload in uploads:
            _take_in(batch, upload, passwords, refused)
        if len(refused) == len(uploads):
            # Raised inside the transaction, so that the batch goes with it.
            raise refused[0] if len(refused) == 1 else ImportRefused(fields={"files": _sentences(batch)})
        return read_when_ready(batch, queued=queued)


@sensitive_variables("passwords")
def unlock_import(member: Member, batch: ImportBatch, *, passwords: Sequence[str]) -> ImportBatch:
    """Opens the archives of a locked batch with the passwords given; those still locked keep it waiting.

    Raises RoleTooLow, ImportMoved, PasswordNeeded for no password and PasswordWrong where none opens anything.
    """
    require(member, Action.IMPORT)
    require_open(member.book)
    if not any(passwords):
        raise PasswordNeeded
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update().get(pk=batch.pk, book_id=member.book_id)
        if batch.state != State.LOCKED:
            raise ImportMoved
        waiting = kept_names(batch.pk, locked=True)
        refused: list[BillUnreadable] = []
        for position, name in waiting.items():
            with kept_file(batch.pk, position) as file:
                drop_file(batch.pk, position)
                batch.files = [each for each in batch.files if each["position"] != position]
                _take_in(batch, Upload(name, file), passwords, refused)
        if len(kept_names(batch.pk, locked=True)) == len(waiting):
            raise PasswordWrong
        if refused and not kept_names(batch.pk) and not kept_names(batch.pk, locked=True):
            raise refused[0]
        return read_when_ready(batch)


@sensitive_variables("passwords")
def _take_in(batch: ImportBatch, upload: Upload, passwords: Sequence[str], refused: list[BillUnreadable]) -> None:
    """Stores the bills of one upload, or the upload itself while it is locked, or says why it is no bill."""
    name = os.path.basename(upload.name)
    wrong = False
    for password in (*[each for each in passwords if each], None):
        try:
            with open_bill(upload.file, name=name, password=password) as bills:
                for bill in bills:
                    layout = known_layout(batch.book, bill)
                    _keep(batch, bill.name or name, bill.file, format=bill.format, **layout)
                for skipped, error in bills.skipped:
                    batch.files.append(_file(batch, skipped, error=str(error)))
            return
        except PasswordWrong:
            wrong = True
        except PasswordNeeded:
            break
        except BillUnreadable as error:
            refused.append(error)
            batch.files.append(_file(batch, name, error=str(error)))
            return
    _keep(batch, name, upload.file, locked=True, wrong=wrong)


def _keep(batch: ImportBatch, name: str, file: BinaryIO, *, locked: bool = False, **more) -> None:
    entry = _file(batch, name, locked=locked, **more)
    entry["bytes"] = keep_file(batch, entry["position"], name, file, locked=locked)
    batch.files.append(entry)


def _file(batch: ImportBatch, name: str, **more) -> dict:
    position = max((each["position"] for each in batch.files), default=-1) + 1
    return {"position": position, "name": name[-200:], **more}


def _sentences(batch: ImportBatch) -> list[str]:
    return [f"{each['name']}: {each['error']}" for each in batch.files]


def read_when_ready(batch: ImportBatch, *, queued: bool = True) -> ImportBatch:
    """Queues the reading of a batch once no file waits for its password or for its columns, and saves its files."""
    if any(each.get("locked") for each in batch.files):
        batch.state = State.LOCKED
    elif any(map(is_waiting, batch.files)):
        batch.state = State.MAPPING
    else:
        batch.state = State.READING
    batch.moved_at = Now()
    batch.save(update_fields=["files", "state", "moved_at"])
    if queued and batch.state == State.READING:
        enqueue(READ_TASK, batch.pk)
    batch.refresh_from_db()
    return batch
