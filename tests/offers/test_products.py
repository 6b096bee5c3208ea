"""Products and their gates, two pairs of eyes, and the staff's pages, which show no amount of anybody's book."""

import datetime as dt
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from ledger.services.books import open_book
from offers.demo import load_products
from offers.errors import ProductGate
from offers.models import CostItem, LoanProduct, MoneyFund, Product, ProductVersion, Reading, Suggestion
from offers.services.consents import switch_on
from offers.services.products import publish_product, submit_product, withdraw_product
from offers.services.readings import read_books
from offers.services.suggestions import suggestion_for
from tests.cast import make_user

from .conftest import set_cash, write_months


@pytest.fixture
def staff(db) -> list[User]:
    return [
        User.objects.create(email=f"{name}@staff.example", is_staff=True, is_superuser=True)
        for name in ("maker", "checker")
    ]


@pytest.fixture
def products(staff) -> list[Product]:
    return load_products(maker=staff[0], checker=staff[1], now=timezone.now())


def problems(product: Product) -> set[str]:
    return {field for field, _sentence in product.problems(timezone.localdate())}


def test_demo_products_when_loaded_twice_then_the_same_and_e8_stays_a_draft(products, staff):
    again = load_products(maker=staff[0], checker=staff[1], now=timezone.now())
    assert [row.pk for row in again] == [row.pk for row in products]
    states = list(Product.objects.order_by("pk").values_list("state", flat=True))
    assert states == ["live"] * 5 + ["draft"]
    refused = LoanProduct.objects.get(state="draft")
    # E8: 28.7001 % simple, all items counted; the provider says 12 %.
    assert refused.plan(1_000_000, 12).apr_simple_ppm == 287_001
    assert problems(refused) == {"rate_ppm", "stated_apr_ppm"}
    with pytest.raises(ProductGate):
        submit_product(refused, by=staff[0], today=timezone.localdate())
    refused.state = Product.State.REVIEW
    with pytest.raises(ValidationError):
        refused.full_clean()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"summary": "最高可借 20 万，秒批"}, "summary"),
        ({"summary": "日息万二"}, "summary"),
        ({"risk_text": ""}, "risk_text"),
        ({"provider_approved": False}, "provider_approved"),
        ({"rate_collector": ""}, "rate_collector"),
        ({"late_apr_ppm": None}, "late_apr_ppm"),
        ({"nothing_else": False}, "nothing_else"),
        ({"rate_ppm": 15_000}, "rate_ppm"),
        # 10.7679 % ours: 0.0501 points away is too far, 0.0500 is not.
        ({"stated_apr_ppm": 107_679 + 501}, "stated_apr_ppm"),
        ({"stated_apr_ppm": 107_679 + 500}, None),
        ({"stated_apr_ppm": None}, "stated_apr_ppm"),
        ({}, None),
    ],
)
def test_loan_gates_when_one_part_is_wrong_then_that_one_speaks(products, changes, field):
    loan = LoanProduct.objects.get(name="示例周转贷 3 个月")
    for name, value in changes.items():
        setattr(loan, name, value)
    found = problems(loan)
    assert field in found if field else found == set()


def test_gates_when_a_membership_makes_it_dear_then_refused(products):
    loan = LoanProduct.objects.get(name="示例周转贷 3 个月")
    CostItem.objects.create(loan=loan, code="membership", when="upfront", amount_minor=19_900, collector="会员公司")
    assert "rate_ppm" in problems(loan)


def test_fund_gates_when_the_fixed_sentence_or_a_day_is_missing_then_refused(products):
    fund = MoneyFund.objects.get(code="000A01")
    fund.risk_text = "有风险"
    assert "risk_text" in problems(fund)
    fund.yields.order_by("day").first().delete()
    assert "yields" in problems(fund)


def test_publishing_when_the_maker_checks_too_then_refused_by_service_and_database(products, staff):
    loan = Product.objects.get(name="示例小店贷")
    withdraw_product(loan)
    submit_product(loan, by=staff[0], today=timezone.localdate())
    with pytest.raises(ProductGate):
        publish_product(loan, by=staff[0], now=timezone.now())
    with pytest.raises(DatabaseError), transaction.atomic():
        Product.objects.filter(pk=loan.pk).update(checked_by=staff[0])
    version = publish_product(loan, by=staff[1], now=timezone.now())
    assert version.number == 2
    with pytest.raises(DatabaseError), transaction.atomic():
        ProductVersion.objects.filter(pk=version.pk).update(snapshot={})


