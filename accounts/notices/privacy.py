"""What is kept of a person's notices: taken along, and forgotten when the person leaves."""

import datetime as dt
import json
from collections.abc import Mapping
from urllib.parse import urlsplit
from zipfile import ZipFile

from django.conf import settings
from django.utils import translation

from accounts.models import Browser, Notice, NoticeSettings, Robot, User
from accounts.notices.kinds import kind_of, sentence_of


def take_notices_along(user: User, archive: ZipFile, now: dt.datetime) -> None:
    """Adds what the person was told, how they want to be told, and the places that take messages, without keys."""
    with translation.override(user.language or settings.LANGUAGE_CODE):
        told = [
            {
                "told": notice.created_at.isoformat(),
                "kind": notice.kind,
                "sentence": sentence_of(kind, notice.facts) if (kind := kind_of(notice.kind)) else "",
                "read": notice.read_at.isoformat() if notice.read_at else None,
            }
            for notice in Notice.objects.filter(user=user).order_by("pk")
        ]
    chosen = NoticeSettings.objects.filter(user=user).first()
    kept = {
        "notices": told,
        "browsers": [
            {"name": browser.name, "added": browser.created_at.isoformat()}
            for browser in Browser.objects.filter(user=user).order_by("pk")
        ],
        # The address lets whoever has it write into the group, so its host must do.
        "robots": [
            {
                "service": robot.service,
                "host": urlsplit(robot.url).hostname,
                "names_amounts": robot.names_amounts,
                "added": robot.created_at.isoformat(),
            }
            for robot in Robot.objects.filter(user=user).order_by("pk")
        ],
        "settings": {
            "channels": chosen.channels,
            "time_zone": chosen.time_zone,
            "quiet_from": f"{chosen.quiet_from:%H:%M}",
            "quiet_until": f"{chosen.quiet_until:%H:%M}",
            "remind_at": f"{chosen.remind_at:%H:%M}" if chosen.remind_at else None,
        }
        if chosen
        else None,
    }
    if any(kept.values()):
        archive.writestr("notices.json", json.dumps(kept, ensure_ascii=False, indent=2))


def forget_notices(user: User, choices: Mapping[str, str]) -> None:
    """Removes all that a person was told, and every place that took messages."""
    for model in (Notice, Browser, Robot, NoticeSettings):
        model._default_manager.filter(user=user).delete()
