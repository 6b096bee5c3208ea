"""Forms of accounts."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.forms.fields import CONTROL, SELECT, AmountField, StyledForm, date_input
from ledger.models import Account, Member
from ledger.permissions import Action, allows
from ledger.rules.money import CURRENCIES
from ledger.rules.periods import FIRST_DAY, LAST_DAY

# In the words of people; a pocket is made by the book itself, so it is not offered.
KIND_NAMES = {
    "cash": _("Cash"),
    "bank": _("Bank card"),
    "wallet": _("Phone wallet"),
    "money_fund": _("Money fund"),
    "credit_card": _("Credit card"),
    "pay_later": _("Pay later"),
    "loan": _("Loan"),
    "receivable": _("Owed to me"),
    "payable": _("I owe"),
    "investment": _("Investment"),
    "deposit": _("Time deposit"),
    "prepaid": _("Prepaid card or deposit"),
    "capital": _("Money put into the business"),
}
COMMON_CURRENCIES = ("CNY", "HKD", "USD", "JPY", "EUR", "GBP", "TWD", "KRW", "THB", "SGD", "AUD", "MYR")
DEBT_KINDS = ("credit_card", "pay_later", "loan", "payable")


class AccountForm(StyledForm):
    name = forms.CharField(max_length=60, label=_("Name"), widget=forms.TextInput(attrs=CONTROL))
    kind = forms.ChoiceField(choices=list(KIND_NAMES.items()), label=_("Kind"), widget=forms.Select(attrs=SELECT))
    currency = forms.ChoiceField(label=_("Currency"), widget=forms.Select(attrs=SELECT))
    number_tail = forms.RegexField(
        r"^[0-9A-Za-z]{0,8}$",
        required=False,
        label=_("Last digits of the number"),
        help_text=_("So that imported bills find this card."),
        widget=forms.TextInput(attrs=CONTROL | {"inputmode": "numeric"}),
    )
    statement_day = forms.IntegerField(
        required=False,
        min_value=1,
        max_value=31,
        label=_("Statement day"),
        widget=forms.NumberInput(attrs=CONTROL),
    )
    due_day = forms.IntegerField(
        required=False, min_value=1, max_value=31, label=_("Due day"), widget=forms.NumberInput(attrs=CONTROL)
    )
    at_till = forms.BooleanField(
        required=False,
        label=_("May be used at the till"),
        help_text=_("Offered to whoever is set up for the till."),
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
    veiled = forms.BooleanField(
        required=False,
        label=_("Only managers see it"),
        help_text=_("Nobody else finds it, what moved in it alone, or what that adds up to."),
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, member: Member, account: Account | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        first = account.currency if account else member.book.currency
        rest = [code for code in COMMON_CURRENCIES if code != first]
        others = sorted(CURRENCIES - {first, *rest})
        self.fields["currency"].choices = [(code, code) for code in (first, *rest, *others)]
        self.fields["currency"].initial = first
        if not allows(member, Action.SEE_VEILED):
            del self.fields["veiled"]
        if account is None:
            self.fields["balance"] = AmountField(
                currency=member.book.currency,
                required=False,
                zero_allowed=True,
                negative_allowed=True,
                label=_("Balance today"),
                help_text=_("What is there now. For a card or a loan, what is owed."),
            )

    def details(self) -> dict[str, Any]:
        """The fields as the service takes them."""
        names = ("name", "kind", "currency", "number_tail", "statement_day", "due_day", "at_till", "veiled")
        return {name: self.cleaned_data[name] for name in names if name in self.fields}

    def opening_balance(self) -> int | None:
        """The balance to begin with in minor units; what is owed is below zero however it was typed."""
        amount_minor = self.cleaned_data.get("balance")
        if amount_minor is not None and self.cleaned_data["kind"] in DEBT_KINDS:
            return -abs(amount_minor)
        return amount_minor


class BalanceForm(StyledForm):
    """What an account really holds on a day."""

    on = forms.DateField(widget=date_input(), label=_("As of"))

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        owed = account.kind in DEBT_KINDS
        field = AmountField(
            currency=account.currency,
            zero_allowed=True,
            negative_allowed=True,
            label=_("What is owed") if owed else _("What is there"),
            error_messages={"required": _("Enter an amount; 0 where there is nothing.")},
        )
        self.fields = {"balance": field, **self.fields}

    def clean_on(self) -> dt.date:
        on = self.cleaned_data["on"]
        if not FIRST_DAY <= on <= LAST_DAY:
            raise forms.ValidationError(_("Choose a date between 1970 and 2200."))
        return on

    def balance_minor(self) -> int:
        amount_minor = self.cleaned_data["balance"]
        return -amount_minor if self.account.kind in DEBT_KINDS else amount_minor
