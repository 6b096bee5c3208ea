"""Ending what nobody goes on with, and taking up again what a dead worker or broker left lying."""

import datetime as dt

from django.db import transaction
from django.db.models.functions import Now

from ledger.models import ImportBatch, ImportFile, ImportGroup, ImportRow, Member
from ledger.permissions import Action, require
from ledger.services.imports.upload import READ_TASK, ImportMoved
from ledger.services.imports.writing import WRITE_TASK
from ledger.services.jobs import enqueue

State = ImportBatch.State

# A job that has not moved for so long was lost; far above what a chunk takes.
LOST_AFTER = dt.timedelta(minutes=10)
# How long uploaded files and a preview wait for their person.
KEPT = dt.timedelta(days=7)


@transaction.atomic
def cancel_import(member: Member, batch: ImportBatch) -> ImportBatch:
    """Throws an import away before it is written. Raises RoleTooLow, ImportMoved."""
    require(member, Action.IMPORT)
    _close(ImportBatch.objects.filter(pk=batch.pk, book_id=member.book_id))
    batch.refresh_from_db()
    if batch.state not in (State.CANCELLED, State.FAILED):
        raise ImportMoved
    return batch


def resume_imports(*, now: dt.datetime) -> dict[str, int]:
    """Queues lost jobs again and closes what waited too long; returns how many of each.

    A job queued twice does no harm: reading lets the last run win, and writing is done once.
    """
    lost = ImportBatch.objects.filter(moved_at__lt=now - LOST_AFTER)
    counts = {}
    for state, task in ((State.READING, READ_TASK), (State.WRITING, WRITE_TASK)):
        ids = list(lost.filter(state=state).values_list("pk", flat=True))
        counts[state.value] = len(ids)
        for pk in ids:
            enqueue(task, pk)
    with transaction.atomic():
        counts["closed"] = _close(ImportBatch.objects.filter(moved_at__lt=now - KEPT))
    return counts


def _close(batches) -> int:
    ids = list(
        batches.filter(state__in=[State.LOCKED, State.MAPPING, State.READING, State.PREVIEW])
        .select_for_update()
        .values_list("pk", flat=True)
    )
    for model in (ImportFile, ImportRow, ImportGroup):
        model.objects.filter(batch_id__in=ids).delete()
    return ImportBatch.objects.filter(pk__in=ids).update(
        state=State.CANCELLED, finished_at=Now(), moved_at=Now(), places=[], names={}, counts={}
    )
