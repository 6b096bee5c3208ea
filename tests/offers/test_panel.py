"""The panel through HTTP: who may see it, what it says, consent on and off, and the loan at the very bottom."""

import datetime as dt
import re

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from accounts.services import withdraw_consent
from ledger.demo.cast import SEED, build_demo
from ledger.explainers import explainer_of
from ledger.models import Account, Book, Member
from ledger.services.books import change_settings
from ledger.services.demo import write_demo
from offers.demo import load_products
from offers.errors import CreditClosed
from offers.models import CostReading, Impression, LoanProduct, Mute, Reading, Suggestion
from offers.rules.blackout import in_blackout
from offers.services.consents import switch_off, switch_on
from offers.services.products import withdraw_product

from .conftest import account_of, member_of, set_cash, write_months

URLS = [
    ("reading-panel", "get", {}),
    ("reading-evidence", "get", {}),
    ("reading-ways", "get", {}),
]


def demo_book(key: str, today: dt.date) -> Book:
    """A book of the demo as of the real today, since pages read the clock."""
    return write_demo(build_demo(today, SEED, only=(key,)), password="x", now=timezone.now())[key]


@pytest.fixture
def products(db):
    people = [User.objects.create(email=f"{name}@staff.example", is_staff=True) for name in ("maker", "checker")]
    return load_products(maker=people[0], checker=people[1], now=timezone.now())


@pytest.fixture
def rich(owner, today) -> Member:
    """Alice's book: half a year of 100 a day and pay of 9,000, 40,000 in hand: a surplus, sure."""
    write_months(owner, today=today)
    set_cash(owner, 4_000_000, today)
    return owner


