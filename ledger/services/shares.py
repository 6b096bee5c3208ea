"""What people bear of entries: rows that follow from what an entry says of how it is shared.

`Entry.split` is the word (`ledger.rules.shares.Split.as_json`): a column of the entry, so it has a history and is
edited, compared and taken back like any other. `Share` is what follows from it. Whoever writes here holds the locks of
the entries' books.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from ledger.directory import directory_of
from ledger.models import Book, Entry, EntryKind, Share
from ledger.rules.money import to_major
from ledger.rules.shares import Split, SplitWrong

SHARED_KINDS = (EntryKind.EXPENSE, EntryKind.INCOME, EntryKind.REFUND)


def split_refusal(kept: Any, *, kind: str, amount_minor: int, currency: str, book: Book) -> str:
    """Why an entry can't be shared so, in a sentence; "" where it can."""
    if kind not in SHARED_KINDS:
        return _("Money that only moves between accounts is not shared.")
    try:
        split = Split.read(kept)
        split.check(amount_minor)
    except SplitWrong as wrong:
        return _sentence(wrong, currency)
    if not set(split.people) <= directory_of(book).people.keys():
        return _("This belongs to another book.")
    return ""


def _sentence(wrong: SplitWrong, currency: str) -> str:
    if wrong.code == "not_the_amount":
        off = f"{to_major(abs(wrong.off_minor), currency):f}"
        if wrong.off_minor > 0:
            return _("The shares are %(amount)s less than the amount.") % {"amount": off}
        return _("The shares are %(amount)s more than the amount.") % {"amount": off}
    return {
        "nobody": _("Choose who shares this."),
        "negative": _("A share can't be less than nothing."),
        "not_whole": _("The percents must be 100 together."),
        "item": _("Say of each item who had it."),
    }.get(wrong.code, _("Say how this is shared."))


def fitted_split(kept: Any, amount_minor: int) -> Any:
    """What an entry says of how it is shared, said of another amount."""
    return None if kept is None else Split.read(kept).fitted(amount_minor).as_json()


def write_shares(entries: Iterable[Entry]) -> None:
    """Writes what people bear of each of these entries in place of what they bore. Two statements."""
    rows = list(entries)
    forget_shares({row.book_id for row in rows}, [row.pk for row in rows])
    Share.objects.bulk_create(share for row in rows for share in _shares_of(row))


def forget_shares(book_ids: Collection[int], entry_ids: Collection[int]) -> None:
    Share.objects.filter(book_id__in=book_ids, entry_id__in=entry_ids).delete()


def share_anew(book_ids: Collection[int], entries: QuerySet[Entry]) -> None:
    """`write_shares` for entries that were changed by a statement; they lie, or lay, in one of these books."""
    found = list(entries)
    forget_shares(book_ids, [row.pk for row in found])
    write_shares(row for row in found if row.split is not None)


def _shares_of(entry: Entry) -> list[Share]:
    if entry.split is None:
        return []
    split = Split.read(entry.split)
    # Whose turn it is to bear an odd unit follows from the entry alone, and is another's with the next entry.
    turn = entry.client_id.int
    base = split.shares_of(entry.base_amount_minor, turn=turn)
    return [
        Share(
            book_id=entry.book_id,
            entry_id=entry.pk,
            member_id=person,
            amount_minor=amount_minor,
            base_amount_minor=base[person],
        )
        for person, amount_minor in split.shares_of(entry.amount_minor, turn=turn).items()
    ]
