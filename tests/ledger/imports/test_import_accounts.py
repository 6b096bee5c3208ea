"""Which account of the book a payment method is."""

import pytest

from ledger.models import Account, Entry
from ledger.services.accounts import edit_account
from ledger.services.imports import undo_import
from tests.cast import account
from tests.ledger.imports.bills import alipay, alipay_row, bring


def test_payment_methods_find_accounts_by_number_then_name_and_propose_the_rest(owner, book):
    icbc = account(book, "bank")
    Account.objects.filter(pk=icbc.pk).update(name="工行工资卡", number_tail="9876", key="")

    bring(
        owner,
        alipay(
            alipay_row("2025-03-08 12:00:00", "甲", "1.00", number="1", method="工商银行储蓄卡(9876)&红包"),
            alipay_row("2025-03-08 12:01:00", "乙", "2.00", number="2", method="花呗"),
            alipay_row("2025-03-08 12:02:00", "丙", "3.00", number="3", method="宁波银行储蓄卡(1746)"),
            alipay_row("2025-03-08 12:03:00", "丁", "4.00", number="4", method="红包"),
        ),
    )

    found = dict(Entry.objects.filter(book=book).values_list("merchant__name", "from_account__name"))
    assert found == {"甲": "工行工资卡", "乙": "花呗", "丙": "宁波银行(1746)", "丁": "支付宝余额"}
    made = Account.objects.get(book=book, name="宁波银行(1746)")
    assert (made.kind, made.number_tail, made.currency) == ("bank", "1746", "CNY")


def paid_with(method: str, *, number: str):
    """A bill of one payment; the later the number, the later the day."""
    return alipay(alipay_row(f"2025-03-0{number} 12:00:00", "美宜佳", "32.00", number=number, method=method))


def cards_used(book) -> list[tuple[str, str]]:
    """Name and number of the account of each payment, in the order of their days."""
    return list(
        Entry.objects.filter(book=book).order_by("date").values_list("from_account__name", "from_account__number_tail")
    )


@pytest.mark.parametrize(
    ("first", "kind", "name", "tail", "other", "other_name"),
    [
        ("中信银行储蓄卡(6428)", "bank", "中信银行(6428)", "6428", "招商银行储蓄卡(6612)", "招商银行(6612)"),
        ("中信银行储蓄卡", "bank", "中信银行", "", "招商银行储蓄卡(6612)", "招商银行(6612)"),
        ("中信银行信用卡(6428)", "credit_card", "中信银行信用卡(6428)", "6428", "招商银行信用卡", "招商银行信用卡"),
        ("中信银行信用卡", "credit_card", "中信银行信用卡", "", "招商银行信用卡(3307)", "招商银行信用卡(3307)"),
    ],
)
def test_the_scenes_card_becomes_the_first_banks_and_no_other_banks(
    owner, book, first, kind, name, tail, other, other_name
):
    generic = account(book, kind)
    bring(owner, paid_with(first, number="1"))
    generic.refresh_from_db()
    assert (generic.name, generic.number_tail, generic.hidden) == (name, tail, False)

    bring(owner, paid_with(other, number="2"))
    bring(owner, paid_with(first, number="3"))

    assert [name for name, _tail in cards_used(book)] == [name, other_name, name]


def test_a_card_known_by_its_bank_learns_its_number_later(owner, book):
    bring(owner, paid_with("中信银行储蓄卡", number="1"))
    bring(owner, paid_with("中信银行储蓄卡(6428)", number="2"))
    assert cards_used(book) == [("中信银行", "6428")] * 2
    bring(owner, paid_with("中信银行储蓄卡(9999)", number="3"))
    assert cards_used(book)[2] == ("中信银行(9999)", "9999")


def test_a_card_that_somebody_named_is_that_one(owner, book):
    edit_account(owner, account(book, "bank"), name="工资卡")
    bring(owner, paid_with("中信银行储蓄卡(6428)", number="1"))
    assert cards_used(book) == [("中信银行(6428)", "6428")]
    assert account(book, "bank").number_tail == ""


def test_undo_makes_the_scenes_card_nameless_again_unless_another_import_uses_it(owner, book):
    generic = account(book, "bank")
    first = bring(owner, paid_with("中信银行储蓄卡(6428)", number="1"))
    second = bring(owner, paid_with("中信银行储蓄卡(6428)", number="2"))

    undo_import(owner, first)
    generic.refresh_from_db()
    assert (generic.name, generic.number_tail) == ("中信银行(6428)", "6428")

    undo_import(owner, second)
    again = bring(owner, paid_with("中信银行储蓄卡(6428)", number="3"))
    edit_account(owner, Account.objects.get(pk=generic.pk), name="中信卡")
    undo_import(owner, again)
    generic.refresh_from_db()
    assert generic.name == "中信卡"


def test_undo_of_the_only_import_gives_the_scenes_card_its_name_back(owner, book):
    generic = account(book, "bank")
    undo_import(owner, bring(owner, paid_with("中信银行储蓄卡(6428)", number="1")))
    generic.refresh_from_db()
    assert (generic.name, generic.number_tail) == ("储蓄卡", "")
