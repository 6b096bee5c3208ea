"""The calendar that a person's phone fetches: days that the apps above this one know of, as iCalendar (RFC 5545)."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Channel, NoticeSettings, User
from accounts.notices.kinds import channels_of, kind_of
from accounts.notices.settings import settings_to_change

if TYPE_CHECKING:
    from icalendar import Event

REFRESH = dt.timedelta(hours=6)
_signer = signing.Signer(salt="accounts.calendar", sep=".")


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """Something on a day. `uid` stays the same for the same thing on the same day; `path` is the page to open."""

    uid: str
    day: dt.date
    title: str
    path: str


Source = Callable[[User, dt.datetime], Iterable[CalendarDay]]

# By the kind of notice that the days are about.
_sources: dict[str, Source] = {}


def register_calendar(kind: str, source: Source) -> None:
    """Adds days about a kind of notice; a second source of one kind is a programmer's error."""
    if kind in _sources:
        raise ValueError(f"A calendar of {kind} is registered already.")
    _sources[kind] = source


def calendar_of(user: User, *, now: dt.datetime) -> bytes:
    """The person's calendar, in the language that is active: of each kind that has the calendar switched on."""
    # Takes long to load, and most processes never write a calendar.
    from icalendar import Calendar

    chosen = NoticeSettings.objects.filter(user=user).first()
    calendar = Calendar()
    calendar.add("prodid", "-//Changji//changji//")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", _("Changji"))
    calendar.add("name", _("Changji"))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for key, source in _sources.items():
        kind = kind_of(key)
        if kind is None or Channel.CALENDAR not in channels_of(kind, chosen):
            continue
        for each in source(user, now):
            calendar.add_component(_event(each, now))
    return calendar.to_ical()


def _event(each: CalendarDay, now: dt.datetime) -> Event:
    from icalendar import Event

    event = Event()
    event.add("uid", f"{each.uid}@{settings.SITE_HOST}")
    event.add("dtstamp", now.astimezone(dt.UTC))
    event.add("dtstart", each.day)
    event.add("dtend", each.day + dt.timedelta(days=1))
    event.add("summary", each.title)
    event.add("url", settings.SITE_URL + each.path)
    # A payment takes no time of the day.
    event.add("transp", "TRANSPARENT")
    return event


@transaction.atomic
def open_calendar(user: User) -> NoticeSettings:
    """Makes an address for the person's calendar; one that there was is void from now on."""
    row = settings_to_change(user)
    row.calendar_id = uuid.uuid4()
    row.save(update_fields=["calendar_id"])
    return row


def close_calendar(user: User) -> None:
    """Makes the address of the person's calendar void."""
    NoticeSettings.objects.filter(user=user).update(calendar_id=None)


def calendar_token(row: NoticeSettings) -> str:
    """What stands in the address of a calendar: its id, signed, so that the database alone does not tell it."""
    return _signer.sign(row.calendar_id.hex) if row.calendar_id else ""


def calendar_owner(token: str) -> User | None:
    """Whose calendar an address names; None for one that we did not make, or that is void."""
    try:
        calendar_id = uuid.UUID(hex=_signer.unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    found = NoticeSettings.objects.filter(calendar_id=calendar_id, user__is_active=True).select_related("user").first()
    return found.user if found else None
