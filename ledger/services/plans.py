"""Budgets, and what is to come: set, changed, done, and each of these taken back."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar

from django.db.models import F, Model
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from ledger.errors import BookNotFound, BudgetTaken, PlanDone, PlanInvalid, PlanVersionStale
from ledger.models import Account, BookState, Budget, Category, Entry, EntryKind, Member, Project, Scheduled, What
from ledger.permissions import Action, require, require_open
from ledger.queries.budgets import budget_name, stage_choices
from ledger.rules.periods import FIRST_DAY, LAST_DAY
from ledger.rules.recurrence import LUNAR_LAST, anchor_of, next_day
from ledger.services.activity import columns_of, note_change
from ledger.services.drafts import MAX_AMOUNT_MINOR, EntryDraft
from ledger.services.entries import delete_entries, record_entry
from ledger.services.locking import lock_books, writes_books

# What doing something changes in its row; all else is arranging.
DOING = frozenset({"due", "done_at", "done_by"})

Plan = TypeVar("Plan", Budget, Scheduled)


@dataclass(frozen=True, kw_only=True)
class BudgetDraft:
    """A budget as it is meant, `amount_minor` in the book's currency; without days it is for each month."""

    amount_minor: int
    category: Category | None = None
    project: Project | None = None
    stage: str = ""
    first: dt.date | None = None
    last: dt.date | None = None


@dataclass(frozen=True, kw_only=True)
class ScheduledDraft:
    """Something to come as it is meant; `amount_minor` in the book's currency, None where only the day is known."""

    kind: str
    name: str
    due: dt.date
    every: str = ""
    lunar: bool = False
    amount_minor: int | None = None
    icon: str = ""
    party: str = ""
    category: Category | None = None
    account: Account | None = None
    to_account: Account | None = None
    member: Member | None = None
    stage: str = ""
    note: str = ""
    extra: dict = field(default_factory=dict)


BUDGET_FIELDS = frozenset(each.name for each in fields(BudgetDraft))
SCHEDULED_FIELDS = frozenset(each.name for each in fields(ScheduledDraft))


@writes_books
def set_budget(member: Member, draft: BudgetDraft) -> Budget:
    """Sets a budget. Raises RoleTooLow, BookArchived, PlanInvalid, BudgetTaken."""
    _begin(member)
    budget = Budget(book=member.book)
    _put(budget, _named(draft))
    _check_budget(budget)
    budget.save(force_insert=True)
    _note(member, What.BUDGET_SET, budget, after=columns_of(budget, BUDGET_FIELDS))
    return budget


@writes_books
def set_budgets(member: Member, drafts: Iterable[BudgetDraft]) -> list[Budget]:
    """Sets several budgets at once, all or none. Raises what `set_budget` raises."""
    return [set_budget(member, draft) for draft in drafts]


@writes_books
def change_budget(member: Member, budget: Budget, *, version: int, changes: Mapping[str, Any]) -> Budget:
    """Changes the named fields of BudgetDraft. `version` is the one the editor looked at.

    Raises RoleTooLow, BookArchived, PlanVersionStale (with the row as it stands), PlanInvalid, BudgetTaken.
    """
    assert set(changes) <= BUDGET_FIELDS, f"not editable: {set(changes) - BUDGET_FIELDS}"
    _begin(member)
    current = _current(member, budget, version)
    before, was = _columns(current), columns_of(current, BUDGET_FIELDS)
    _put(current, changes)
    _check_budget(current)
    _note(member, What.BUDGET_CHANGED, current, before=was, after=columns_of(current, BUDGET_FIELDS))
    return _save(current, before)


@writes_books
def schedule(member: Member, draft: ScheduledDraft) -> Scheduled:
    """Writes down what is to come. Raises RoleTooLow, BookArchived, PlanInvalid."""
    _begin(member)
    row = Scheduled(book=member.book)
    _put(row, _named(draft))
    _check_scheduled(row)
    row.anchor_day = anchor_of(row.due, lunar=row.lunar)
    row.save(force_insert=True)
    _note(member, What.SCHEDULED_ADDED, row)
    return row


@writes_books
def change_scheduled(member: Member, row: Scheduled, *, version: int, changes: Mapping[str, Any]) -> Scheduled:
    """Changes the named fields of ScheduledDraft; another day, or calendar, is meant from now on.

    Raises RoleTooLow, BookArchived, PlanVersionStale (with the row as it stands), PlanInvalid.
    """
    assert set(changes) <= SCHEDULED_FIELDS, f"not editable: {set(changes) - SCHEDULED_FIELDS}"
    _begin(member)
    current = _current(member, row, version)
    before, was = _columns(current), columns_of(current, SCHEDULED_FIELDS)
    _put(current, changes)
    _check_scheduled(current)
    if (current.due, current.lunar) != (dt.date.fromisoformat(before["due"]), before["lunar"]):
        current.anchor_day = anchor_of(current.due, lunar=current.lunar)
    _note(member, What.SCHEDULED_CHANGED, current, before=was, after=columns_of(current, SCHEDULED_FIELDS))
    return _save(current, before)


