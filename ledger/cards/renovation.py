"""What the cards of a renovation share: its seven stages, what was paid for each, and what is still to be paid."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, Sum
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import get_language

from ledger import scenarios
from ledger.cards.extras import day_in, whole_in
from ledger.directory import directory_of
from ledger.models import Budget, Category, Member, Scheduled
from ledger.queries.entries import with_names
from ledger.queries.spending import SPENDING, cost
from ledger.visibility import book_scheduled, counted_entries

ICONS = {
    "design": "ruler-measure",
    "demolition": "hammer",
    "wiring": "plug",
    "masonry": "wall",
    "carpentry": "wood",
    "paint": "brush",
    "fitting": "lamp",
}
# Where an entry doesn't say its stage, its category does: its own key, else that of the category above.
STAGE_OF_CATEGORY = {
    **{key: key for key in ICONS},
    "materials.tiles": "masonry",
    "materials": "fitting",
    "doors_windows": "fitting",
    "kitchen_bath": "fitting",
    "appliances": "fitting",
    "lighting_soft": "fitting",
}
RETENTION = "deposits_tax.retention"


@dataclass(slots=True)
class Stage:
    """A stage with its money in minor units. What it is agreed at is what was paid and what is still to be paid."""

    key: str
    name: str
    icon: str
    budget_minor: int = 0
    paid_minor: int = 0
    unpaid_minor: int = 0
    # Something other than a down payment was paid: work has begun.
    begun: bool = False

    @property
    def agreed_minor(self) -> int:
        return self.paid_minor + self.unpaid_minor

    @property
    def over_minor(self) -> int:
        """By how much the stage is over its budget; 0 where it is not, or has none."""
        return max(0, self.agreed_minor - self.budget_minor) if self.budget_minor else 0


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that is still to be paid: from the schedule, or the rest after a down payment. `day` None: none is said.

    `row_id` is the public id of the scheduled row, None for a rest.
    """

    party: str
    name: str
    amount_minor: int | None
    day: dt.date | None
    stage: str
    is_retention: bool = False
    row_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Renovation:
    """`unstaged_minor` was paid for no stage. All in minor units of the book's currency."""

    stages: list[Stage]
    payments: list[Payment]
    unstaged_minor: int

    @property
    def paid_minor(self) -> int:
        return self.unstaged_minor + sum(stage.paid_minor for stage in self.stages)

    @property
    def unpaid_minor(self) -> int:
        return sum(payment.amount_minor or 0 for payment in self.payments)


def renovation_of(member: Member) -> Renovation:
    """The stages of the member's book with their money, and the payments to come by day. Four queries, or five."""
    stages = {
        choice.key: Stage(choice.key, choice.name.text(get_language() or "zh-hans"), ICONS[choice.key])
        for field in scenarios.scene(member.book.scene).entry_fields
        if field.key == "stage"
        for choice in field.choices
    }
    categories = directory_of(member.book).categories
    unstaged = 0
    for said, category_id, is_down_payment, paid_minor in _paid(member):
        stage = stages.get(stage_of(said, categories.get(category_id or 0)))
        if stage is None:
            unstaged += paid_minor
            continue
        stage.paid_minor += paid_minor
        stage.begun |= not is_down_payment
    payments = sorted(
        [*_scheduled(member, categories), *_rests(member)],
        key=lambda payment: (payment.day is None, payment.day or dt.date.max, payment.name),
    )
    for payment in payments:
        if payment.stage in stages:
            stages[payment.stage].unpaid_minor += payment.amount_minor or 0
    budgets = Budget.objects.filter(book_id=member.book_id).exclude(stage="")
    for key, amount_minor in budgets.values_list("stage").annotate(Sum("amount_minor")):
        if key in stages:
            stages[key].budget_minor = amount_minor
    return Renovation(list(stages.values()), payments, unstaged)


def stage_of(said: str | None, category: Category | None) -> str:
    """The key of the stage that an entry belongs to: as it says itself, else by its category; "" for none."""
    if said or category is None:
        return said or ""
    return STAGE_OF_CATEGORY.get(category.key) or STAGE_OF_CATEGORY.get(category.key.partition(".")[0], "")


def _paid(member: Member) -> Iterable[tuple[str | None, int | None, bool, int]]:
    """Stage as said, category, whether a down payment, and what was paid net of what came back."""
    rows = (
        counted_entries(member)
        .filter(SPENDING)
        .order_by()
        .values(
            "category_id",
            said=KeyTextTransform("stage", "extra"),
            is_down_payment=Q(extra__has_key="rest"),
        )
        .annotate(paid=cost())
    )
    return [(row["said"], row["category_id"], row["is_down_payment"], row["paid"]) for row in rows]


def _scheduled(member: Member, categories: dict[int, Category]) -> list[Payment]:
    rows = book_scheduled(member.book).filter(kind=Scheduled.Kind.EXPENSE, done_at__isnull=True)
    payments = []
    for row in rows:
        category = categories.get(row.category_id or 0)
        is_retention = category is not None and category.key == RETENTION
        stage = row.stage or stage_of("", category)
        payments.append(
            Payment(row.party or row.name, row.name, row.amount_minor, row.due, stage, is_retention, row.public_id)
        )
    return payments


def _rests(member: Member) -> list[Payment]:
    """The rest after each seller's newest down payment, less what that seller was paid since."""
    entries = counted_entries(member).filter(kind="expense", merchant__isnull=False)
    asking = with_names(member, entries.filter(extra__has_key="rest").order_by("date", "id"))
    newest = {entry.merchant: entry for entry in asking if entry.merchant}
    if not newest:
        return []
    paid = list(entries.filter(merchant__in=newest).only("merchant_id", "date", "base_amount_minor"))
    payments = []
    for merchant, entry in newest.items():
        after = [row for row in paid if row.merchant_id == merchant.pk and (row.date, row.pk) > (entry.date, entry.pk)]
        left = whole_in(entry.extra, "rest") - sum(row.base_amount_minor for row in after)
        if left > 0:
            payments.append(
                Payment(
                    party=merchant.name,
                    name=entry.note or (entry.category.name if entry.category else merchant.name),
                    amount_minor=left,
                    day=day_in(entry.extra, "rest_due"),
                    stage=stage_of(entry.extra.get("stage"), entry.category),
                )
            )
    return payments
