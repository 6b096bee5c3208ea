"""Small loans for a timing gap: the last thing on the page, only where no block holds, with the whole price."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from ledger.rules.instalments import Plan
from offers.kinds import Need
from offers.models import LoanProduct
from offers.rules.alternatives import Movement
from offers.rules.blocks import LoanFacts, credit_blocks, largest_amount_minor, reader_blocks, warns_of_debt
from offers.rules.ranking import Lender, RankedLoan, ranked_loans, shown
from offers.rules.rates import price_gate

KEY = "small_loan"
STATE = "likely"
TITLE = _("What borrowing would cost in all")
TEMPLATE = "offers/_small_loan.html"
_LENDERS: dict[str, Lender] = {"bank": "bank", "consumer_finance": "consumer_finance", "small_loan": "small_loan"}
_MONTH_DAYS = 30
# Whole hundreds of yuan, never more than is missing.
_STEP_MINOR = 10_000


def suiting(need: Need) -> list[dict[str, Any]]:
    """Up to three live loans that no block keeps from this reader, priced for what is missing, cheapest first."""
    if reader_blocks(need.facts):
        return []
    found: dict[str, tuple[LoanProduct, Plan, dict[str, Any]]] = {}
    products = LoanProduct.objects.filter(state="live").select_related("provider").prefetch_related("items")
    for product in products.order_by("pk"):
        amount = largest_amount_minor(need.facts, product.largest_minor) // _STEP_MINOR * _STEP_MINOR
        if amount < product.least_minor:
            continue
        for months in product.tenor_months():
            plan = product.plan(amount, months)
            if not credit_blocks(need.facts, _facts(need, product, plan)):
                found[str(product.public_id)] = (product, plan, cost_table(product, plan, need))
                break
    ranked = ranked_loans(
        [
            RankedLoan(
                key,
                plan.cost_minor,
                plan.apr_irr_ppm,
                product.free_early_repayment,
                product.cancellation_days,
                _LENDERS.get(product.provider.kind, "small_loan"),
            )
            for key, (product, plan, _table) in found.items()
        ],
        reader=need.reader,
        week=need.week,
    )
    return [found[one.product][2] for one in shown(ranked)]


def _facts(need: Need, product: LoanProduct, plan: Plan) -> LoanFacts:
    term = len(plan.instalments)
    movements = [Movement(1, plan.received_minor)]
    movements += [Movement(_MONTH_DAYS * one.number, -one.total_minor) for one in plan.instalments]
    return LoanFacts(
        amount_minor=plan.principal_minor,
        largest_minor=product.largest_minor,
        instalment_minor=max(plan.payments_minor),
        apr_simple=plan.apr_simple,
        apr_irr=plan.apr_irr,
        lpr=need.lpr,
        path_trough50_minor=need.trough_with(movements, _MONTH_DAYS * term),
        licence_valid=product.provider.licensed_on(need.today),
        copy_approved=product.provider_approved,
    )


def cost_table(product: LoanProduct, plan: Plan, need: Need) -> dict[str, Any]:
    """综合融资成本明示表 as plain values: every cost, how and when it is charged, and who collects it."""
    names = dict(product.items.model.Code.choices)
    whens = dict(product.items.model.When.choices)
    gate = price_gate(plan.apr_simple, plan.apr_irr, need.lpr)
    items = []
    for item, priced in zip(product.items.all(), plan.items, strict=True):
        times = len(plan.instalments) if priced.when == "monthly" else 1
        items.append(
            {
                "name": str(names[item.code]),
                "when": str(whens[item.when]),
                "total_minor": priced.amount_minor * times,
                "collector": item.collector,
            }
        )
    return {
        "id": str(product.public_id),
        "version": product.version,
        "name": product.name,
        "provider": product.provider.name,
        "licence_no": product.provider.licence_no,
        "hotline": product.provider.hotline,
        "summary": product.summary,
        "risk_text": product.risk_text,
        "commission_text": product.commission_text,
        "is_example": product.is_example,
        "amount_minor": plan.principal_minor,
        "received_minor": plan.received_minor,
        "months": len(plan.instalments),
        "payments_minor": list(plan.payments_minor),
        "interest_minor": plan.interest_minor,
        "interest_method": product.repayment,
        "interest_rate_ppm": product.rate_ppm,
        "interest_collector": product.rate_collector,
        "items": items,
        "cost_minor": plan.cost_minor,
        "apr_simple_ppm": plan.apr_simple_ppm,
        "apr_irr_ppm": plan.apr_irr_ppm,
        "late_apr_ppm": product.late_apr_ppm,
        "late_fee_text": product.late_fee_text,
        "free_early_repayment": product.free_early_repayment,
        "early_fee_text": product.early_fee_text,
        "cancellation_days": product.cancellation_days,
        "proactive": gate.proactive,
        "debt_warning": warns_of_debt(need.facts.income_minor, need.facts.debts_minor, max(plan.payments_minor)),
    }
