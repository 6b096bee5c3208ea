"""What a person decides in the preview. Nothing has to be decided: the batch can be written as it is."""

from typing import Any
from uuid import UUID

from django.db.models.functions import Now

from ledger.errors import EntryInvalid
from ledger.models import Account, Category, ImportBatch, ImportGroup, ImportRow, Member, MerchantRule
from ledger.permissions import Action, require
from ledger.services.imports.categories import CATEGORY_KIND
from ledger.services.imports.groups import make_groups
from ledger.services.imports.linked import may_pay_for
from ledger.services.imports.upload import ImportMoved
from ledger.services.locking import writes_books

State = ImportBatch.State
Row = ImportRow.State

# What a row that the exporter left out of its totals may be taken as; "" is not at all.
TAKEN_AS = ("", "expense", "income", "transfer")


def previewed(member: Member, batch: ImportBatch) -> ImportBatch:
    """The batch, locked, as it stands in its preview. Raises RoleTooLow, ImportMoved."""
    require(member, Action.IMPORT)
    batch = ImportBatch.objects.select_for_update().select_related("book").get(pk=batch.pk, book_id=member.book_id)
    if batch.state != State.PREVIEW:
        raise ImportMoved
    batch.moved_at = Now()
    return batch


@writes_books
def choose_group(
    member: Member,
    batch: ImportBatch,
    group: ImportGroup,
    *,
    category: Category | None = None,
    account: Account | None = None,
    counter_account: Account | None = None,
    taken_as: str = "",
    paid_for: Member | None = None,
    always: bool = False,
) -> ImportGroup:
    """Decides for all rows of a group; an empty `account` leaves each row the one that it names.

    `paid_for` is the same user's membership of another book, in whose name the rows were paid. With `always` a rule is
    kept for this merchant, and its other groups of the same kind follow. Raises RoleTooLow, ImportMoved, and
    EntryInvalid for rows that do not fit.
    """
    batch = previewed(member, batch)
    group = ImportGroup.objects.select_for_update().get(pk=group.pk, batch=batch)
    kind = taken_as if group.kind == "neutral" else group.kind
    _check(batch, kind, group, category, account, counter_account, taken_as)
    if paid_for is not None and not may_pay_for(member, batch, group, paid_for):
        raise EntryInvalid(fields={"paid_for": [EntryInvalid.message]})
    group.category, group.account, group.counter_account = category, account, counter_account
    group.paid_for = paid_for
    group.taken_as = taken_as if group.kind == "neutral" else ""
    group.chosen, group.always = True, always
    group.save()
    if always:
        _keep_rule(member, batch, group, kind)
    batch.save(update_fields=["moved_at"])
    return group


def _check(
    batch: ImportBatch,
    kind: str,
    group: ImportGroup,
    category: Category | None,
    account: Account | None,
    counter_account: Account | None,
    taken_as: str,
) -> None:
    wrong: dict[str, list[Any]] = {}
    if taken_as not in TAKEN_AS or (taken_as and group.kind != "neutral"):
        wrong["taken_as"] = [EntryInvalid.message]
    if category is not None and (
        category.book_id != batch.book_id or category.kind != CATEGORY_KIND.get(kind, category.kind)
    ):
        wrong["category"] = [EntryInvalid.message]
    currencies = {place["currency"] for place in batch.places}
    for name, chosen in (("account", account), ("counter_account", counter_account)):
        if chosen is not None and (chosen.book_id != batch.book_id or {chosen.currency} != currencies):
            wrong[name] = [EntryInvalid.message]
    if group.kind == "neutral" and kind == "transfer" and counter_account is None:
        wrong["counter_account"] = [EntryInvalid.message]
    if account is not None and account == counter_account:
        wrong["counter_account"] = [EntryInvalid.message]
    if wrong:
        raise EntryInvalid(fields=wrong)


def _keep_rule(member: Member, batch: ImportBatch, group: ImportGroup, kind: str) -> None:
    category_kind = CATEGORY_KIND.get(kind)
    said = (group.category_id, group.account_id, group.paid_for_id)
    if not group.merchant or category_kind is None or not any(said):
        return
    MerchantRule.objects.update_or_create(
        book_id=batch.book_id,
        name=group.merchant,
        kind=category_kind,
        defaults={
            "category": group.category,
            "account": group.account,
            "paid_for": group.paid_for,
            "created_by": member,
        },
    )
    others = ImportGroup.objects.filter(batch=batch, merchant=group.merchant, kind=group.kind).exclude(pk=group.pk)
    others.update(category=group.category, account=group.account, paid_for=group.paid_for, chosen=True, always=True)


@writes_books
def choose_place(member: Member, batch: ImportBatch, index: int, *, account: Account | None) -> ImportBatch:
    """Says which account a bill's payment method is; None makes a new one of the name proposed.

    Raises RoleTooLow, ImportMoved, EntryInvalid.
    """
    batch = previewed(member, batch)
    if not 0 <= index < len(batch.places):
        raise EntryInvalid
    place = batch.places[index]
    if account is not None and (account.book_id, account.currency) != (batch.book_id, place["currency"]):
        raise EntryInvalid(fields={"account": [EntryInvalid.message]})
    place["same_as"] = None
    place["account"] = account.pk if account else None
    batch.save(update_fields=["places", "moved_at"])
    return batch


@writes_books
def choose_batch(
    member: Member, batch: ImportBatch, *, merge_typed: bool | None = None, restore_binned: bool | None = None
) -> ImportBatch:
    """Decides for all rows like an entry typed by hand, or for all that lie in the recycle bin.

    Raises RoleTooLow, ImportMoved.
    """
    batch = previewed(member, batch)
    if merge_typed is not None:
        batch.merge_typed = merge_typed
    if restore_binned is not None:
        batch.restore_binned = restore_binned
    batch.save(update_fields=["merge_typed", "restore_binned", "moved_at"])
    return batch


@writes_books
def separate_typed(member: Member, batch: ImportBatch, row_key: UUID) -> ImportBatch:
    """Says that a row is not the entry typed by hand that it is like: it will be written as one of its own.

    Raises RoleTooLow, ImportMoved.
    """
    batch = previewed(member, batch)
    rows = ImportRow.objects.filter(batch=batch, key=row_key, state=Row.TYPED)
    if rows.update(state=Row.NEW, entry=None):
        make_groups(batch)
    batch.save(update_fields=["counts", "moved_at"])
    return batch
