"""Sums stay exact whatever is done, in any order, and from several connections at once."""

import contextlib
import datetime as dt
import io
import random
import threading
from collections.abc import Callable

import pytest
from django.db import OperationalError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from ledger.errors import BookNotFound, EntryInBin, EntryVersionStale, NothingToChange
from ledger.models import Account, AccountMonth, BookState, Category, CategoryMonth, Entry, ImportBatch, Member, Step
from ledger.services.accounts import edit_account
from ledger.services.books import change_settings, open_book
from ledger.services.bulk import Change, Delete, SetAccount, SetCategory, SetDate, SetTags, change_entries
from ledger.services.drafts import EntryDraft
from ledger.services.entries import delete_entries, edit_entry, record_entry, restore_entries, set_balance
from ledger.services.imports import import_files, undo_import
from ledger.services.links import record_linked_payment
from ledger.services.moves import MoveTo
from ledger.services.rollups import integrity_differences, rebuild_rollups
from ledger.services.steps import undo_step
from tests.cast import make_user

DAYS = [dt.date(2026, 10, 28) + dt.timedelta(days=n) for n in range(8)]

# What somebody may be told who was not the quickest.
TOLD = (BookNotFound, EntryInBin, EntryVersionStale, NothingToChange)


class Life:
    """Somebody who does random things to the entries of two books, all of it through the services."""

    def __init__(self, home: Member, shop: Member, seed: int):
        self.random = random.Random(seed)
        self.books = [home, shop]
        self.steps: list[tuple[Member, Step]] = []
        self.imports: list[tuple[Member, ImportBatch]] = []

    def step(self) -> None:
        deed: Callable[[], None] = self.random.choice(
            [
                self.record,
                self.record,
                self.record_transfer,
                self.edit,
                self.edit,
                self.delete,
                self.restore,
                self.move,
                self.change_many,
                self.undo_step,
                self.link,
                self.set_balance,
                self.re_mark_account,
                self.shift_month,
                self.import_bill,
                self.import_bill,
                self.undo_import,
                self.write_past_the_services,
            ]
        )
        # Somebody else may have been quicker; then this one is told so, and nothing is written.
        with contextlib.suppress(*TOLD):
            deed()

    def some_book(self) -> Member:
        return self.random.choice(self.books)

    def some_account(self, member: Member, **where) -> Account:
        accounts = Account.objects.filter(book_id=member.book_id, **where).exclude(kind="member").select_related("book")
        return self.random.choice(list(accounts.order_by("id")[:6]))

    def some_category(self, member: Member, kind: str) -> Category | None:
        rows = list(Category.objects.filter(book_id=member.book_id, kind=kind).order_by("id")[:3])
        return self.random.choice([*rows, None])

    def some_entry(self, member: Member, *, binned: bool = False) -> Entry | None:
        rows = Entry.objects.filter(book_id=member.book_id, deleted_at__isnull=not binned).order_by("-id")[:10]
        return self.random.choice(list(rows) or [None])

    def draft(self, member: Member) -> EntryDraft:
        kind = self.random.choice(["expense", "expense", "income", "refund"])
        side = "from_account" if kind == "expense" else "to_account"
        return EntryDraft(
            kind=kind,
            date=self.random.choice(DAYS),
            amount_minor=self.random.randint(1, 10**6),
            category=self.some_category(member, "income" if kind == "income" else "expense"),
            tags=self.random.choice([(), ("a",), ("a", "b")]),
            merchant=self.random.choice(["", "美宜佳", "面粉行"]),
            **{side: self.some_account(member)},
        )

    def record(self) -> None:
        member = self.some_book()
        record_entry(member, draft=self.draft(member))

    def record_transfer(self) -> None:
        member = self.some_book()
        source, target = self.some_account(member), self.some_account(member)
        if source != target:
            draft = EntryDraft(
                kind="transfer",
                date=self.random.choice(DAYS),
                amount_minor=self.random.randint(1, 10**6),
                from_account=source,
                to_account=target,
            )
            record_entry(member, draft=draft)

    def edit(self) -> None:
        member = self.some_book()
        if entry := self.some_entry(member):
            changes = {"amount_minor": self.random.randint(1, 10**6), "date": self.random.choice(DAYS)}
            if entry.kind == "expense" and not entry.link_id:
                changes["category"] = self.some_category(member, "expense")
                changes["from_account"] = self.some_account(member)
            edit_entry(member, entry, version=entry.version, changes=changes)

    def delete(self) -> None:
        member = self.some_book()
        if entry := self.some_entry(member):
            delete_entries(member, entries=[entry])

    def restore(self) -> None:
        member = self.some_book()
        if entry := self.some_entry(member, binned=True):
            restore_entries(member, entries=[entry])

    def move(self) -> None:
        source, target = self.random.sample(self.books, 2)
        if entry := self.some_entry(source):
            self.change(source, MoveTo(target, self.some_account(target)), pk=entry.pk)

    def change_many(self) -> None:
        member = self.some_book()
        change = self.random.choice(
            [
                SetCategory(self.some_category(member, "expense")),
                SetAccount(self.some_account(member)),
                SetDate(self.random.choice(DAYS)),
                SetTags(added=("b",), removed=("a",)),
                Delete(),
            ]
        )
        self.change(member, change, date__gte=self.random.choice(DAYS))

    def change(self, member: Member, change: Change, **found: object) -> None:
        step = change_entries(member, Entry.objects.filter(**found), change)
        self.steps.append((member, step))

    def undo_step(self) -> None:
        if self.steps:
            member, step = self.steps.pop(self.random.randrange(len(self.steps)))
            undo_step(member, step)

    def link(self) -> None:
        home, shop = self.books
        draft = EntryDraft(kind="expense", date=self.random.choice(DAYS), amount_minor=self.random.randint(1, 10**5))
        record_linked_payment(shop, draft=draft, home=home, home_account=self.some_account(home))

    def set_balance(self) -> None:
        member = self.some_book()
        account = self.some_account(member)
        set_balance(member, account, balance_minor=self.random.randint(-(10**6), 10**6), on=self.random.choice(DAYS))

    def re_mark_account(self) -> None:
        member = self.some_book()
        account = self.some_account(member)
        edit_account(member, account, kind=self.random.choice(["cash", "bank", "credit_card", "deposit"]))

    def shift_month(self) -> None:
        if self.random.random() < 0.3:
            change_settings(self.some_book(), month_start_day=self.random.choice([1, 1, 15, 28]))

    def import_bill(self) -> None:
        """A small Alipay bill whose rows overlap with those of other imports, and are like what was typed by hand."""
        member = self.some_book()
        batch = import_files(member, files=[("bill.csv", io.BytesIO(self.bill().encode("gb18030")))])
        assert batch.state == ImportBatch.State.DONE, batch.error
        self.imports.append((member, batch))

    def bill(self) -> str:
        title = "-" * 24 + "支付宝（中国）网络技术有限公司  电子客户回单" + "-" * 24
        names = (
            "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,"
        )
        lines = [title, names]
        for number in self.random.sample(range(20), 6):
            # The number alone says everything else, so that two bills tell the same row alike.
            row = random.Random(number)
            kinds = ["支出,{},{},交易成功", "支出,{},{},交易成功", "收入,{},{},交易成功", "不计收支,{},{},退款成功"]
            amount, method = row.randint(1, 99_999) / 100, row.choice(["余额", "花呗", "招商银行储蓄卡(1234)"])
            lines.append(
                f"{row.choice(DAYS)} 12:00:{number:02d},餐饮美食,{row.choice(['美宜佳', '面粉行'])},/,午饭,"
                + row.choice(kinds).format(f"{amount:.2f}", method)
                + f",2026{number:024d}\t,M{number:010d}\t,,"
            )
        return "\n".join(lines)

    def undo_import(self) -> None:
        if self.imports:
            member, batch = self.imports.pop()
            undo_import(member, batch, edited=self.random.choice(["bin", "keep"]))

    def write_past_the_services(self) -> None:
        """The triggers keep the sums whatever writes: here one statement over rows of both books."""
        ids = [entry.pk for member in self.books if (entry := self.some_entry(member)) and not entry.link_id]
        day = self.random.choice(DAYS)

        # It takes no lock first, so the database may break it off in favour of a service; then nothing is written.
        with contextlib.suppress(OperationalError), transaction.atomic():
            Entry.objects.filter(pk__in=ids).exclude(kind="adjustment").update(note="by hand", date=day)


