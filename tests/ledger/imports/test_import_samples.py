"""Real bills come in with the totals that were counted by hand."""

import json
from collections import Counter
from pathlib import Path

import pytest
from django.db.models import Sum

from ledger.models import Entry
from ledger.services.imports import import_files, undo_import
from tests.ledger.imports.bills import assert_exact, sums

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "data"
SAMPLE_FILES = sorted(
    path
    for folder in ("alipay-app-csv", "wechat-csv", "wechat-xlsx")
    for path in (SAMPLES / folder).glob("*")
    if path.suffix in (".csv", ".xlsx")
)


@pytest.mark.skipif(not SAMPLE_FILES, reason="the sample bills are not beside this checkout")
@pytest.mark.parametrize("path", SAMPLE_FILES, ids=lambda path: path.name)
def test_sample_comes_in_with_the_totals_expected(owner, book, path):
    expected = json.loads(path.with_name(path.name + ".expected.json").read_text())
    with path.open("rb") as file:
        batch = import_files(owner, files=[(path.name, file)])

    assert batch.state == "done", batch.error
    totals = expected["totals"]["CNY"]
    found = Counter(sums(book))
    fees = (
        Entry.objects.filter(book=book, kind="expense", group__isnull=False).aggregate(s=Sum("amount_minor"))["s"] or 0
    )
    assert found["income"] == totals["income_minor"]
    assert found["expense"] - fees == totals["expense_gross_minor"]
    assert found["refund"] == totals["refund_minor"]
    assert_exact(book)
    with path.open("rb") as file:
        assert import_files(owner, files=[(path.name, file)]).counts["written"] == 0
    undo_import(owner, batch)
    assert not Entry.objects.filter(book=book).exists()
    assert_exact(book)
