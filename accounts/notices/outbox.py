"""The outbox: takes what is due, sends it, and tries again what a place did not take.

Rows were written with what they tell of, so a queue that is down delays them and loses none: beat looks each minute,
and a task queued at the commit only makes it sooner. Before anything is sent its rows move on to their next try, in a
transaction of their own. So nobody else sends them, and a process that dies in between delays a message by a minute.
That next try is the one way in which a message may come twice; e-mails, browsers and Bark then show it once, by its
tag.
"""

import datetime as dt
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import ngettext

from accounts.models import Channel, Delivery, Notice, NoticeSettings, Robot, User
from accounts.notices.hours import after_quiet, pause_after
from accounts.notices.kinds import Kind, kind_of, sentence_of
from accounts.notices.outlets import Message, NotSent, email, push, robots, sms

logger = logging.getLogger(__name__)

# What comes within so long after a message of its kind and book to the same place, goes as one message after it.
GROUPED_WITHIN = dt.timedelta(minutes=10)
GROUP_LIMIT = 50
LINES_SHOWN = 8
NOTICES_KEPT = dt.timedelta(days=180)
DELIVERIES_KEPT = dt.timedelta(days=30)
_PURGED_AT_ONCE = 5000

# The oldest row of a group that is due stands for the group: whoever holds it has the group, and others pass it by.
_HEAD = """
    SELECT d.id FROM accounts_delivery d
    WHERE d.state = 'waiting' AND d.due_at <= %(now)s AND NOT EXISTS (
        SELECT 1 FROM accounts_delivery e
        WHERE e.user_id = d.user_id AND e.kind = d.kind AND e.id < d.id AND e.state = 'waiting'
          AND e.due_at <= %(now)s AND e.channel = d.channel AND e.about IS NOT DISTINCT FROM d.about
          AND e.browser_id IS NOT DISTINCT FROM d.browser_id AND e.robot_id IS NOT DISTINCT FROM d.robot_id)
    ORDER BY d.due_at, d.id LIMIT 1 FOR UPDATE OF d SKIP LOCKED"""


@dataclass(frozen=True, slots=True)
class Group:
    """Deliveries of one kind and book to one place that go as one message."""

    rows: list[Delivery]

    @property
    def first(self) -> Delivery:
        return self.rows[0]


def send_due(*, clock: Callable[[], dt.datetime], limit: int = 500) -> int:
    """Sends what is due, at most so many messages; returns how many went out."""
    sent = 0
    for _n in range(limit):
        found, group = take_group(now=clock())
        if not found:
            break
        if group is not None and _send_group(group, clock=clock):
            sent += 1
    return sent


@transaction.atomic
def take_group(*, now: dt.datetime) -> tuple[bool, Group | None]:
    """The next group that is due, claimed: nobody else takes it before its next try.

    Returns whether one was found, and the group, which is None where it has to wait or is too old.
    """
    with connection.cursor() as cursor:
        cursor.execute(_HEAD, {"now": now})
        row = cursor.fetchone()
    if row is None:
        return False, None
    head = Delivery.objects.get(pk=row[0])
    alike: dict[str, Any] = {
        name: getattr(head, name) for name in ("user_id", "kind", "about", "channel", "browser_id", "robot_id")
    }
    same = Delivery.objects.filter(**alike)
    due = same.filter(state=Delivery.State.WAITING, due_at__lte=now)
    kind = kind_of(head.kind)
    if kind is None:
        due.update(state=Delivery.State.SKIPPED)
        return True, None
    if due.filter(created_at__lte=now - kind.expires).update(state=Delivery.State.FAILED):
        return True, None
    later = now if kind.urgent else _not_before(head, same, now)
    if later > now:
        due.update(due_at=later)
        return True, None
    rows = list(due.select_related("notice", "browser", "robot").order_by("pk")[:GROUP_LIMIT])
    for delivery in rows:
        delivery.tries += 1
        delivery.due_at = now + pause_after(delivery.tries)
    Delivery.objects.bulk_update(rows, ["tries", "due_at"])
    return True, Group(rows)


def _not_before(head: Delivery, same: QuerySet[Delivery], now: dt.datetime) -> dt.datetime:
    """When the group may go: after quiet hours, and ten minutes after the message before it."""
    chosen = NoticeSettings.objects.filter(user_id=head.user_id).first() or NoticeSettings()
    later = after_quiet(chosen, now)
    if head.tries:
        return later
    # One that is on its way, or waits to be tried again: what is new joins it.
    ahead = same.filter(state=Delivery.State.WAITING, tries__gt=0, due_at__gt=now).order_by("due_at").first()
    if ahead is not None:
        return max(later, min(ahead.due_at, now + GROUPED_WITHIN))
    before = same.filter(sent_at__gt=now - GROUPED_WITHIN).order_by("-sent_at").first()
    return later if before is None or before.sent_at is None else max(later, before.sent_at + GROUPED_WITHIN)


