"""How a person wants to be told: every write of their settings, browsers, robots and calendar, and what they read."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.errors import InvalidInput, TooManyPlaces
from accounts.ids import uuid7
from accounts.models import Browser, Channel, Notice, NoticeSettings, Robot, User
from accounts.notices import kind_of
from accounts.outlets import Message, NotSent, push, robots

PLACES_LIMIT = 10
_calendar_signer = signing.Signer(salt="accounts.calendar", sep=".")


def notice_settings(user: User) -> NoticeSettings:
    """The person's settings; as they are by default, and not kept, where there are none."""
    return NoticeSettings.objects.filter(user=user).first() or NoticeSettings(user=user)


@transaction.atomic
def _settings_to_change(user: User) -> NoticeSettings:
    NoticeSettings.objects.get_or_create(user=user)
    return NoticeSettings.objects.select_for_update().get(user=user)


@transaction.atomic
def change_notice_settings(
    user: User, *, at: dt.datetime, channels: Mapping[str, Collection[str]] | None = None, **hours: Any
) -> NoticeSettings:
    """Changes which kinds go by which channels, and the hours; what is not named stays.

    What is as by default is not kept, so that a default that changes later reaches whoever never chose. Kinds and
    channels that there are not are left out. `hours` are quiet_from, quiet_until, time_zone and remind_at.
    """
    row = _settings_to_change(user)
    for key, chosen in (channels or {}).items():
        kind = kind_of(key)
        if kind is None:
            continue
        wanted = frozenset(chosen) & kind.offered
        if wanted == kind.channels & kind.offered:
            row.channels.pop(key, None)
        else:
            row.channels[key] = sorted(wanted)
    before = row.remind_at
    for name, value in hours.items():
        setattr(row, name, value)
    if row.remind_at is not None and row.remind_at != before:
        # A time that has passed is meant for tomorrow.
        local = at.astimezone(ZoneInfo(row.time_zone))
        row.reminded_on = local.date() if local.time() >= row.remind_at else None
    row.save()
    return row


def end_emails(user: User, *, kind: str, at: dt.datetime) -> None:
    """From now on the person gets no e-mail of this kind."""
    known = kind_of(kind)
    if known is not None:
        on = NoticeSettings.objects.filter(user=user).values_list("channels", flat=True).first() or {}
        left = frozenset(on.get(kind, known.channels)) - {Channel.EMAIL}
        change_notice_settings(user, at=at, channels={kind: left})


def read_notices(user: User, *, ids: Collection[int] | None = None, at: dt.datetime) -> None:
    """Notes that a person has seen these notices (by primary key), or all of them."""
    rows = Notice.objects.filter(user=user, read_at__isnull=True)
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    rows.update(read_at=at)


def open_notice(notice: Notice, *, at: dt.datetime) -> None:
    """Notes that a person went where a notice leads: it waits for nothing any more."""
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=at)
    Notice.objects.filter(pk=notice.pk, done_at__isnull=True).update(done_at=at)


@transaction.atomic
def add_browser(user: User, *, endpoint: str, p256dh: str, auth: str, name: str, at: dt.datetime) -> Browser:
    """Has a browser show notices. One that somebody else signed in with before is this person's from now on.

    Raises InvalidInput for an address that no push service has; TooManyPlaces at the eleventh.
    """
    if not push.is_push_service(endpoint):
        raise InvalidInput(_("This browser's push service is not known here."))
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    Browser.objects.filter(endpoint=endpoint).exclude(user=user).delete()
    if Browser.objects.filter(user=user).exclude(endpoint=endpoint).count() >= PLACES_LIMIT:
        raise TooManyPlaces(limit=PLACES_LIMIT)
    browser, _made = Browser.objects.update_or_create(
        endpoint=endpoint,
        defaults={"user": user, "p256dh": p256dh, "auth": auth, "name": name[:60]},
        create_defaults={
            "user": user,
            "p256dh": p256dh,
            "auth": auth,
            "name": name[:60],
            "created_at": at,
        },
    )
    return browser


def remove_browser(browser: Browser) -> None:
    browser.delete()


@transaction.atomic
def add_robot(user: User, *, service: str, url: str, secret: str, names_amounts: bool, at: dt.datetime) -> Robot:
    """Keeps the address of a robot. Raises InvalidInput for one that is not the service's; TooManyPlaces."""
    known = robots.SERVICES.get(service)
    if known is None or not known.takes(url):
        raise InvalidInput(
            fields={"url": [_("This is no address of this service. Copy it whole from the robot's page.")]}
        )
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    if Robot.objects.filter(user=user, url=url).exists():
        raise InvalidInput(fields={"url": [_("You have this robot already.")]})
    if Robot.objects.filter(user=user).count() >= PLACES_LIMIT:
        raise TooManyPlaces(limit=PLACES_LIMIT)
    return Robot.objects.create(
        user=user,
        service=service,
        url=url,
        secret=secret if known.signs else "",
        names_amounts=names_amounts,
        created_at=at,
    )


def name_amounts(robot: Robot, *, named: bool) -> None:
    """Whether the robot's messages may name amounts."""
    robot.names_amounts = named
    robot.save(update_fields=["names_amounts"])


def remove_robot(robot: Robot) -> None:
    robot.delete()


def trial_message() -> Message:
    return Message(
        kind="",
        title=_("A trial"),
        lines=[_("It works: this is how Changji will tell you.")],
        path="/me/notices/settings/",
        tag=uuid7(),
    )


def try_robot(robot: Robot, *, at: dt.datetime) -> None:
    """Sends a word to a robot now, and keeps what came of it. Raises NotSent."""
    try:
        robots.send(robot, trial_message(), seconds=int(at.timestamp()))
    except NotSent as refusal:
        Robot.objects.filter(pk=robot.pk).update(error=refusal.code)
        raise
    Robot.objects.filter(pk=robot.pk).update(error="")


def try_browser(browser: Browser) -> None:
    """Sends a word to a browser now; one that is gone is forgotten. Raises NotSent."""
    try:
        push.send(browser, trial_message(), urgent=True)
    except NotSent as refusal:
        if refusal.gone:
            browser.delete()
        raise


def open_calendar(user: User) -> NoticeSettings:
    """Makes an address for the person's calendar; one that there was is void from now on."""
    row = _settings_to_change(user)
    row.calendar_id = uuid.uuid4()
    row.save(update_fields=["calendar_id"])
    return row


def close_calendar(user: User) -> None:
    """Makes the address of the person's calendar void."""
    NoticeSettings.objects.filter(user=user).update(calendar_id=None)


def calendar_token(row: NoticeSettings) -> str:
    """What stands in the address of a calendar: its id, signed, so that the database alone does not tell it."""
    return _calendar_signer.sign(row.calendar_id.hex) if row.calendar_id else ""


def calendar_owner(token: str) -> User | None:
    """Whose calendar an address names; None for one that we did not make, or that is void."""
    try:
        calendar_id = uuid.UUID(hex=_calendar_signer.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    found = NoticeSettings.objects.filter(calendar_id=calendar_id, user__is_active=True).select_related("user").first()
    return found.user if found else None
