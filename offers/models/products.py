"""What providers offer, with its whole price. Nothing here is shown before it is live, and going live has gates.

Rates are parts per million (120000 is 12 %). A product is drafted by one member of staff and published by another;
each publication is kept as a version that no one can change.
"""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pgtrigger
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from ledger.rules.instalments import CostItem as PricedItem
from ledger.rules.instalments import Plan, equal_instalment_plan, equal_principal_plan, flat_fee_plan
from ledger.rules.rates import PPM
from offers.rules.copywriting import FUND_RISK, problems_of_copy
from offers.rules.rates import price_gate

# A provider's own yearly figure may differ from ours by five hundredths of a percentage point, no more.
STATED_TOLERANCE_PPM = 500
CONSUMER_TENORS = (1, 36)


class ReferenceRate(models.Model):
    """A published rate that caps follow (LPR of one year); the newest row not in the future counts."""

    code = models.CharField(_("code"), max_length=20)
    rate_ppm = models.PositiveIntegerField(_("rate, parts per million"))
    effective_from = models.DateField(_("effective from"))

    class Meta:
        verbose_name = _("reference rate")
        verbose_name_plural = _("reference rates")
        constraints = [
            models.UniqueConstraint(fields=["code", "effective_from"], name="offers_referencerate_one_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.rate_ppm / 10_000:.2f} %"


class Provider(models.Model):
    """A licensed institution whose products are shown. Without a valid licence none of them is."""

    class Kind(models.TextChoices):
        FUND_SELLER = "fund_seller", _("Fund distributor")
        BANK = "bank", _("Bank")
        CONSUMER_FINANCE = "consumer_finance", _("Consumer finance company")
        SMALL_LOAN = "small_loan", _("Small-loan company")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    name = models.CharField(_("full name"), max_length=120, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    licence_no = models.CharField(_("licence number"), max_length=60)
    hotline = models.CharField(_("hotline"), max_length=30)
    valid_to = models.DateField(_("licence valid until"))
    is_example = models.BooleanField(_("example, not a real institution"), default=False)

    class Meta:
        verbose_name = _("provider")
        verbose_name_plural = _("providers")

    def __str__(self) -> str:
        return self.name

    def licensed_on(self, day: dt.date) -> bool:
        return bool(self.licence_no) and day <= self.valid_to


class Product(models.Model):
    """A product of any kind. `kind` is a key of `offers.kinds`, so a new kind makes no migration here."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        REVIEW = "review", _("Waiting for the second pair of eyes")
        LIVE = "live", _("Live")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    provider = models.ForeignKey(
        Provider, on_delete=models.PROTECT, related_name="products", verbose_name=_("provider")
    )
    kind = models.CharField(max_length=20, editable=False)
    name = models.CharField(_("name"), max_length=80)
    summary = models.CharField(_("one sentence"), max_length=120)
    risk_text = models.CharField(_("risk sentence"), max_length=200)
    provider_approved = models.BooleanField(_("wording approved by the provider"), default=False)
    # What the provider pays us is disclosed on the card and can move nothing in the order.
    commission_text = models.CharField(_("what we are paid"), max_length=120, blank=True)
    is_example = models.BooleanField(_("example"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("made by"),
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("checked by"),
    )
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    created_at = models.DateTimeField(_("created"), db_default=Now(), editable=False)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        constraints = [
            models.CheckConstraint(
                name="offers_product_state_known", condition=Q(state__in=["draft", "review", "live", "withdrawn"])
            ),
            models.CheckConstraint(
                name="offers_product_live_has_version", condition=~Q(state="live") | Q(version__gte=1)
            ),
            # Two pairs of eyes: what is live was checked by somebody other than who made it.
            models.CheckConstraint(
                name="offers_product_four_eyes",
                condition=Q(checked_by__isnull=True) | Q(made_by__isnull=True) | ~Q(checked_by=models.F("made_by")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """What is, or is about to be, shown to people passes every gate."""
        super().clean()
        if self.state in (self.State.REVIEW, self.State.LIVE):
            problems = list(self.problems(timezone.localdate()))
            if problems:
                raise ValidationError([sentence for _field, sentence in problems])

    def problems(self, today: dt.date) -> Iterator[tuple[str, Any]]:
        """Field and sentence of each gate that this product fails."""
        words = problems_of_copy([self.name, self.summary, self.risk_text, self.commission_text])
        if words:
            yield "summary", _("Words that may not be used: %(words)s.") % {"words": gettext(", ").join(words)}
        if not self.risk_text:
            yield "risk_text", _("The risk sentence is missing.")
        if not self.provider_approved:
            yield "provider_approved", _("The provider has not approved the wording.")
        if not self.provider.licensed_on(today):
            yield "provider", _("The provider's licence number is missing or no longer valid.")
        if not self.provider.hotline:
            yield "provider", _("The provider's hotline is missing.")


class MoneyFund(Product):
    """A money market fund of the lowest risk, R1. Nothing riskier can be stored."""

    KIND = "money_fund"
    DIVISOR = Decimal(10_000)

    code = models.CharField(_("fund code"), max_length=12, unique=True)
    manager = models.CharField(_("fund manager"), max_length=80)
    management_ppm = models.PositiveIntegerField(_("management fee a year, ppm"))
    custody_ppm = models.PositiveIntegerField(_("custody fee a year, ppm"))
    service_ppm = models.PositiveIntegerField(_("sales service fee a year, ppm"))
    scale_minor = models.BigIntegerField(_("size of the fund, minor units"))
    started_on = models.DateField(_("founded"))
    quick_redemption = models.BooleanField(_("money the same day (T+0)"), default=True)
    carried_daily = models.BooleanField(_("income is carried daily"), default=True)
    risk = models.PositiveSmallIntegerField(_("risk level (R)"), default=1)

    class Meta:
        verbose_name = _("money fund")
        verbose_name_plural = _("money funds")
        constraints = [
            models.CheckConstraint(name="offers_moneyfund_r1", condition=Q(risk=1)),
            models.CheckConstraint(name="offers_moneyfund_scale", condition=Q(scale_minor__gt=0)),
        ]

    @property
    def fee_ppm(self) -> int:
        """All yearly fees together: they are taken inside the fund, the published yield is after them."""
        return self.management_ppm + self.custody_ppm + self.service_ppm

    def problems(self, today: dt.date) -> Iterator[tuple[str, Any]]:
        yield from super().problems(today)
        if FUND_RISK not in self.risk_text:
            yield "risk_text", _("The fixed sentence on the risk of money funds is missing.")
        if self.fee_ppm == 0:
            yield "management_ppm", _("The fees are missing.")
        if self.pk is None or self.yields.filter(day__gt=today - dt.timedelta(days=14)).count() < 7:
            yield "yields", _("The income of the last seven days is missing.")


class FundYield(models.Model):
    """万份收益: the net income of 10,000 shares on a day, in ten-thousandths of a yuan."""

    fund = models.ForeignKey(MoneyFund, on_delete=models.CASCADE, related_name="yields", db_index=False)
    day = models.DateField(_("day"))
    per_10k = models.DecimalField(_("income of 10,000 shares, yuan"), max_digits=8, decimal_places=4)

    class Meta:
        verbose_name = _("daily income of a fund")
        verbose_name_plural = _("daily incomes of funds")
        constraints = [models.UniqueConstraint(fields=["fund", "day"], name="offers_fundyield_one_a_day")]

    def __str__(self) -> str:
        return f"{self.fund_id} {self.day}"


class LoanProduct(Product):
    """A small loan of one amount range and some tenors, priced whole from its cost items."""

    KIND = "small_loan"

    class Repayment(models.TextChoices):
        FLAT_FEE = "flat_fee", _("Equal parts and a fee on the first principal")
        EQUAL_INSTALMENT = "equal_instalment", _("Equal instalments")
        EQUAL_PRINCIPAL = "equal_principal", _("Equal principal")

    repayment = models.CharField(_("how it is repaid"), max_length=20, choices=Repayment)
    # Of the first principal a month for a flat fee; a year of what is owed for the two others.
    rate_ppm = models.PositiveIntegerField(_("rate, ppm (a month for a flat fee, else a year)"))
    rate_collector = models.CharField(_("who collects the interest or fee"), max_length=120)
    least_minor = models.BigIntegerField(_("smallest amount"))
    largest_minor = models.BigIntegerField(_("largest amount"))
    tenors = models.CharField(_("months, such as 3,6,12"), max_length=40)
    stated_apr_ppm = models.PositiveIntegerField(_("provider's own yearly cost (simple), ppm"), null=True, blank=True)
    stated_tenor = models.PositiveSmallIntegerField(_("for how many months it is stated"), default=12)
    late_apr_ppm = models.PositiveIntegerField(_("overdue interest a year, ppm"), null=True, blank=True)
    late_fee_text = models.CharField(_("what else falls due when late"), max_length=120, blank=True)
    free_early_repayment = models.BooleanField(_("early repayment costs nothing"), default=False)
    early_fee_text = models.CharField(_("cost of early repayment"), max_length=120, blank=True)
    cancellation_days = models.PositiveSmallIntegerField(_("days to withdraw without reason"), default=0)
    nothing_else = models.BooleanField(_("stated: nothing is charged but the items named"), default=False)

    class Meta:
        verbose_name = _("small loan")
        verbose_name_plural = _("small loans")
        constraints = [
            models.CheckConstraint(
                name="offers_loanproduct_amounts",
                condition=Q(least_minor__gt=0, largest_minor__gte=models.F("least_minor")),
            )
        ]

    def tenor_months(self) -> list[int]:
        """The tenors in months, ascending; ValueError where the text is no list of whole numbers."""
        return sorted({int(part) for part in self.tenors.replace("，", ",").split(",") if part.strip()})

    def plan(self, amount_minor: int, months: int) -> Plan:
        """The whole price of an amount over a tenor, every cost item counted."""
        items = [item.priced(amount_minor) for item in self.items.all()] if self.pk else []
        rate = Decimal(self.rate_ppm) / PPM
        if self.repayment == self.Repayment.FLAT_FEE:
            return flat_fee_plan(amount_minor, months, rate, items=items)
        if self.repayment == self.Repayment.EQUAL_INSTALMENT:
            return equal_instalment_plan(amount_minor, months, rate, items=items)
        return equal_principal_plan(amount_minor, months, rate, items=items)

    def clean(self) -> None:
        try:
            tenors = self.tenor_months()
        except ValueError:
            raise ValidationError({"tenors": _("Whole months, parted by commas.")}) from None
        low, high = CONSUMER_TENORS
        if not tenors or tenors[0] < low or tenors[-1] > high:
            raise ValidationError({"tenors": _("From 1 to 36 months.")})
        super().clean()

    def problems(self, today: dt.date) -> Iterator[tuple[str, Any]]:
        yield from super().problems(today)
        parts = {
            "rate_collector": _("who collects the interest or fee"),
            "stated_apr_ppm": _("the provider's own yearly cost"),
            "late_apr_ppm": _("overdue interest"),
        }
        for field, part in parts.items():
            if getattr(self, field) in ("", None):
                yield field, _("A part of the cost table is missing: %(part)s.") % {"part": part}
        if not self.free_early_repayment and not self.early_fee_text:
            yield "early_fee_text", _("Say what early repayment costs.")
        if not self.nothing_else:
            yield "nothing_else", _("The provider must state that nothing else is charged.")
        if self.pk and any(not item.collector for item in self.items.all()):
            yield "items", _("Every cost needs the one who collects it.")
        yield from self._problems_of_price()

    def _problems_of_price(self) -> Iterator[tuple[str, Any]]:
        for months in self.tenor_months():
            for amount_minor in {self.least_minor, self.largest_minor}:
                plan = self.plan(amount_minor, months)
                if not price_gate(plan.apr_simple, plan.apr_irr, Decimal(0)).publishable:
                    yield (
                        "rate_ppm",
                        _("Costs %(rate)s %% a year over %(months)d months, all items counted; 24 %% is the most.")
                        % {"rate": f"{plan.apr_simple * 100:.2f}", "months": months},
                    )
                    break
        if self.stated_apr_ppm is not None:
            ours = self.plan(self.largest_minor, self.stated_tenor).apr_simple_ppm
            if abs(ours - self.stated_apr_ppm) > STATED_TOLERANCE_PPM:
                yield (
                    "stated_apr_ppm",
                    _("The provider says %(theirs)s %%, the payments say %(ours)s %%.")
                    % {"theirs": f"{self.stated_apr_ppm / 10_000:.2f}", "ours": f"{ours / 10_000:.2f}"},
                )


class CostItem(models.Model):
    """A cost beside interest: a guarantee, an insurance, a membership, an account fee; and who collects it."""

    class Code(models.TextChoices):
        GUARANTEE = "guarantee", _("Guarantee")
        INSURANCE = "insurance", _("Insurance")
        MEMBERSHIP = "membership", _("Membership or service")
        ACCOUNT = "account", _("Account fee")
        OTHER = "other", _("Other")

    class When(models.TextChoices):
        MONTHLY = "monthly", _("with every instalment")
        FIRST = "first", _("with the first instalment")
        UPFRONT = "upfront", _("before or when the money is paid out")

    loan = models.ForeignKey(LoanProduct, on_delete=models.CASCADE, related_name="items")
    code = models.CharField(_("what for"), max_length=20, choices=Code)
    when = models.CharField(_("when"), max_length=10, choices=When)
    amount_minor = models.BigIntegerField(_("amount each time, minor units"), default=0)
    of_principal_ppm = models.PositiveIntegerField(_("share of the principal each time, ppm"), default=0)
    collector = models.CharField(_("who collects it"), max_length=120)

    class Meta:
        verbose_name = _("cost item")
        verbose_name_plural = _("cost items")
        constraints = [
            models.CheckConstraint(
                name="offers_costitem_amount",
                condition=Q(amount_minor__gt=0, of_principal_ppm=0) | Q(amount_minor=0, of_principal_ppm__gt=0),
            )
        ]

    def __str__(self) -> str:
        return self.get_code_display()

    def priced(self, principal_minor: int) -> PricedItem:
        share = int((Decimal(principal_minor) * self.of_principal_ppm / PPM).to_integral_value())
        return PricedItem(self.code, self.amount_minor + share, self.when)  # type: ignore[arg-type]


class ProductVersion(models.Model):
    """What was live, as it was: evidence that nobody can change or remove."""

    product = models.ForeignKey(
        Product, on_delete=models.PROTECT, related_name="versions", db_index=False, verbose_name=_("product")
    )
    number = models.PositiveIntegerField(_("version"))
    snapshot = models.JSONField(_("as published"))
    digest = models.CharField(_("digest"), max_length=64)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("made by")
    )
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("checked by")
    )
    published_at = models.DateTimeField(_("published"))

    class Meta:
        verbose_name = _("published version")
        verbose_name_plural = _("published versions")
        constraints = [
            models.UniqueConstraint(fields=["product", "number"], name="offers_productversion_number_unique")
        ]
        triggers = [
            pgtrigger.Protect(name="version_keep", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="version_as_it_was",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange("snapshot", "digest", "number", "product", "published_at"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id} v{self.number}"
