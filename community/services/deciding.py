"""The staff's work: taking a case, deciding on it, and answering an appeal. Each step is logged.

A case is taken for 20 minutes; meanwhile nobody else decides on it. Nobody decides on what they wrote or reported, nor
answers an appeal against their own decision.
"""

import datetime as dt
import hashlib
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.notices import notify
from community.errors import (
    AppealInvalid,
    CaseChanged,
    CaseNotWaiting,
    CaseNotYours,
    CaseTaken,
    DecisionInvalid,
    NothingToAppeal,
)
from community.models import (
    Appeal,
    Article,
    Case,
    Comment,
    Decision,
    Post,
    Profile,
    Report,
    StaffAction,
    TakenDownPicture,
    Thing,
)
from community.reasons import APPEAL_HOURS, HELD_HOURS, REASONS
from community.services.articles import withdraw_article
from community.services.comments import judge_comment
from community.services.people import give_back, neutralise
from community.services.posts import change_state
from community.services.reported import SORTS, seen_of
from community.services.things import rename_thing

TAKEN_FOR = dt.timedelta(minutes=20)
SUSPENSIONS = (1, 3, 7, 30, 90)
APPEAL_DAYS = 30
LONGEST_NOTE, LONGEST_APPEAL, LONGEST_THING = 500, 1000, 60

Outcome, Measure = Decision.Outcome, Decision.Measure


@transaction.atomic
def take_case(case: Case, *, by: User, at: dt.datetime) -> Case:
    """Takes a case for 20 minutes, or for 20 more. Raises CaseNotWaiting, CaseTaken, CaseNotYours."""
    case = _locked(case)
    _require_free(case, by, at)
    if case.claimed_by_id != by.pk:
        log_action(by, "take", case=case, at=at)
    case.claimed_by, case.claimed_until = by, at + TAKEN_FOR
    case.save(update_fields=["claimed_by", "claimed_until"])
    return case


@transaction.atomic
def take_next_case(*, by: User, at: dt.datetime) -> Case | None:
    """Takes the case that is due first of those that are free; None where nothing waits for this person.

    Two who ask at once get two cases.
    """
    waiting = takeable_cases(by, at=at).order_by("due_at", "id").select_for_update(of=["self"], skip_locked=True)
    found = waiting.first()
    return take_case(found, by=by, at=at) if found else None


@transaction.atomic
def give_back_case(case: Case, *, by: User, at: dt.datetime) -> Case:
    """Lets somebody else have a case that one took. Raises CaseTaken where somebody else has it."""
    case = _locked(case)
    _require_not_taken(case, by, at)
    if case.claimed_by_id == by.pk:
        log_action(by, "give_back", case=case, at=at)
    case.claimed_by = case.claimed_until = None
    case.save(update_fields=["claimed_by", "claimed_until"])
    return case


def takeable_cases(by: User, *, at: dt.datetime) -> QuerySet[Case]:
    """What waits for this member of the staff: not taken by others, not their own affair."""
    free = Q(claimed_by=None) | Q(claimed_by=by) | Q(claimed_until__lte=at)
    appealed_by_me = Appeal.objects.filter(answered_by=None, decided_by=by).values("decision__case_id")
    return (
        Case.objects.filter(free, state__in=Case.WAITING)
        .exclude(author=by)
        .exclude(pk__in=Report.objects.filter(reporter=by).values("case_id"))
        .exclude(state=Case.State.APPEALED, pk__in=appealed_by_me)
    )


@transaction.atomic
def decide(
    case: Case,
    *,
    by: User,
    outcome: str,
    measure: str = Measure.NONE,
    days: int | None = None,
    reason: str = "",
    note: str = "",
    new_name: str = "",
    read: str = "",
    at: dt.datetime,
) -> Decision:
    """Decides what becomes of a thing and of its author, who is told why; so are those who reported it.

    `days` of no posting go with a suspension, `new_name` with another name for a thing that people bought. `read` is
    the `fingerprint` of what was read, so that nobody lets stand what they never saw. Raises DecisionInvalid,
    CaseNotWaiting (an appeal is answered and not decided anew), CaseTaken, CaseNotYours, CaseChanged.
    """
    note, new_name = note.strip(), " ".join(new_name.split())
    _require_whole(case.kind, outcome, measure, days, reason, note, new_name)
    case = _locked(case)
    if case.state != Case.State.OPEN:
        raise CaseNotWaiting
    _require_free(case, by, at)
    if outcome == Outcome.LEAVE:
        _require_read(case, read)
    decision = Decision.objects.create(
        case=case,
        person_id=case.author_id,
        by=by,
        at=at,
        outcome=outcome,
        measure=measure if case.author_id else Measure.NONE,
        until=at + dt.timedelta(days=days) if days and measure == Measure.SUSPEND and case.author_id else None,
        reason=reason,
        note=note,
    )
    was_held = bool(case.found) and outcome == Outcome.LEAVE
    _carry_out(case, outcome, new_name=new_name, at=at)
    _end(case, Case.State.DECIDED)
    why = filter(None, [reason, measure_said(decision), new_name, note])
    log_action(by, outcome, case=case, why=" · ".join(why), at=at)
    _answer_reports(case, acted=decision.is_against, at=at)
    if decision.is_against or was_held:
        _tell_author(decision, at=at)
    return decision


