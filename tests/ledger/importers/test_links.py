"""Refunds find their expenses; imported rows keep their identity."""

import datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from ledger.importers import RawRecord
from ledger.importers.identity import entry_key, entry_keys, numbered_key
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


def test_entry_key_is_the_same_for_ever():
    # Stored in every book that ever imported; a change of this value would import everything again.
    row = ("wechat", "4200", datetime.date(2025, 3, 8), datetime.time(12, 30, 15), 2850)
    assert entry_key(*row, 0) == UUID("993b76b9-10c5-54b1-8b9e-268c532b4136")
    assert entry_key(*row, 1) == UUID("4fe08746-fe73-5262-8e0f-c0dde6cfa757")


def test_entry_key_differs_with_each_part():
    date, time = datetime.date(2025, 3, 8), datetime.time(12)
    keys = {
        entry_key("wechat", "1", date, time, 5, 0),
        entry_key("alipay", "1", date, time, 5, 0),
        entry_key("wechat", "2", date, time, 5, 0),
        entry_key("wechat", "1", datetime.date(2025, 3, 9), time, 5, 0),
        entry_key("wechat", "1", date, None, 5, 0),
        entry_key("wechat", "1", date, time, 6, 0),
        entry_key("wechat", "1", date, time, 5, 1),
    }
    assert len(keys) == 7


def test_entry_keys_of_equal_rows_stay_when_the_order_turns_and_the_period_grows():
    month = [row(external_id="1", note="甲"), row(external_id="1", note="乙"), row(external_id="2", day=9)]
    year = [row(external_id="3", day=20), *reversed(month), row(external_id="0", day=1)]
    first = entry_keys("alipay", month)
    assert len(set(first)) == 3
    second = entry_keys("alipay", year)
    assert second[1:4] == list(reversed(first))


def test_numbered_key_gives_the_keys_of_equals_from_that_of_the_first():
    first = entry_key("wechat", "1", datetime.date(2025, 3, 8), None, 5, 0)
    assert [numbered_key(first, ordinal) for ordinal in range(3)] == [
        entry_key("wechat", "1", datetime.date(2025, 3, 8), None, 5, ordinal) for ordinal in range(3)
    ]


def test_entry_keys_stay_when_a_status_changes():
    before = row(external_id="1", status="等待确认收货")
    after = row(kind="skip", external_id="1", status="交易关闭")
    assert entry_keys("alipay", [before]) == entry_keys("alipay", [after])


def test_entry_keys_tell_the_two_sides_of_one_payment_apart():
    paid = row(external_id="1", direction_raw="支出")
    received = row("income", external_id="1", direction_raw="收入")
    assert entry_keys("alipay", [paid]) != entry_keys("alipay", [received])


def test_entry_keys_of_rows_without_ids_tell_them_apart_by_what_they_say():
    morning, evening = row(note="早餐"), row(note="晚餐")
    both = entry_keys("bank", [morning, evening])
    assert entry_keys("bank", [evening, morning]) == both[::-1]
    assert entry_keys("bank", [evening]) == both[1:]


@given(st.permutations([0, 0, 0, 1, 1, 2]))
def test_entry_keys_are_one_a_row_whatever_the_order(ids):
    keys = entry_keys("alipay", [row(external_id=str(id_)) for id_ in ids])
    assert len(set(keys)) == 6
