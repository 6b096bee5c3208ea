"""What people of the community are told: the kinds, and their sentences.

Facts that the sentences name: `who` is the name of who did it, as it was, or empty where they have none yet; `what` the
beginning of the post or comment; `n` how many did the same. `about` is the public id of that person's profile: whoever
keeps somebody away is neither shown nor sent what was told of that person, also what was told before.
"""

from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from accounts.models import Channel
from accounts.notices import Facts, Kind, register
from community.queries.people import still_told_of

_NEAR = frozenset({Channel.PAGE, Channel.PUSH, Channel.ROBOT})


def _gathered(said: Callable[[int], str]) -> Callable[[Facts, bool], str]:
    """A sentence of the latest who did something, and of how many others did it before."""

    def sentence(facts: Facts, amounts: bool) -> str:
        others = int(facts["n"]) - 1
        return said(others) % {**facts, "who": facts["who"] or _("Somebody"), "others": others}

    return sentence


def _liked(others: int) -> str:
    if not others:
        return _("%(who)s liked “%(what)s”.")
    return ngettext(
        "%(who)s and %(others)d other person liked “%(what)s”.",
        "%(who)s and %(others)d other people liked “%(what)s”.",
        others,
    )


def _thanked(others: int) -> str:
    if not others:
        return _("%(who)s thanks you for “%(what)s”.")
    return ngettext(
        "%(who)s and %(others)d other person thank you for “%(what)s”.",
        "%(who)s and %(others)d other people thank you for “%(what)s”.",
        others,
    )


def _followed(others: int) -> str:
    if not others:
        return _("%(who)s follows you.")
    return ngettext(
        "%(who)s and %(others)d other person follow you.",
        "%(who)s and %(others)d other people follow you.",
        others,
    )


def register_kinds() -> None:
    for kind in (
        Kind(
            "follow_up",
            lazy("Still worth it?"),
            lazy("You have had “%(what)s” for a year. Is it still worth it?"),
            help=lazy("Asked once of each thing that you shared."),
            icon="calendar-time",
        ),
        Kind(
            "post_mention",
            lazy("Mentions in the community"),
            lazy("%(who)s mentioned you in “%(what)s”."),
            help=lazy("Somebody writes your name in a post or a comment."),
            icon="at",
            channels=_NEAR,
            still=still_told_of,
        ),
        Kind(
            "post_comment",
            lazy("Comments on my posts"),
            lazy("%(who)s commented on “%(what)s”."),
            icon="message",
            still=still_told_of,
        ),
        Kind(
            "post_reply",
            lazy("Answers to my comments"),
            lazy("%(who)s answered your comment on “%(what)s”."),
            icon="message-reply",
            channels=_NEAR,
            still=still_told_of,
        ),
        Kind(
            "post_accepted",
            lazy("My answer was accepted"),
            lazy("%(who)s accepted your answer to “%(what)s”."),
            icon="circle-check",
            channels=_NEAR,
            still=still_told_of,
        ),
        Kind(
            "follower",
            lazy("New followers"),
            _gathered(_followed),
            help=lazy("All that come before you look are one notice."),
            icon="user-plus",
            still=still_told_of,
        ),
        Kind(
            "post_thanks",
            lazy("Thanks"),
            _gathered(_thanked),
            help=lazy("All that come before you look are one notice."),
            icon="heart-handshake",
            still=still_told_of,
        ),
        Kind(
            "post_like",
            lazy("Likes"),
            _gathered(_liked),
            help=lazy("All that come before you look are one notice."),
            icon="thumb-up",
            still=still_told_of,
        ),
    ):
        register(kind)
