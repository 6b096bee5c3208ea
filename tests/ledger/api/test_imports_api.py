"""Bills through the API: upload, password, preview, writing and undo."""

import io

import pytest
import pyzipper
from django.core.files.uploadedfile import SimpleUploadedFile

from ledger.models import Entry, ImportBatch
from ledger.services.entries import edit_entry
from tests.ledger.imports.bills import alipay, alipay_row

DAY = "2026-11-03 12:13:00"


@pytest.fixture
def imports(book):
    return f"/api/v1/books/{book.public_id}/imports/"


def bill() -> bytes:
    return alipay(
        alipay_row(DAY, "老李家常菜馆", "35.00", number="2026110322001"),
        alipay_row(DAY, "美宜佳", "12.00", number="2026110322002"),
    ).getvalue()


def locked(content: bytes, password: bytes) -> bytes:
    packed = io.BytesIO()
    with pyzipper.AESZipFile(packed, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password)
        archive.writestr("bill.csv", content)
    return packed.getvalue()


def bring(api, imports, content, **more):
    return api.post(imports, {"files": [SimpleUploadedFile("bill.csv", content)], **more}, format="multipart")


def test_a_bill_is_brought_looked_at_written_and_taken_back(api, imports, owner, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        brought = bring(api, imports, bill())
    assert brought.status_code == 201, brought.data
    address = f"{imports}{brought.data['id']}/"
    looked = api.get(address).data
    assert (looked["state"], looked["rows_done"]) == ("preview", 2)
    assert (looked["preview"]["new"], looked["preview"]["there"]) == (2, 0)
    assert [file["error"] for file in looked["files"]] == [""]

    with django_capture_on_commit_callbacks(execute=True):
        assert api.post(address + "write/").status_code == 200
    done = api.get(address).data
    assert (done["state"], done["counts"]["written"], done["preview"]) == ("done", 2, None)
    assert sorted(Entry.objects.values_list("amount_minor", flat=True)) == [1200, 3500]
    assert [each["id"] for each in api.get(imports).data] == [brought.data["id"]]

    edit_entry(owner, Entry.objects.get(amount_minor=1200), version=1, changes={"note": "x"})
    asked = api.post(address + "undo/", {}, format="json")
    assert (asked.status_code, asked.data["code"], asked.data["n"]) == (409, "edited_since", 1)
    undone = api.post(address + "undo/", {"edited": "bin"}, format="json")
    assert (undone.data["state"], undone.data["counts"]["deleted"]) == ("undone", 1)
    assert not Entry.objects.filter(deleted_at__isnull=True).exists()


def test_a_locked_zip_waits_for_its_password(api, imports, django_capture_on_commit_callbacks):
    brought = bring(api, imports, locked(bill(), b"042195"))
    assert (brought.data["state"], brought.data["files"][0]["locked"]) == ("locked", True)
    unlock = f"{imports}{brought.data['id']}/unlock/"
    wrong = api.post(unlock, {"passwords": ["000000"]}, format="json")
    assert (wrong.status_code, "detail" in wrong.data) == (422, True)
    with django_capture_on_commit_callbacks(execute=True):
        assert api.post(unlock, {"passwords": ["042195"]}, format="json").status_code == 200
    assert api.get(f"{imports}{brought.data['id']}/").data["state"] == "preview"


def test_an_import_is_given_up_before_it_is_written(api, imports):
    brought = bring(api, imports, bill())
    assert api.post(f"{imports}{brought.data['id']}/cancel/").data["state"] == "cancelled"
    written = api.post(f"{imports}{brought.data['id']}/write/")
    assert (written.status_code, written.data["code"]) == (409, "import_moved")


def test_a_file_that_is_no_bill_is_refused_and_nothing_is_kept(api, imports):
    answer = bring(api, imports, b"Dear diary, today I bought nothing.")
    assert answer.status_code == 422
    assert answer.data["detail"]
    assert not ImportBatch.objects.exists()


def test_a_request_that_is_too_large_is_refused_before_it_is_read(api, imports):
    answer = api.post(imports, b"", content_type="multipart/form-data; boundary=x", CONTENT_LENGTH=str(10**9))
    assert (answer.status_code, answer.data["code"]) == (413, "upload_too_large")
