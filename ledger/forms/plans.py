"""Forms of budgets, and of what is to come."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledger.directory import directory_of, live
from ledger.forms.fields import CONTROL, SELECT, AmountField, OnePassSelect, StyledForm, date_input
from ledger.models import Account, Budget, Category, Member, Scheduled
from ledger.queries.budgets import BudgetIdea, stage_choices
from ledger.queries.categories import live_categories
from ledger.queries.people import book_people
from ledger.rules.flow import AccountClass
from ledger.scenarios import scene
from ledger.services.plans import BudgetDraft, ScheduledDraft

# Where money can be paid from or come to; what is owed by and to people is no place to plan with.
PLACES = frozenset({AccountClass.LIQUID, AccountClass.CREDIT, AccountClass.LOAN, AccountClass.INVESTMENT})
EVERYTHING = "all"
# What a refusal of the service names, and the field of the form that it is about.
BUDGET_FIELD_NAMES = {"amount_minor": "amount", "category": "about", "project": "about", "stage": "about"}
SCHEDULED_FIELD_NAMES = {"amount_minor": "amount"}


def select(label: Any, *, required: bool = False) -> forms.ChoiceField:
    return forms.ChoiceField(required=required, label=label, widget=OnePassSelect(attrs=SELECT))


def version_field() -> forms.IntegerField:
    return forms.IntegerField(required=False, widget=forms.HiddenInput)


class BudgetForm(StyledForm):
    """A budget. What it is about is written as `all`, `category:<id>`, `project:<id>` and `stage:<key>`."""

    version = version_field()
    about = select(gettext_lazy("For what"), required=True)
    amount = AmountField(currency="CNY", label=gettext_lazy("How much may be spent"))
    first = forms.DateField(
        required=False,
        widget=date_input(),
        label=gettext_lazy("From"),
        help_text=gettext_lazy("Leave both days empty for a budget of each month."),
    )
    last = forms.DateField(required=False, widget=date_input(), label=gettext_lazy("To"))

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        book = member.book
        self.fields["amount"].currency = book.currency
        directory = directory_of(book)
        projects = live(directory.projects.values())
        stages = stage_choices(book)
        self.rows: dict[str, dict[str, Any]] = {EVERYTHING: {}}
        tops: list[tuple[str, str]] = []
        for row in live_categories(book, "expense"):
            key = f"category:{row.public_id}"
            self.rows[key] = {"category": row}
            tops.append((key, f"{row.parent.name} · {row.name}" if row.parent else row.name))
        self.rows |= {f"project:{row.public_id}": {"project": row} for row in projects}
        self.rows |= {f"stage:{key}": {"stage": key} for key, _name in stages}
        groups = [
            (_("Categories"), tops),
            (_("Projects"), [(f"project:{row.public_id}", row.name) for row in projects]),
            (_("Stages"), [(f"stage:{key}", name) for key, name in stages]),
        ]
        self.fields["about"].choices = [
            (EVERYTHING, _("Everything in this book")),
            *((name, choices) for name, choices in groups if choices),
        ]

    def draft(self) -> BudgetDraft:
        cleaned = self.cleaned_data
        about = self.rows[cleaned["about"]]
        return BudgetDraft(amount_minor=cleaned["amount"], first=cleaned["first"], last=cleaned["last"], **about)


def budget_initial(budget: Budget) -> dict[str, Any]:
    about = EVERYTHING
    if budget.category is not None:
        about = f"category:{budget.category.public_id}"
    elif budget.project is not None:
        about = f"project:{budget.project.public_id}"
    elif budget.stage:
        about = f"stage:{budget.stage}"
    return {
        "version": budget.version,
        "about": about,
        "amount": budget.amount_minor,
        "first": budget.first,
        "last": budget.last,
    }


class BudgetIdeasForm(StyledForm):
    """Budgets by the months before, to be looked at and confirmed; an amount that is emptied makes none."""

    def __init__(self, *args: Any, ideas: Iterable[BudgetIdea], currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ideas = {f"amount_{idea.category.public_id if idea.category else EVERYTHING}": idea for idea in ideas}
        for name, idea in self.ideas.items():
            self.fields[name] = AmountField(
                currency=currency,
                required=False,
                label=idea.category.name if idea.category else _("Everything in this book"),
                initial=idea.amount_minor,
            )

    def lines(self) -> list[tuple[forms.BoundField, str]]:
        """Each field with the icon of what it is for."""
        return [(self[name], idea.category.icon if idea.category else "wallet") for name, idea in self.ideas.items()]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not self.drafts():
            raise forms.ValidationError(_("Leave at least one amount."))
        return cleaned

    def drafts(self) -> list[BudgetDraft]:
        return [
            BudgetDraft(amount_minor=self.cleaned_data[name], category=idea.category)
            for name, idea in self.ideas.items()
            if self.cleaned_data.get(name)
        ]


class _WithPlaces(StyledForm):
    """A form that names accounts of the book, those of its own currency that money is planned with."""

    account = select(gettext_lazy("Account"))
    to_account = select(gettext_lazy("To account"))

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        book = member.book
        self.places: dict[str, Account] = {
            str(row.public_id): row
            for row in live(directory_of(book).accounts.values())
            if row.account_class in PLACES and row.currency == book.currency and row.kind != "member"
        }
        choices = [("", _("Not said")), *((key, row.name) for key, row in self.places.items())]
        for name in ("account", "to_account"):
            self.fields[name].choices = choices
        self.fields["amount"].currency = book.currency

    def place(self, name: str) -> Account | None:
        return self.places.get(self.cleaned_data.get(name) or "")


class ScheduledForm(_WithPlaces):
    """Something that is to come. Only its kind, name and day are asked for; the rest makes doing it one tap."""

    version = version_field()
    kind = forms.ChoiceField(choices=Scheduled.Kind.choices, label=gettext_lazy("Kind"), widget=forms.RadioSelect)
    name = forms.CharField(max_length=60, label=gettext_lazy("Name"), widget=forms.TextInput(attrs=CONTROL))
    amount = AmountField(
        currency="CNY",
        required=False,
        label=gettext_lazy("Amount"),
        help_text=gettext_lazy("Leave it empty where only the day is known."),
    )
    due = forms.DateField(widget=date_input(), label=gettext_lazy("Day"))
    every = forms.ChoiceField(
        required=False,
        choices=Scheduled.Every.choices,
        label=gettext_lazy("How often"),
        widget=OnePassSelect(attrs=SELECT),
    )
    lunar = forms.BooleanField(
        required=False,
        label=gettext_lazy("Every year by the lunar calendar"),
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    category = select(gettext_lazy("Category"))
    party = forms.CharField(
        required=False, max_length=120, label=gettext_lazy("With whom"), widget=forms.TextInput(attrs=CONTROL)
    )
    member = select(gettext_lazy("For whom"))
    stage = select(gettext_lazy("Stage"))
    note = forms.CharField(
        required=False, max_length=200, label=gettext_lazy("Note"), widget=forms.TextInput(attrs=CONTROL)
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, member=member, **kwargs)
        book = member.book
        self.categories: dict[str, Category] = {str(row.public_id): row for row in live_categories(book)}
        self.people: dict[str, Member] = {str(row.public_id): row for row in book_people(book)}

        def named(kind: str) -> list[tuple[str, str]]:
            rows = [(key, row) for key, row in self.categories.items() if row.kind == kind]
            return [(key, f"{row.parent.name} · {row.name}" if row.parent else row.name) for key, row in rows]

        groups = [(_("Spending"), named("expense")), (_("Income"), named("income"))]
        self.fields["category"].choices = [("", _("Not said")), *((name, rows) for name, rows in groups if rows)]
        self.fields["member"].choices = [
            ("", _("Nobody")),
            *((key, row.name) for key, row in self.people.items()),
        ]
        stages = stage_choices(book)
        self.fields["stage"].choices = [("", _("Not said")), *stages]
        if not stages:
            del self.fields["stage"]
        # What has an odometer may be due at a reading of it.
        if any(field.key == "odometer" for field in scene(book.scene).entry_fields):
            self.fields["km"] = forms.IntegerField(
                required=False,
                min_value=1,
                max_value=9_999_999,
                label=_("Or when the odometer reads (km)"),
                widget=forms.NumberInput(attrs=CONTROL | {"inputmode": "numeric"}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        # Ticking the calendar says how often as well.
        if cleaned.get("lunar") and not cleaned.get("every"):
            cleaned["every"] = Scheduled.Every.YEAR
        return cleaned

    @property
    def opens_more(self) -> bool:
        """Is anything said among the further fields, or refused there?"""
        names = ("account", "to_account", "category", "party", "member", "stage", "note")
        return any(name in self.fields and (self[name].value() or self[name].errors) for name in names)

    def draft(self) -> ScheduledDraft:
        cleaned = self.cleaned_data
        return ScheduledDraft(
            kind=cleaned["kind"],
            name=cleaned["name"],
            due=cleaned["due"],
            every=cleaned["every"],
            lunar=cleaned["lunar"],
            amount_minor=cleaned["amount"],
            party=cleaned["party"],
            category=self.categories.get(cleaned["category"]),
            account=self.place("account"),
            to_account=self.place("to_account"),
            member=self.people.get(cleaned["member"]),
            stage=cleaned.get("stage", ""),
            note=cleaned["note"],
            extra=self.extra({}),
        )

    def extra(self, before: dict[str, Any]) -> dict[str, Any]:
        """What the scene says further: as it was, but for what this form asks."""
        if "km" not in self.fields:
            return before
        km = self.cleaned_data["km"]
        return {key: value for key, value in before.items() if key != "km"} | ({"km": km} if km else {})


def scheduled_initial(row: Scheduled) -> dict[str, Any]:
    names = ("version", "kind", "name", "due", "every", "lunar", "party", "stage", "note")
    chosen = {name: getattr(row, name) for name in ("category", "account", "to_account", "member")}
    return {
        **{name: getattr(row, name) for name in names},
        **{name: str(each.public_id) if each else "" for name, each in chosen.items()},
        "amount": row.amount_minor,
        "km": row.extra.get("km"),
    }


class DoForm(_WithPlaces):
    """How it was really done: what is left empty is as it was planned."""

    version = version_field()
    amount = AmountField(currency="CNY", required=False, label=gettext_lazy("Amount"))
    on = forms.DateField(required=False, widget=date_input(), label=gettext_lazy("Day"))

    field_order = ("version", "amount", "on", "account", "to_account")

    def __init__(self, *args: Any, row: Scheduled, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if row.kind != Scheduled.Kind.TRANSFER:
            del self.fields["to_account"]
        self.fields["account"].label = {
            Scheduled.Kind.INCOME: _("Received in"),
            Scheduled.Kind.TRANSFER: _("From account"),
        }.get(Scheduled.Kind(row.kind), _("Paid from"))

    def how(self, today: dt.date) -> dict[str, Any]:
        """What was done differently, as the service takes it."""
        return {
            "on": self.cleaned_data["on"] or today,
            "amount_minor": self.cleaned_data["amount"],
            "account": self.place("account"),
            "to_account": self.place("to_account"),
        }


def do_initial(row: Scheduled, today: dt.date) -> dict[str, Any]:
    return {
        "version": row.version,
        "amount": row.amount_minor,
        "on": min(row.due, today),
        "account": str(row.account.public_id) if row.account else "",
        "to_account": str(row.to_account.public_id) if row.to_account else "",
    }