@writes_books
def delete_plan(member: Member, row: Plan, *, at: dt.datetime) -> Plan:
    """Deletes a budget or something that is to come; one that is deleted stays so. Raises RoleTooLow, BookArchived."""
    _begin(member)
    current = _current(member, row)
    if current.deleted_at is not None:
        return current
    before = _columns(current)
    current.deleted_at = at
    _note(member, What.BUDGET_DELETED if isinstance(current, Budget) else What.SCHEDULED_DELETED, current)
    return _save(current, before)


@dataclass(frozen=True)
class Done:
    """What was done: its row, which moved on or is done for good, and the entry that was recorded, if any was."""

    row: Scheduled
    entry: Entry | None


@writes_books
def do_scheduled(
    member: Member,
    row: Scheduled,
    *,
    version: int,
    on: dt.date,
    at: dt.datetime,
    record: bool = True,
    amount_minor: int | None = None,
    account: Account | None = None,
    to_account: Account | None = None,
) -> Done:
    """Does what has come: records it on the day `on`, and moves it to the next day, or ticks it where it comes once.

    `record=False` only ticks it, as does a day to remember. `amount_minor` and the accounts are taken from the row
    where they are None. Raises RoleTooLow, BookArchived, PlanVersionStale, PlanDone, PlanInvalid where an amount or
    account is missing, and what `record_entry` raises.
    """
    _begin(member, Action.RECORD)
    current = _current(member, row, version)
    if current.done_at is not None or current.deleted_at is not None:
        raise PlanDone
    before = _columns(current)
    entry = None
    if record and current.kind != Scheduled.Kind.DAY:
        accounts = (account or current.account, to_account or current.to_account)
        entry = record_entry(member, draft=_entry_draft(current, on, amount_minor or current.amount_minor, *accounts))
    current.done_by = entry.client_id if entry else None
    then = next_day(current.due, every=current.every, anchor_day=current.anchor_day, lunar=current.lunar)
    if then is None:
        current.done_at = at
    else:
        current.due = then
    _note(member, What.SCHEDULED_DONE, current)
    return Done(_save(current, before), entry)


def _entry_draft(
    row: Scheduled, on: dt.date, amount_minor: int | None, account: Account | None, to_account: Account | None
) -> EntryDraft:
    wrong = {}
    if amount_minor is None:
        wrong["amount_minor"] = [_("Say how much it was.")]
    if account is None:
        wrong["account"] = [_("Choose an account.")]
    if row.kind == Scheduled.Kind.TRANSFER and to_account is None:
        wrong["to_account"] = [_("Choose the account that received the money.")]
    if wrong or amount_minor is None:
        raise PlanInvalid(fields=wrong)
    income = row.kind == Scheduled.Kind.INCOME
    return EntryDraft(
        kind=EntryKind(row.kind),
        date=on,
        amount_minor=amount_minor,
        from_account=None if income else account,
        to_account=account if income else to_account if row.kind == Scheduled.Kind.TRANSFER else None,
        category=row.category,
        member=row.member,
        merchant=row.party,
        note=row.name,
        extra={"stage": row.stage} if row.stage else {},
    )


@writes_books
def undo_plan(member: Member, row: Plan, *, version: int) -> Plan:
    """Takes the last change back: what was done is due again and its entry goes to the bin, what was deleted is there.

    `version` is the one that the change made. Who may record takes back what was done, all else takes the right to
    plan. Raises RoleTooLow, BookArchived, PlanVersionStale where it was changed again or never, BudgetTaken.
    """
    _begin(member, Action.RECORD)
    current = _current(member, row, version)
    if not current.before:
        raise PlanVersionStale(current)
    if not set(current.before) <= DOING:
        require(member, Action.PLAN)
    if isinstance(current, Scheduled) and "done_by" in current.before and current.done_by is not None:
        recorded = Entry.objects.filter(book_id=member.book_id, client_id=current.done_by, deleted_at__isnull=True)
        delete_entries(member, entries=recorded)
    for column in current._meta.concrete_fields:
        if column.attname in current.before:
            setattr(current, column.attname, column.to_python(current.before[column.attname]))
    if isinstance(current, Budget) and current.deleted_at is None:
        _refuse_twin(current)
    _note(member, What.BUDGET_UNDONE if isinstance(current, Budget) else What.SCHEDULED_UNDONE, current)
    return _save(current, None)


@writes_books
def purge_plans(*, before: dt.datetime) -> int:
    """Deletes for good what was deleted before an instant; returns how many rows."""
    purged = 0
    for model in (Budget, Scheduled):
        purged += model._base_manager.filter(deleted_at__lt=before).delete()[0]
    return purged


def _begin(member: Member, action: Action = Action.PLAN) -> None:
    """The book is this transaction's alone, and counts as changed: readings look at what is planned too."""
    require(member, action)
    require_open(member.book)
    lock_books(member.book_id)
    BookState.objects.filter(book_id=member.book_id).update(revision=F("revision") + 1, changed_at=Now())