def panel(client, member: Member) -> str:
    client.force_login(member.user)
    answer = client.get(reverse("offers:reading-panel", args=[member.book.public_id]), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(("name", "method", "data"), URLS, ids=[row[0] for row in URLS])
def test_reading_urls_when_asked_by_each_role_then_404_403_or_200(
    client, rich, manager, bookkeeper, contributor, viewer, mallory, name, method, data
):
    url = reverse(f"offers:{name}", args=[rich.book.public_id])
    client.force_login(mallory)
    assert client.get(url).status_code == 404
    for member, status in ((contributor, 403), (viewer, 403), (bookkeeper, 200), (manager, 200), (rich, 200)):
        client.force_login(member.user)
        assert getattr(client, method)(url, data).status_code == status


def test_following_when_a_bookkeeper_asks_then_403(client, rich, bookkeeper, viewer):
    client.force_login(bookkeeper.user)
    assert client.get(reverse("offers:consent", args=[rich.book.public_id])).status_code == 403
    assert client.get(reverse("offers:answers", args=[rich.book.public_id])).status_code == 200
    client.force_login(viewer.user)
    assert client.get(reverse("offers:answers", args=[rich.book.public_id])).status_code == 403


def test_panel_when_a_book_is_switched_off_then_nothing_is_read(client, rich):
    change_settings(rich, reading_enabled=False)
    with translation.override("en"):
        panel(client, rich)
    assert not Reading.objects.filter(book=rich.book).exists()


def test_panel_when_only_spending_then_asks_for_the_pay_day_and_draws_nothing(client, owner, today):
    write_months(owner, today=today, pay_minor=0)
    set_cash(owner, 50_000, today)
    page = panel(client, owner)

    assert reverse("offers:answers", args=[owner.book.public_id]) in page
    assert "data-chart" not in page
    assert "¥" not in page
    assert explainer_of("reading.missing").url in page


def test_panel_when_the_family_has_a_surplus_then_free_steps_come_before_the_closed_door(client, products, today):
    member = member_of(demo_book("family", today), "chenyu@example.com")
    page = panel(client, member)

    door = page.index(reverse("offers:consent", args=[member.book.public_id]))
    assert page.index("reading-free") < door
    assert explainer_of("reading.surplus").url in page
    # Without consent no product is named anywhere.
    assert not any(product.name in page for product in products)
    assert not Suggestion.objects.exists()


def test_consent_when_given_then_three_funds_and_when_withdrawn_then_gone_in_the_same_request(client, rich, products):
    panel(client, rich)
    consent = reverse("offers:consent", args=[rich.book.public_id])
    assert client.post(consent, {"birth_year": "1990"}).status_code == 422
    assert client.post(consent, {"birth_year": "1812", "agree": "on"}).status_code == 422
    assert client.post(consent, {"birth_year": "1990", "agree": "on"}).status_code == 302
    page = panel(client, rich)

    names = [name for name in ("示例安心货币 A", "示例日日货币 B", "示例小满货币 A") if name in page]
    # Lower fees first: 0.21 %, 0.26 %, 0.59 %; the yield is no key.
    assert sorted(names, key=page.index) == ["示例安心货币 A", "示例日日货币 B", "示例小满货币 A"]
    suggestion = Suggestion.objects.get(user=rich.user)
    assert (suggestion.kind, suggestion.state, len(suggestion.products)) == ("money_fund", "surplus", 3)
    assert suggestion.reason["amount_minor"] == Reading.objects.get(book=rich.book, as_of=suggestion.as_of).shown_minor
    panel(client, rich)
    assert Impression.objects.count() == 1
    # Whichever page withdraws it.
    withdraw_consent(rich.user, purpose="personal_offers", at=timezone.now())
    assert not Suggestion.objects.exists()
    assert "示例安心货币" not in panel(client, rich)


@pytest.mark.parametrize("born", [None, 15])
def test_suggestion_when_a_reader_is_no_adult_or_of_unknown_age_then_nothing_is_shown(client, rich, products, born):
    switch_on(rich.user, birth_year=1990, where="test", now=timezone.now())
    User.objects.filter(pk=rich.user.pk).update(birth_year=born and timezone.localdate().year - born)
    panel(client, rich)
    assert not Suggestion.objects.exists()


def test_dismissal_when_repeated_then_lasts_30_90_180_days(client, rich, products, today):
    switch_on(rich.user, birth_year=1990, where="test", now=timezone.now())
    for days in (30, 90, 180, 180):
        panel(client, rich)
        row = Suggestion.objects.get(dismissed_at=None)
        url = reverse("offers:suggestion-dismiss", args=[rich.book.public_id, row.public_id])
        assert client.post(url).status_code == 302
        mute = Mute.objects.get()
        assert mute.until == today + dt.timedelta(days=days)
        assert "示例安心货币" not in panel(client, rich)
        # The time passes.
        Mute.objects.update(until=today - dt.timedelta(days=1))
        Suggestion.objects.update(shown_at=timezone.now() - dt.timedelta(days=60))
    Suggestion.objects.all().delete()
    panel(client, rich)
    row = Suggestion.objects.get(dismissed_at=None)
    client.post(reverse("offers:suggestion-dismiss", args=[rich.book.public_id, row.public_id]), {"never": "1"})
    assert Mute.objects.get().until is None


def test_suggestion_when_it_is_somebody_elses_then_404(client, rich, manager, products):
    switch_on(rich.user, birth_year=1990, where="test", now=timezone.now())
    panel(client, rich)
    row = Suggestion.objects.get()
    client.force_login(manager.user)
    url = reverse("offers:suggestion-dismiss", args=[rich.book.public_id, row.public_id])
    assert client.post(url).status_code == 404


@pytest.fixture
def baker(products, today) -> Member:
    member = member_of(demo_book("bakery", today), "liubo@example.com")
    # A partner who has kept the books for long; a new one sees no loan for thirty days.
    User.objects.filter(pk=member.user_id).update(date_joined=timezone.now() - dt.timedelta(days=400))
    member.user.refresh_from_db()
    return member


def test_bakery_when_short_then_free_ways_first_and_the_line_says_what_they_change(client, baker):
    page = panel(client, baker)
    assert explainer_of("reading.likely").url in page
    assert "设计院" in page
    assert "示例周转贷" not in page
    line = reverse("offers:reading-ways", args=[baker.book.public_id])
    none, collect = client.get(line).content.decode(), client.get(line, {"way": "collect"}).content.decode()
    assert "¥" not in re.sub(r"<[^>]*>", "", none)
    # About -2,475 and, with the other half of 9,600 counted on, 4,800 more.
    reading = Reading.objects.get(book=baker.book, as_of=timezone.localdate())
    after = (reading.trough50_minor + 480_000) // 100
    assert f"{after:,}" in re.sub(r"<[^>]*>", "", collect)


def test_loan_when_every_block_passes_then_last_on_the_page_and_the_server_keeps_the_time(client, baker):
    switch_on(baker.user, birth_year=1988, where="test", now=timezone.now())
    page = panel(client, baker)
    if in_blackout(timezone.localdate()):
        # Near a shopping festival there is none, whatever else speaks for it.
        assert not Suggestion.objects.exists()
        return
    suggestion = Suggestion.objects.get()
    assert suggestion.kind == "small_loan"
    loan = suggestion.products[0]
    # Three months at 0.6 %: E4's ratio, 10.7679 % simple; both prices keep four times the LPR of 3 %.
    assert [one["apr_simple_ppm"] <= 120_000 for one in suggestion.products] == [True] * len(suggestion.products)
    assert page.rindex("reading-last") > page.index("ways-line")
    cost = reverse("offers:loan-cost", args=[baker.book.public_id, suggestion.public_id, loan["id"]])
    assert client.get(cost).status_code == 200
    row = CostReading.objects.get()
    confirm = reverse("offers:loan-cost-confirm", args=[baker.book.public_id, row.public_id])
    assert client.post(confirm).status_code == 409
    CostReading.objects.update(opened_at=timezone.now() - dt.timedelta(seconds=11))
    done = client.post(confirm)
    assert done.status_code == 200
    assert loan["licence_no"] in done.content.decode()
    row.refresh_from_db()
    assert row.confirmed_at is not None
    assert (row.table, len(row.digest)) == (loan, 64)


def test_loan_when_it_was_taken_down_while_somebody_read_then_nobody_is_named(client, baker):
    switch_on(baker.user, birth_year=1988, where="test", now=timezone.now())
    panel(client, baker)
    if in_blackout(timezone.localdate()):
        return
    suggestion = Suggestion.objects.get()
    loan = suggestion.products[0]
    client.get(reverse("offers:loan-cost", args=[baker.book.public_id, suggestion.public_id, loan["id"]]))
    CostReading.objects.update(opened_at=timezone.now() - dt.timedelta(seconds=11))
    withdraw_product(LoanProduct.objects.get(public_id=loan["id"]))
    confirm = reverse("offers:loan-cost-confirm", args=[baker.book.public_id, CostReading.objects.get().public_id])
    answer = client.post(confirm)
    assert (answer.status_code, loan["licence_no"] in answer.text) == (CreditClosed.status, False)
    assert CostReading.objects.get().confirmed_at is None


def _student(member: Member) -> None:
    User.objects.filter(pk=member.user_id).update(is_student=True)


def _new(member: Member) -> None:
    User.objects.filter(pk=member.user_id).update(date_joined=timezone.now())


def _off(member: Member) -> None:
    switch_off(member.user, now=timezone.now())


def _senior(member: Member) -> None:
    User.objects.filter(pk=member.user_id).update(birth_year=timezone.localdate().year - 70)


def _excluded(member: Member) -> None:
    Mute.objects.create(user=member.user, book=member.book, kind="small_loan", times=1, until=None)


def _unlicensed(member: Member) -> None:
    for loan in LoanProduct.objects.filter(state="live").select_related("provider"):
        loan.provider.valid_to = dt.date(2020, 1, 1)
        loan.provider.save()


def _costly(member: Member) -> None:
    LoanProduct.objects.filter(state="live").update(rate_ppm=200_000, repayment="equal_instalment")


def test_loan_when_one_block_holds_then_is_not_on_the_page(baker):
    switch_on(baker.user, birth_year=1988, where="test", now=timezone.now())
    shown = []
    for worse in (_student, _new, _off, _senior, _excluded, _unlicensed, _costly):
        with transaction.atomic():
            worse(baker)
            baker.user.refresh_from_db()
            page = panel(Client(), baker)
            if "示例周转贷" in page or Suggestion.objects.filter(kind="small_loan").exists():
                shown.append(worse.__name__)
            transaction.set_rollback(True)
        baker.user.refresh_from_db()
    assert shown == []


def test_answers_when_posted_then_kept_and_the_reading_follows(client, owner, today):
    write_months(owner, today=today, pay_minor=0)
    client.force_login(owner.user)
    url = reverse("offers:answers", args=[owner.book.public_id])
    cash, card = account_of(owner.book, "cash"), account_of(owner.book, "credit_card")
    assert client.get(url).status_code == 200
    wrong = client.post(url, {"pay_0_amount": "8000"})
    assert wrong.status_code == 422
    day = (today + dt.timedelta(days=9)).day
    answer = client.post(
        url,
        {
            f"balance_{cash.pk}": "30000",
            f"due_{card.pk}": "5",
            "pay_0_amount": "9000",
            "pay_0_day": str(day),
            "bill_0_name": "房租",
            "bill_0_amount": "1500",
            "bill_0_day": "1",
            "bill_0_months": "1",
        },
    )
    assert answer.status_code == 302
    assert Account.objects.get(pk=card.pk).due_day == 5
    page = panel(client, owner)
    assert "data-chart" in page
    reading = Reading.objects.get(book=owner.book, as_of=today)
    assert reading.state == "surplus"
    expected = sorted(amount for _day, amount, source, _which in reading.evidence["events"] if source == 1)
    assert expected == [-150_000, 900_000]


def test_shelf_when_a_book_runs_short_then_says_so_and_to_strangers_nothing(client, baker, mallory):
    panel(client, baker)
    url = reverse("offers:shelf-readings")
    assert baker.book.name in client.get(url).content.decode()
    client.force_login(mallory)
    assert baker.book.name not in client.get(url).content.decode()


def test_api_when_asked_then_says_what_the_page_says(client, rich, viewer, mallory, products):
    switch_on(rich.user, birth_year=1990, where="test", now=timezone.now())
    url = reverse("offers-api:reading", args=[rich.book.public_id])
    client.force_login(mallory)
    assert client.get(url).status_code == 404
    client.force_login(viewer.user)
    assert client.get(url).status_code == 403
    client.force_login(rich.user)
    body = client.get(url).json()
    assert body["reading"]["state"] == "surplus"
    assert len(body["reading"]["path"]["b50"]) == 30
    assert body["reading"]["shown_minor"] == Reading.objects.latest("as_of").shown_minor
    lesson = explainer_of("reading.surplus")
    assert body["reading"]["lesson"] == {"title": lesson.title, "url": lesson.url}
    away = reverse("offers-api:suggestion-dismiss", args=[rich.book.public_id, body["suggestion"]["id"]])
    until = client.post(away, {"never": False}, content_type="application/json").json()["until"]
    assert until == (timezone.localdate() + dt.timedelta(days=30)).isoformat()
    assert client.get(url).json()["suggestion"] is None
