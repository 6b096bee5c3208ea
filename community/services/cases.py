"""Opening cases: readers report, our own checks hold. All that happens to one thing meets in one case."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from community.errors import OwnReport, ReportInvalid
from community.models import Case, Decision, Report
from community.reasons import HELD_HOURS, REASONS
from community.services.limits import require_may_report
from community.services.reported import Seen, key_of, seen_of

LONGEST_REPORT = 500
_TITLE = 80


@transaction.atomic
def report(reporter: User, thing: Any, *, reason: str, text: str = "", at: dt.datetime) -> Report:
    """Tells us of something of `reported.SORTS`. Who reported it before gets the report that stands.

    Raises ReportInvalid, OwnReport, TooMuchToday.
    """
    text = text.strip()
    wrong: dict[str, list[str]] = {}
    if reason not in REASONS:
        wrong["reason"] = [_("Choose what is wrong with it.")]
    if reason == "other" and not text:
        wrong["text"] = [_("Say in a few words what is wrong with it.")]
    if len(text) > LONGEST_REPORT:
        wrong["text"] = [_("At most %(n)d characters.") % {"n": LONGEST_REPORT}]
    if wrong:
        raise ReportInvalid(fields=wrong)
    seen = seen_of(thing)
    if seen.author_id == reporter.pk:
        raise OwnReport
    case, is_new = _case_of(thing, seen, at)
    before = Report.objects.filter(case=case, reporter=reporter).first()
    if before is not None:
        return before
    require_may_report(reporter, at=at)
    case.reports += 1
    due_at = at + dt.timedelta(hours=REASONS[reason].hours)
    _let_wait(case, seen, reason, due_at=due_at, at=at, anew=is_new)
    return Report.objects.create(case=case, reporter=reporter, reason=reason, text=text, at=at)


@transaction.atomic
def hold(thing: Any, *, found: list[str], at: dt.datetime) -> Case:
    """Puts what our checks held before the staff; `found` are the checks' codes. The thing is held by the caller."""
    seen = seen_of(thing)
    case, is_new = _case_of(thing, seen, at)
    case.found = found
    _let_wait(case, seen, case.reason, due_at=at + dt.timedelta(hours=HELD_HOURS), at=at, anew=is_new)
    return case


def _case_of(thing: Any, seen: Seen, at: dt.datetime) -> tuple[Case, bool]:
    """The case of a thing, locked, and whether it is new."""
    names = {"kind": key_of(thing), "thing_id": thing.pk}
    _case, is_new = Case.objects.get_or_create(
        **names, defaults={"author_id": seen.author_id, "waits_since": at, "due_at": at}
    )
    return Case.objects.select_for_update(of=["self"]).get(**names), is_new


def _let_wait(case: Case, seen: Seen, reason: str, *, due_at: dt.datetime, at: dt.datetime, anew: bool) -> None:
    """Lets a case wait for the staff, with what stands there now; one that waits already is due no later than it was.

    While an appeal is open it stays that: whoever answers it sees the new reports too.
    """
    if anew or case.state not in Case.WAITING:
        case.state, case.waits_since, case.due_at, case.reason = Case.State.OPEN, at, due_at, reason
    elif due_at < case.due_at:
        case.due_at, case.reason = due_at, reason or case.reason
    case.title = Truncator(" ".join(seen.title.split())).chars(_TITLE)
    case.said, case.path = seen.said, seen.path
    case.save()


def must_wait(thing: Any) -> bool:
    """Whether a held or hidden thing waits for the staff after its author changed it, however harmless it became.

    What was hidden until it is mended does, and what waits already; what was taken down stays so.
    """
    return waits(thing) if thing.state == "held" else may_mend(thing)


def waits(thing: Any) -> bool:
    """Whether our checks held it, or its author mended it, and nobody of the staff has looked since."""
    waiting = Case.objects.filter(kind=key_of(thing), thing_id=thing.pk, state__in=Case.WAITING)
    return waiting.exclude(found=[]).exists()


def may_mend(thing: Any) -> bool:
    """Whether the staff decided last that it is hidden until its author mends it, and it still stands."""
    return _last_outcome(thing) == Decision.Outcome.HIDE


def was_taken_away(thing: Any) -> bool:
    """Whether the staff decided last that nobody reads this, and it still stands."""
    return _last_outcome(thing) in (Decision.Outcome.HIDE, Decision.Outcome.TAKE_DOWN)


def _last_outcome(thing: Any) -> str:
    """What the staff decided last of it; empty where they never did, or took it back."""
    last = Decision.objects.filter(case__kind=key_of(thing), case__thing_id=thing.pk).order_by("-id").first()
    return last.outcome if last is not None and last.overturned_at is None else ""
