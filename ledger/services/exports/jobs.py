"""What takes longer than a moment to write: a job, whose file is kept for a week, for the member who asked."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import fields
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.db import InterfaceError, OperationalError, models
from django.db.models import F
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.errors import DomainError
from ledger.models import Account, BookExport, Category, ExportPart, Member, Merchant, Project, Tag
from ledger.permissions import Action, require
from ledger.queries.entries import EntryFilter
from ledger.services.exports.formats import FORMATS, SPOOL_BYTES, file_name
from ledger.services.exports.rows import entries_of
from ledger.services.jobs import enqueue
from ledger.visibility import opened_for

WRITE_TASK = "ledger.write_export"
KEPT = dt.timedelta(days=7)
# A job that has not moved for so long was lost; far above what a chunk takes.
LOST_AFTER = dt.timedelta(minutes=10)
PART_BYTES = 1024 * 1024

_MOST_ROWS_OF_A_SHEET = 1_048_575

State = BookExport.State


class ExportTooLong(DomainError):
    code = "export_too_long"
    status = 422
    message = _("A sheet holds at most 1,048,575 entries. Take CSV, or a part of the book.")


class ExportNotReady(DomainError):
    code = "export_not_ready"
    status = 409
    message = _("This file is not written yet. Wait until it is ready.")


def begin_export(member: Member, *, narrowed: EntryFilter, format: str, today: dt.date) -> BookExport:
    """Queues the writing of a file for this member; asked for again while it is written, it is the same one.

    Raises RoleTooLow, ExportTooLong.
    """
    require(member, Action.EXPORT)
    total = entries_of(member, narrowed).count()
    if format == "xlsx" and total > _MOST_ROWS_OF_A_SHEET:
        raise ExportTooLong
    said = {"book": member.book, "created_by": member, "format": format, "narrowed": narrowed_json(narrowed)}
    running = BookExport.objects.filter(**said, state=State.WRITING).first()
    if running is not None:
        return running
    export = BookExport.objects.create(**said, name=file_name(member, format, today), total=total)
    enqueue(WRITE_TASK, export.pk)
    return export


def write_export(export_id: int) -> BookExport:
    """Writes the file of an export in state `writing`; safe to run twice. Whatever goes wrong leaves it `failed`."""
    taken = BookExport.objects.filter(pk=export_id, state=State.WRITING)
    moved = taken.update(attempt=F("attempt") + 1, done=0, moved_at=Now())
    export = BookExport.objects.select_related("book").get(pk=export_id)
    if not moved:
        return export
    member = opened_for(Member.objects.select_related("user", "book").get(pk=export.created_by_id))
    mine = BookExport.objects.filter(pk=export.pk, attempt=export.attempt, state=State.WRITING)
    try:
        # Between the asking and the writing somebody may have been taken out of the book.
        require(member, Action.EXPORT)
        narrowed = narrowed_from(export.narrowed)
        with (
            translation.override((member.user and member.user.language) or translation.get_language()),
            SpooledTemporaryFile(SPOOL_BYTES) as file,
        ):
            FORMATS[export.format].write(member, narrowed, file, lambda done: mine.update(done=done, moved_at=Now()))
            ExportPart.objects.filter(export=export).delete()
            size = _keep(export, file)
        mine.update(state=State.DONE, bytes=size, done=F("total"), finished_at=Now(), moved_at=Now())
    except (OperationalError, InterfaceError):
        # The database went away: whoever comes next begins anew.
        raise
    except Exception:
        mine.update(state=State.FAILED, finished_at=Now(), moved_at=Now())
        raise
    export.refresh_from_db()
    return export


def _keep(export: BookExport, file: IO[bytes]) -> int:
    file.seek(0)
    size = 0
    for part, content in enumerate(iter(lambda: file.read(PART_BYTES), b"")):
        ExportPart.objects.create(export=export, part=part, content=content)
        size += len(content)
    return size


def kept_parts(member: Member, export: BookExport) -> Iterator[bytes]:
    """The written file, part by part. Raises RoleTooLow, ExportNotReady."""
    require(member, Action.EXPORT)
    if export.state != State.DONE:
        raise ExportNotReady
    parts = ExportPart.objects.filter(export=export).order_by("part").values_list("content", flat=True)
    return (bytes(content) for content in parts.iterator(chunk_size=1))


def resume_exports(*, now: dt.datetime) -> dict[str, int]:
    """Queues lost jobs again and throws away files older than a week; returns how many of each."""
    lost = list(
        BookExport.objects.filter(state=State.WRITING, moved_at__lt=now - LOST_AFTER).values_list("pk", flat=True)
    )
    for pk in lost:
        enqueue(WRITE_TASK, pk)
    old = BookExport.objects.filter(created_at__lt=now - KEPT)
    old_ids = list(old.values_list("pk", flat=True))
    ExportPart.objects.filter(export_id__in=old_ids)._raw_delete(using="default")
    old.delete()
    return {"queued": len(lost), "thrown_away": len(old_ids)}


_ROWS: dict[str, type[models.Model]] = {
    "account": Account,
    "category": Category,
    "member": Member,
    "recorded_by": Member,
    "merchant": Merchant,
    "project": Project,
    "tag": Tag,
}


def narrowed_json(narrowed: EntryFilter) -> dict[str, Any]:
    """A filter as it is stored: rows by their ids, and nothing that narrows nothing."""
    said = {field.name: getattr(narrowed, field.name) for field in fields(narrowed)}
    plain = {name: value.pk if isinstance(value, models.Model) else value for name, value in said.items() if value}
    return {name: value.isoformat() if isinstance(value, dt.date) else value for name, value in plain.items()}


def narrowed_from(stored: dict[str, Any]) -> EntryFilter:
    """The filter that was stored. Raises ObjectDoesNotExist where a row of it is gone."""
    said: dict[str, Any] = {}
    for name, value in stored.items():
        if name in _ROWS:
            value = _ROWS[name]._default_manager.get(pk=value)
        elif name.startswith("date_"):
            value = dt.date.fromisoformat(value)
        said[name] = value
    return EntryFilter(**said)


def recent_exports(member: Member, *, limit: int = 5) -> list[BookExport]:
    """The member's exports of the book, latest first."""
    return list(BookExport.objects.filter(book_id=member.book_id, created_by=member).order_by("-id")[:limit])
