"""Payments in two books, whatever two people do to them: equal on both sides, counted once, and home stays private."""

import contextlib
import datetime as dt
import random

import pytest
from django.db.models import Q, Sum
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.errors import DomainError
from ledger.models import Category, Entry, Member
from ledger.queries.assets import assets
from ledger.queries.months import book_now
from ledger.queries.shelf import shelf
from ledger.services.accounts import add_account
from ledger.services.books import open_book
from ledger.services.bulk import Delete, SetDate, change_entries
from ledger.services.categories import edit_category
from ledger.services.drafts import EntryDraft
from ledger.services.entries import delete_entries, edit_entry, record_entry, restore_entries
from ledger.services.links import record_linked_payment
from ledger.services.members import add_member, pocket_of
from ledger.services.moves import MoveTo
from ledger.services.rollups import integrity_differences
from ledger.services.steps import undo_step
from tests.cast import account, make_user
from tests.ledger.pages.conftest import signed_in

# What stands in Alice's book at home and nowhere else.
SECRETS = ("工资卡8899", "小家的账本", "家里的备注", "家里分类")


class TwoLives:
    """Alice pays for a trip from her book at home; Bob keeps the trip's book with her, and is nobody at home."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        tag = Member.objects.count()
        self.alice, self.bob = make_user(f"alice{tag}"), make_user(f"bob{tag}")
        self.home = open_book(self.alice, scene="family", name="小家的账本")
        self.trip = open_book(self.alice, scene="trip", name="四天")
        self.partner = add_member(self.trip, name="Bob", user=self.bob, role="bookkeeper")
        self.card = add_account(self.home, name="工资卡8899", kind="bank")
        self.today = book_now(self.home.book).date()
        self.steps: list[tuple[Member, object]] = []

    def do(self, times: int) -> None:
        deeds = (
            self.pay,
            self.pay,
            self.record,
            self.edit,
            self.edit,
            self.delete,
            self.restore,
            self.change,
            self.undo,
        )
        self.pay()
        for _ in range(times):
            # Somebody may be told that it cannot be done; then nothing is.
            with contextlib.suppress(DomainError):
                self.random.choice(deeds)()

    def someone(self) -> Member:
        return self.random.choice([self.home, self.trip, self.partner])

    def some_entry(self, member: Member, *, binned: bool = False) -> Entry | None:
        rows = Entry.objects.filter(book_id=member.book_id, deleted_at__isnull=not binned).order_by("-id")[:6]
        return self.random.choice(list(rows) or [None])

    def day(self) -> dt.date:
        return self.today.replace(day=self.random.randint(1, self.today.day))

    def pay(self) -> None:
        draft = EntryDraft(kind="expense", date=self.day(), amount_minor=self.random.randint(1, 10**5), note="晚饭")
        record_linked_payment(self.trip, draft=draft, home=self.home, home_account=self.card)

    def record(self) -> None:
        member = self.someone()
        paid_from = account(member.book, "cash") if member is self.home else pocket_of(member)
        draft = EntryDraft(
            kind="expense", date=self.day(), amount_minor=self.random.randint(1, 10**5), from_account=paid_from
        )
        record_entry(member, draft=draft)

    def edit(self) -> None:
        member = self.someone()
        if entry := self.some_entry(member):
            changes = self.random.choice(
                [{"amount_minor": self.random.randint(1, 10**5)}, {"date": self.day()}, {"note": "说明"}]
            )
            if member is self.home and "note" in changes:
                changes = {"note": "家里的备注"}
            edit_entry(member, entry, version=entry.version, changes=changes)

    def delete(self) -> None:
        member = self.someone()
        if entry := self.some_entry(member):
            delete_entries(member, entries=[entry])

    def restore(self) -> None:
        member = self.someone()
        if entry := self.some_entry(member, binned=True):
            restore_entries(member, entries=[entry])

    def change(self) -> None:
        member = self.someone()
        other = self.trip if member is self.home else self.home
        move = MoveTo(other, account(other.book, "cash") if other is self.home else pocket_of(other))
        change = self.random.choice([SetDate(self.day()), Delete(), move])
        self.steps.append((member, change_entries(member, Entry.objects.filter(book=member.book), change)))

    def undo(self) -> None:
        if self.steps:
            undo_step(*self.steps.pop())


@pytest.mark.django_db
@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), times=st.integers(3, 25))
def test_pairs_stay_equal_are_counted_once_and_leak_nothing(seed, times):
    lives = TwoLives(seed)
    lives.do(times)
    # The pairs are among what the check of integrity compares.
    assert list(integrity_differences()) == []
    assert_counted_once(lives)
    assert_home_is_private(lives)


def assert_counted_once(lives: TwoLives) -> None:
    """Alice's month is what left her books: each payment once, whichever of its two sides one looks at."""
    live = Entry.objects.filter(deleted_at=None, book_id__in=[lives.home.book_id, lives.trip.book_id], kind="expense")
    total = live.filter(~Q(link_id__isnull=False, book_id=lives.trip.book_id)).aggregate(s=Sum("amount_minor"))["s"]
    assert shelf(lives.alice).expense_minor == (total or 0)
    paid_at_home = live.filter(book_id=lives.home.book_id).aggregate(s=Sum("amount_minor"))["s"] or 0
    in_accounts = live.filter(book_id=lives.trip.book_id).exclude(from_account__kind="member")
    assert assets(lives.alice).net_minor == -paid_at_home - (in_accounts.aggregate(s=Sum("amount_minor"))["s"] or 0)


def assert_home_is_private(lives: TwoLives) -> None:
    """Bob reads every page and answer of the trip, and finds no word of Alice's home."""
    category = Category.objects.get(book=lives.home.book, name="四天")
    edit_category(lives.home, category, name="家里分类")
    bob = signed_in(lives.bob)
    book = lives.trip.book.public_id
    pages = ("book-overview", "entry-list", "entry-bin", "account-list", "member-list", "entry-record")
    addresses = [reverse(f"ledger:{page}", args=[book]) for page in pages]
    addresses += [
        reverse(f"ledger-api:{name}", args=[book]) for name in ("entry-list", "account-list", "category-list")
    ]
    for entry in Entry.objects.filter(book=lives.trip.book):
        addresses.append(reverse("ledger:entry-edit", args=[book, entry.client_id]))
        addresses.append(reverse("ledger-api:entry-detail", args=[book, entry.client_id]))
        addresses.append(reverse("ledger-api:entry-history", args=[book, entry.client_id]))
    home = str(lives.home.book.public_id)
    for address in addresses:
        answer = bob.get(address)
        assert answer.status_code in (200, 404), address
        said = answer.content.decode()
        assert not [secret for secret in (*SECRETS, home) if secret in said], address
    assert bob.get(reverse("ledger:book-overview", args=[home])).status_code == 404
    for entry in Entry.objects.filter(book=lives.home.book):
        assert bob.get(reverse("ledger:entry-edit", args=[home, entry.client_id])).status_code == 404