def _current(member: Member, row: Plan, version: int | None = None) -> Plan:
    current = type(row)._base_manager.filter(book_id=member.book_id, pk=row.pk).first()
    if current is None:
        raise BookNotFound
    current.book = member.book
    if version is not None and current.version != version:
        raise PlanVersionStale(current)
    return current


def _note(
    member: Member,
    what: What,
    row: Plan,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """A line of the book's activity. A budget for everything has no name: readers call it theirs."""
    named = row.name if isinstance(row, Scheduled) else ""
    if isinstance(row, Budget) and (row.category or row.project or row.stage):
        named = budget_name(row)
    note_change(member, what, about=row, subject=named, before=before, after=after)


def _named(draft: BudgetDraft | ScheduledDraft) -> dict[str, Any]:
    return {each.name: getattr(draft, each.name) for each in fields(draft)}


def _put(row: Model, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)


def _columns(row: Model) -> dict[str, Any]:
    return columns_of(row, [column.name for column in row._meta.concrete_fields])


def _save(row: Plan, before: dict[str, Any] | None) -> Plan:
    """Saves a changed row with what it was `before`; None after an undo, which is not undone."""
    if before is not None:
        now = _columns(row)
        row.before = {name: value for name, value in before.items() if name != "before" and value != now[name]}
    else:
        row.before = {}
    row.version += 1
    row.save()
    return row


def _check_budget(budget: Budget) -> None:
    wrong: dict[str, list[str]] = {}
    if not 0 < budget.amount_minor <= MAX_AMOUNT_MINOR:
        wrong["amount_minor"] = [_("Enter an amount above zero.")]
    if sum(map(bool, (budget.category, budget.project, budget.stage))) > 1:
        wrong["category"] = [_("Choose one thing: a category, a project or a stage.")]
    _check_rows(budget, ("category", "project"), wrong)
    if budget.category is not None and budget.category.kind != "expense":
        wrong["category"] = [_("Choose a category of spending.")]
    if budget.stage and budget.stage not in dict(stage_choices(budget.book)):
        wrong["stage"] = [_("Choose a stage from the list.")]
    if (budget.first is None) != (budget.last is None):
        wrong["last"] = [_("Give both days, or none for each month.")]
    elif budget.first is not None and budget.last is not None:
        if budget.last < budget.first:
            wrong["last"] = [_("The last day comes before the first.")]
        for name, day in (("first", budget.first), ("last", budget.last)):
            if not FIRST_DAY <= day <= LAST_DAY:
                wrong[name] = [_("Choose a date between 1970 and 2200.")]
    if wrong:
        raise PlanInvalid(fields=wrong)
    _refuse_twin(budget)


def _refuse_twin(budget: Budget) -> None:
    same = {name: getattr(budget, name) for name in ("category_id", "project_id", "stage", "first", "last")}
    twins = Budget.objects.filter(book_id=budget.book_id)
    for name, value in same.items():
        twins = twins.filter(**{f"{name}__isnull": True} if value is None else {name: value})
    if twins.exclude(pk=budget.pk).exists():
        raise BudgetTaken(fields={"category": [BudgetTaken.message]})


def _check_scheduled(row: Scheduled) -> None:
    wrong: dict[str, list[str]] = {}
    if row.kind not in Scheduled.Kind.values:
        wrong["kind"] = [_("Choose what kind it is.")]
    if not 0 < len(row.name) <= 60:
        wrong["name"] = [_("Give it a name of at most 60 characters.")]
    if not FIRST_DAY <= row.due <= (LUNAR_LAST if row.lunar else LAST_DAY):
        wrong["due"] = [_("Choose a date between 1970 and 2200.")]
    if row.every not in Scheduled.Every.values:
        wrong["every"] = [_("Choose how often it comes.")]
    if row.lunar and row.every != Scheduled.Every.YEAR:
        wrong["lunar"] = [_("By the lunar calendar it comes every year.")]
    if row.amount_minor is not None and not 0 < row.amount_minor <= MAX_AMOUNT_MINOR:
        wrong["amount_minor"] = [_("Enter an amount above zero.")]
    _check_rows(row, ("category", "account", "to_account", "member"), wrong)
    _check_places(row, wrong)
    if row.stage and row.stage not in dict(stage_choices(row.book)):
        wrong["stage"] = [_("Choose a stage from the list.")]
    if wrong:
        raise PlanInvalid(fields=wrong)


def _check_places(row: Scheduled, wrong: dict[str, list[str]]) -> None:
    if row.category is not None and row.category.kind != row.kind:
        wrong["category"] = [_("This category does not fit this kind of entry.")]
    for name in ("account", "to_account"):
        place = getattr(row, name)
        if place is not None and place.currency != row.book.currency:
            wrong[name] = [_("Choose an account in the book's own currency.")]
    if row.to_account is not None and (row.kind != Scheduled.Kind.TRANSFER or row.to_account == row.account):
        wrong["to_account"] = [_("Only money that is to move has a second account, and it is another one.")]


def _check_rows(row: Budget | Scheduled, names: Iterable[str], wrong: dict[str, list[str]]) -> None:
    for name in names:
        named = getattr(row, name)
        if named is not None and named.book_id != row.book_id:
            wrong[name] = [_("This belongs to another book.")]
