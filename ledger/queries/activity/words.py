"""What was done in a book, in words of the reader's language: a sentence, and what each field was before and after."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ledger import scenarios
from ledger.directory import directory_of
from ledger.models import (
    Account,
    Approval,
    Book,
    Category,
    Claim,
    Entry,
    EntryKind,
    Member,
    Merchant,
    Project,
    Role,
    Tag,
    What,
)
from ledger.queries.activity.kinds import AT_ONCE, KIND_OF
from ledger.queries.activity.lines import Line
from ledger.queries.shares import shares_in_words
from ledger.queries.titles import entry_title

# Columns of an entry that follow from others, or that only the program reads.
SILENT = frozenset(
    {
        "base_amount_minor",
        "link_id",
        "group",
        "refund_of_id",
        "batch_id",
        "recorded_by_id",
        "veiled",
        "book_id",
        "deleted_at",
    }
)


@dataclass(frozen=True, slots=True)
class ToldField:
    """`before` and `after` are minor units of `currency` where that is given, else words; both are empty where no words
    say what changed."""

    label: str
    before: Any = ""
    after: Any = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A line as it is read."""

    line: Line
    sentence: str
    fields: list[ToldField]

    @property
    def at(self) -> dt.datetime:
        return self.line.at

    @property
    def by(self) -> Member | None:
        return self.line.by

    @property
    def import_id(self) -> UUID | None:
        """The import that the line is about, for who may open it."""
        batch = self.line.change.batch if self.line.change is not None and self.line.shows_all else None
        return batch.public_id if batch is not None else None


def told(member: Member, lines: Iterable[Line]) -> list[Told]:
    """Lines of the member's book in words. At most one query, for merchants."""
    lines = list(lines)
    names = _Names(member, lines)
    return [Told(line, _sentence(line), _fields(member.book, names, line)) for line in lines]


def _sentence(line: Line) -> str:
    if line.then is not None:
        patterns = {
            "recorded": _("Recorded “%(title)s”"),
            "edited": _("Changed “%(title)s”"),
            "deleted": _("Deleted “%(title)s”"),
            "restored": _("Restored “%(title)s”"),
        }
        return patterns[line.what] % {"title": entry_title(line.then)}
    change = line.change
    assert change is not None
    if not line.shows_all:
        return _("Changed several entries at once") if change.what.startswith("step") else str(What(change.what).label)
    sentence = str(What(change.what).label) % {"subject": change.subject or _("Everything")}
    if change.n and KIND_OF[change.what].key == AT_ONCE and change.what != What.STEP_DONE:
        counted = ngettext("%(n)d entry", "%(n)d entries", change.n) % {"n": change.n}
        return f"{sentence} · {counted}"
    return sentence


def _fields(book: Book, names: "_Names", line: Line) -> list[ToldField]:
    if line.change is None:
        return _entry_fields(book, names, line)
    if not line.shows_all or not line.change.before:
        return []
    return [
        _told_field(book, names, line.change.model, column, before, after)
        for column, (before, after) in line.fields.items()
        if column not in ("position", "icon", "color", "extra")
    ]


def _entry_fields(book: Book, names: "_Names", line: Line) -> list[ToldField]:
    """What an edit changed. Of one that changed nothing with a name, that details changed."""
    labels = _labels()
    told_fields = []
    for column, (before, after) in line.fields.items():
        if column == "extra":
            told_fields += _extra_fields(book, before or {}, after or {})
        elif column == "split":
            words = [shares_in_words(book, split) for split in (before, after)]
            told_fields.append(ToldField(_("How it is shared"), *words))
        elif column.endswith("_minor") and column not in SILENT:
            told_fields.append(ToldField(labels[column], before, after, _currency(line, column)))
        elif column not in SILENT:
            label = labels.get(column) or capfirst(str(_field(Entry, column).verbose_name))
            told_fields.append(ToldField(label, names.word(column, before), names.word(column, after)))
    if not told_fields and line.what == "edited":
        told_fields.append(ToldField(_("Details")))
    return told_fields


def _currency(line: Line, column: str) -> str:
    then = line.then
    assert then is not None
    account = then.to_account if column == "to_amount_minor" and then.to_account_id else then.account
    assert account is not None
    return account.currency


