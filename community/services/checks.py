"""What somebody is about to say in public, looked at before it is: it passes, waits for staff, or is refused.

`check` is all that those who publish need:

    verdict = check(author, text, photos, at=now)
    if verdict.action == "refuse": raise ... with verdict.reasons
    state = "held" if verdict.action == "hold" else "published"
    body = verdict.masked(body)

What looks is named in the settings: `COMMUNITY_TEXT_CHECKS` and `COMMUNITY_PHOTO_CHECKS` hold dotted paths of callables
that take a `Said` and give `Finding`s; docs/moderation.md says how to add one, such as a provider's. One that can't
answer raises CheckUnavailable, and what it should have looked at waits for staff.
"""

import datetime as dt
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from community.errors import Suspended
from community.queries.trust import trust_level
from community.rules.trust import Level
from community.rules.words import Word, masked
from community.services.limits import require_not_suspended

logger = logging.getLogger(__name__)

Action = Literal["pass", "hold", "refuse"]
_WORSE: tuple[Action, ...] = ("pass", "hold", "refuse")


class Picture(Protocol):
    """What is looked at of a photo: its perceptual hash, 64 bits as PostgreSQL keeps them (signed), and its file."""

    dhash: int
    file: Any


class CheckUnavailable(Exception):
    """A check could not look, because what it asks did not answer."""


@dataclass(frozen=True)
class Said:
    """What a check looks at: who says it, the whole text line by line, the photos, and when."""

    author: User
    text: str
    photos: Sequence[Picture]
    at: dt.datetime

    @cached_property
    def level(self) -> Level:
        """How far the author is trusted; asked of the database when a check wants to know."""
        return trust_level(self.author, at=self.at)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. `code` tells staff (`word:代做`), `reason` is a sentence for the author; `masks` are words
    to be shown as stars, which is no reason to hold anything.
    """

    action: Action
    code: str
    reason: Any = ""
    masks: tuple[Word, ...] = ()


Check = Callable[[Said], Iterable[Finding]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of it, and why, as sentences for its author in the language that is active when they are read.

    `codes` say to staff what was found.
    """

    action: Action
    reasons: tuple[Any, ...] = ()
    codes: tuple[str, ...] = ()
    words: tuple[Word, ...] = ()

    def masked(self, text: str) -> str:
        """The text as it may be shown: a star for each character of words that are masked."""
        return masked(text, self.words)


def check(author: User, text: str, photos: Sequence[Picture] = (), *, at: dt.datetime) -> Verdict:
    """Looks at a text (title, body and items in one, line by line) and its photos. Writes nothing.

    Whoever is suspended is refused.
    """
    try:
        require_not_suspended(author, at=at)
    except Suspended as refusal:
        return Verdict("refuse", (str(refusal),), ("suspended",))
    asked = Said(author, text, photos, at)
    paths = [*settings.COMMUNITY_TEXT_CHECKS, *(settings.COMMUNITY_PHOTO_CHECKS if photos else [])]
    findings = [finding for path in paths for finding in _look(path, asked)]
    action: Action = max((finding.action for finding in findings), key=_WORSE.index, default="pass")
    # What made it wait is no help to somebody whose text is refused.
    telling = [finding for finding in findings if finding.action == action != "pass"]
    return Verdict(
        action,
        tuple(dict.fromkeys(finding.reason for finding in telling if finding.reason)),
        tuple(dict.fromkeys(finding.code for finding in findings if finding.action != "pass")),
        tuple(dict.fromkeys(word for finding in findings for word in finding.masks)),
    )


def _look(path: str, said: Said) -> list[Finding]:
    looks: Check = import_string(path)
    try:
        return list(looks(said))
    except CheckUnavailable:
        logger.exception("The check %s did not answer", path)
        reason = _("It could not be looked at by our program, so somebody of us reads it first.")
        return [Finding("hold", f"unavailable:{path.rsplit('.', 1)[-1]}", reason)]
