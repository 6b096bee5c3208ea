"""How notices leave the building: one module a channel, each with a `send` that raises `NotSent`."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Message:
    """What goes to one place, in the language that is active.

    `lines` is a sentence for each notice; `path` the page that opens; `tag` names the message: where a place shows a
    second one of the same tag, it replaces the first. `kind` is the key of the notices' kind.
    """

    kind: str
    title: str
    lines: list[str]
    path: str
    tag: UUID
    seconds_left: int = 24 * 3600
    more: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def url(self) -> str:
        return settings.SITE_URL + self.path


# What a place may answer, in words that say what to do; the codes are kept with a delivery and a robot.
SAID = {
    "unreachable": _("The other side did not answer. We keep trying."),
    "too_fast": _("Too many messages in a short time. We try again later."),
    "unknown_address": _("This address is not known there any more. Copy it anew from the robot's page."),
    "wrong_signature": _("The signing secret does not fit. Copy it anew from the robot's page."),
    "keyword_missing": _(
        "The robot wants a certain word in each message. Set it to sign instead, or to the word “Changji”."
    ),
    "not_from_here": _("The robot does not take messages from this server. Take the restriction of addresses off."),
    "gone": _("The browser has withdrawn its permission."),
    "refused": _("The other side did not take the message."),
    "no_address": _("There is no address to send to."),
}


class NotSent(Exception):
    """A place did not take a message: why, as a key of `SAID`; whether to try `again`; whether the place is `gone`."""

    def __init__(self, code: str, *, again: bool = False, gone: bool = False) -> None:
        self.code, self.again, self.gone = code, again, gone
        super().__init__(code)


def origin_of(url: str) -> str:
    """Scheme and host, with the port where it is said: what the operator's list of NOTICE_ORIGINS names."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}".lower()


def named_by_operator(url: str) -> bool:
    return origin_of(url) in settings.NOTICE_ORIGINS
