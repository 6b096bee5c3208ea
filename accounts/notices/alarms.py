"""What a person is told of their own account, so that a stranger in it does not stay unseen.

Facts: `user_agent` and `address` (its first parts) of where it happened, `at` an ISO instant, `what` a key of CHANGES.
"""

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from accounts.devices import read_device
from accounts.models import Channel
from accounts.notices.kinds import Facts, Kind, register

CHANGES: dict[str, Any] = {
    "password_changed": lazy("Your password was changed."),
    "password_set": lazy("Your account has a password now."),
    "phone_changed": lazy("The phone number you sign in with was changed."),
    "email_changed": lazy("The e-mail address you sign in with was changed."),
    "email_deleted": lazy("The e-mail address you signed in with was removed."),
    "two_step_on": lazy("Two-step sign-in was turned on."),
    "two_step_off": lazy("Two-step sign-in was turned off."),
    "recovery_codes": lazy("You have new recovery codes; the old ones no longer work."),
    "second_steps_removed": lazy("The operator removed your passkeys and two-step sign-in."),
    "passkey_added": lazy("A passkey was added to your account."),
    "passkey_removed": lazy("A passkey was removed from your account."),
}
_CHANNELS = frozenset({Channel.PAGE, Channel.EMAIL})


def register_kinds() -> None:
    """Called once, when the app is ready. Both go out at once, whatever the hour."""
    register(
        Kind(
            "new_device",
            lazy("Sign-in with a new device"),
            new_device_sentence,
            help=lazy("Somebody signs in as you with a browser that you never used here."),
            icon="device-desktop-question",
            channels=_CHANNELS,
            shelf=True,
            asks=True,
            urgent=True,
        )
    )
    register(
        Kind(
            "security",
            lazy("Changes to signing in"),
            change_sentence,
            help=lazy("Your password, address, passkeys or two-step sign-in change."),
            icon="shield-lock",
            channels=_CHANNELS,
            urgent=True,
        )
    )


def new_device_sentence(facts: Facts, amounts: bool = True) -> str:
    return _("A new device signed in to your account: %(place)s. If it was not you, lock it out.") % {
        "place": place_of(facts)
    }


def change_said(what: str) -> str:
    """What was changed, in a sentence; `what` is a key of CHANGES, or one that this version does not know."""
    return str(CHANGES.get(what, lazy("Something about your signing in was changed.")))


def change_sentence(facts: Facts, amounts: bool = True) -> str:
    return _("%(change)s %(place)s. If it was not you, lock others out.") % {
        "change": change_said(str(facts["what"])),
        "place": place_of(facts),
    }


def place_of(facts: Facts) -> str:
    """Browser, system, the first parts of the address and the time, in words."""
    at = timezone.localtime(dt.datetime.fromisoformat(str(facts["at"])))
    device = str(read_device(str(facts["user_agent"]))) if facts["user_agent"] else ""
    parts = (device, str(facts["address"]), f"{date_format(at, 'SHORT_DATE_FORMAT')} {at:%H:%M}")
    return " · ".join(part for part in parts if part)
