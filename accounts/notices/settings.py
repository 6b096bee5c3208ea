"""How a person wants to be told: which kinds by which channels, and when not."""

import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from accounts.models import Channel, NoticeSettings, User
from accounts.notices.kinds import kind_of


def settings_of(user: User) -> NoticeSettings:
    """The person's settings; as they are by default, and not kept, where there are none."""
    return NoticeSettings.objects.filter(user=user).first() or NoticeSettings(user=user)


@transaction.atomic
def settings_to_change(user: User) -> NoticeSettings:
    """The person's settings, locked; made where there are none. To be called in the transaction that changes them."""
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
    row = settings_to_change(user)
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
