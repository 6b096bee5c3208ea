"""The one way to tell people something: `notify`; and what becomes of a notice.

A notice is a row, written in the caller's transaction together with its deliveries (the outbox), so that what happened
and what is told of it stand or fall together.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone
from psycopg.types.json import Jsonb

from accounts.ids import uuid7
from accounts.jobs import enqueue
from accounts.models import Browser, Channel, Delivery, Notice, NoticeSettings, Robot, User
from accounts.notices.hours import after_quiet
from accounts.notices.kinds import SENT, Facts, Kind, channels_of, registered_kind
from accounts.senders import code_sender

# A notice of several things alike grows for so long, or until it is read.
GROWS_FOR = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Told:
    """One notice to be written: to whom (a user's id), and what `notify` takes besides."""

    user_id: int
    key: str
    facts: Facts = field(default_factory=dict)
    path: str = ""
    about: UUID | None = None


def notify(
    kind: str,
    users: Iterable[User],
    *,
    key: str,
    facts: Facts | None = None,
    path: str = "",
    about: UUID | None = None,
    at: dt.datetime | None = None,
) -> int:
    """Tells people something, in the caller's transaction; returns to how many it was new.

    The same `kind` and `key` is told once to each person, however often this is called. `facts` go into JSON; `path` is
    the page to open; `about` the public id of the book it happened in. Nobody is told of what they did themselves: the
    caller leaves them out. Closed accounts are left out here.
    """
    told = [Told(user.pk, key, facts or {}, path, about) for user in users if user.is_active]
    return notify_each(kind, told, at=at)


def notify_each(kind: str, told: Iterable[Told], *, at: dt.datetime | None = None) -> int:
    """The same for many at once, each with its own words: five statements however many they are."""
    now = at or timezone.now()
    known = registered_kind(kind)
    # In one order for all, so that two who tell the same people wait for each other and never across.
    rows = sorted({(each.user_id, each.key): each for each in told}.values(), key=lambda row: (row.user_id, row.key))
    if not rows:
        return 0
    ids = {row.user_id for row in rows}
    chosen = {row.user_id: row for row in NoticeSettings.objects.filter(user__in=ids)}
    wanted = {pk: channels_of(known, chosen.get(pk)) for pk in ids}
    new = _write_notices(known, [row for row in rows if wanted[row.user_id]], wanted, now)
    if _write_deliveries(known, new, wanted, chosen, now):
        enqueue("accounts.send_notices")
    return len(new)


def notify_more(
    kind: str, user: User, *, key: str, facts: Facts, path: str = "", about: UUID | None = None, at: dt.datetime
) -> None:
    """Tells a person that one more did the same: one notice whose fact `n` grows until it is read, or a day is over.

    `facts` and `about` are of the latest. To be called in the transaction that writes what is counted, while it holds
    the lock of the thing that `key` names; so nobody counts beside it.
    """
    growing = _growing(kind, user, key).filter(created_at__gt=at - GROWS_FOR).first()
    if growing is None:
        notify(kind, [user], key=f"{key}/{uuid7()}", facts={**facts, "n": 1}, path=path, about=about, at=at)
        return
    growing.facts = {**facts, "n": growing.facts["n"] + 1}
    growing.about = about
    growing.save(update_fields=["facts", "about"])


def notify_less(
    kind: str, user: User, *, key: str, told_at: dt.datetime, facts: Facts | None, about: UUID | None
) -> None:
    """Takes back what `notify_more` told at an instant, as far as it was not read: somebody did it and undid it.

    `facts` and `about` are of the latest who is left; without facts nobody is, and the notice goes.
    """
    growing = _growing(kind, user, key).filter(created_at__lte=told_at).first()
    if growing is None:
        return
    if facts is None or growing.facts["n"] <= 1:
        growing.delete()
        return
    growing.facts = {**facts, "n": growing.facts["n"] - 1}
    growing.about = about
    growing.save(update_fields=["facts", "about"])


def _growing(kind: str, user: User, key: str) -> QuerySet[Notice]:
    found = Notice.objects.select_for_update().filter(user=user, kind=kind, key__startswith=f"{key}/")
    return found.filter(read_at__isnull=True).order_by("-id")


_INSERT = """
    INSERT INTO accounts_notice
      (public_id, user_id, kind, key, about, facts, path, on_page, created_at)
    SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::text[], %s::text[], %s::uuid[], %s::jsonb[], %s::text[],
                         %s::boolean[], %s::timestamptz[])
    ON CONFLICT (user_id, kind, key) DO NOTHING
    RETURNING id, user_id, about"""


def _write_notices(
    kind: Kind, rows: list[Told], wanted: Mapping[int, frozenset[str]], now: dt.datetime
) -> list[tuple[int, int, UUID | None]]:
    """Writes what is new; returns (id, user, about) of each."""
    if not rows:
        return []
    columns = zip(
        *(
            (
                uuid7(),
                row.user_id,
                kind.key,
                row.key,
                row.about,
                Jsonb(dict(row.facts)),
                row.path,
                Channel.PAGE in wanted[row.user_id],
                now,
            )
            for row in rows
        ),
        strict=True,
    )
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [list(column) for column in columns])
        return cursor.fetchall()


