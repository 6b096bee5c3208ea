"""Which expense a refund gives back."""

from ledger.models import Entry
from ledger.services.entries import edit_entry
from tests.cast import category
from tests.ledger.imports.bills import REFUND, REFUNDED, alipay, bring


def test_refund_finds_its_expense_in_the_same_bill(owner, book):
    bring(owner, alipay(REFUND, REFUNDED))

    refund = Entry.objects.get(book=book, kind="refund")
    assert refund.refund_of == Entry.objects.get(book=book, kind="expense")
    assert refund.category == refund.refund_of.category is not None
    assert refund.to_account.name == "余额宝"


def test_refund_finds_its_expense_of_an_earlier_import(owner, book):
    bring(owner, alipay(REFUNDED))
    bought = Entry.objects.get(book=book)
    edit_entry(owner, bought, version=1, changes={"category": category(book, n=2)})

    bring(owner, alipay(REFUND))

    refund = Entry.objects.get(book=book, kind="refund")
    assert refund.refund_of == bought
    assert refund.category == category(book, n=2)
