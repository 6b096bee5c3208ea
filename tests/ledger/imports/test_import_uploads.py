"""Who may bring what: roles, files that are no bills, locked archives."""

import io
import json

import pytest

from ledger.errors import BookArchived, RoleTooLow
from ledger.importers import BillUnreadable, PasswordWrong
from ledger.models import Entry, ImportBatch, ImportFile
from ledger.services.books import archive_book
from ledger.services.imports import Upload, begin_import, unlock_import
from ledger.services.imports.upload import ImportRefused, NoFile
from tests.ledger.imports.bills import LUNCH, alipay, bring, locked, wechat, wechat_row


@pytest.mark.parametrize("role", ["contributor", "viewer"])
def test_low_roles_import_nothing(role, request, owner):
    member = request.getfixturevalue(role)
    with pytest.raises(RoleTooLow):
        bring(member, alipay(LUNCH))
    assert not ImportBatch.objects.exists()


def test_archived_book_takes_no_import(owner):
    archive_book(owner, archived=True)
    with pytest.raises(BookArchived):
        bring(owner, alipay(LUNCH))


def test_nothing_brought_is_refused(owner):
    with pytest.raises(NoFile):
        begin_import(owner, uploads=[])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"PK\x03\x04 cut off",
        b"%PDF-1.4",
        "只是一段文字".encode(),
    ],
)
def test_what_is_no_bill_leaves_nothing_behind(owner, content):
    with pytest.raises(BillUnreadable) as caught:
        begin_import(owner, uploads=[Upload("x.csv", io.BytesIO(content))], queued=False)
    assert str(caught.value)
    assert not ImportBatch.objects.exists()


def test_bill_cut_off_before_its_table_fails_with_a_sentence(owner, book):
    batch = bring(owner, io.BytesIO(alipay().getvalue()[:80]))

    assert (batch.state, bool(batch.error)) == ("failed", True)
    assert not Entry.objects.filter(book=book).exists()
    assert not ImportFile.objects.exists()


def test_several_files_of_which_none_is_a_bill_are_named(owner):
    with pytest.raises(ImportRefused) as caught:
        begin_import(
            owner, uploads=[Upload("a.pdf", io.BytesIO(b"%PDF-1.4")), Upload("b.csv", io.BytesIO(b""))], queued=False
        )
    assert [sentence[:5] for sentence in caught.value.fields["files"]] == ["a.pdf", "b.csv"]


def test_a_bill_among_other_files_is_taken_and_the_others_are_named(owner, book):
    batch = bring(owner, alipay(LUNCH), io.BytesIO(b"%PDF-1.4"))

    assert batch.state == "done"
    assert [bool(file.get("error")) for file in batch.files] == [False, True]


def test_locked_archive_waits_for_its_password_and_keeps_none(owner, book):
    batch = begin_import(owner, uploads=[Upload("a.zip", locked(alipay(LUNCH), "123456"))], queued=False)
    assert batch.state == "locked"
    assert ImportFile.objects.get(batch=batch).locked

    with pytest.raises(PasswordWrong):
        unlock_import(owner, batch, passwords=["654321"])
    batch = unlock_import(owner, batch, passwords=["123456"])

    assert batch.state in ("reading", "preview")
    assert "123456" not in json.dumps(batch.files)
    assert not ImportFile.objects.filter(batch=batch, locked=True).exists()


def test_two_archives_with_a_password_each(owner, book):
    uploads = [
        Upload("a.zip", locked(alipay(LUNCH), "111111")),
        Upload("w.zip", locked(wechat(wechat_row("2025-03-08 10:00:00", "甲", "5.00", number="w")), "222222")),
    ]
    batch = begin_import(owner, uploads=uploads, passwords=["111111"], queued=False)
    assert batch.state == "locked"

    batch = unlock_import(owner, batch, passwords=["222222"])
    assert batch.state != "locked"