def _write_deliveries(
    kind: Kind,
    new: list[tuple[int, int, UUID | None]],
    wanted: Mapping[int, frozenset[str]],
    chosen: Mapping[int, NoticeSettings],
    now: dt.datetime,
) -> bool:
    """Writes where the new notices go; True where something may go at once."""
    ids = {user_id for _pk, user_id, _about in new if wanted[user_id] & SENT}
    if not ids:
        return False
    places = _places(ids, wanted, urgent=kind.urgent)
    rows = []
    for pk, user_id, about in new:
        due = now if kind.urgent else after_quiet(chosen.get(user_id) or NoticeSettings(), now)
        rows += [
            Delivery(
                notice_id=pk,
                user_id=user_id,
                kind=kind.key,
                about=about,
                channel=channel,
                browser_id=browser,
                robot_id=robot,
                created_at=now,
                due_at=due,
            )
            for channel, browser, robot in places.get(user_id, ())
        ]
    Delivery.objects.bulk_create(rows, batch_size=1000)
    return any(row.due_at <= now for row in rows)


_Place = tuple[str, int | None, int | None]


def _places(ids: set[int], wanted: Mapping[int, frozenset[str]], *, urgent: bool) -> dict[int, list[_Place]]:
    """By person, the places that take messages: channel, browser, robot."""
    found: dict[int, list[_Place]] = {pk: [] for pk in ids}
    with_address = {pk for pk in ids if Channel.EMAIL in wanted[pk]}
    # What is urgent goes as a text message to those who gave no e-mail address (`outlets.sms`).
    reached = Q(email__isnull=False)
    if urgent and code_sender().reaches("sms"):
        reached |= Q(phone_verified=True)
    for pk in User.objects.filter(reached, pk__in=with_address).values_list("pk", flat=True):
        found[pk].append((Channel.EMAIL, None, None))
    for model, channel in ((Browser, Channel.PUSH), (Robot, Channel.ROBOT)):
        with_place = {pk for pk in ids if channel in wanted[pk]}
        for pk, user_id in model.objects.filter(user__in=with_place).order_by("pk").values_list("pk", "user_id"):
            found[user_id].append((channel, pk, None) if model is Browser else (channel, None, pk))
    return found


def notices_done(kind: str, *keys: str, at: dt.datetime | None = None) -> None:
    """Nobody needs to act on these any more: an invitation was accepted, an expense approved.

    What was not sent yet is not sent.
    """
    Notice.objects.filter(kind=kind, key__in=keys, done_at__isnull=True).update(done_at=at or timezone.now())


def read_notices(user: User, public_ids: Collection[UUID] | None = None, *, at: dt.datetime) -> None:
    """Notes that a person has seen these notices, or all of them; those of others are passed over."""
    rows = Notice.objects.filter(user=user, read_at__isnull=True)
    if public_ids is not None:
        rows = rows.filter(public_id__in=public_ids)
    rows.update(read_at=at)


def open_notice(notice: Notice, *, at: dt.datetime) -> None:
    """Notes that a person went where a notice leads: it waits for nothing any more."""
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=at)
    Notice.objects.filter(pk=notice.pk, done_at__isnull=True).update(done_at=at)


def forget_about(public_id: UUID) -> None:
    """Removes what anybody was told of a thing that is erased, and what was still to be sent."""
    Notice.objects.filter(about=public_id).delete()
