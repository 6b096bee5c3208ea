"""Refunds find their expenses; imported rows keep their identity."""

import datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from ledger.importers import RawRecord
from ledger.importers.identity import first_key, identity, numbered_key
from ledger.importers.links import refund_links


def row(kind: str = "expense", amount_minor: int = 1000, day: int = 8, hour: int = 12, **changed) -> RawRecord:
    plain = RawRecord(
        kind=kind,
        date=datetime.date(2025, 3, day),
        time=datetime.time(hour),
        amount_minor=amount_minor,
        currency="CNY",
        account="花呗",
        counter_account="",
        counterparty="易购旗舰店",
        category="",
        member="",
        project="",
        note="",
        external_id="",
        merchant_order_id="",
        status="",
        line=1,
        direction_raw="支出" if kind == "expense" else "不计收支",
    )
    return plain._replace(**changed)


def test_refund_links_by_extended_id():
    records = [
        row("refund", 400, day=9, external_id="2025_7_1"),
        row(external_id="2025_7"),
        row(external_id="2025"),
    ]
    # The longest beginning is the nearer relative.
    assert refund_links(records) == [(0, 1)]


def test_refund_links_by_order_number_takes_several_partial_refunds_of_one():
    records = [
        row("refund", 300, day=10, merchant_order_id="T1"),
        row("refund", 700, day=9, merchant_order_id="T1"),
        row("refund", 1, day=11, merchant_order_id="T1"),
        row(merchant_order_id="T1"),
    ]
    # 700 + 300 is all there was; the third finds nothing left.
    assert refund_links(records) == [(0, 3), (1, 3)]


def test_refund_links_of_wechat_transfers_by_the_order_number_of_the_original():
    records = [
        row("refund", day=9, external_id="1000050001", counterparty=""),
        row(external_id="100005", merchant_order_id="1000050001", counterparty="昵称丁"),
    ]
    assert refund_links(records) == [(0, 1)]


def test_refund_links_of_wechat_shops_by_name_and_refunded_amount():
    records = [
        row("refund", 1893, day=10, external_id="503", direction_raw="收入"),
        row(amount_minor=2276, day=10, hour=11),
        row(amount_minor=5000, day=9, refunded_minor=5000),
        row(amount_minor=1893, day=8, refunded_minor=1893),
        row(amount_minor=1893, day=8, refunded_minor=1893, counterparty="别家"),
    ]
    assert refund_links(records) == [(0, 3)]


def test_refund_links_of_a_shop_known_only_from_the_type_of_the_refund():
    records = [row("refund", day=9, counterparty="", category="易购旗舰店-退款"), row(refunded_minor=1000)]
    assert refund_links(records) == [(0, 1)]


def test_refund_links_never_reach_forward_in_time_nor_beyond_the_amount():
    assert refund_links([row("refund", day=7, merchant_order_id="T1"), row(merchant_order_id="T1")]) == []
    assert refund_links([row("refund", 1001, day=9, merchant_order_id="T1"), row(merchant_order_id="T1")]) == []


@given(
    st.lists(
        st.builds(
            row,
            st.sampled_from(["expense", "refund", "income"]),
            st.integers(0, 5),
            st.integers(1, 4),
            external_id=st.sampled_from(["", "A", "A_1", "B"]),
            merchant_order_id=st.sampled_from(["", "A", "T1"]),
            refunded_minor=st.integers(0, 5),
        )
    )
)
def test_refund_links_give_back_no_more_than_was_paid(records):
    links = refund_links(records)
    assert len({refund for refund, _expense in links}) == len(links)
    for expense in {expense for _refund, expense in links}:
        assert records[expense].kind == "expense"
        back = sum(records[refund].amount_minor for refund, of in links if of == expense)
        assert back <= records[expense].amount_minor


def test_a_key_is_the_same_for_ever():
    # Stored in every book that ever imported; a change of this value would import everything again.
    first = UUID(first_key("wechat", "4200", "2025-03-08", "12:30:15", 2850))
    assert first == UUID("993b76b9-10c5-54b1-8b9e-268c532b4136")
    assert numbered_key(first, 0) == first
    assert numbered_key(first, 1) == UUID("4fe08746-fe73-5262-8e0f-c0dde6cfa757")


def test_a_key_differs_with_each_part():
    first = ("wechat", "1", "2025-03-08", "12:00:00", 5)
    others = {0: "alipay", 1: "2", 2: "2025-03-09", 3: "", 4: 6}
    keys = {first_key(*first), *(first_key(*first[:n], part, *first[n + 1 :]) for n, part in others.items())}
    assert len(keys) == 6


def test_an_identity_stays_when_a_status_changes():
    before = row(external_id="1", status="等待确认收货")
    after = row(kind="skip", external_id="1", status="交易关闭")
    assert identity(before) == identity(after)


def test_an_identity_tells_the_two_sides_of_one_payment_apart():
    paid = row(external_id="1", direction_raw="支出")
    received = row("income", external_id="1", direction_raw="收入")
    assert identity(paid) != identity(received)


def test_rows_without_ids_are_told_apart_by_what_they_say():
    assert identity(row(note="早餐")) != identity(row(note="晚餐"))
    assert identity(row(note="早餐")) == identity(row(note="早餐"))
