"""The work of offers outside of requests. Each task is one service, safe to run twice, late, or after a crash."""

import datetime as dt

from celery import shared_task
from django.utils import timezone

from ledger.services.jobs import enqueue
from offers.services.jobs import purge_job_runs, run_noted
from offers.services.readings import CHUNK, due_chunks, read_books
from offers.services.telling import tell_readings

# One minute's dispatch queues no more than workers read in one; the next finds the rest.
_BOOKS_A_DISPATCH = 200_000


@shared_task(name="offers.dispatch_readings", expires=55)
def dispatch_readings() -> None:
    """Queues the books that changed since they were read, or were not read today, in chunks."""
    for as_of, ids in due_chunks(timezone.now(), limit=_BOOKS_A_DISPATCH, size=CHUNK):
        enqueue("offers.read_chunk", ids, as_of.isoformat())


@shared_task(name="offers.read_chunk")
def read_chunk(book_ids: list[int], as_of: str) -> None:
    day = dt.date.fromisoformat(as_of)
    run_noted("offers.read_chunk", lambda: read_books(book_ids, day), clock=timezone.now)
    tell_readings(book_ids, day, now=timezone.now())


@shared_task(name="offers.read_book")
def read_book(book_id: int, as_of: str) -> None:
    """One book that a page waits for; it waits for a chunk that is being read rather than give up."""
    day = dt.date.fromisoformat(as_of)
    run_noted("offers.read_book", lambda: read_books([book_id], day, wait=True), clock=timezone.now)
    tell_readings([book_id], day, now=timezone.now())


@shared_task(name="offers.purge_job_runs")
def forget_job_runs() -> None:
    purge_job_runs(now=timezone.now())
