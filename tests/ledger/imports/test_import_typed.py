"""Rows that are like an entry typed by hand."""

import datetime as dt

from ledger.services.entries import record_entry
from tests.cast import account, category, expense
from tests.ledger.imports.bills import LUNCH, alipay, alipay_row, assert_exact, bring


def test_row_like_an_entry_typed_by_hand_completes_it(owner, book):
    fun = category(book, n=3)
    typed = record_entry(
        owner,
        draft=expense(
            book, 1850, date=dt.date(2025, 3, 8), category=fun, note="和小李", from_account=account(book, "money_fund")
        ),
    )
    other = record_entry(owner, draft=expense(book, 1850, date=dt.date(2025, 3, 8)))  # cash: another payment

    batch = bring(owner, alipay(LUNCH))

    assert batch.counts == {"typed": 1, "written": 0, "restored": 0}
    typed.refresh_from_db()
    assert (typed.category, typed.note, typed.version) == (fun, "和小李", 2)
    assert (typed.time, typed.merchant.name) == (dt.time(12, 30, 15), "沙县小吃")
    assert typed.extra["bill"] == "alipay:2025030822001"
    other.refresh_from_db()
    assert (other.version, other.merchant) == (1, None)
    assert bring(owner, alipay(LUNCH)).counts == {"known": 1, "written": 0, "restored": 0}
    assert_exact(book)


def test_each_typed_entry_is_taken_once_and_by_the_nearest_row(owner, book):
    fund = account(book, "money_fund")
    typed = record_entry(
        owner,
        draft=expense(book, 500, date=dt.date(2025, 3, 8), time=dt.time(12, 0), from_account=fund),
    )
    far = alipay_row("2025-03-08 18:00:00", "晚", "5.00", number="1")
    near = alipay_row("2025-03-08 12:05:00", "午", "5.00", number="2")
    late = alipay_row("2025-03-10 12:00:00", "迟", "5.00", number="3")

    batch = bring(owner, alipay(late, far, near))

    assert batch.counts == {"typed": 1, "new": 2, "written": 2, "restored": 0}
    typed.refresh_from_db()
    assert typed.merchant.name == "午"
