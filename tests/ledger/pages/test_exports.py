"""A book out as CSV and as a workbook: what stands in it, who may have it, and that it comes back as what it was."""

import csv
import datetime as dt
import io
from dataclasses import replace
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from ledger.errors import RoleTooLow
from ledger.importers.changji_csv import COLUMNS, escaped, unescaped
from ledger.models import Account, BookExport, Entry, ExportPart
from ledger.permissions import Action, allows
from ledger.queries.entries import EntryFilter
from ledger.services import exports as services
from ledger.services.books import open_book
from ledger.services.drafts import EntryDraft
from ledger.services.entries import record_entry
from ledger.services.imports import Upload, begin_import, import_files, read_import
from tests.cast import account, category, expense, income
from tests.ledger.pages.conftest import signed_in

TODAY = dt.date(2026, 11, 23)


def at(name, book, *more):
    return reverse(f"ledger:{name}", args=[book.public_id, *more])


def csv_of(member, narrowed=None) -> list[dict[str, str]]:
    with services.written_file(member, narrowed or EntryFilter(), "csv") as file:
        text = file.read().decode("utf-8-sig")
    heading, *rows = csv.reader(io.StringIO(text, newline=""))
    assert heading == [words[0] for words in COLUMNS.values()]
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows]


@pytest.fixture
def entries(owner, book):
    """One of each kind, with all that an entry can name."""
    food = category(book).children.order_by("position")[0]
    cash, bank = account(book, "cash"), account(book, "bank")
    note, noon = '他说"好", 走\n第二行', dt.time(12, 30, 15)
    lunch = record_entry(owner, draft=expense(book, 3550, category=food, merchant="=1+1", note=note, time=noon))
    more = [
        income(book, note="-10 @home"),
        EntryDraft(kind="transfer", date=dt.date(2026, 11, 12), amount_minor=10000, from_account=bank, to_account=cash),
        EntryDraft(
            kind="refund",
            date=dt.date(2026, 11, 13),
            amount_minor=550,
            to_account=cash,
            category=food,
            refund_of=lunch,
        ),
        EntryDraft(kind="adjustment", date=dt.date(2026, 11, 14), amount_minor=5, from_account=cash),
    ]
    return [lunch, *(record_entry(owner, draft=draft) for draft in more)]


def test_csv_has_each_entry_in_words_and_decimal_amounts(owner, book, entries):
    lunch, pay, moved, back, lowered = csv_of(owner)
    top = category(book)
    assert lunch | {"recorded_by": ""} == dict.fromkeys(COLUMNS, "") | {
        "number": str(entries[0].client_id),
        "date": "2026-11-01",
        "time": "12:30:15",
        "kind": "支出",
        "amount": "35.50",
        "currency": "CNY",
        "account": account(book, "cash").name,
        "category": top.name,
        "subcategory": top.children.order_by("position")[0].name,
        "merchant": "'=1+1",
        "note": '他说"好", 走\n第二行',
        "paid_by": lunch["paid_by"],
    }
    assert (pay["kind"], pay["amount"], pay["note"]) == ("收入", "8640.00", "'-10 @home")
    assert (moved["account"], moved["to_account"]) == (account(book, "bank").name, account(book, "cash").name)
    assert (back["kind"], back["refund_of"]) == ("退款", str(entries[0].client_id))
    assert (lowered["kind"], lowered["amount"]) == ("余额调低", "0.05")


def test_csv_begins_with_the_mark_that_excel_wants_and_ends_lines_as_it_does(owner, entries):
    with services.written_file(owner, EntryFilter(), "csv") as file:
        content = file.read()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.endswith(b"\r\n")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@home", "\tx", "\rx", "'=1", "''", "午饭", "a=b", ""])