@transaction.atomic
def appeal(person: User, decision: Decision, *, text: str, at: dt.datetime) -> Appeal:
    """Says something against a decision about oneself: once, within 30 days. Raises AppealInvalid, NothingToAppeal."""
    text = text.strip()
    if not text or len(text) > LONGEST_APPEAL:
        said = _("Say why the decision is wrong, in at most %(n)d characters.") % {"n": LONGEST_APPEAL}
        raise AppealInvalid(fields={"text": [said]})
    case = _locked(decision.case)
    decision = Decision.objects.select_related("case").get(pk=decision.pk)
    if decision.person_id != person.pk or not may_appeal(decision, at=at):
        raise NothingToAppeal
    made = Appeal.objects.create(decision=decision, decided_by_id=decision.by_id, text=text, at=at)
    case.state, case.waits_since = Case.State.APPEALED, at
    case.due_at = at + dt.timedelta(hours=APPEAL_HOURS)
    case.claimed_by = case.claimed_until = None
    case.save(update_fields=["state", "waits_since", "due_at", "claimed_by", "claimed_until"])
    return made


def may_appeal(decision: Decision, *, at: dt.datetime) -> bool:
    """Whether its author may still say something against it. A case that came up again has to be decided first."""
    if not decision.is_against or at > decision.at + dt.timedelta(days=APPEAL_DAYS):
        return False
    if decision.case.state in Case.WAITING:
        return False
    return not Appeal.objects.filter(decision=decision).exists()


@transaction.atomic
def answer_appeal(case: Case, *, by: User, upheld: bool, note: str, read: str = "", at: dt.datetime) -> Appeal:
    """Lets a decision stand, or takes it back with all that followed from it; its author is told.

    What was taken away by a later decision stays so, and what its author mended meanwhile goes on waiting. Raises
    DecisionInvalid without a word to the author, CaseNotWaiting, CaseTaken, CaseNotYours, CaseChanged.
    """
    note = note.strip()
    if not note or len(note) > LONGEST_NOTE:
        raise DecisionInvalid(fields={"note": [_("Tell the author why, in at most %(n)d characters.") % {"n": 500}]})
    case = _locked(case)
    if case.state != Case.State.APPEALED:
        raise CaseNotWaiting
    _require_free(case, by, at)
    if not upheld:
        _require_read(case, read)
    open_appeal = Appeal.objects.select_for_update(of=["self"]).get(decision__case=case, answered_by=None)
    open_appeal.upheld, open_appeal.answered_by, open_appeal.answered_at = upheld, by, at
    open_appeal.note = note
    open_appeal.save()
    decision = open_appeal.decision
    if not upheld:
        Decision.objects.filter(pk=decision.pk).update(overturned_at=at)
        later = Decision.objects.filter(case=case, pk__gt=decision.pk, overturned_at=None)
        if not later.exclude(outcome=Outcome.LEAVE).exists():
            TakenDownPicture.objects.filter(case=case).delete()
            _carry_out(case, Outcome.LEAVE, overturned=True, at=at)
    if upheld and case.found:
        _wait_anew(case, at=at)
    else:
        _end(case, Case.State.CLOSED)
    log_action(by, "uphold" if upheld else "overturn", case=case, why=note, at=at)
    _answer_reports(case, acted=upheld, at=at)
    if decision.person is not None:
        facts = {"what": case.title, "upheld": upheld}
        path = _decision_path(decision)
        notify(
            "appeal_answered", [decision.person], key=f"appeal/{open_appeal.public_id}", facts=facts, path=path, at=at
        )
    return open_appeal


def log_action(
    by: User, what: str, *, at: dt.datetime, case: Case | None = None, about: str = "", why: str = ""
) -> None:
    """Notes what a member of the staff did; nobody changes or removes it.

    Of a case it keeps no words: these are forgotten when their author leaves.
    """
    StaffAction.objects.create(at=at, by=by, what=what, case=case, about=about[:120], why=why[:600])


def measure_said(decision: Decision) -> str:
    """The measure for the log; empty where there is none."""
    if decision.until:
        return f"{decision.measure} {(decision.until - decision.at).days}d"
    return "" if decision.measure == Measure.NONE else decision.measure


