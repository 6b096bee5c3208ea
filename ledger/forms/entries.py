"""The form of an entry: for recording with the pad, and for editing."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.utils.choices import BaseChoiceIterator
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.ids import uuid7
from ledger.forms.fields import (
    CONTROL,
    SELECT,
    AmountField,
    OnePassSelect,
    StyledForm,
    date_input,
    stored,
    tag_names,
    typed_field,
)
from ledger.models import Account, Book, Category, Claim, Entry, EntryKind, Member
from ledger.queries.recording import PadChoices
from ledger.scenarios import Scene, SceneEntryField, SceneMode
from ledger.services.drafts import EntryDraft
from ledger.services.pad import Counterparty, Place

Row = TypeVar("Row", Account, Member)

# What a refusal of a service names, and the field of this form that it is about.
FIELD_NAMES = {
    "amount_minor": "amount",
    "to_amount_minor": "to_amount",
    "from_account": "from_place",
    "to_account": "to_place",
}
SIDES: dict[str, tuple[bool, bool]] = {
    EntryKind.EXPENSE: (True, False),
    EntryKind.INCOME: (False, True),
    EntryKind.TRANSFER: (True, True),
    EntryKind.REFUND: (False, True),
}


class LazyChoices(BaseChoiceIterator):
    """Choices read when they are shown."""

    def __init__(self, read: Callable[[], Iterator[tuple[str, Any]]]) -> None:
        self.read = read

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        return self.read()


class KnownChoiceField(forms.ChoiceField):
    """A choice that is right where `known` says so: to save an entry, what the page would offer need not be read."""

    def __init__(self, *, known: Callable[[str], bool], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.known = known

    def valid_value(self, value: str) -> bool:
        return self.known(value)


class EntryForm(StyledForm):
    """An entry of one kind. `mode` is a tab of the scene's pad, which may ask for a counterparty on one side.

    Places are written as `account:<id>`, `pocket:<id of a member>` and `linked:<id of a book>:<id of an account>`.
    """

    amount = AmountField(currency="CNY", label=gettext_lazy("Amount"))
    date = forms.DateField(widget=date_input(), label=gettext_lazy("Date"))
    time = forms.TimeField(
        required=False,
        widget=forms.TimeInput(attrs=CONTROL | {"type": "time"}, format="%H:%M"),
        label=gettext_lazy("Time"),
    )
    # Which people there are the book says.
    member = forms.Field(required=False, label=gettext_lazy("For whom"))
    merchant = forms.CharField(
        required=False,
        max_length=120,
        widget=forms.TextInput(attrs=CONTROL | {"list": "merchant-names", "autocomplete": "off"}),
        label=gettext_lazy("Merchant"),
    )
    project = forms.CharField(
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs=CONTROL | {"list": "project-names", "autocomplete": "off"}),
        label=gettext_lazy("Project"),
    )
    tags = forms.CharField(
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=CONTROL | {"autocomplete": "off"}),
        label=gettext_lazy("Tags"),
        help_text=gettext_lazy("Separate tags by spaces."),
    )
    note = forms.CharField(
        required=False, max_length=500, widget=forms.TextInput(attrs=CONTROL), label=gettext_lazy("Note")
    )
    claim = forms.ChoiceField(
        required=False,
        choices=[("", gettext_lazy("Nothing to be paid back")), *Claim.choices[1:]],
        widget=OnePassSelect(attrs=SELECT),
        label=gettext_lazy("To be paid back"),
    )
    client_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        member: Member,
        kind: str,
        choices: PadChoices,
        categories: list[Category],
        scene: Scene,
        mode: SceneMode | None = None,
        entry: Entry | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.acting = member
        self.kind = kind
        self.mode = mode
        self.choices = choices
        self.entry = entry
        self.categories = {category.public_id: category for category in categories}
        book = member.book
        self.fields["amount"] = AmountField(
            currency=self._currency(), label=_("Amount"), error_messages={"required": _("Enter an amount.")}
        )
        # The typed fields of the class are declared without knowing the book; these need it.
        self._add_sides(book.currency)
        self.fields["category"] = KnownChoiceField(
            known=lambda value: self.category(value) is not None,
            required=False,
            choices=LazyChoices(self._category_choices),
            label=_("Category"),
        )
        self.fields["member"] = KnownChoiceField(
            known=lambda value: self._person(value) is not None,
            required=False,
            choices=LazyChoices(self._people_choices),
            widget=OnePassSelect(attrs=SELECT),
            label=_("For whom"),
        )
        if scene.whom is not None:
            self.fields["merchant"].label = scene.whom.text(get_language() or "zh-hans")
        self.extra_fields = [field for field in scene.entry_fields if self._wants(field)]
        for field in self.extra_fields:
            self.fields[f"extra_{field.key}"] = typed_field(field, currency=book.currency, people=choices.people)
        if kind in (EntryKind.TRANSFER, EntryKind.ADJUSTMENT):
            del self.fields["category"], self.fields["claim"]

    def _currency(self) -> str:
        if self.entry is not None:
            return (self.entry.from_account or self.entry.to_account).currency
        return self.acting.book.currency

    def _wants(self, field: SceneEntryField) -> bool:
        if self.kind not in field.kinds:
            return False
        return not field.modes or self.mode is None or self.mode.key in field.modes

    def category(self, value: str) -> Category | None:
        """The category that a value of the field means."""
        return self.categories.get(_uuid(value))

    def _person(self, value: str) -> Member | None:
        return _of_id(self.choices.people, value)

    def _place(self, value: str) -> Account | Member | None:
        kind, _colon, public_id = value.partition(":")
        if kind == "account":
            return _of_id(self.choices.usable, public_id)
        return _of_id(self.choices.people, public_id) if kind == "pocket" else None

    def _category_choices(self) -> Iterator[tuple[str, str]]:
        yield "", ""
        for key, category in self.categories.items():
            yield str(key), category.name

    def _people_choices(self) -> Iterator[tuple[str, str]]:
        yield "", _("Nobody")
        for person in self.choices.people:
            yield str(person.public_id), person.name

    def _knows_place(self, value: str) -> bool:
        return self._place(value) is not None or self._home(value) is not None

    def _add_sides(self, currency: str) -> None:
        wants_from, wants_to = SIDES.get(self.kind, (False, False))
        if self.entry is not None and self.kind in (EntryKind.REFUND, EntryKind.ADJUSTMENT):
            wants_from, wants_to = self.entry.from_account_id is not None, self.entry.to_account_id is not None
        self.asks_counterparty = ""
        for name, wanted, label, mode_kind in (
            ("from_place", wants_from, self._from_label(), self.mode.from_kind if self.mode else ""),
            ("to_place", wants_to, self._to_label(), self.mode.to_kind if self.mode else ""),
        ):
            if not wanted:
                continue
            if mode_kind in ("receivable", "payable"):
                self.asks_counterparty = name
                self.fields["counterparty"] = forms.CharField(
                    max_length=50,
                    widget=forms.TextInput(attrs=CONTROL | {"list": "counterparty-names", "autocomplete": "off"}),
                    label=_("Who") if self.kind == EntryKind.TRANSFER else _("Customer"),
                    error_messages={"required": _("Enter who it is.")},
                )
                continue
            self.fields[name] = KnownChoiceField(
                known=self._knows_place,
                choices=LazyChoices(partial(self._grouped, name, only_people=mode_kind == "member")),
                widget=OnePassSelect(attrs=SELECT),
                label=label,
                error_messages={"required": _("Choose an account.")},
            )
        if self.kind == EntryKind.TRANSFER and any(a.currency != currency for a in self.choices.usable):
            self.fields["to_amount"] = AmountField(
                currency=currency,
                required=False,
                label=_("Amount received"),
                help_text=_("Only where the two accounts keep different currencies."),
            )

    def _from_label(self) -> str:
        return _("From account") if self.kind == EntryKind.TRANSFER else _("Paid from")

    def _to_label(self) -> str:
        return _("To account") if self.kind == EntryKind.TRANSFER else _("Received in")

    def _grouped(self, name: str, *, only_people: bool) -> Iterator[tuple[str, Any]]:
        """The choices of a side: accounts, then the pockets of people, then accounts of my other books."""
        accounts = [(f"account:{a.public_id}", a.name) for a in self.choices.accounts]
        pockets = [(f"pocket:{p.public_id}", _("%(name)s's own money") % {"name": p.name}) for p in self.choices.people]
        # A transfer has two sides that are easily the same: the one that is not preset has to be chosen.
        if self.kind == EntryKind.TRANSFER:
            yield "", _("Choose")
        if only_people:
            yield from pockets
            return
        if accounts:
            yield _("Accounts"), accounts
        yield _("Paid by a person") if name == "from_place" else _("To a person"), pockets
        if name == "from_place" and self.kind == EntryKind.EXPENSE and self.entry is None:
            for home in self.choices.homes:
                options = [(linked_value(home.member.book, account), account.name) for account in home.accounts]
                yield home.member.book.name, options

    def place(self, name: str) -> Place:
        """The place chosen on a side: a counterparty where the mode asks for one, None where there is no such side."""
        if name == self.asks_counterparty:
            kind = self.mode.from_kind if name == "from_place" else self.mode.to_kind
            return Counterparty(kind, self.cleaned_data["counterparty"])
        return self._place(self.cleaned_data.get(name, ""))

    def linked_home(self) -> tuple[Member, Account] | None:
        """My membership of another book and the account there that pays, where one was chosen."""
        return self._home(self.cleaned_data.get("from_place", ""))

    def _home(self, chosen: str) -> tuple[Member, Account] | None:
        if not chosen.startswith("linked:") or self.kind != EntryKind.EXPENSE or self.entry is not None:
            return None
        for home in self.choices.homes:
            for account in home.accounts:
                if chosen == linked_value(home.member.book, account):
                    return home.member, account
        return None

    def draft(self, *, now: dt.datetime) -> EntryDraft:
        """The draft without its accounts. `now` is the book's own; an entry of today without a time gets it."""
        cleaned = self.cleaned_data
        time = cleaned["time"]
        if time is None and self.entry is None and cleaned["date"] == now.date():
            time = now.time().replace(second=0, microsecond=0)
        extra = dict(self.entry.extra) if self.entry is not None else {}
        for field in self.extra_fields:
            value = stored(cleaned.get(f"extra_{field.key}"))
            extra.pop(field.key, None)
            if value is not None:
                extra[field.key] = value
        return EntryDraft(
            kind=self.kind,
            date=cleaned["date"],
            time=time,
            amount_minor=cleaned["amount"],
            to_amount_minor=cleaned.get("to_amount"),
            category=self.category(cleaned.get("category", "")),
            member=self._person(cleaned["member"]),
            merchant=cleaned["merchant"],
            project=cleaned["project"],
            tags=tag_names(cleaned["tags"]),
            note=cleaned["note"],
            claim=cleaned.get("claim", ""),
            extra=extra,
            client_id=cleaned["client_id"],
        )