def _send_group(group: Group, *, clock: Callable[[], dt.datetime]) -> bool:
    """Sends a claimed group and notes what came of it; True where it went out."""
    kind = kind_of(group.first.kind)
    user = User.objects.get(pk=group.first.user_id)
    rows = _still_to_be_said(group.rows, user)
    said = {row.pk for row in rows}
    gone = [row.pk for row in group.rows if row.pk not in said]
    Delivery.objects.filter(pk__in=gone).update(state=Delivery.State.SKIPPED)
    if not rows or kind is None:
        return False
    try:
        with translation.override(user.language or settings.LANGUAGE_CODE):
            _send(kind, user, rows, now=clock())
    except NotSent as refusal:
        _note_refusal(kind, rows, refusal, now=clock())
        return False
    except Exception:
        # A message that breaks its template stays in the outbox, and must not keep the others back.
        logger.exception("Delivery %s could not be sent", rows[0].pk)
        Delivery.objects.filter(pk__in=said).update(error="refused")
        return False
    Delivery.objects.filter(pk__in=said, state=Delivery.State.WAITING).update(
        state=Delivery.State.SENT, sent_at=clock(), error=""
    )
    if rows[0].robot_id:
        Robot.objects.filter(pk=rows[0].robot_id).exclude(error="").update(error="")
    return True


def _still_to_be_said(rows: Sequence[Delivery], user: User) -> list[Delivery]:
    """Those that were not read meanwhile, and that the person may still be told."""
    kind = kind_of(rows[0].kind)
    if not user.is_active or kind is None:
        return []
    about = rows[0].about
    if about is not None and kind.still is not None and about not in kind.still(user, {about}):
        return []
    return [row for row in rows if row.notice.read_at is None and row.notice.done_at is None]


def _send(kind: Kind, user: User, rows: list[Delivery], *, now: dt.datetime) -> None:
    first = rows[0]
    amounts = not user.hide_amounts and (first.robot is None or first.robot.names_amounts)
    message = compose(kind, [row.notice for row in rows], amounts=amounts, now=now)
    if first.channel == Channel.EMAIL:
        (email if user.email else sms).send(user, message)
    elif first.browser is not None:
        push.send(first.browser, message, urgent=kind.urgent)
    elif first.robot is not None:
        robots.send(first.robot, message, seconds=int(now.timestamp()))


def compose(kind: Kind, notices: Sequence[Notice], *, amounts: bool, now: dt.datetime) -> Message:
    """One message of one or more notices of a kind, in the language that is active."""
    lines = [sentence_of(kind, notice.facts, amounts=amounts) for notice in notices[:LINES_SHOWN]]
    more = len(notices) - len(lines)
    if more:
        lines.append(ngettext("and %(n)d more", "and %(n)d more", more) % {"n": more})
    first = notices[0]
    return Message(
        kind=kind.key,
        title=str(kind.title),
        lines=lines,
        path=reverse("accounts:notice-open", args=[first.public_id])
        if len(notices) == 1
        else reverse("accounts:notice-list"),
        tag=first.public_id,
        seconds_left=int((first.created_at + kind.expires - now).total_seconds()),
    )


def _note_refusal(kind: Kind, rows: list[Delivery], refusal: NotSent, *, now: dt.datetime) -> None:
    ids = [row.pk for row in rows]
    first = rows[0]
    if refusal.gone and first.browser is not None:
        # Its deliveries go with it.
        first.browser.delete()
        return
    over = not refusal.again or first.due_at >= first.created_at + kind.expires
    Delivery.objects.filter(pk__in=ids).update(
        state=Delivery.State.FAILED if over else Delivery.State.WAITING, error=refusal.code
    )
    if first.robot_id:
        Robot.objects.filter(pk=first.robot_id).update(error=refusal.code)


def forget_old(*, now: dt.datetime) -> int:
    """Removes notices of half a year ago, and what is known of messages of a month ago; returns how many rows."""
    gone = 0
    old = Delivery.objects.filter(created_at__lt=now - DELIVERIES_KEPT).exclude(state=Delivery.State.WAITING)
    for rows in (old, Notice.objects.filter(created_at__lt=now - NOTICES_KEPT)):
        while ids := list(rows.values_list("pk", flat=True)[:_PURGED_AT_ONCE]):
            gone += rows.model.objects.filter(pk__in=ids).delete()[0]
    return gone
