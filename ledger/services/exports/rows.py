"""What stands in the rows of an export, the same whatever it is written as."""

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.db import models
from django.utils import translation

from ledger.directory import Directory, directory_of
from ledger.importers.changji_csv import COLUMNS, KINDS, LANGUAGES
from ledger.models import Claim, Entry, Member
from ledger.queries.entries import EntryFilter
from ledger.queries.shares import shares_in_words
from ledger.visibility import hides_entries, visible_entries

# Is told now and then how many rows are written.
Progress = Callable[[int], object]

_CHUNK_ROWS = 2_000
# What an export needs of an entry. Plain values: to make an Entry of each row takes most of the time.
_FIELDS = (
    "client_id",
    "date",
    "time",
    "kind",
    "amount_minor",
    "to_amount_minor",
    "from_account_id",
    "to_account_id",
    "category_id",
    "merchant__name",
    "member_id",
    "paid_by_id",
    "project_id",
    "tags",
    "note",
    "claim",
    "recorded_by_id",
    "split",
)


def entries_of(member: Member, narrowed: EntryFilter) -> models.QuerySet[Entry]:
    """The entries that an export of this member holds, in the order of their days."""
    return narrowed.apply(visible_entries(member)).order_by("date", "id")


class Rows:
    """The rows of an export in the language that is active, each a list in the order of COLUMNS.

    Words are strings, amounts (minor units, currency), days and times what they are, and what an entry has not got is
    None.
    """

    def __init__(self, member: Member) -> None:
        self.language = LANGUAGES.index("zh" if translation.get_language().startswith("zh") else "en")
        self.heading = [words[self.language] for words in COLUMNS.values()]
        self._book: Directory = directory_of(member.book)
        self._people = {pk: row.name for pk, row in self._book.people.items()}
        self._shown = self._book.handed_out()
        self._claims = {value: str(label) for value, label in Claim.choices if value}
        # Which expense a refund gives back is another one's entry, perhaps.
        self._refund_of = () if hides_entries(member) else ("refund_of__client_id",)

    def of(self, entries: models.QuerySet[Entry], progress: Progress) -> Iterator[list[Any]]:
        values = entries.values_list(*_FIELDS, *self._refund_of)
        for done, row in enumerate(values.iterator(chunk_size=_CHUNK_ROWS), 1):
            yield self._row(*row)
            if done % _CHUNK_ROWS == 0:
                progress(done)

    def _row(
        self,
        client_id: UUID,
        date: dt.date,
        time: dt.time | None,
        kind: str,
        amount_minor: int,
        to_amount_minor: int | None,
        from_id: int | None,
        to_id: int | None,
        category_id: int | None,
        merchant: str | None,
        member_id: int | None,
        paid_by_id: int | None,
        project_id: int | None,
        tags: list[int],
        note: str,
        claim: str,
        recorded_by_id: int,
        split: dict[str, Any] | None,
        refund_of: UUID | None = None,
    ) -> list[Any]:
        book, people = self._book, self._people
        own, other = book.account(from_id), book.account(to_id)
        if kind == "adjustment":
            kind = "lowered" if own else "raised"
        elif kind == "refund" and own is not None:
            kind = "given_back"
        if kind != "transfer":
            own, other = own or other, None
        assert own is not None  # ledger_entry_kind_shape
        category = book.categories.get(category_id or 0)
        top = category.parent if category and category.parent else category
        project = book.projects.get(project_id or 0)
        changed = other is not None and to_amount_minor is not None
        return [
            str(client_id),
            date,
            time,
            KINDS[kind][self.language],
            (amount_minor, own.currency),
            own.currency,
            own.name,
            other.name if other else None,
            (to_amount_minor, other.currency) if other and changed else None,
            other.currency if other and changed else None,
            top.name if top else None,
            category.name if category and category is not top else None,
            merchant,
            people.get(member_id or 0),
            people.get(paid_by_id or 0),
            project.name if project else None,
            " ".join(book.tags[pk].name for pk in tags if pk in book.tags) or None,
            note or None,
            self._claims.get(claim),
            str(refund_of) if refund_of else None,
            people.get(recorded_by_id),
            shares_in_words(self._shown, split) or None,
        ]