def two_books() -> tuple[Member, Member]:
    user = make_user(f"life{User.objects.count()}")
    return open_book(user, scene="family"), open_book(user, scene="shop")


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), steps=st.integers(5, 60))
def test_sums_are_exact_after_any_life(seed, steps):
    life = Life(*two_books(), seed)
    for _ in range(steps):
        life.step()
    assert list(integrity_differences()) == []


@pytest.mark.django_db(transaction=True)
def test_sums_are_exact_after_several_lives_at_once():
    home, shop = two_books()
    failures: list[BaseException] = []

    def live(seed: int) -> None:
        try:
            life = Life(home, shop, seed)
            for _ in range(60):
                life.step()
        except BaseException as error:  # told by the main thread, where the test can fail
            failures.append(error)
        finally:
            connection.close()

    lives = [threading.Thread(target=live, args=(seed,)) for seed in range(6)]
    for each in lives:
        each.start()
    for each in lives:
        each.join()
    if failures:
        raise BaseExceptionGroup("lives that broke", failures)
    assert Entry.objects.count() > 60
    assert list(integrity_differences()) == []


@pytest.mark.django_db
def test_check_integrity_finds_each_sum_that_is_wrong():
    home, shop = two_books()
    life = Life(home, shop, 7)
    for _ in range(30):
        life.step()
    book_id = CategoryMonth.objects.filter(n__gt=0).values_list("book_id", flat=True)[0]
    wrong = CategoryMonth.objects.filter(book_id=book_id, n__gt=0).order_by("-amount_minor")[:1]
    key = dict(wrong.values("book_id", "period", "category_id", "member_id", "kind")[0])
    CategoryMonth.objects.filter(**key).update(amount_minor=1)
    AccountMonth.objects.filter(book_id=book_id, n__gt=0).delete()
    BookState.objects.filter(book_id=book_id).update(n=999)
    tables = {difference.table for difference in integrity_differences(book_id)}
    assert tables == {"ledger_categorymonth", "ledger_accountmonth", "ledger_bookstate"}
    rebuild_rollups(book_id)
    assert list(integrity_differences()) == []
