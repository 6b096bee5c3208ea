"""What a book hides: no list, sum, search, report, page or file tells somebody more than their own rows do.

Each answer is compared with one that is reckoned here, in plain Python over the rows that the person may see.
"""

import ast
import csv
import datetime as dt
import io
import random
from collections import defaultdict
from pathlib import Path

import pytest
from django.conf import settings as site
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from ledger.access import access_book
from ledger.errors import RoleTooLow
from ledger.models import Account, Category, Entry, Member, Merchant
from ledger.permissions import Action, allows
from ledger.queries.approvals import waiting
from ledger.queries.balances import account_balances, net_worth
from ledger.queries.calendar import calendar_month
from ledger.queries.entries import EntryFilter, entry_page
from ledger.queries.months import category_sums, day_sums, member_sums, month_series
from ledger.queries.names import uses
from ledger.queries.recording import pad_choices
from ledger.queries.shelf import shelf
from ledger.queries.spans import spent_by_category
from ledger.services.accounts import add_account, edit_account
from ledger.services.books import change_settings, open_book
from ledger.services.drafts import EntryDraft
from ledger.services.entries import record_entry
from ledger.services.exports import written_file
from ledger.services.members import add_member
from ledger.services.rollups import integrity_differences
from ledger.services.till import set_till
from ledger.visibility import counted_entries, visible_entries
from tests.addresses import address, is_api
from tests.cast import make_user
from tests.clients import api_client_of, client_of
from tests.roles_table import IN_A_BOOK

pytestmark = pytest.mark.django_db

FIRST = dt.date(2026, 10, 1)
DAYS = [FIRST + dt.timedelta(days=n) for n in range(60)]
LIMIT = 500_000


class Town:
    """A shop of random entries by everybody, with accounts that only managers see, a limit, and switches."""

    def __init__(self, seed: int):
        self.random = random.Random(seed)
        n = User.objects.count()
        self.owner = open_book(make_user(f"owner{n}"), scene="shop", name="巷口面包")
        self.people = {"owner": self.owner}
        for role in ("manager", "bookkeeper", "contributor", "viewer"):
            self.people[role] = add_member(self.owner, name=role, user=make_user(f"{role}{n}"), role=role)
        self.people["till"] = add_member(self.owner, name="till", user=make_user(f"till{n}"), role="contributor")
        self.secret = add_account(self.owner, name="保险柜甲", kind="cash", at_till=True)
        self.other = add_account(self.owner, name="保险柜乙", kind="bank")
        see_all, see_balances = self.random.random() < 0.6, self.random.random() < 0.6
        change_settings(
            self.owner,
            contributors_see_all=see_all,
            contributors_see_balances=see_balances,
            approval_above_minor=LIMIT,
        )
        set_till(self.owner, self.people["till"], till=True)
        self.book = self.owner.book
        self.accounts = list(Account.objects.filter(book=self.book, kind__in=["cash", "wallet", "bank"]).order_by("id"))
        self.categories = {
            kind: list(Category.objects.filter(book=self.book, kind=kind).order_by("id")[:6])
            for kind in ("expense", "income")
        }
        for number in range(self.random.randint(20, 60)):
            self.record(number)
        # Some are veiled when everything is there already, and some not any more.
        edit_account(self.owner, self.secret, veiled=True)
        edit_account(self.owner, self.other, veiled=True)
        if self.random.random() < 0.3:
            edit_account(self.owner, self.other, veiled=False)
        self.veiled = set(Account.objects.filter(book=self.book, veiled=True).values_list("pk", flat=True))
        for number in range(60, 60 + self.random.randint(0, 20)):
            self.record(number)

    def record(self, number: int) -> None:
        by = Member.objects.select_related("book").get(
            pk=self.random.choice([self.people[key] for key in ("owner", "bookkeeper", "contributor", "till")]).pk
        )
        kind = self.random.choice(["expense", "expense", "expense", "income", "refund", "transfer"])
        source, target = self.random.sample(self.accounts, 2)
        record_entry(
            by,
            draft=EntryDraft(
                kind=kind,
                date=self.random.choice(DAYS),
                amount_minor=self.random.randint(1, 2 * LIMIT),
                from_account=source if kind in ("expense", "transfer") else None,
                to_account=target if kind != "expense" else None,
                category=None
                if kind == "transfer"
                else self.random.choice(self.categories["income" if kind == "income" else "expense"]),
                member=self.random.choice([None, self.owner]),
                merchant=f"店家{number}号",
                note=f"备注{number}号",
            ),
        )

    def seen_by(self, member: Member) -> list[Entry]:
        """The rows that somebody may see, told once more from the start."""
        own_only = member.role == "contributor" and (member.till or not self.book.contributors_see_all)
        heads = member.role in ("owner", "manager")
        rows = []
        for entry in Entry.objects.filter(book=self.book, deleted_at=None):
            sides = {entry.from_account_id, entry.to_account_id} - {None}
            if (heads or sides - self.veiled) and (not own_only or entry.recorded_by_id == member.pk):
                rows.append(entry)
        return rows

    def opened(self, name: str) -> Member:
        return access_book(self.people[name].user, self.book.public_id)


