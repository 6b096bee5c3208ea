"""Forms of shared costs: who bears what of an entry, who shares by default, and a payment that settles."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledger.directory import directory_of
from ledger.forms.fields import CONTROL, SELECT, AmountField, OnePassSelect, StyledForm, date_input
from ledger.models import Account, Book, Member
from ledger.queries.recording import PadChoices
from ledger.queries.shares import NOBODY, everybody, resolved
from ledger.rules.money import to_major
from ledger.rules.settlement import Payment
from ledger.rules.shares import HUNDREDTHS, How, Item, Split
from ledger.services.drafts import MAX_AMOUNT_MINOR
from ledger.services.settling import Paid

# What an entry that says nothing of its own does.
AS_THE_BOOK = "book"
# Lines for what was on the bill: what is filled in, and some more.
EMPTY_ITEMS = 3
MOST_ITEMS = 30
BOOKS_OWN = "book"


class AsOfForm(StyledForm):
    on = forms.DateField(required=False, label=gettext_lazy("As of"), widget=date_input())


def how_choices() -> list[tuple[str, str]]:
    return [
        (How.EQUAL, _("Equally")),
        (How.PARTS, _("By parts")),
        (How.PERCENT, _("By percent")),
        (How.EXACT, _("Exact amounts")),
        (How.ITEMS, _("By item")),
    ]


class _PeopleForm(StyledForm):
    """How something is shared, with a control for each person in each way."""

    hows: tuple[str, ...] = (How.EQUAL, How.PARTS, How.PERCENT)

    def __init__(self, *args: Any, member: Member, kept: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.acting = member
        self.kept = (
            resolved(directory_of(member.book), Split.read(kept)) if kept and kept.get("how") in set(How) else None
        )
        there = {person.pk: person for person in everybody(member.book)}
        # Somebody who has left the book still bears what that person bore.
        named = self.kept.people if self.kept else ()
        known = directory_of(member.book).people
        self.people = [*there.values(), *(known[pk] for pk in named if pk in known and pk not in there)]
        self.fields["how"] = forms.ChoiceField(
            choices=self.choices(), widget=forms.RadioSelect, label=_("How it is shared"), initial=self.first(kept)
        )
        of: Mapping[int, int] = self.kept.of if self.kept else {}
        how = self.kept.how if self.kept else None
        for person in self.people:
            key = person.public_id
            self.fields[f"in_{key}"] = forms.BooleanField(
                required=False,
                label=person.name,
                initial=person.pk in of if how is How.EQUAL and of else person.pk in there,
                widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
            )
            for name in (How.PARTS, How.PERCENT):
                number = of.get(person.pk, 0) if how is name else 0
                default = "1" if name is How.PARTS and how is not name else ""
                self.fields[f"{name}_{key}"] = forms.DecimalField(
                    required=False,
                    label=person.name,
                    min_value=0,
                    max_digits=7,
                    decimal_places=2,
                    initial=f"{number / HUNDREDTHS:g}" if number else default,
                    widget=forms.TextInput(attrs=CONTROL | {"inputmode": "decimal", "autocomplete": "off"}),
                )

    def choices(self) -> list[tuple[str, str]]:
        return [choice for choice in how_choices() if choice[0] in self.hows]

    def first(self, kept: Any) -> str:
        return self.kept.how if self.kept else How.EQUAL

    def named(self, prefix: str) -> Iterator[tuple[Member, forms.BoundField]]:
        """The controls of one way, with the people."""
        for person in self.people:
            yield person, self[f"{prefix}_{person.public_id}"]

    @property
    def panels(self) -> list[tuple[str, list[tuple[Member, forms.BoundField]]]]:
        """The controls by way, those that are amounts or numbers."""
        return [(how, list(self.named(how))) for how in (How.PARTS, How.PERCENT, How.EXACT) if how in self.hows]

    @property
    def boxes(self) -> list[tuple[Member, forms.BoundField]]:
        return list(self.named("in"))

    def _split(self) -> Split | None:
        """What was chosen, as it was typed; the service says what is wrong with it."""
        how = self.cleaned_data["how"]
        if how == How.EQUAL:
            return Split.equally(p.pk for p in self.people if self.cleaned_data.get(f"in_{p.public_id}"))
        if how not in set(How):
            return None
        of = {}
        for person in self.people:
            number = self.cleaned_data.get(f"{how}_{person.public_id}")
            if number:
                of[person.pk] = int(number * HUNDREDTHS) if isinstance(number, Decimal) else number
        return Split(How(how), of)


class SplitForm(_PeopleForm):
    """Who bears what of one payment of `amount_minor`; with `payers`, who paid it as well."""

    hows = (How.EQUAL, How.PARTS, How.PERCENT, How.EXACT, How.ITEMS)

    def __init__(self, *args: Any, amount_minor: int, currency: str, payers: bool = False, **kwargs: Any) -> None:
        self.amount_minor = amount_minor
        self.currency = currency
        super().__init__(*args, **kwargs)
        of: Mapping[int, int] = self.kept.of if self.kept and self.kept.how is How.EXACT else {}
        for person in self.people:
            self.fields[f"exact_{person.public_id}"] = self._amount(person.name, of.get(person.pk))
            if payers:
                self.fields[f"paid_{person.public_id}"] = self._amount(person.name, None)
        self.payers = list(self.named("paid")) if payers else []
        self._add_items()

    def _amount(self, label: str, initial: int | None) -> AmountField:
        return AmountField(currency=self.currency, required=False, zero_allowed=True, label=label, initial=initial)

    def _add_items(self) -> None:
        kept = self.kept.items if self.kept else ()
        sent = (
            sum(1 for name in self.data if name.startswith("item_") and name.endswith("_amount"))
            if self.is_bound
            else 0
        )
        self.n_items = min(MOST_ITEMS, max(sent, len(kept) + EMPTY_ITEMS))
        keys = {person.pk: str(person.public_id) for person in self.people}
        for n in range(self.n_items):
            item = kept[n] if n < len(kept) else None
            self.fields[f"item_{n}_name"] = forms.CharField(
                required=False,
                max_length=60,
                label=_("Item"),
                initial=item.name if item else "",
                widget=forms.TextInput(attrs=CONTROL | {"autocomplete": "off"}),
            )
            self.fields[f"item_{n}_amount"] = self._amount(_("Amount"), item.amount_minor if item else None)
            self.fields[f"item_{n}_who"] = forms.MultipleChoiceField(
                required=False,
                choices=[(keys[person.pk], person.name) for person in self.people],
                label=_("Who had it"),
                initial=[keys[pk] for pk in item.people if pk in keys] if item else [],
                widget=forms.CheckboxSelectMultiple,
            )

    @property
    def items(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        return [(self[f"item_{n}_name"], self[f"item_{n}_amount"], self[f"item_{n}_who"]) for n in range(self.n_items)]

    def choices(self) -> list[tuple[str, str]]:
        return [(AS_THE_BOOK, _("As the book does")), *super().choices()]

    def first(self, kept: Any) -> str:
        return self.kept.how if self.kept else AS_THE_BOOK

    def split(self) -> dict[str, Any] | None:
        """How it is shared, as an entry keeps it; None: as the book does."""
        if self.cleaned_data["how"] != How.ITEMS:
            found = self._split()
            return found.as_json() if found else None
        by_key = {str(person.public_id): person.pk for person in self.people}
        items = []
        for n in range(self.n_items):
            amount_minor = self.cleaned_data.get(f"item_{n}_amount")
            if amount_minor:
                who = tuple(by_key[key] for key in self.cleaned_data.get(f"item_{n}_who", ()))
                items.append(Item(self.cleaned_data.get(f"item_{n}_name", ""), amount_minor, who))
        return Split(How.ITEMS, {}, tuple(items)).as_json()

    @property
    def several_paid(self) -> bool:
        """Was anything sent of who paid?"""
        return any(self.data.get(field.html_name) for _person, field in self.payers)

    def paid(self) -> dict[Member, int]:
        """Who paid how much, where it was said of more than nobody."""
        if not self.payers:
            return {}
        found = {person: self.cleaned_data.get(f"paid_{person.public_id}") for person in self.people}
        return {person: minor for person, minor in found.items() if minor}


class DefaultSplitForm(_PeopleForm):
    """Who shares what no entry says otherwise of."""

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, member=member, kept=member.book.split, **kwargs)

    def choices(self) -> list[tuple[str, str]]:
        return [
            (AS_THE_BOOK, _("As this scene does")),
            (NOBODY, _("Nobody: it is the book's own")),
            *super().choices(),
        ]

    def first(self, kept: Any) -> str:
        if kept is None:
            return AS_THE_BOOK
        return NOBODY if kept.get("how") == NOBODY else super().first(kept)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and (split := self._split()) is not None:
            try:
                split.check(0)
            except ValueError as wrong:
                said = {
                    "not_whole": _("The percents must be 100 together."),
                    "nobody": _("Choose who shares this."),
                }
                self.add_error(None, said.get(str(wrong), _("Say how this is shared.")))
        return cleaned

    def split(self) -> dict[str, Any] | None:
        """As `Book.split` keeps it. Everybody alike is kept as nobody named, so that who comes later shares too."""
        how = self.cleaned_data["how"]
        if how == AS_THE_BOOK:
            return None
        found = self._split()
        if found is None:
            return {"how": NOBODY}
        if how == How.EQUAL and set(found.of) >= {person.pk for person in everybody(self.acting.book)}:
            return Split(How.EQUAL, {}).as_json()
        return found.as_json()


def payment_values(payment: Payment[Any], currency: str) -> str:
    """A payment as a form sends it: giver, taker and amount."""
    giver, taker = (person.public_id if person else BOOKS_OWN for person in (payment.giver, payment.taker))
    return f"{giver}:{taker}:{to_major(payment.amount_minor, currency):f}"


class PaymentForm(StyledForm):
    """Payments as the page of settling sends them, each as `payment_values` writes it; with `many` all of them."""

    client_id = forms.UUIDField(required=False)

    def __init__(self, *args: Any, member: Member, choices: PadChoices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.book: Book = member.book
        self.people = {str(person.public_id): person for person in directory_of(member.book).people.values()}
        self.usable = {str(account.public_id): account for account in choices.usable}
        self.fields["account"] = forms.ChoiceField(
            required=False,
            choices=[("", _("Choose")), *((key, account.name) for key, account in self.usable.items())],
            widget=OnePassSelect(attrs=SELECT),
            label=_("Account"),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        sent = self.data.getlist("payment") if hasattr(self.data, "getlist") else []
        try:
            self.paid = [self._read(value) for value in sent]
        except (KeyError, ValueError):
            self.paid = []
        if not self.paid:
            raise forms.ValidationError(_("Look at the payments again."))
        return cleaned

    def _read(self, value: str) -> Paid:
        giver, taker, amount = value.split(":")
        amount_minor = AmountField(currency=self.book.currency).clean(amount)
        if not amount_minor or amount_minor > MAX_AMOUNT_MINOR:
            raise ValueError
        account = self.usable.get(self.data.get("account", ""))
        return Paid(self._person(giver), self._person(taker), amount_minor, account)

    def _person(self, key: str) -> Member | None:
        return None if key == BOOKS_OWN else self.people[str(UUID(key))]

    @property
    def account(self) -> Account | None:
        return self.usable.get(self.cleaned_data.get("account", ""))


class PayCodeForm(StyledForm):
    picture = forms.FileField(
        label=gettext_lazy("Picture of the code"),
        help_text=gettext_lazy("PNG, JPEG or WebP, at most 10 MB. Where and when it was taken is left out."),
        widget=forms.FileInput(attrs=CONTROL | {"accept": "image/png,image/jpeg,image/webp"}),
        error_messages={"required": gettext_lazy("Choose a picture.")},
    )
