"""The sheet of a mode with several lines, such as the takings at the end of a shop's day."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledger import scenarios
from ledger.forms.fields import CONTROL, AmountField, StyledForm, date_input, stored, typed_field
from ledger.models import Account, Category, Member
from ledger.queries.balances import account_balances
from ledger.queries.categories import live_categories
from ledger.scenarios import SceneMode
from ledger.services.pad import SheetLine


@dataclass(frozen=True, slots=True)
class _Count:
    account: Account
    balance_minor: int
    field: str


class SheetForm(StyledForm):
    """One amount for each line of the mode, and one for each account that is counted (`counting` allows it).

    A line whose category or account the book no longer has is left out.
    """

    date = forms.DateField(widget=date_input(), label=gettext_lazy("Date"))
    note = forms.CharField(
        required=False, max_length=500, widget=forms.TextInput(attrs=CONTROL), label=gettext_lazy("Note")
    )

    def __init__(
        self, *args: Any, member: Member, mode: SceneMode, today: dt.date, counting: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["date"].initial = today
        book = member.book
        balances = {row.account.key: row for row in account_balances(book) if row.account.key}
        categories = {row.key: row for row in live_categories(book) if row.key}
        self.lines: list[tuple[str, Category, Account]] = []
        for number, line in enumerate(mode.lines):
            if line.category in categories and line.account in balances:
                name = f"line_{number}"
                self.lines.append((name, categories[line.category], balances[line.account].account))
                self.fields[name] = AmountField(
                    currency=book.currency,
                    required=False,
                    zero_allowed=True,
                    label=_("%(category)s into %(account)s")
                    % {"category": categories[line.category].name, "account": balances[line.account].account.name},
                )
        self.counts: list[_Count] = []
        for number, key in enumerate(mode.counts if counting else ()):
            if key in balances:
                name = f"count_{number}"
                self.counts.append(_Count(balances[key].account, balances[key].balance_minor, name))
                self.fields[name] = AmountField(
                    currency=balances[key].account.currency,
                    required=False,
                    zero_allowed=True,
                    label=_("Counted in %(account)s") % {"account": balances[key].account.name},
                    help_text=_("After these takings. A difference is noted as such."),
                )
        self.extra_specs = [
            field
            for field in scenarios.scene(book.scene).entry_fields
            if mode.key in field.modes and mode.kind in field.kinds
        ]
        for spec in self.extra_specs:
            self.fields[f"extra_{spec.key}"] = typed_field(spec, currency=book.currency)

    def filled_lines(self) -> list[SheetLine]:
        return [
            SheetLine(category, account, self.cleaned_data[name])
            for name, category, account in self.lines
            if self.cleaned_data[name]
        ]

    def counted(self) -> dict[Account, int]:
        values = {count.account: self.cleaned_data[count.field] for count in self.counts}
        return {account: value for account, value in values.items() if value is not None}

    def extra(self) -> dict[str, Any]:
        values = {spec.key: stored(self.cleaned_data[f"extra_{spec.key}"]) for spec in self.extra_specs}
        return {key: value for key, value in values.items() if value is not None}

    def line_fields(self) -> list[Any]:
        """The amounts of the lines with their categories, as the page shows them."""
        return [(self[name], category, account) for name, category, account in self.lines]

    def count_fields(self) -> list[Any]:
        return [(self[count.field], count) for count in self.counts]

    def extra_bound(self) -> list[Any]:
        return [self[f"extra_{spec.key}"] for spec in self.extra_specs]
