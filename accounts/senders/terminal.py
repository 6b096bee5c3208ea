"""For development: codes are written to the terminal, and kept for some minutes where staff can read them."""

import sys
from dataclasses import dataclass

from django.core.cache import cache
from django.utils import timezone

from accounts.senders import Channel, Message

# A ring of slots in the cache, filled by an atomic counter: two codes at once never overwrite each other.
SLOTS = 50
COUNTER = "accounts:codes:count"
SLOT = "accounts:codes:{}"
KEPT_SECONDS = 15 * 60


@dataclass(frozen=True, slots=True)
class RecentCode:
    sent_at: str
    recipient: str
    purpose: str
    code: str


class TerminalSender:
    def reaches(self, channel: Channel) -> bool:
        return True

    def send(self, message: Message) -> None:
        sys.stdout.write(f"\n[{message.channel}] {message.recipient}: {message.text}\n\n")
        sys.stdout.flush()
        cache.add(COUNTER, 0, timeout=None)
        slot = cache.incr(COUNTER) % SLOTS
        entry = {
            "sent_at": timezone.now().isoformat(),
            "recipient": message.recipient,
            "purpose": message.purpose,
            "code": message.code,
        }
        cache.set(SLOT.format(slot), entry, timeout=KEPT_SECONDS)


def recent_codes() -> list[RecentCode]:
    """The codes of the last fifteen minutes, newest first, at most fifty."""
    found = cache.get_many([SLOT.format(number) for number in range(SLOTS)])
    codes = [RecentCode(**entry) for entry in found.values()]
    return sorted(codes, key=lambda code: code.sent_at, reverse=True)
