from django.db.models import Q

from ledger.models import Entry
from ledger.queries.spending import SPENDING, cost
from ledger.services.entries import record_entry
from tests.cast import account, expense, income


def test_what_entries_cost_is_net_of_what_shops_paid_back_and_not_of_what_customers_were(owner, book):
    cash = account(book, "cash")
    bought = record_entry(owner, draft=expense(book, 10000))
    record_entry(owner, draft=expense(book, 500, note="tea"))
    record_entry(owner, draft=expense(book, 2000, kind="refund", refund_of=bought, from_account=None, to_account=cash))
    record_entry(owner, draft=income(book, 5000))
    record_entry(owner, draft=income(book, 900, kind="refund", to_account=None, from_account=cash))
    spending = Entry.objects.filter(SPENDING, book=book)
    # 100.00 - 20.00 + 5.00
    assert spending.aggregate(all=cost(), tea=cost(Q(note="tea")), none=cost(Q(note="?"))) == {
        "all": 8500,
        "tea": 500,
        "none": 0,
    }
    assert isinstance(spending.aggregate(all=cost())["all"], int)