def spent(rows: list[Entry]) -> int:
    return sum(row.base_amount_minor for row in rows if row.kind == "expense") - sum(
        row.base_amount_minor for row in rows if row.kind == "refund"
    )


def earned(rows: list[Entry]) -> int:
    return sum(row.base_amount_minor for row in rows if row.kind == "income")


def by(rows: list[Entry], key) -> dict:
    found = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return dict(found)


WHO = ["owner", "manager", "bookkeeper", "contributor", "viewer", "till"]


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32))
def test_every_answer_is_reckoned_over_the_rows_that_one_may_see(seed):
    town = Town(seed)
    assert list(integrity_differences(town.book.pk)) == []
    for name in WHO:
        member = town.opened(name)
        seen = town.seen_by(member)
        counted = [row for row in seen if row.approval != "pending"]
        check_lists(member, seen, counted)
        if allows(member, Action.SEE_SUMS):
            check_sums(member, seen, counted)
        check_balances(town, member)
        check_file(member, seen)


def check_lists(member: Member, seen: list[Entry], counted: list[Entry]) -> None:
    assert set(visible_entries(member)) == set(seen)
    assert set(counted_entries(member)) == set(counted)
    assert {entry.pk for entry in entry_page(member, size=500)} == {row.pk for row in seen}
    pending = [row for row in seen if row.approval == "pending"]
    assert waiting(member).n == len(pending)
    assert waiting(member).amount_minor == sum(row.base_amount_minor for row in pending)
    for row in Entry.objects.filter(book=member.book)[:20]:
        found = {entry.pk for entry in entry_page(member, EntryFilter(text=row.note), size=500)}
        wanted = {entry.pk for entry in seen if row.note in entry.note}
        assert found == wanted
    month = calendar_month(member, EntryFilter(), first=FIRST)
    october = [row for row in counted if row.date.month == 10]
    assert (month.expense_minor, month.income_minor) == (spent(october), earned(october))
    assert set(pad_choices(member).merchants) <= {row.merchant.name for row in seen if row.merchant} or allows(
        member, Action.SEE_VEILED
    )


def check_sums(member: Member, seen: list[Entry], counted: list[Entry]) -> None:
    book = member.book
    moving = [row for row in counted if row.kind != "transfer"]
    months = by(moving, lambda row: row.date.year * 100 + row.date.month)
    for month in month_series(book, 202610, 202611):
        rows = months.get(month.period, [])
        assert (month.expense_minor, month.income_minor, month.n) == (spent(rows), earned(rows), len(rows))
    tops = by([row for row in moving if row.kind != "income"], lambda row: row.category.parent_id or row.category_id)
    found = {row.category.pk: row.amount_minor for row in category_sums(book, 202610, 202611)}
    assert found == {pk: spent(rows) for pk, rows in tops.items()}
    of_members = by([row for row in moving if row.kind != "income"], lambda row: row.member_id)
    assert {(row.member and row.member.pk): row.expense_minor for row in member_sums(book, 202610, 202611)} == {
        pk: spent(rows) for pk, rows in of_members.items()
    }
    days = by(moving, lambda row: row.date)
    for day in day_sums(book, DAYS[0], DAYS[-1]):
        rows = days[day.day]
        out = sum(row.base_amount_minor for row in rows if row.kind == "expense")
        assert (day.expense_minor, day.income_minor) == (out, sum(r.base_amount_minor for r in rows) - out)
    spans = spent_by_category(member, DAYS[0], DAYS[-1])
    assert {pk: each.amount_minor for pk, each in spans.items()} == {
        pk: spent(rows)
        for pk, rows in by([row for row in moving if row.kind != "income"], lambda row: row.category_id).items()
    }
    used = uses(book, Category, [row.pk for row in Category.objects.filter(book=book)])
    assert used == {pk: len(rows) for pk, rows in by(seen, lambda row: row.category_id).items() if pk}
    merchants = uses(book, Merchant, list(Merchant.objects.filter(book=book).values_list("pk", flat=True)))
    assert merchants == {pk: len(rows) for pk, rows in by(seen, lambda row: row.merchant_id).items() if pk}
    [own] = shelf(member.user).books
    assert own.expense_minor is not None


