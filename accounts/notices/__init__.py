"""Notices: what people are told, and how it reaches them. docs/notices.md tells how it all goes.

`kinds` is what can be told, `telling` writes it, `outbox` sends it by the `outlets`, `board` reads it for the pages;
`settings`, `places` and `calendars` are how a person wants to be told. What other apps need stands here.
"""

from accounts.notices.kinds import Facts, Kind, Sentence, kind_of, register, sentence_of
from accounts.notices.telling import (
    GROWS_FOR,
    Told,
    forget_about,
    notices_done,
    notify,
    notify_each,
    notify_less,
    notify_more,
)

__all__ = [
    "GROWS_FOR",
    "Facts",
    "Kind",
    "Sentence",
    "Told",
    "forget_about",
    "kind_of",
    "notices_done",
    "notify",
    "notify_each",
    "notify_less",
    "notify_more",
    "register",
    "sentence_of",
]
