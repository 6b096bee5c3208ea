"""The academy's calculators: what each asks for, and what it works out. The page and the API use the same forms."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from community.rules import calculators as rules
from ledger.forms.fields import CONTROL, AmountField

_HUNDRED = Decimal(100)
# Above these no household and no small shop reckons, and below them every sum takes a moment only.
_MOST_MINOR = 100_000_000_00


class _Yuan(AmountField):
    """An amount in yuan, up to a hundred million."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(currency="CNY", **kwargs)

    def to_python(self, value: Any) -> int | None:
        amount = super().to_python(value)
        if amount is not None and amount > _MOST_MINOR:
            raise forms.ValidationError(_("That is more than this calculator can hold."), code="large")
        return amount


def _count(label: Any, least: int, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        widget=forms.NumberInput(attrs=CONTROL | {"inputmode": "numeric"}),
    )


def _percent(label: Any, least: str, most: str, places: int = 2) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=Decimal(least),
        max_value=Decimal(most),
        decimal_places=places,
        max_digits=7,
        widget=forms.NumberInput(attrs=CONTROL | {"inputmode": "decimal", "step": "any"}),
    )


class CalculatorForm(forms.Form):
    """`key` names it in addresses; `worked_out()` is what a valid form comes to; `starts` what it begins with."""

    key: ClassVar[str]
    title: ClassVar[Any]
    about: ClassVar[Any]
    starts: ClassVar[Mapping[str, str]]
    # What is said where the numbers lead nowhere.
    hopeless: ClassVar[Any] = _("With these numbers there is nothing to work out. Try others.")
    result: Any = None

    def clean(self) -> dict[str, Any]:
        sent = super().clean() or {}
        if not self.errors:
            try:
                self.result = self.work_out(sent)
            except ValueError:
                raise forms.ValidationError(self.hopeless, code="hopeless") from None
        return sent

    def work_out(self, sent: dict[str, Any]) -> Any:
        raise NotImplementedError

    @property
    def template(self) -> str:
        return f"community/calculators/_{self.key.replace('-', '_')}.html"


class InstalmentForm(CalculatorForm):
    key = "instalment"
    title = _("What paying by instalments costs")
    about = _("A fee “a month” is charged on the whole price to the end, though you owe less each month.")
    starts = {"price": "6000", "months": "12", "fee": "0.6"}
    price = _Yuan(label=_("Price, in yuan"))
    months = _count(_("Instalments, in months"), 1, 60)
    fee = _percent(_("Fee a month, in %"), "0", "10", 4)

    def work_out(self, sent: dict[str, Any]) -> Any:
        return rules.instalment_price(sent["price"], sent["months"], sent["fee"] / _HUNDRED)


class HiddenPriceForm(CalculatorForm):
    key = "hidden-price"
    title = _("Is “no fee” really free?")
    about = _("Compare what all instalments come to with what you would pay in cash today.")
    starts = {"cash": "2900", "months": "6", "payment": "500"}
    hopeless = _("These payments are so far from the price that no yearly rate explains them.")
    cash = _Yuan(label=_("Price if paid at once, in yuan"))
    months = _count(_("Instalments, in months"), 1, 60)
    payment = _Yuan(label=_("Each instalment, in yuan"))

    def work_out(self, sent: dict[str, Any]) -> Any:
        return rules.hidden_price(sent["cash"], sent["months"], sent["payment"])


class CardForm(CalculatorForm):
    key = "card"
    title = _("The minimum, or the same amount each month?")
    about = _("A month counts as 30 days, the minimum as 10 % and ¥100 at least, and the card rests meanwhile.")
    starts = {"owed": "10000", "daily": "0.05", "payment": "1100"}
    hopeless = _("So little does not even pay the interest: the debt would grow. Enter a larger payment.")
    owed = _Yuan(label=_("Owed on the card, in yuan"))
    daily = _percent(_("Interest a day, in %"), "0", "0.1", 4)
    payment = _Yuan(label=_("What you can pay each month, in yuan"))

    def work_out(self, sent: dict[str, Any]) -> Any:
        return rules.card_debt(sent["owed"], sent["daily"] / _HUNDRED, sent["payment"])


class CompoundForm(CalculatorForm):
    key = "compound"
    title = _("How putting aside adds up")
    about = _("Arithmetic with a rate of your own choosing. No product promises it; try a loss, too.")
    starts = {"start": "0", "monthly": "500", "years": "10", "rate": "2"}
    start = _Yuan(label=_("There now, in yuan"), zero_allowed=True)
    monthly = _Yuan(label=_("Put in each month, in yuan"), zero_allowed=True)
    years = _count(_("Years"), 1, 40)
    rate = _percent(_("A rate a year that you assume, in % (below zero for a loss)"), "-20", "10")

    def work_out(self, sent: dict[str, Any]) -> Any:
        return rules.compound_growth(sent["start"], sent["monthly"], sent["years"], sent["rate"] / _HUNDRED)


class BufferForm(CalculatorForm):
    key = "buffer"
    title = _("How large a buffer, and by when")
    about = _("Only what a month cannot do without: rent, food, the way to work, medicine, instalments.")
    starts = {"spending": "4200", "months": "3", "saved": "3600", "monthly": "750"}
    spending = _Yuan(label=_("Necessary spending a month, in yuan"))
    months = _count(_("Months to last"), 1, 24)
    saved = _Yuan(label=_("Put aside already, in yuan"), zero_allowed=True)
    monthly = _Yuan(label=_("You can add each month, in yuan"), zero_allowed=True)

    def work_out(self, sent: dict[str, Any]) -> Any:
        return rules.buffer_plan(sent["spending"], sent["months"], sent["saved"], sent["monthly"])


class AllowanceForm(CalculatorForm):
    key = "allowance"
    title = _("What a day may cost")
    about = _("Pay yourself and what is fixed first; what is left is divided by the days.")
    starts = {"income": "8640", "fixed": "4140", "saving": "900", "days": "30"}
    income = _Yuan(label=_("Comes in this month, in yuan"))
    fixed = _Yuan(label=_("Fixed: rent, instalments, fees, in yuan"), zero_allowed=True)
    saving = _Yuan(label=_("Put aside first, in yuan"), zero_allowed=True)
    days = _count(_("Days until the next pay"), 1, 62)

    def work_out(self, sent: dict[str, Any]) -> Any:
        return rules.daily_allowance(sent["income"], sent["fixed"], sent["saving"], sent["days"])


class BreakEvenForm(CalculatorForm):
    key = "break-even"
    title = _("What the shop must take a day")
    about = _("Rent and wages are due on quiet days, too; only what is left of each yuan after the goods pays them.")
    starts = {"fixed": "13000", "margin": "52", "days": "26"}
    fixed = _Yuan(label=_("Rent, wages and other fixed costs a month, in yuan"))
    margin = _percent(_("Left of takings after the goods, in %"), "0.1", "100", 1)
    days = _count(_("Days open a month"), 1, 31)

    def work_out(self, sent: dict[str, Any]) -> Any:
        return rules.break_even(sent["fixed"], sent["margin"] / _HUNDRED, sent["days"])


CALCULATORS: dict[str, type[CalculatorForm]] = {
    form.key: form
    for form in (InstalmentForm, HiddenPriceForm, CardForm, CompoundForm, BufferForm, AllowanceForm, BreakEvenForm)
}
