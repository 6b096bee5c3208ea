"""What the database refuses by itself, whatever writes it."""

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from accounts.ids import uuid7
from ledger.models import Account, BookState, Entry, Merchant
from ledger.services.books import open_book
from ledger.services.entries import delete_entries, record_entry
from ledger.services.rollups import integrity_differences
from tests.cast import account, category, expense, income


@pytest.fixture
def other(alice):
    return open_book(alice, scene="shop").book


def test_an_entry_cannot_name_an_account_of_another_book(owner, book, other):
    entry = record_entry(owner, draft=expense(book))
    with pytest.raises(IntegrityError, match="from_account_id"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(from_account=account(other, "cash"))


def test_an_entry_cannot_name_a_row_that_does_not_exist(owner, book):
    entry = record_entry(owner, draft=expense(book))
    for column in ("merchant_id", "project_id", "member_id", "category_id", "refund_of_id", "batch_id"):
        with pytest.raises(IntegrityError, match=column), transaction.atomic():
            Entry.objects.filter(pk=entry.pk).update(**{column: 999_999_999})
    with pytest.raises(IntegrityError, match="tag"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(tags=[999_999_999])


def test_an_expense_cannot_stand_under_an_income_category(owner, book):
    entry = record_entry(owner, draft=expense(book))
    with pytest.raises(IntegrityError, match="category_id"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(category=category(book, "income"))


@pytest.mark.parametrize(
    "columns",
    [
        {"amount_minor": 0},
        {"kind": "income"},
        {"kind": "transfer"},
        {"kind": "gift"},
        {"flow": "river"},
        {"claim": "perhaps"},
        {"to_amount_minor": 5},
    ],
)
def test_an_entry_of_no_known_shape_is_refused(owner, book, columns):
    entry = record_entry(owner, draft=expense(book))
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(**columns)


def test_what_an_entry_names_cannot_be_deleted_even_from_the_bin(owner, book):
    entry = record_entry(owner, draft=expense(book, merchant="美宜佳"))
    delete_entries(owner, entries=[entry])
    for table, pk in (
        ("ledger_account", entry.from_account_id),
        ("ledger_category", entry.category_id),
        ("ledger_member", entry.recorded_by_id),
        ("ledger_merchant", entry.merchant_id),
    ):
        with pytest.raises(IntegrityError, match="archive it"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE id = %s", [pk])


def test_what_no_entry_names_can_be_deleted(owner, book):
    unused = Merchant.objects.create(book=book, name="unused")
    unused.delete()
    account(book, "wallet").delete()
    assert not Account.objects.filter(book=book, name="微信零钱").exists()


def test_entries_cannot_be_truncated(owner):
    with pytest.raises(ProgrammingError, match="truncated"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("TRUNCATE ledger_entry CASCADE")


def test_a_name_is_taken_once_in_a_book(owner, book):
    Merchant.objects.create(book=book, name="美宜佳")
    with pytest.raises(IntegrityError), transaction.atomic():
        Merchant.objects.create(book=book, name="美宜佳")


def test_the_list_of_entries_is_served_by_its_index(owner, book):
    record_entry(owner, draft=income(book))
    with connection.cursor() as cursor:
        # Over one row any plan is as good as another.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(
            "EXPLAIN SELECT id FROM ledger_entry WHERE book_id = %s AND deleted_at IS NULL"
            " ORDER BY date DESC, id DESC LIMIT 50",
            [book.pk],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "ledger_entry_list" in plan


def test_many_rows_in_one_statement_are_summed_as_one_by_one(owner, book):
    first = record_entry(owner, draft=expense(book, 100))
    rows = [Entry(**{f.attname: getattr(first, f.attname) for f in Entry._meta.concrete_fields}) for _ in range(30)]
    for n, row in enumerate(rows):
        row.pk, row.client_id, row.amount_minor = None, uuid7(), 200 + n
    Entry.objects.bulk_create(rows)
    assert BookState.objects.get(book=book).n == 31
    assert list(integrity_differences()) == []
    Entry.objects.filter(book=book).update(note="all of them")
    Entry.objects.filter(book=book, amount_minor__lt=210).delete()
    assert BookState.objects.get(book=book).n == 20
    assert list(integrity_differences()) == []


def test_an_entry_cannot_belong_to_a_book_that_does_not_exist(owner, book):
    entry = record_entry(owner, draft=expense(book))
    with pytest.raises(IntegrityError, match="book that does not exist"), transaction.atomic():
        Entry.objects.filter(pk=entry.pk).update(book_id=999_999_999)
