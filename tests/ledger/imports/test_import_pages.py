"""The pages of an import, from the upload to the undo, as a browser without JavaScript uses them."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from ledger.models import Entry, ImportBatch, ImportGroup, ImportRow
from tests.cast import account, category
from tests.ledger.imports.bills import LUNCH, NEUTRAL, SHOP, alipay, alipay_row, locked


@pytest.fixture
def signed_in(client, alice):
    client.force_login(alice)
    return client


def url(name: str, book, *args) -> str:
    return reverse(f"ledger:import-{name}", args=[book.public_id, *args])


def upload(client, book, *contents: io.BytesIO, **more):
    files = [SimpleUploadedFile(f"bill{n}.csv", content.getvalue()) for n, content in enumerate(contents)]
    return client.post(url("new", book), {"files": files, **more})


@pytest.fixture
def previewed(signed_in, book, django_capture_on_commit_callbacks):
    def make(*rows: str) -> ImportBatch:
        with django_capture_on_commit_callbacks(execute=True):
            upload(signed_in, book, alipay(*rows))
        return ImportBatch.objects.latest("pk")

    return make


def test_upload_reads_in_a_task_and_shows_the_preview(signed_in, owner, book, previewed):
    batch = previewed(LUNCH, SHOP)
    assert batch.state == "preview"

    page = signed_in.get(url("detail", book, batch.public_id)).content.decode()
    assert "沙县小吃" in page
    assert page.index("美宜佳") < page.index("沙县小吃")  # ¥32.00 before ¥18.50


def test_writing_and_undoing_from_the_pages(signed_in, owner, book, previewed, django_capture_on_commit_callbacks):
    batch = previewed(LUNCH, SHOP)
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(url("write", book, batch.public_id))
    assert Entry.objects.filter(book=book).count() == 2
    assert signed_in.get(url("detail", book, batch.public_id)).status_code == 200

    assert signed_in.post(url("undo", book, batch.public_id)).status_code == 302
    assert not Entry.objects.filter(book=book).exists()
    assert signed_in.get(url("detail", book, batch.public_id)).status_code == 200
    assert signed_in.get(url("new", book)).status_code == 200


def test_undo_with_edited_entries_asks_on_the_page(
    signed_in, owner, book, previewed, django_capture_on_commit_callbacks
):
    batch = previewed(LUNCH)
    with django_capture_on_commit_callbacks(execute=True):
        signed_in.post(url("write", book, batch.public_id))
    Entry.objects.filter(book=book).update(version=2, note="x")

    asked = signed_in.post(url("undo", book, batch.public_id))
    assert asked.status_code == 409
    assert b'name="edited"' in asked.content
    signed_in.post(url("undo", book, batch.public_id), {"edited": "bin"})
    assert Entry.objects.get(book=book).deleted_at is not None


def test_group_is_set_for_all_of_its_rows(signed_in, owner, book, previewed):
    batch = previewed(SHOP)
    group = ImportGroup.objects.get(batch=batch)
    place = url("group", book, batch.public_id, group.pk)
    assert signed_in.get(place).status_code == 200
    chosen = category(book, n=6)
    answer = signed_in.post(
        place,
        {"category": chosen.pk, "account": account(book, "cash").pk, "always": "on"},
        headers={"HX-Request": "true"},
    )

    assert answer.headers["HX-Trigger"] == "importChanged"
    assert chosen.name in answer.content.decode()
    group.refresh_from_db()
    assert (group.category, group.account, group.always) == (chosen, account(book, "cash"), True)


def test_group_refuses_what_does_not_fit(signed_in, owner, book, previewed):
    batch = previewed(NEUTRAL)
    group = ImportGroup.objects.get(batch=batch)
    place = url("group", book, batch.public_id, group.pk)

    refused = signed_in.post(place, {"taken_as": "transfer"})  # whereto?
    assert refused.status_code == 422
    other = signed_in.post(place, {"taken_as": "expense", "category": category(book, "income").pk})
    assert other.status_code == 422
    group.refresh_from_db()
    assert group.taken_as == ""


def test_payment_method_is_given_an_account(signed_in, owner, book, previewed):
    batch = previewed(SHOP)
    cash = account(book, "cash")
    signed_in.post(url("place", book, batch.public_id, 0), {"account": str(cash.public_id)})

    batch.refresh_from_db()
    assert batch.places[0]["account"] == cash.pk
    assert signed_in.get(url("detail", book, batch.public_id)).status_code == 200


def test_rows_not_taken_are_shown_with_line_and_reason(signed_in, owner, book, previewed):
    batch = previewed(LUNCH, alipay_row("yesterday", "丙", "5.00", number="3"))
    page = signed_in.get(url("rows", book, batch.public_id, "left-out")).content.decode()

    assert ImportRow.objects.get(batch=batch, state="rejected").reason in page.replace("&quot;", '"')
    assert signed_in.get(url("rows", book, batch.public_id, "there")).status_code == 200
    assert signed_in.get(url("rows", book, batch.public_id, "secret")).status_code == 404


def test_many_groups_come_a_page_at_a_time_at_the_same_number_of_queries(
    signed_in, owner, book, previewed, django_assert_max_num_queries
):
    rows = [alipay_row("2025-03-08 12:00:00", f"店{n}", f"{n + 1}.00", number=str(n)) for n in range(120)]
    batch = previewed(*rows)
    with django_assert_max_num_queries(30):
        page = signed_in.get(url("detail", book, batch.public_id)).content.decode()
    assert page.count('import-group"') == 50
    assert "店119" in page
    last = signed_in.get(url("groups", book, batch.public_id) + "?page=3").content.decode()
    assert "店0" in last


def test_locked_zip_asks_for_its_password_and_keeps_the_file(signed_in, owner, book):
    answer = upload(signed_in, book, locked(alipay(LUNCH), "123456"))
    batch = ImportBatch.objects.get()
    page = signed_in.get(answer.url)
    assert 'name="password"' in page.content.decode()

    wrong = signed_in.post(url("unlock", book, batch.public_id), {"password": "000000"})
    assert wrong.status_code == 422
    signed_in.post(url("unlock", book, batch.public_id), {"password": "123456"})
    batch.refresh_from_db()
    assert batch.state in ("reading", "preview")


def test_what_is_no_bill_comes_back_with_a_sentence(signed_in, owner, book):
    answer = upload(signed_in, book, io.BytesIO(b"%PDF-1.4"))
    assert answer.status_code == 422
    assert "PDF" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_too_large_a_request_is_refused_before_it_is_parsed(signed_in, owner, book, monkeypatch):
    monkeypatch.setattr("ledger.services.imports.MAX_UPLOAD_BYTES", 400)
    answer = upload(signed_in, book, alipay(LUNCH, SHOP, NEUTRAL))

    assert answer.status_code == 413
    assert "64 MB" in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_upload_needs_the_token(alice, owner, book):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert upload(client, book, alipay(LUNCH)).status_code == 403
    assert not ImportBatch.objects.exists()


def test_progress_polls_while_work_goes_on_and_reloads_after_it(signed_in, owner, book, previewed):
    batch = previewed(LUNCH)
    ImportBatch.objects.filter(pk=batch.pk).update(state="reading", done=500, total=1000)
    assert b"500" in signed_in.get(url("progress", book, batch.public_id)).content
    assert signed_in.get(url("detail", book, batch.public_id)).status_code == 200

    ImportBatch.objects.filter(pk=batch.pk).update(state="preview")
    assert signed_in.get(url("progress", book, batch.public_id)).headers["HX-Refresh"] == "true"


PAGES = ["detail", "progress", "groups", "counters", "typed"]
POSTS = ["write", "cancel", "undo", "unlock", "options"]


@pytest.mark.parametrize(("who", "status"), [("carol", 403), ("vera", 403), ("mallory", 404)])
def test_nobody_else_reaches_an_import(who, status, request, client, owner, book, previewed, contributor, viewer):
    batch = previewed(LUNCH)
    client.force_login(request.getfixturevalue(who))

    assert client.get(url("new", book)).status_code == status
    assert upload(client, book, alipay(SHOP)).status_code == status
    for name in PAGES:
        assert client.get(url(name, book, batch.public_id)).status_code == status
    for name in POSTS:
        assert client.post(url(name, book, batch.public_id)).status_code == status
    assert client.get(url("rows", book, batch.public_id, "there")).status_code == status
    assert client.post(url("place", book, batch.public_id, 0)).status_code == status
    group = ImportGroup.objects.get(batch=batch)
    assert client.post(url("group", book, batch.public_id, group.pk)).status_code == status
    batch.refresh_from_db()
    assert batch.state == "preview"
