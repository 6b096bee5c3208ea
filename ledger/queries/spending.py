"""What entries cost: spent, less what shops paid back. What a customer was paid back lowers what was earned instead."""

from django.db.models import Q, Sum
from django.db.models.expressions import CombinedExpression

# The kinds of entry that have a category, and the side of it.
SPENDING = Q(kind="expense") | Q(kind="refund", to_account__isnull=False)
EARNING = Q(kind="income") | Q(kind="refund", from_account__isnull=False)


def cost(only: Q | None = None) -> CombinedExpression:
    """The sum of entries of SPENDING, in minor units of the book's currency; 0 of none. `only` narrows it further."""
    only = only or Q()
    spent = Sum("base_amount_minor", filter=Q(kind="expense") & only, default=0)
    return spent - Sum("base_amount_minor", filter=Q(kind="refund") & only, default=0)