def test_admin_when_products_are_handed_in_and_published_then_logged(client, products, staff):
    loan = LoanProduct.objects.get(name="示例小店贷")
    url = reverse("admin:offers_loanproduct_changelist")
    for who, action in ((staff[0], "withdraw"), (staff[0], "submit"), (staff[0], "publish"), (staff[1], "publish")):
        client.force_login(who)
        client.post(url, {"action": action, "_selected_action": [loan.pk]})
    loan.refresh_from_db()
    assert (loan.state, loan.version, loan.checked_by) == ("live", 2, staff[1])
    # The maker's own publishing was refused, so three actions were noted.
    assert LogEntry.objects.count() == 3
    # What is live can't be changed under the readers' eyes.
    page = client.post(reverse("admin:offers_loanproduct_change", args=[loan.pk]), {"name": "x"})
    assert page.status_code == 403


@pytest.fixture
def read(owner, products, today) -> Reading:
    """A surplus of unmistakable digits: 71,234.56 in hand."""
    write_months(owner, today=today, daily_minor=11_347)
    set_cash(owner, 7_123_456, today)
    read_books([owner.book_id], today)
    switch_on(owner.user, birth_year=1990, where="test", now=timezone.now())
    reading = Reading.objects.get(book=owner.book, as_of=today)
    assert suggestion_for(owner, reading, today=today, now=timezone.now()) is not None
    return reading


def test_admin_when_staff_look_at_readings_then_no_amount_and_no_evidence(client, read, staff):
    client.force_login(staff[0])
    suggestion = Suggestion.objects.get()
    amounts = [
        read.liquid_minor, read.buffer_minor, read.spending_minor, read.income_minor, read.trough50_minor,
        read.trough10_minor, read.end50_minor, read.surplus_minor, read.shown_minor, *read.path["b50"],
    ]  # fmt: skip
    pages = [
        reverse("admin:offers_reading_changelist"),
        reverse("admin:offers_reading_change", args=[read.pk]),
        reverse("admin:offers_suggestion_changelist"),
        reverse("admin:offers_suggestion_change", args=[suggestion.pk]),
        reverse("admin:offers_transition_changelist"),
        reverse("admin:offers_jobrun_changelist"),
    ]
    for url in pages:
        answer = client.get(url)
        assert answer.status_code == 200, url
        text = re.sub(r"<(script|style).*?</\1>|<[^>]*>", " ", answer.content.decode(), flags=re.S)
        digits = re.sub(r"[,.\s]", "", text)
        for amount in amounts:
            assert str(amount) not in digits, (url, amount)
            if amount >= 100_000:
                assert str(amount // 100) not in digits, (url, amount)
        assert "Home" not in text
        assert "示例安心货币" not in text


def test_admin_when_staff_try_to_write_a_reading_then_refused(client, read, staff):
    client.force_login(staff[0])
    assert client.post(reverse("admin:offers_reading_change", args=[read.pk]), {"state": "none"}).status_code == 403
    assert client.post(reverse("admin:offers_reading_delete", args=[read.pk]), {"post": "yes"}).status_code == 403


def test_licence_when_it_ends_then_the_product_is_not_suggested(owner, read, products, today):
    provider = MoneyFund.objects.first().provider
    provider.valid_to = today - dt.timedelta(days=1)
    provider.save()
    assert suggestion_for(owner, read, today=today, now=timezone.now()) is None


@pytest.mark.django_db
def test_staff_see_readings_and_suggestions_as_counts_on_their_dashboard(client, stella):
    stella.user_permissions.add(*Permission.objects.filter(codename__in=["view_reading", "view_suggestion"]))
    book = open_book(make_user("anna"), scene="family").book
    read_books([book.pk], timezone.localdate())
    client.force_login(stella)
    page = client.get(reverse("admin:index")).content.decode()
    assert "今天的看账结果" in page
    assert "没什么要说的" in page
    assert "30 天内的推荐" in page