def _uuid(value: str) -> UUID | None:
    try:
        return UUID(value)
    except ValueError:
        return None


def _of_id(rows: Iterable[Row], value: str) -> Row | None:
    wanted = _uuid(value)
    return next((row for row in rows if row.public_id == wanted), None)


def place_value(account: Account | None) -> str:
    """What the form calls an account: a pocket by its member."""
    if account is None:
        return ""
    return f"pocket:{account.member.public_id}" if account.kind == "member" else f"account:{account.public_id}"


def linked_value(book: Book, account: Account) -> str:
    """What the form calls an account of another of my books."""
    return f"linked:{book.public_id}:{account.public_id}"


def entry_initial(entry: Entry, tags: list[str]) -> dict[str, Any]:
    """The values of an entry as the form shows them."""
    return {
        "amount": entry.amount_minor,
        "to_amount": entry.to_amount_minor,
        "date": entry.date,
        "time": entry.time,
        "from_place": place_value(entry.from_account),
        "to_place": place_value(entry.to_account),
        "category": str(entry.category.public_id) if entry.category else "",
        "member": str(entry.member.public_id) if entry.member else "",
        "merchant": entry.merchant.name if entry.merchant else "",
        "project": entry.project.name if entry.project else "",
        "tags": " ".join(tags),
        "note": entry.note,
        "claim": entry.claim,
        "version": entry.version,
        **{f"extra_{key}": value for key, value in entry.extra.items()},
    }


def fresh_id() -> str:
    return str(uuid7())
