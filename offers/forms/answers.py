"""The card that asks for what the entries do not show. Every part may be left empty."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.forms.fields import CONTROL, SELECT, AmountField, StyledForm
from ledger.models import Account, Book
from ledger.queries.balances import account_balances
from ledger.rules.flow import AccountClass
from ledger.rules.pace import next_monthly
from offers.services.answers import ToldRegular

PAYS, BILLS = 2, 5
_EVERY = ((1, _("every month")), (3, _("every quarter")), (12, _("every year")))


def _day(label: Any) -> forms.IntegerField:
    return forms.IntegerField(
        required=False, min_value=1, max_value=31, label=label, widget=forms.NumberInput(attrs=CONTROL)
    )


class AnswersForm(StyledForm):
    """Balances of liquid accounts and what is owed on cards, pay days, fixed payments, due days of cards."""

    def __init__(self, *args: Any, book: Book, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.book, self.today = book, today
        rows = [row for row in account_balances(book) if row.account.currency == book.currency]
        used = [row for row in rows if row.n or not row.account.hidden]
        self.liquid = [row.account for row in used if row.account.is_liquid]
        self.credit = [row.account for row in used if row.account.account_class is AccountClass.CREDIT]
        for row in used:
            if row.account in self.liquid or row.account in self.credit:
                self._add_balance(row.account, row.balance_minor, moved=row.n > 0)
        for account in self.credit:
            self.fields[f"due_{account.pk}"] = _day(_("%(account)s is due on day") % {"account": account.name})
            self.fields[f"due_{account.pk}"].initial = account.due_day
        currency = book.currency
        for place in range(PAYS):
            self.fields[f"pay_{place}_day"] = _day(_("Day of the month"))
            self.fields[f"pay_{place}_amount"] = AmountField(
                currency=currency, required=False, label=_("Pay after tax")
            )
        for place in range(BILLS):
            self.fields[f"bill_{place}_name"] = forms.CharField(
                required=False, max_length=60, label=_("What for"), widget=forms.TextInput(attrs=CONTROL)
            )
            self.fields[f"bill_{place}_amount"] = AmountField(currency=currency, required=False, label=_("Amount"))
            self.fields[f"bill_{place}_day"] = _day(_("Day of the month"))
            self.fields[f"bill_{place}_months"] = forms.TypedChoiceField(
                choices=_EVERY, coerce=int, required=False, label=_("How often"), widget=forms.Select(attrs=SELECT)
            )
            self.fields[f"bill_{place}_next"] = forms.DateField(
                required=False,
                label=_("Next on (where not every month)"),
                widget=forms.DateInput(attrs=CONTROL | {"type": "date"}, format="%Y-%m-%d"),
            )

    def _add_balance(self, account: Account, balance_minor: int, *, moved: bool) -> None:
        owed = account.account_class is AccountClass.CREDIT
        initial = -balance_minor if owed else balance_minor
        self.fields[f"balance_{account.pk}"] = AmountField(
            currency=account.currency,
            required=False,
            zero_allowed=True,
            negative_allowed=True,
            label=_("Owed on %(account)s") % {"account": account.name} if owed else account.name,
            # A balance that no entry made would be a guess; one below zero shows that something is missing.
            initial=initial if moved and initial >= 0 else None,
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for prefix, count in (("pay", PAYS), ("bill", BILLS)):
            for place in range(count):
                day, amount = data.get(f"{prefix}_{place}_day"), data.get(f"{prefix}_{place}_amount")
                named = data.get(f"{prefix}_{place}_name")
                if amount and not day and not data.get(f"{prefix}_{place}_next"):
                    self.add_error(f"{prefix}_{place}_day", _("On which day?"))
                if (day or named) and not amount and f"{prefix}_{place}_amount" not in self.errors:
                    self.add_error(f"{prefix}_{place}_amount", _("How much?"))
        return data

    def balances(self) -> dict[Account, int]:
        """What was filled in, in minor units; owed below zero."""
        found = {}
        for account in (*self.liquid, *self.credit):
            value = self.cleaned_data.get(f"balance_{account.pk}")
            if value is not None:
                found[account] = -abs(value) if account in self.credit else value
        return found

    def due_days(self) -> dict[Account, int]:
        days = {account: self.cleaned_data.get(f"due_{account.pk}") for account in self.credit}
        return {account: day for account, day in days.items() if day}

    def regular(self) -> list[ToldRegular]:
        """Pay and fixed payments, those alone that have an amount and a day."""
        data, told = self.cleaned_data, []
        for place in range(PAYS):
            amount, day = data.get(f"pay_{place}_amount"), data.get(f"pay_{place}_day")
            if amount and day:
                name = str(_("Pay")) if place == 0 else str(_("Second pay"))
                told.append(ToldRegular(name, "pay", amount, 1, self._after_today(day), day))
        for place in range(BILLS):
            amount = data.get(f"bill_{place}_amount")
            months = data.get(f"bill_{place}_months") or 1
            following = data.get(f"bill_{place}_next")
            day = data.get(f"bill_{place}_day") or (following.day if following else None)
            if amount and day:
                name = data.get(f"bill_{place}_name") or str(_("Fixed payment"))
                at = following if following and following > self.today else self._after_today(day)
                told.append(ToldRegular(name, "bill", -amount, months, at, day))
        return told

    def _after_today(self, day: int) -> dt.date:
        """The next such day after today, whose own movements are done."""
        return next_monthly(day, self.today + dt.timedelta(days=1))

    # Groups for the template.

    def balance_fields(self) -> list[Any]:
        return [self[f"balance_{account.pk}"] for account in (*self.liquid, *self.credit)]

    def due_fields(self) -> list[Any]:
        return [self[f"due_{account.pk}"] for account in self.credit]

    def pay_rows(self) -> list[list[Any]]:
        return [[self[f"pay_{place}_{part}"] for part in ("amount", "day")] for place in range(PAYS)]

    def bill_rows(self) -> list[list[Any]]:
        parts = ("name", "amount", "day", "months", "next")
        return [[self[f"bill_{place}_{part}"] for part in parts] for place in range(BILLS)]
