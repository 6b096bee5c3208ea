"""Example products of invented providers, all marked 示例, so that the demo has something to compare."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from accounts.models import User
from offers.models import CostItem, FundYield, LoanProduct, MoneyFund, Product, Provider
from offers.rules.copywriting import FUND_RISK
from offers.services.products import publish_product, submit_product

# Full name and kind; the number is that of the invented licence and of the hotline.
_SELLER = ("示例基金销售有限公司", Provider.Kind.FUND_SELLER, 1)
_BANK = ("示例城市商业银行股份有限公司", Provider.Kind.BANK, 2)
_SMALL = ("示例小额贷款有限公司", Provider.Kind.SMALL_LOAN, 3)
# Name, code, manager, fees a year in ppm (management, custody, service), size in 亿, founded, income of 10,000 shares.
_FUNDS = (
    ("示例安心货币 A", "000A01", "示例基金管理有限公司", (1500, 500, 100), 420, dt.date(2013, 6, 3), "0.3412"),
    ("示例日日货币 B", "000B02", "示例基金管理有限公司", (2000, 500, 100), 1180, dt.date(2015, 3, 18), "0.3490"),
    ("示例小满货币 A", "000C03", "样本基金管理有限公司", (2700, 700, 2500), 96, dt.date(2018, 9, 10), "0.3305"),
)
_WIGGLE = ("0", "-0.0014", "-0.0007", "0.0008", "-0.0035", "-0.0035", "-0.0021")
_LOAN_RISK = "贷款有风险，借款需谨慎。请按时还款，逾期会影响征信。"


@transaction.atomic
def load_products(*, maker: User, checker: User, now: dt.datetime) -> list[Product]:
    """Three money funds and two small loans, published by two members of staff; one draft that no gate lets through.

    What is there already stays as it is. Returns every example product.
    """
    seller = _provider(_SELLER, now)
    made: list[Product] = [_fund(seller, row, now) for row in _FUNDS]
    made += [_bridge_loan(_provider(_BANK, now)), _instalment_loan(_provider(_BANK, now))]
    for product in made:
        if product.state == Product.State.DRAFT:
            submit_product(product, by=maker, today=now.date())
            publish_product(product, by=checker, now=now)
    return [*made, _refused_loan(_provider(_SMALL, now))]


def _provider(row: tuple[str, str, int], now: dt.datetime) -> Provider:
    name, kind, number = row
    details = {
        "kind": kind,
        "licence_no": f"示例-{number:06}",
        "hotline": f"400-000-{number:04}",
        "valid_to": now.date() + dt.timedelta(days=3 * 365),
        "is_example": True,
    }
    return Provider.objects.get_or_create(name=name, defaults=details)[0]


def _fund(seller: Provider, row: tuple, now: dt.datetime) -> MoneyFund:
    name, code, manager, (management, custody, service), size, started, income = row
    fund, _made = MoneyFund.objects.get_or_create(
        code=code,
        defaults={
            "kind": MoneyFund.KIND,
            "provider": seller,
            "name": name,
            "summary": "当天可取一部分的货币市场基金（示例）",
            "risk_text": FUND_RISK,
            "provider_approved": True,
            "commission_text": "若你开户成功，我们获得推广费（示例）。",
            "is_example": True,
            "manager": manager,
            "management_ppm": management,
            "custody_ppm": custody,
            "service_ppm": service,
            "scale_minor": size * 10**10,
            "started_on": started,
        },
    )
    for back, wiggle in enumerate(_WIGGLE, start=1):
        FundYield.objects.get_or_create(
            fund=fund,
            day=now.date() - dt.timedelta(days=back),
            defaults={"per_10k": Decimal(income) + Decimal(wiggle)},
        )
    return fund


def _loan(provider: Provider, name: str, **fields: object) -> LoanProduct:
    defaults = {
        "kind": LoanProduct.KIND,
        "summary": "小额周转，按月还款（示例）",
        "risk_text": _LOAN_RISK,
        "provider_approved": True,
        "is_example": True,
        "rate_collector": provider.name,
        "late_apr_ppm": 180_000,
        "late_fee_text": "无违约金",
        "nothing_else": True,
        **fields,
    }
    return LoanProduct.objects.get_or_create(name=name, provider=provider, defaults=defaults)[0]


def _bridge_loan(provider: Provider) -> LoanProduct:
    """0.6 % of the principal a month over three months: 10.77 % a year, below four times the LPR."""
    return _loan(
        provider,
        "示例周转贷 3 个月",
        repayment=LoanProduct.Repayment.FLAT_FEE,
        rate_ppm=6_000,
        least_minor=100_000,
        largest_minor=2_000_000,
        tenors="3",
        stated_apr_ppm=107_679,
        stated_tenor=3,
        free_early_repayment=True,
        cancellation_days=7,
    )


def _instalment_loan(provider: Provider) -> LoanProduct:
    return _loan(
        provider,
        "示例小店贷",
        repayment=LoanProduct.Repayment.EQUAL_INSTALMENT,
        rate_ppm=99_600,
        least_minor=100_000,
        largest_minor=5_000_000,
        tenors="6,12",
        stated_apr_ppm=99_600,
        stated_tenor=12,
        early_fee_text="提前还款按剩余本金 0.5% 收取一次",
        cancellation_days=0,
    )


def _refused_loan(provider: Provider) -> LoanProduct:
    """E8: 12 % a year and a guarantee of 80 yuan a month on 10,000 come to 28.70 %; it stays a draft for ever."""
    loan = _loan(
        provider,
        "示例快贷（未通过）",
        repayment=LoanProduct.Repayment.EQUAL_INSTALMENT,
        rate_ppm=120_000,
        least_minor=1_000_000,
        largest_minor=1_000_000,
        tenors="12",
        stated_apr_ppm=120_000,
        stated_tenor=12,
        free_early_repayment=True,
    )
    CostItem.objects.get_or_create(
        loan=loan,
        code=CostItem.Code.GUARANTEE,
        defaults={"when": "monthly", "amount_minor": 8_000, "collector": "示例融资担保有限公司"},
    )
    return loan
