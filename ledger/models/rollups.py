"""Sums that the statement triggers of entries keep (ledger/models/triggers.py). Nothing else writes them.

They are read through `ledger.queries.sums` alone, which knows what a book hides from whom it was opened for.
"""

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from ledger.models.books import Book


class BookState(models.Model):
    """One row a book: the lock that every writer takes first, and what tells a reader that something changed.

    `revision` moves with the entries; `directory_version` is another one after any change to what names things in
    the book (`ledger.directory`). It is drawn, not counted, so that a change which was taken back never
    shares its version with one that came after.
    """

    book = models.OneToOneField(Book, on_delete=models.CASCADE, primary_key=True, related_name="state")
    n = models.BigIntegerField(db_default=0)
    revision = models.BigIntegerField(db_default=0)
    changed_at = models.DateTimeField(db_default=Now())
    directory_version = models.UUIDField(db_default=RandomUUID())
    # The first and last days on which something was recorded are kept by nobody: BookDay answers that.

    class Meta:
        constraints = [models.CheckConstraint(name="ledger_bookstate_n", condition=Q(n__gte=0))]

    def __str__(self) -> str:
        return f"book {self.book_id}, revision {self.revision}"


class Part(models.IntegerChoices):
    """Which entries a sum is of: those that all see or only managers, and those that count or wait for approval.

    An entry is veiled where every account that it touches is. docs/decisions/what-a-book-hides.md
    """

    OPEN = 0
    VEILED = 1
    OPEN_PENDING = 2
    VEILED_PENDING = 3


class CategoryMonth(models.Model):
    """Sum by period, category (0: none), member (0: none), kind and part, in minor units of the book's currency."""

    pk = models.CompositePrimaryKey("book_id", "period", "category_id", "member_id", "kind", "part")
    book = models.ForeignKey(Book, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    period = models.IntegerField()
    category_id = models.BigIntegerField()
    member_id = models.BigIntegerField()
    kind = models.CharField(max_length=12)
    part = models.SmallIntegerField()
    amount_minor = models.BigIntegerField()
    n = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="ledger_categorymonth_n", condition=Q(n__gte=0))]

    def __str__(self) -> str:
        return f"{self.book_id} {self.period} {self.category_id} {self.kind}"


class AccountMonth(models.Model):
    """What came into and left an account in a period, in minor units of the account's currency."""

    pk = models.CompositePrimaryKey("book_id", "account_id", "period")
    book = models.ForeignKey(Book, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    account_id = models.BigIntegerField()
    period = models.IntegerField()
    inflow_minor = models.BigIntegerField()
    outflow_minor = models.BigIntegerField()
    n = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="ledger_accountmonth_n", condition=Q(n__gte=0))]

    def __str__(self) -> str:
        return f"{self.book_id} {self.account_id} {self.period}"


class BookDay(models.Model):
    """What the liquid accounts did on a day, by flow and part, in minor units of the book's currency.

    The flow `credit` holds what was bought or earned without moving liquid money, so that a day's spending is
    operating plus credit.
    """

    pk = models.CompositePrimaryKey("book_id", "day", "flow", "part")
    book = models.ForeignKey(Book, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    day = models.DateField()
    flow = models.CharField(max_length=12)
    part = models.SmallIntegerField()
    inflow_minor = models.BigIntegerField()
    outflow_minor = models.BigIntegerField()
    n = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(name="ledger_bookday_n", condition=Q(n__gte=0))]

    def __str__(self) -> str:
        return f"{self.book_id} {self.day} {self.flow}"