def test_cells_that_look_like_formulas_are_escaped_and_come_back(text):
    assert not escaped(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unescaped(escaped(text)) == text


def test_workbook_has_real_dates_numbers_and_words_that_are_no_formulas(owner, book, entries):
    with services.written_file(owner, EntryFilter(), "xlsx") as file:
        workbook = load_workbook(io.BytesIO(file.read()))
    assert len(workbook.sheetnames) == 3
    sheet, accounts, categories = (workbook[name] for name in workbook.sheetnames)
    place = {name: number for number, name in enumerate(COLUMNS)}
    row = next(iter(sheet.iter_rows(min_row=2, max_row=2)))
    assert row[place["date"]].value == dt.datetime(2026, 11, 1)
    assert row[place["time"]].value == dt.time(12, 30, 15)
    assert (row[place["amount"]].value, row[place["amount"]].number_format) == (35.5, "#,##0.00")
    assert (row[place["merchant"]].value, row[place["merchant"]].data_type) == ("=1+1", "s")
    assert sheet.max_row == 6

    balances = {name: amount for name, _currency, amount, *_more in accounts.iter_rows(min_row=2, values_only=True)}
    # 100.00 came, 35.50 went, 5.50 came back, 0.05 was missing.
    assert Decimal(str(balances[account(book, "cash").name])) == Decimal("69.95")
    assert categories.max_row > 10


def test_what_is_narrowed_away_is_not_in_it(owner, book, entries):
    narrowed = EntryFilter(kind="income", date_from=dt.date(2026, 11, 1))
    assert [row["kind"] for row in csv_of(owner, narrowed)] == ["收入"]
    stored = services.narrowed_json(EntryFilter(kind="expense", account=account(book, "cash"), date_to=TODAY))
    assert services.narrowed_from(stored) == EntryFilter(
        kind="expense", account=Account.objects.get(pk=account(book, "cash").pk), date_to=TODAY
    )


def test_a_contributor_who_sees_own_entries_only_takes_no_others_and_no_sums(owner, book, entries, contributor):
    book.contributors_see_all = False
    book.save(update_fields=["contributors_see_all"])
    contributor.book.contributors_see_all = False
    mine = record_entry(contributor, draft=expense(book, 100))
    assert [row["number"] for row in csv_of(contributor)] == [str(mine.client_id)]
    with services.written_file(contributor, EntryFilter(), "xlsx") as file:
        assert len(load_workbook(io.BytesIO(file.read()), read_only=True).sheetnames) == 2


def test_our_own_csv_brought_back_finds_the_same_entries(owner, book, entries):
    with services.written_file(owner, EntryFilter(), "csv") as file:
        content = file.read()
    batch = read_import(begin_import(owner, uploads=[Upload("book.csv", io.BytesIO(content))], queued=False).pk)
    assert batch.counts.get("new", 0) == 0
    assert batch.counts["known"] == len(entries)


def test_our_own_csv_fills_another_book_with_the_same_movements(owner, book, entries, alice):
    with services.written_file(owner, EntryFilter(), "csv") as file:
        content = file.read()
    other = open_book(alice, scene="family", name="Again")
    batch = import_files(other, files=[("book.csv", io.BytesIO(content))])
    assert batch.state == "done"

    def told(of):
        live = Entry.objects.filter(book=of, deleted_at__isnull=True)
        return set(
            live.values_list(
                "client_id", "kind", "date", "time", "amount_minor", "from_account__name", "to_account__name", "note"
            )
        )

    assert told(other.book) == told(book)


def test_the_page_hands_over_a_small_file_at_once(page, book, entries):
    assert page.get(at("export-new", book)).status_code == 200
    answer = page.post(at("export-new", book) + "?kind=income", {"format": "csv"})
    assert answer.status_code == 200
    assert "attachment" in answer["Content-Disposition"]
    assert len(answer.getvalue().decode().strip().splitlines()) == 2
    assert page.post(at("export-new", book), {"format": "pdf"}).status_code == 422


def test_a_large_file_is_a_job_whose_page_can_be_left(
    page, owner, book, entries, monkeypatch, django_capture_on_commit_callbacks
):
    # A setting of the service, so that three entries are already too many to wait for.
    monkeypatch.setitem(services.FORMATS, "csv", replace(services.FORMATS["csv"], at_once=1))
    answer = page.post(at("export-new", book), {"format": "csv"})
    export = BookExport.objects.get()
    assert answer.url == at("export-detail", book, export.public_id)
    assert page.get(at("export-file", book, export.public_id)).status_code == 409
    assert page.get(at("export-progress", book, export.public_id)).status_code == 200
    # Asked for again while it is written, it is the same one.
    page.post(at("export-new", book), {"format": "csv"})
    assert BookExport.objects.count() == 1

    monkeypatch.setattr(services.jobs, "PART_BYTES", 100)
    export = services.write_export(export.pk)
    assert (export.state, export.done) == ("done", len(entries))
    assert ExportPart.objects.filter(export=export).count() > 1
    assert page.get(at("export-progress", book, export.public_id))["HX-Refresh"] == "true"
    assert export.name in page.get(at("export-detail", book, export.public_id)).content.decode()
    got = page.get(at("export-file", book, export.public_id))
    with services.written_file(owner, EntryFilter(), "csv") as file:
        assert got.getvalue().decode("utf-8-sig").splitlines()[1:] == file.read().decode().splitlines()[1:]
    assert int(got["Content-Length"]) == export.bytes


def test_nobody_else_has_the_file_and_low_roles_have_none(owner, book, entries, bookkeeper, viewer):
    export = services.begin_export(owner, narrowed=EntryFilter(), format="csv", today=TODAY)
    services.write_export(export.pk)
    assert signed_in(bookkeeper.user).get(at("export-file", book, export.public_id)).status_code == 404
    assert signed_in(viewer.user).get(at("export-file", book, export.public_id)).status_code == 403
    assert not allows(viewer, Action.EXPORT)


def test_who_lost_the_right_before_it_was_written_gets_nothing(owner, book, entries, contributor):
    export = services.begin_export(contributor, narrowed=EntryFilter(), format="csv", today=TODAY)
    contributor.role = "viewer"
    contributor.save(update_fields=["role"])
    with pytest.raises(RoleTooLow):
        services.write_export(export.pk)
    export.refresh_from_db()
    assert export.state == "failed"
    assert not ExportPart.objects.exists()


def test_upkeep_queues_lost_jobs_and_throws_old_files_away(owner, entries, django_capture_on_commit_callbacks):
    now = timezone.now()
    lost, old = (
        services.begin_export(owner, narrowed=EntryFilter(kind=kind), format="csv", today=TODAY)
        for kind in ("expense", "income")
    )
    services.write_export(old.pk)
    BookExport.objects.filter(pk=lost.pk).update(moved_at=now - dt.timedelta(minutes=11))
    BookExport.objects.filter(pk=old.pk).update(created_at=now - dt.timedelta(days=8))
    with django_capture_on_commit_callbacks(execute=True):
        assert services.resume_exports(now=now) == {"queued": 1, "thrown_away": 1}
    assert BookExport.objects.get().state == "done"
    assert set(ExportPart.objects.values_list("export_id", flat=True)) == {lost.pk}