def _extra_fields(book: Book, before: dict[str, Any], after: dict[str, Any]) -> list[ToldField]:
    """The fields that the scene adds to an entry."""
    language = get_language() or "zh-hans"
    told_fields = []
    for field in scenarios.scene(book.scene).entry_fields:
        if before.get(field.key) == after.get(field.key):
            continue
        choices = {choice.key: choice.name.text(language) for choice in field.choices}
        words = [choices.get(str(value), _plain(value)) for value in (before.get(field.key), after.get(field.key))]
        told_fields.append(ToldField(field.name.text(language), *words))
    return told_fields


def _told_field(book: Book, names: "_Names", model: str, column: str, before: Any, after: Any) -> ToldField:
    """A column of a row that is not an entry."""
    if column == "role":
        return ToldField(_("Role"), _role(before), _role(after))
    field = _field(apps.get_model(model), column) if model else None
    if field is None:
        return ToldField(_("Details"))
    label = capfirst(str(field.verbose_name))
    if column.endswith("_minor"):
        return ToldField(label, before, after, book.currency)
    if isinstance(field, models.JSONField) or (model == Account._meta.label_lower and column == "kind"):
        return ToldField(label)
    if isinstance(field, models.ForeignKey):
        return ToldField(label, names.of(field.related_model, before), names.of(field.related_model, after))
    if field.choices:
        words = dict(field.flatchoices)
        return ToldField(label, str(words.get(before, before or "")), str(words.get(after, after or "")))
    return ToldField(label, _plain(_python(field, before)), _plain(_python(field, after)))


def _field(model: type[models.Model], column: str) -> Any:
    try:
        return model._meta.get_field(column.removesuffix("_id") if column.endswith("_id") else column)
    except FieldDoesNotExist:
        return None


def _python(field: models.Field, value: Any) -> Any:
    return field.to_python(value) if value is not None else None


def _role(value: Any) -> str:
    return str(Role(value).label) if value in Role.values else ""


def _plain(value: Any) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("on") if value else _("off")
    if isinstance(value, dt.date):
        # Translators: a format of Django's date filter; in Chinese "Y年n月j日".
        return date_format(value, _("j M Y"))
    if isinstance(value, dt.time):
        return f"{value:%H:%M}"
    return str(value)


def _labels() -> dict[str, str]:
    return {
        "amount_minor": _("Amount"),
        "to_amount_minor": _("Amount received"),
        "date": _("Date"),
        "time": _("Time"),
        "from_account_id": _("Paid from"),
        "to_account_id": _("Received in"),
        "category_id": _("Category"),
        "member_id": _("For whom"),
        "paid_by_id": _("Paid by"),
        "merchant_id": _("Merchant"),
        "project_id": _("Project"),
        "tags": _("Tags"),
        "note": _("Note"),
        "claim": _("To be paid back"),
        "kind": _("Kind"),
    }


class _Names:
    """Names for the ids that lines hold, also of what is archived, and not of what the book hides from the member."""

    def __init__(self, member: Member, lines: Iterable[Line]) -> None:
        directory = directory_of(member.book)
        merchants = {value for line in lines for value in line.fields.get("merchant_id", ()) if value is not None}
        self.rows: dict[Any, dict[int, Any]] = {
            Account: directory.accounts,
            Category: directory.categories,
            Member: directory.people,
            Project: directory.projects,
            Tag: directory.tags,
            Merchant: Merchant.objects.filter(book_id=member.book_id).in_bulk(merchants) if merchants else {},
        }
        self.veiled = directory.veiled
        self.words: dict[str, Callable[[Any], str]] = {
            "claim": lambda value: str(Claim(value).label) if value else "",
            "kind": lambda value: str(EntryKind(value).label) if value else "",
            "approval": lambda value: str(Approval(value).label) if value else "",
            "tags": lambda value: " ".join(f"#{name}" for pk in value or () if (name := self.of(Tag, pk))),
        }

    def of(self, model: Any, pk: int | None) -> str:
        row = self.rows.get(model, {}).get(pk or 0)
        if row is not None:
            return str(row.name)
        return _("An account that is not shown") if model is Account and pk in self.veiled else ""

    def word(self, column: str, value: Any) -> str:
        """A value of a column of entries, in words."""
        if column in self.words:
            return self.words[column](value)
        if column.endswith("_id"):
            return self.of(_field(Entry, column).related_model, value)
        return _plain(value)
