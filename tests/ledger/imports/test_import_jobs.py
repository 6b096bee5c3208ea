"""What workers do with an import: for real in a process of its own, and what happens to lost jobs."""

import datetime as dt
import time

import pytest
from django.utils import timezone

from ledger.models import Entry, ImportBatch, ImportFile, ImportRow
from ledger.services.imports import Upload, begin_import, confirm_import, import_files, read_import, resume_imports
from ledger.services.imports.undo import undo_import
from ledger.services.rollups import integrity_differences
from tests.ledger.imports.bills import LUNCH, SHOP, alipay, alipay_row

State = ImportBatch.State


def until(batch: ImportBatch, state: str, log) -> None:
    for _ in range(300):
        batch.refresh_from_db()
        if batch.state == state:
            return
        time.sleep(0.1)
    pytest.fail(f"The import stays {batch.state}:\n{log()}")


def test_worker_reads_and_writes(celery_worker_process, owner, book):
    batch = begin_import(owner, uploads=[Upload("b.csv", alipay(LUNCH, SHOP))])
    until(batch, State.PREVIEW, celery_worker_process)
    confirm_import(owner, batch)
    until(batch, State.DONE, celery_worker_process)

    assert Entry.objects.filter(book=book).count() == 2


def test_lost_jobs_are_queued_again_and_old_previews_closed(owner, book, django_capture_on_commit_callbacks):
    lost = begin_import(owner, uploads=[Upload("b.csv", alipay(LUNCH))], queued=False)
    old = begin_import(owner, uploads=[Upload("b.csv", alipay(LUNCH))], queued=False)
    read_import(old.pk)
    now = timezone.now()
    ImportBatch.objects.filter(pk=lost.pk).update(moved_at=now - dt.timedelta(minutes=11))
    ImportBatch.objects.filter(pk=old.pk).update(moved_at=now - dt.timedelta(days=8))

    with django_capture_on_commit_callbacks(execute=True):
        counts = resume_imports(now=now)

    assert counts == {"reading": 1, "writing": 0, "closed": 1}
    lost.refresh_from_db()
    old.refresh_from_db()
    assert (lost.state, old.state) == (State.PREVIEW, State.CANCELLED)
    assert not ImportRow.objects.filter(batch=old).exists()
    assert not ImportFile.objects.exists()


def test_run_that_was_overtaken_stops_and_leaves_nothing(owner, book, monkeypatch):
    rows = [alipay_row("2025-03-08 12:00:00", f"店{n}", "1.00", number=str(n)) for n in range(10)]
    batch = begin_import(owner, uploads=[Upload("b.csv", alipay(*rows))], queued=False)
    monkeypatch.setattr("ledger.services.imports.reading.CHUNK_ROWS", 4)
    from ledger.services.imports import reading

    original = reading._Run._copy
    overtaken = []

    def copy_and_be_overtaken(run, *chunk):
        original(run, *chunk)
        if not overtaken:
            overtaken.append(run.attempt)
            read_import(batch.pk)

    monkeypatch.setattr(reading._Run, "_copy", copy_and_be_overtaken)
    read_import(batch.pk)

    batch.refresh_from_db()
    assert (batch.state, batch.attempt) == (State.PREVIEW, 2)
    assert ImportRow.objects.filter(batch=batch).count() == 10


@pytest.mark.django_db
def test_random_imports_and_undos_leave_the_sums_right(owner, book):
    import random

    dice = random.Random(20261123)
    shops = ["美宜佳", "沙县小吃", "优衣库", "妈妈"]
    pool = [
        alipay_row(
            f"2025-0{dice.randint(1, 4)}-{dice.randint(10, 28)} {dice.randint(10, 20)}:00:{dice.randint(10, 59)}",
            dice.choice(shops),
            f"{dice.randint(1, 5)}.00",
            number=str(n),
            direction=dice.choice(["支出", "支出", "收入", "不计收支"]),
            what=dice.choice(["商品", "提现-快速提现", "充值-普通充值"]),
            method=dice.choice(["余额宝", "花呗", "招商银行(1234)", ""]),
        )
        for n in range(60)
    ]
    live: list[ImportBatch] = []
    for _ in range(12):
        if live and dice.random() < 0.4:
            undo_import(owner, live.pop(dice.randrange(len(live))), edited="bin")
        else:
            live.append(import_files(owner, files=[("b.csv", alipay(*dice.sample(pool, 25)))]))
        assert list(integrity_differences(book.pk)) == []
    for batch in live:
        undo_import(owner, batch, edited="bin")
    assert not Entry.objects.filter(book=book).exists()
    assert list(integrity_differences(book.pk)) == []
