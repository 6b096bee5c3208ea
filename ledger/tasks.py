"""The ledger's work outside of requests. Each task is one service, safe to run twice, late, or after a crash."""

import datetime as dt

from celery import shared_task
from django.utils import timezone

from ledger.services import bin as recycle_bin
from ledger.services import exports, imports, telling
from ledger.services.comments import purge_comments
from ledger.services.jobs import enqueue
from ledger.services.plans import purge_plans
from ledger.services.steps import forget_steps

# One look queues no more than workers tell until the next.
_BOOKS_A_LOOK = 50_000
# A full bin is emptied in pieces, so that no book stays locked for long.
_PURGE_ROUNDS = 100


@shared_task(name="ledger.read_import")
def read_import(batch_id: int) -> None:
    imports.read_import(batch_id)


@shared_task(name="ledger.write_import")
def write_import(batch_id: int) -> None:
    imports.write_import(batch_id)


@shared_task(name="ledger.resume_imports")
def resume_imports() -> None:
    imports.resume_imports(now=timezone.now())


@shared_task(name="ledger.write_export")
def write_export(export_id: int) -> None:
    exports.write_export(export_id)


@shared_task(name="ledger.resume_exports")
def resume_exports() -> None:
    exports.resume_exports(now=timezone.now())


@shared_task(name="ledger.tell", expires=280)
def tell() -> None:
    """Queues the books of which something may have to be told, in chunks."""
    for ids in telling.books_to_tell(timezone.now(), limit=_BOOKS_A_LOOK):
        enqueue("ledger.tell_books", ids)


@shared_task(name="ledger.tell_books")
def tell_books(book_ids: list[int]) -> None:
    telling.tell_books(book_ids, now=timezone.now())


@shared_task(name="ledger.remind", expires=55)
def remind() -> None:
    while telling.remind(now=timezone.now()):
        pass


@shared_task(name="ledger.purge_bin")
def purge_bin() -> None:
    before = timezone.now() - dt.timedelta(days=recycle_bin.KEPT_DAYS)
    forget_steps(before=before)
    purge_plans(before=before)
    purge_comments(before=before)
    for _ in range(_PURGE_ROUNDS):
        if not recycle_bin.purge_bin(before=before):
            break
