"""Money funds for idle money: R1 only, the exit before the entry, yields with their date and never a sort key."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from ledger.rules.rates import ppm
from offers.kinds import Need
from offers.models import MoneyFund
from offers.rules.blocks import FundFacts, fund_blocks
from offers.rules.funds import YIELD_DAYS, has_spike, yield_compound, yield_simple
from offers.rules.ranking import RankedFund, ranked_funds, shown

KEY = "money_fund"
STATE = "surplus"
TITLE = _("Places where the money can be had the same day")
TEMPLATE = "offers/_money_fund.html"
# Interest on a card that is not paid in full: the customary ceiling of 0.05 % a day.
_CARD_RATE = Decimal("0.1825")


def suiting(need: Need) -> list[dict[str, Any]]:
    """Up to three live funds that no block keeps from this reader, as they are shown."""
    found = {}
    for fund in MoneyFund.objects.filter(state="live").select_related("provider").order_by("pk"):
        snapshot = _snapshot(fund)
        if snapshot is not None and not fund_blocks(_facts(need, fund, snapshot)):
            found[str(fund.public_id)] = (fund, snapshot)
    ranked = ranked_funds(
        [
            RankedFund(key, fund.quick_redemption, fund.fee_ppm, fund.scale_minor, fund.started_on)
            for key, (fund, _snap) in found.items()
        ],
        reader=need.reader,
        week=need.week,
    )
    return [found[one.product][1] for one in shown(ranked)]


def _facts(need: Need, fund: MoneyFund, snapshot: dict[str, Any]) -> FundFacts:
    costly = need.facts.minimum_cycles > 0 or need.facts.overdue_days > 0
    return FundFacts(
        personal_offers=need.facts.personal_offers,
        age=need.facts.age,
        surplus_minor=need.amount_minor,
        amount_minor=need.amount_minor,
        debt_rates=(_CARD_RATE,) if costly else (),
        yield_rate=Decimal(snapshot["yield_ppm"]) / 1_000_000,
        risk=fund.risk,
        confidence=need.facts.confidence,
        licence_valid=fund.provider.licensed_on(need.today),
        copy_approved=fund.provider_approved,
    )


def _snapshot(fund: MoneyFund) -> dict[str, Any] | None:
    """What the card says of a fund; None where a day of the last seven is missing."""
    rows = list(fund.yields.order_by("-day")[:YIELD_DAYS])
    if len(rows) < YIELD_DAYS:
        return None
    incomes = [row.per_10k for row in rows]
    rate = yield_compound(incomes) if fund.carried_daily else yield_simple(incomes)
    return {
        "id": str(fund.public_id),
        "version": fund.version,
        "name": fund.name,
        "code": fund.code,
        "manager": fund.manager,
        "provider": fund.provider.name,
        "licence_no": fund.provider.licence_no,
        "hotline": fund.provider.hotline,
        "summary": fund.summary,
        "risk_text": fund.risk_text,
        "commission_text": fund.commission_text,
        "is_example": fund.is_example,
        "per_10k": str(rows[0].per_10k),
        "day": rows[0].day.isoformat(),
        "yield_ppm": ppm(rate),
        "spike": has_spike(incomes),
        "fee_ppm": fund.fee_ppm,
        "management_ppm": fund.management_ppm,
        "custody_ppm": fund.custody_ppm,
        "service_ppm": fund.service_ppm,
        "scale_minor": fund.scale_minor,
        "quick": fund.quick_redemption,
    }
