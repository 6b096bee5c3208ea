import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count
from django.test import TestCase

from accounts.models import User
from config.management.commands.load_demo import PASSWORD
from ledger.demo.cast import SEED, build_demo
from ledger.importers import alipay_app
from ledger.models import Account, Book, BookState, Entry, Member
from ledger.queries.balances import account_balances
from ledger.services.rollups import integrity_differences
from offers.models import Product, ProductVersion, Reading

from .conftest import TODAY, book_on


def load(today: dt.date = TODAY) -> str:
    said = io.StringIO()
    call_command("load_demo", today=today, stdout=said)
    return said.getvalue()


class TestLoadDemo(TestCase):
    """The whole demo, loaded once for all of these."""

    said: str

    @classmethod
    def setUpTestData(cls) -> None:
        cls.said = load()

    def test_on_an_empty_database_makes_people_and_books_whose_sums_are_exact(self):
        said = self.said
        demo = build_demo(TODAY, SEED)
        for person in demo.people:
            assert person.email in said
            user = User.objects.get(email=person.email)
            assert user.check_password(PASSWORD)
            assert (user.name, user.is_staff, user.is_superuser) == (person.name, person.is_staff, False)
            assert user.emailaddress_set.filter(verified=True, primary=True).exists()
        staff = {user.name: user for user in User.objects.filter(is_staff=True)}
        assert staff["老邓"].has_perm("accounts.view_consent")
        assert not staff["小江"].has_perm("accounts.view_consent")
        assert not any(user.has_perm("ledger.view_entry") for user in staff.values())
        assert Book.objects.count() == len(demo.books)
        for book in demo.books:
            row = Book.objects.get(name=book.name)
            balances = {
                balance.account.name: balance.balance_minor for balance in account_balances(row, with_archived=True)
            }
            for account in book.accounts:
                assert balances.pop(account.name) == account.today_minor, account.name
            assert set(balances.values()) <= {0}
            openings = sum(account.opening_minor != 0 for account in book.accounts)
            assert BookState.objects.get(book=row).n == len(book.entries) + openings
            assert row.facts == dict(book.facts)
        assert list(integrity_differences()) == []

    def test_keeps_roles_claims_refunds_and_groups(self):
        family = Book.objects.get(name="小满家")
        roles = dict(Member.objects.filter(book=family).values_list("name", "role"))
        assert roles == {"陈屿": "owner", "林晓雯": "owner", "小满": "", "奶奶": ""}
        # Both are paid in full.
        put_away = Account.objects.filter(archived_at__isnull=False).values_list("name", flat=True)
        assert set(put_away) == {"车贷", "欠外公"}
        demo = book_on(TODAY, "family")
        entries = Entry.objects.filter(book=family)
        assert entries.filter(claim="open").count() == 2
        refunds = entries.filter(kind="refund").select_related("refund_of")
        assert len(refunds) == sum(bool(entry.refund_of) for entry in demo.entries)
        for refund in refunds:
            assert refund.refund_of.category_id == refund.category_id
            assert refund.refund_of.to_account_id is None
        pairs = entries.filter(group__isnull=False).values("group").annotate(n=Count("id"))
        assert {pair["n"] for pair in pairs} == {2}
        card = Account.objects.get(book=family, name="招行信用卡")
        assert (card.due_day, card.statement_day, card.number_tail, card.balance_confirmed_on) == (5, 18, "3307", TODAY)
        wedding = entries.filter(extra__occasion="wedding").first()
        assert wedding.category.key == "social.ceremony"

    def test_twice_changes_nothing(self):
        before = Entry.objects.count(), User.objects.count()
        assert "already" in load()
        assert (Entry.objects.count(), User.objects.count()) == before

    def test_writes_nothing_dated_after_now(self):
        assert not Entry.objects.filter(date__gt=TODAY).exists()
        latest = Entry.objects.order_by("-created_at").values_list("created_at", flat=True).first()
        assert latest.date() <= max(TODAY, dt.datetime.now(dt.UTC).date())

    def test_reads_the_books_and_publishes_the_products_by_four_eyes(self):
        states = dict(Reading.objects.filter(as_of=TODAY).values_list("book__name", "state"))
        assert (states["小满家"], states["巷口面包"]) == ("surplus", "likely")
        live = Product.objects.filter(state=Product.State.LIVE)
        assert live.count() == 5
        assert all(version.made_by_id != version.checked_by_id for version in ProductVersion.objects.all())

    def test_people_have_been_here_since_their_first_book(self):
        joined = User.objects.get(email="liubo@example.com").date_joined.date()
        assert joined < TODAY - dt.timedelta(days=900)


def test_demo_bill_writes_a_bill_that_the_importer_knows(tmp_path):
    path = tmp_path / "bill.csv"
    call_command("demo_bill", out=path, today=TODAY, stdout=io.StringIO())
    data = path.read_bytes()
    assert alipay_app.sniff(data[:65536], path.name) > 0.5
    call_command("demo_bill", out=path, today=TODAY, stdout=io.StringIO())
    assert path.read_bytes() == data


def test_demo_bill_with_a_password_writes_a_locked_zip(tmp_path):
    path = tmp_path / "bill.zip"
    call_command("demo_bill", out=path, today=TODAY, zip="061218", stdout=io.StringIO())
    assert path.read_bytes()[:2] == b"PK"
    with pytest.raises(CommandError, match="six digits"):
        call_command("demo_bill", out=path, today=TODAY, zip="abc", stdout=io.StringIO())
