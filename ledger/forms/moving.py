"""Forms of moving another app's whole book in."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.forms.accounts import KIND_NAMES
from ledger.forms.fields import CONTROL, SELECT, AmountField, StyledForm
from ledger.models import Account, Book
from ledger.queries.imports import pickable_accounts
from ledger.queries.moving import MovedAccount


class MovedAccountForm(StyledForm):
    """Which account of the book one of the file's becomes, of which kind, and what it holds in the other app."""

    account = forms.ChoiceField(label=_("Becomes"), required=False, widget=forms.Select(attrs=SELECT))
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=list(KIND_NAMES.items()),
        required=False,
        help_text=_("Only for a new account."),
        widget=forms.Select(attrs=SELECT),
    )

    def __init__(self, *args: Any, book: Book, moved: MovedAccount, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "account": str(moved.account.public_id) if moved.account else "",
            "kind": moved.kind,
            "balance": moved.source_minor,
        }
        super().__init__(*args, **kwargs)
        accounts = [each for each in pickable_accounts(book) if each.currency == moved.currency]
        self._accounts: dict[str, Account] = {str(each.public_id): each for each in accounts}
        self.fields["account"].choices = [
            ("", _("A new account")),
            *((public_id, each.name) for public_id, each in self._accounts.items()),
        ]
        self.fields["balance"] = AmountField(
            currency=moved.currency,
            required=False,
            zero_allowed=True,
            negative_allowed=True,
            label=_("Balance in the other app"),
            help_text=_(
                "What you owe is below zero. If the rows of the file give another balance, the difference is noted as "
                "an opening balance."
            ),
        )

    def choices_made(self) -> dict[str, Any]:
        """Keyword arguments of `choose_moved_account`."""
        said = self.cleaned_data
        return {
            "account": self._accounts.get(said["account"]),
            "kind": said["kind"],
            "balance_minor": said["balance"],
        }


class RateForm(StyledForm):
    """What one unit of each of some currencies is in the book's."""

    def __init__(self, *args: Any, book: Book, currencies: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for currency in currencies:
            self.fields[currency] = forms.DecimalField(
                label=_("1 %(currency)s in %(own)s") % {"currency": currency, "own": book.currency},
                min_value=Decimal("0.000001"),
                max_digits=14,
                decimal_places=6,
                widget=forms.TextInput(attrs=CONTROL | {"inputmode": "decimal", "autocomplete": "off"}),
            )