def _require_whole(
    kind: str, outcome: str, measure: str, days: int | None, reason: str, note: str, new_name: str
) -> None:
    wrong: dict[str, list[str]] = {}
    if outcome not in SORTS[kind].outcomes:
        wrong["outcome"] = [_("Choose what becomes of it.")]
    if kind == "thing" and outcome == Outcome.HIDE and not 1 <= len(new_name) <= LONGEST_THING:
        wrong["new_name"] = [_("Name it in at most 60 characters.")]
    if measure not in Measure.values:
        wrong["measure"] = [_("Choose what becomes of its author.")]
    if measure == Measure.SUSPEND and days not in SUSPENSIONS:
        wrong["days"] = [_("Choose for how many days.")]
    against = outcome != Outcome.LEAVE or measure != Measure.NONE
    if (against and not reason) or (reason and reason not in REASONS):
        wrong["reason"] = [_("Choose the reason; the author reads it.")]
    if len(note) > LONGEST_NOTE:
        wrong["note"] = [_("At most %(n)d characters.") % {"n": LONGEST_NOTE}]
    if wrong:
        raise DecisionInvalid(fields=wrong)


def _locked(case: Case) -> Case:
    return Case.objects.select_for_update(of=["self"]).select_related("claimed_by", "author").get(pk=case.pk)


def _require_free(case: Case, by: User, at: dt.datetime) -> None:
    if case.state not in Case.WAITING:
        raise CaseNotWaiting
    _require_not_taken(case, by, at)
    if not takeable_cases(by, at=at).filter(pk=case.pk).exists():
        raise CaseNotYours


def fingerprint(case: Case) -> str:
    """Tells what stands there now, words and pictures, from what its author may make of it; empty where it is gone."""
    row = _thing_of(case)
    return hashlib.sha256(repr(seen_of(row)).encode()).hexdigest()[:16] if row is not None else ""


def _require_read(case: Case, read: str) -> None:
    if read and read != fingerprint(case):
        raise CaseChanged


def _require_not_taken(case: Case, by: User, at: dt.datetime) -> None:
    if case.claimed_until and case.claimed_until > at and case.claimed_by_id != by.pk:
        until = date_format(timezone.localtime(case.claimed_until), "TIME_FORMAT")
        raise CaseTaken(who=str(case.claimed_by), until=until)


def _carry_out(case: Case, outcome: str, *, new_name: str = "", overturned: bool = False, at: dt.datetime) -> None:
    """Brings the thing before readers or takes it from them; one that is gone for good is left alone."""
    row = _thing_of(case)
    if row is None:
        return
    shown = outcome == Outcome.LEAVE
    if outcome == Outcome.TAKE_DOWN:
        for look in seen_of(row).pictures:
            TakenDownPicture.objects.get_or_create(dhash=look, defaults={"case": case, "at": at})
    if isinstance(row, Post):
        change_state(row, Post.State.PUBLISHED if shown else Post.State.HIDDEN)
    elif isinstance(row, Comment):
        judge_comment(row, Comment.State.PUBLISHED if shown else Comment.State.HIDDEN, at=at)
    elif isinstance(row, Article) and not shown:
        withdraw_article(row)
    elif isinstance(row, Thing) and not shown:
        rename_thing(row, new_name)
    elif isinstance(row, Profile) and not shown:
        neutralise(row)
    elif isinstance(row, Profile) and overturned:
        give_back(row)


def _thing_of(case: Case) -> Any:
    """What the case is about; None where it is gone for good."""
    return SORTS[case.kind].model.objects.filter(pk=case.thing_id).first()


def _decision_path(decision: Decision) -> str:
    return reverse("community:decision", args=[decision.public_id])


def _end(case: Case, state: Case.State) -> None:
    case.state, case.found = state, []
    case.claimed_by = case.claimed_until = None
    case.save(update_fields=["state", "found", "claimed_by", "claimed_until"])


def _wait_anew(case: Case, *, at: dt.datetime) -> None:
    """What was mended while its appeal was open is looked at now."""
    case.state, case.waits_since, case.due_at = Case.State.OPEN, at, at + dt.timedelta(hours=HELD_HOURS)
    case.claimed_by = case.claimed_until = None
    case.save(update_fields=["state", "waits_since", "due_at", "claimed_by", "claimed_until"])


def _answer_reports(case: Case, *, acted: bool, at: dt.datetime) -> None:
    outcome = Report.Outcome.ACTED if acted else Report.Outcome.NOTHING
    waiting = list(Report.objects.filter(case=case, outcome="").select_related("reporter"))
    Report.objects.filter(pk__in=[row.pk for row in waiting]).update(outcome=outcome, answered_at=at)
    for row in waiting:
        notify(
            "report_answered",
            [row.reporter],
            key=f"report/{row.public_id}/{at.isoformat()}",
            facts={"what": case.title, "acted": acted},
            path=reverse("community:report-list"),
            at=at,
        )


def _tell_author(decision: Decision, *, at: dt.datetime) -> None:
    person = decision.person
    if person is None:
        return
    facts = {
        "what": decision.case.title,
        "kind": decision.case.kind,
        "outcome": decision.outcome,
        "measure": decision.measure,
        "reason": decision.reason,
        "until": decision.until.isoformat() if decision.until else None,
    }
    path = _decision_path(decision) if decision.is_against else decision.case.path
    notify("decision", [person], key=f"decision/{decision.public_id}", facts=facts, path=path, at=at)
