"""Noting the runs of tasks: what was looked at, how long it took, and what went wrong."""

import datetime as dt
from collections.abc import Callable, Mapping

from offers.models import JobRun

_KEPT_DAYS = 30


def run_noted(
    name: str, work: Callable[[], Mapping[str, int]], *, clock: Callable[[], dt.datetime]
) -> Mapping[str, int]:
    """Does `work` and keeps a row of the run; a run that found nothing to do leaves none.

    What it raises is noted and raised again, so that the queue tries once more.
    """
    started = clock()
    try:
        counts = work()
    except Exception as error:
        _note(name, started, clock(), {}, error=f"{type(error).__name__}"[:200])
        raise
    if any(counts.values()):
        _note(name, started, clock(), dict(counts))
    return counts


def _note(name: str, started: dt.datetime, ended: dt.datetime, counts: dict[str, int], error: str = "") -> None:
    milliseconds = max(0, round((ended - started).total_seconds() * 1000))
    JobRun.objects.create(name=name, started_at=started, milliseconds=milliseconds, counts=counts, error=error)


def purge_job_runs(*, now: dt.datetime) -> int:
    """Forgets runs older than a month. Returns how many."""
    return JobRun.objects.filter(started_at__lt=now - dt.timedelta(days=_KEPT_DAYS)).delete()[0]
