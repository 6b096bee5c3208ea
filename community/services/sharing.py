"""分享这件: from an entry of a book to a draft. Only name and price come along, and nothing leads back to the book."""

import datetime as dt

from accounts.models import User
from community.models import Post
from community.services.posts import begin
from ledger.models import Entry, EntryKind, Member
from ledger.templatetags.ledger_format import plain_amount


def shareable(entry: Entry) -> bool:
    """Money that was paid for something."""
    return entry.kind == EntryKind.EXPENSE and entry.deleted_at is None


def share_entry(user: User, member: Member, entry: Entry, *, at: dt.datetime) -> Post:
    """Opens a draft with one thing: the name by the entry's note, else empty, and its price and month.

    The note is what the member wrote to themselves, so it is a draft, which they read before they publish it. No
    merchant, no account and no name of a person is taken. Raises NotVerified, NameMissing.
    """
    amount_minor, currency = entry.amount_minor, entry.account.currency
    item = {
        "name": entry.note.strip()[:60],
        "price": plain_amount(amount_minor, currency),
        "currency": currency,
        "month": f"{entry.date:%Y-%m}",
    }
    return begin(user, kind=Post.Kind.SHARE, at=at, form={"items": [item]})
