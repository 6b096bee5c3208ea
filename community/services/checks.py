"""What somebody is about to say in public, looked at before it is: it passes, waits for staff, or is refused.

`check` is all that those who publish need:

    verdict = check(author, text, photos)
    if verdict.action == "refuse": raise ... with verdict.reasons
    state = "held" if verdict.action == "hold" else "published"
    body = verdict.masked(body)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from community.rules.links import links_in, sells_credit
from community.rules.word_list import WORDS
from community.rules.words import HOLD, MASK, REFUSE, Word, find_words, masked

Action = Literal["pass", "hold", "refuse"]
_WORSE: tuple[Action, ...] = ("pass", "hold", "refuse")


class Picture(Protocol):
    """What is looked at of a photo: its perceptual hash, 64 bits as PostgreSQL keeps them (signed)."""

    dhash: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of it, and why, as sentences for its author in the language that is active when they are read."""

    action: Action
    reasons: tuple[Any, ...] = ()
    words: tuple[Word, ...] = ()

    def masked(self, text: str) -> str:
        """The text as it may be shown: a star for each character of words that are masked."""
        return masked(text, self.words)


def check(author: User, text: str, photos: Sequence[Picture] = ()) -> Verdict:
    """Looks at a text (title, body and items in one, line by line) and its photos. Writes nothing."""
    action: Action = "pass"
    reasons: list[Any] = []
    hits = find_words(WORDS, text)
    actions = {hit.word.action for hit in hits}
    if REFUSE in actions:
        action = "refuse"
        reasons.append(_("It offers what touts offer. Loans, cards and “quick money” have no place here."))
    elif HOLD in actions:
        action = "hold"
        reasons.append(_("It has words that touts use, so somebody of us reads it first."))
    if any(sells_credit(link) for link in links_in(text)):
        action = "refuse"
        reasons.append(_("It links to credit. Take the link out: no loans, cards or instalments are advertised here."))
    return Verdict(action, tuple(reasons), tuple({hit.word for hit in hits if hit.word.action == MASK}))


def worst(actions: Iterable[Action]) -> Action:
    """The strictest of several; to pass where there is none."""
    return max(actions, key=_WORSE.index, default="pass")
