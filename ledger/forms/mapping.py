"""What a person says of a table: which column is what, and how dates and amounts are written."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.forms.accounts import COMMON_CURRENCIES
from ledger.forms.fields import SELECT
from ledger.importers.generic import MAX_COLUMNS, ROLES, Layout
from ledger.importers.generic_csv import DELIMITERS
from ledger.models import Account, Book
from ledger.queries.imports import pickable_accounts
from ledger.rules.money import CURRENCIES

ROLE_NAMES = {
    "": _("Not used"),
    "date": _("Date"),
    "time": _("Time"),
    "amount": _("Amount"),
    "out": _("Money out"),
    "in": _("Money in"),
    "direction": _("Spent or received"),
    "account": _("Account"),
    "counter_account": _("Account it goes to"),
    "category": _("Category"),
    "payee": _("Merchant or person"),
    "note": _("Note"),
    "currency": _("Currency"),
    "number": _("Transaction number"),
}
ENCODINGS = [
    ("", _("Automatic")),
    ("utf-8", "UTF-8"),
    ("gb18030", "GB18030 / GBK"),
    ("utf-16", "UTF-16"),
    ("big5", "Big5"),
    ("cp1252", "Windows-1252"),
    ("cp1250", "Windows-1250"),
    ("shift_jis", "Shift JIS"),
]
_DELIMITER_NAMES = {",": _("Comma"), ";": _("Semicolon"), "\t": _("Tab"), "|": _("Vertical line")}


class MappingForm(forms.Form):
    """Bound to what was sent, or with a layout to begin with. `columns` is how many the table has."""

    date_order = forms.ChoiceField(
        label=_("Dates are written"),
        choices=[
            ("ymd", _("year, month, day")),
            ("mdy", _("month, day, year")),
            ("dmy", _("day, month, year")),
        ],
        widget=forms.Select(attrs=SELECT),
    )
    minus = forms.ChoiceField(
        label=_("An amount below zero is"),
        choices=[("out", _("money spent")), ("in", _("money received, as on a card's bill"))],
        widget=forms.Select(attrs=SELECT),
    )
    decimal = forms.ChoiceField(
        label=_("Amounts are written"),
        choices=[(".", "1,234.50"), (",", "1.234,50")],
        widget=forms.Select(attrs=SELECT),
    )
    currency = forms.ChoiceField(label=_("Currency"), widget=forms.Select(attrs=SELECT))
    account = forms.ChoiceField(label=_("All rows are of"), required=False, widget=forms.Select(attrs=SELECT))
    encoding = forms.ChoiceField(
        label=_("Characters"), required=False, choices=ENCODINGS, widget=forms.Select(attrs=SELECT)
    )
    delimiter = forms.ChoiceField(
        label=_("Columns are parted by"),
        required=False,
        choices=[(each, _DELIMITER_NAMES[each]) for each in DELIMITERS],
        widget=forms.Select(attrs=SELECT),
    )
    sheet = forms.IntegerField(required=False, min_value=0, max_value=200, widget=forms.HiddenInput)
    heading = forms.CharField(required=False, max_length=20_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, book: Book, columns: int, layout: Layout | None = None, **kwargs: Any) -> None:
        if layout is not None:
            kwargs["initial"] = {
                **{f"column_{place}": role for place, role in enumerate(layout.roles)},
                "date_order": layout.date_order,
                "minus": layout.minus,
                "decimal": layout.decimal,
                "currency": layout.currency,
                "encoding": "",
                "delimiter": layout.delimiter,
                "sheet": layout.sheet,
                "heading": json.dumps(layout.heading, ensure_ascii=False),
            }
        super().__init__(*args, **kwargs)
        self._accounts = {str(each.public_id): each for each in pickable_accounts(book)}
        self.fields["account"].choices = [
            ("", _("Chosen in the next step")),
            *((key, each.name) for key, each in self._accounts.items()),
        ]
        common = list(dict.fromkeys([book.currency, *COMMON_CURRENCIES]))
        codes = [*common, *sorted(CURRENCIES - set(common))]
        self.fields["currency"].choices = [(code, code) for code in codes]
        roles = [(role, ROLE_NAMES[role]) for role in ("", *ROLES)]
        for place in range(min(columns, MAX_COLUMNS)):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                required=False, choices=roles, widget=forms.Select(attrs=SELECT)
            )

    @property
    def columns(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("column_")]

    def clean_heading(self) -> tuple[str, ...]:
        try:
            heading = json.loads(self.cleaned_data["heading"] or "[]")
        except ValueError:
            heading = None
        if not isinstance(heading, list) or not all(isinstance(name, str) for name in heading):
            raise forms.ValidationError(_("Some fields need another look."))
        return tuple(heading)

    def layout(self) -> Layout:
        """What was said. Only of a form that is valid."""
        said = self.cleaned_data
        return Layout(
            roles=tuple(said[field.name] for field in self.columns),
            heading=said["heading"],
            date_order=said["date_order"],
            minus=said["minus"],
            decimal=said["decimal"],
            currency=said["currency"],
            encoding=said["encoding"],
            delimiter=said["delimiter"] or ",",
            sheet=said["sheet"] or 0,
        )

    def chosen_account(self) -> Account | None:
        return self._accounts.get(self.cleaned_data["account"])