def check_balances(town: Town, member: Member) -> None:
    heads = member.role in ("owner", "manager")
    shown = {row.account.pk: row.balance_minor for row in account_balances(member.book)}
    wanted: dict[int, int] = defaultdict(int)
    for row in Entry.objects.filter(book=member.book, deleted_at=None):
        if row.from_account_id:
            wanted[row.from_account_id] -= row.amount_minor
        if row.to_account_id:
            wanted[row.to_account_id] += row.amount_minor
    for account in Account.objects.filter(book=member.book, archived_at=None):
        if heads or account.pk not in town.veiled:
            assert shown.pop(account.pk) == wanted[account.pk]
    assert shown == {}
    liquid = sum(value for pk, value in wanted.items() if heads or pk not in town.veiled)
    assert net_worth(member.book).liquid_minor == liquid


def check_file(member: Member, seen: list[Entry]) -> None:
    if not allows(member, Action.EXPORT):
        return
    rows = list(csv.DictReader(io.TextIOWrapper(written_file(member, EntryFilter(), "csv"), encoding="utf-8-sig")))
    assert len(rows) == len(seen)
    text = " ".join(value for row in rows for value in row.values())
    names = [] if allows(member, Action.SEE_VEILED) else ["保险柜甲"]
    assert not [name for name in names if name in text]


@pytest.mark.parametrize("name", ["bookkeeper", "contributor", "viewer", "till"])
def test_no_page_says_a_name_a_note_or_a_balance_that_is_hidden(name):
    town = Town(7)
    member = town.opened(name)
    edit_account(town.owner, town.other, veiled=True)
    town.veiled.add(town.other.pk)
    seen = {row.pk for row in town.seen_by(member)}
    hidden = [row for row in Entry.objects.filter(book=town.book).select_related("merchant") if row.pk not in seen]
    own = next((row for row in town.seen_by(member)), None)
    assert hidden
    assert own
    secrets = {"保险柜甲", "保险柜乙", *(row.note for row in hidden), *(row.merchant.name for row in hidden)}
    secrets |= {str(row.client_id) for row in hidden}
    secrets |= {str(account.public_id) for account in (town.secret, town.other)}
    if name in ("till",) or (name == "contributor" and not town.book.contributors_see_all):
        # The names of one's own are no secret.
        secrets -= {row.merchant.name for row in Entry.objects.filter(pk__in=seen).select_related("merchant")}
    arguments = {
        "book": town.book.public_id,
        "entry": own.client_id,
        "account": town.accounts[0].public_id,
        "category": town.categories["expense"][0].public_id,
        "sort": "merchants",
        "period": 202610,
        "shown": "there",
    }
    arguments |= {f"{key}_id": value for key, value in arguments.items()}
    opened = 0
    for line in IN_A_BOOK:
        if line.method != "get":
            continue
        try:
            place = address(line.name, arguments)
        except KeyError:
            continue  # about a row that this book has none of
        client = (api_client_of if is_api(line.name) else client_of)(member.user)
        answer = client.get(place)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        told = [secret for secret in secrets if secret in body.decode(errors="replace")]
        assert not told, f"{line.name} tells {told}"
        opened += answer.status_code == 200
    assert opened > 10


def test_the_row_of_a_hidden_account_is_not_found(owner, bookkeeper, book):
    account = Account.objects.filter(book=book, kind="cash")[0]
    edit_account(owner, account, veiled=True)
    client = client_of(bookkeeper.user)
    for url_name in ("account-edit", "account-balance"):
        assert client.get(reverse(f"ledger:{url_name}", args=[book.public_id, account.public_id])).status_code == 404
    place = reverse("ledger-api:account-detail", args=[book.public_id, account.public_id])
    assert api_client_of(bookkeeper.user).get(place).status_code == 404
    assert api_client_of(owner.user).get(place).status_code == 200


def test_kept_sums_are_read_in_one_place_alone():
    """Forgetting what a book hides is impossible where nothing but `ledger.queries.sums` reads their tables."""
    tables = {"CategoryMonth", "BookDay", "AccountMonth"}
    found = []
    for app in ("ledger", "offers", "community"):
        for path in (Path(site.BASE_DIR) / app).rglob("*.py"):
            inside = path.relative_to(site.BASE_DIR).parts
            if "migrations" in inside or inside[:2] in (("ledger", "models"), ("ledger", "services")):
                continue
            names = {
                name.name
                for node in ast.walk(ast.parse(path.read_text()))
                if isinstance(node, ast.ImportFrom)
                for name in node.names
            }
            if names & tables and inside != ("ledger", "queries", "sums.py"):
                found.append("/".join(inside))
    assert found == []


def test_only_who_sees_it_may_hide_or_change_an_account(owner, bookkeeper, book):
    account = Account.objects.filter(book=book, kind="cash")[0]
    with pytest.raises(RoleTooLow):
        edit_account(bookkeeper, account, veiled=True)
    edit_account(owner, account, veiled=True)
    with pytest.raises(RoleTooLow):
        edit_account(bookkeeper, account, name="零钱")
    with pytest.raises(RoleTooLow):
        add_account(bookkeeper, name="保险柜", kind="cash", veiled=True)
