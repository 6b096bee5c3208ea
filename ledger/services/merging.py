"""Two names of one thing made one: categories, accounts, people, merchants, projects and tags.

The merged row is archived and stands for the other one from then on: a bill, or somebody who types the old name, means
the new one. It is a step (`ledger.services.steps`), so it can be taken back as one.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import models
from django.db.models import BigIntegerField, Case, F, Func, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from ledger.errors import NotMergeable
from ledger.models import Account, Book, Budget, Category, Entry, Member, Merchant, Project, Share, Step, Tag
from ledger.permissions import Action, require, require_open
from ledger.queries.names import Name, referring
from ledger.services.locking import writes_books
from ledger.services.steps import Doing, step

# The columns of an entry that name such a row; its tags are an array.
_COLUMNS: dict[type[models.Model], tuple[str, ...]] = {
    Account: ("from_account", "to_account"),
    Category: ("category",),
    # A guest has recorded under a name.
    Member: ("member", "paid_by", "recorded_by"),
    Merchant: ("merchant",),
    Project: ("project",),
}


@writes_books
def merge(member: Member, source: Name, target: Name) -> Step:
    """Makes `source` one with `target`: what named the one names the other, entries in the recycle bin as well.

    A transfer between two accounts that become one moves nothing any more and goes to the recycle bin. Budgets of both
    for the same days are added up. Children of a category follow, those of one name become one. Returns the step, for
    its undo. Raises RoleTooLow, BookArchived, NotMergeable.
    """
    require(member, Action.MANAGE_MEMBERS if isinstance(source, Member) else Action.ARRANGE)
    return _merge(member, source, target)


@writes_books
def merge_people(member: Member, source: Member, target: Member) -> Step:
    """`merge` of two people by one of them, who comes to the book as the other one as well; no role is asked for."""
    return _merge(member, source, target)


def _merge(member: Member, source: Name, target: Name) -> Step:
    require_open(member.book)
    with step(member) as doing:
        model: type[Any] = type(source)
        rows = model._default_manager.filter(book_id=member.book_id).in_bulk([source.pk, target.pk])
        if len(rows) != 2:
            raise NotMergeable
        source, target = rows[source.pk], rows[target.pk]
        check_mergeable(source, target)
        doing.row.said = _("“%(source)s” became one with “%(target)s”") % {
            "source": source.name,
            "target": target.name,
        }
        _MERGES[model](doing, source, target)
    return doing.row


def check_mergeable(source: Name, target: Name) -> None:
    """Raises NotMergeable, with a sentence that says why, where one of these two cannot stand for the other."""
    if type(source) is not type(target) or source == target or target.archived_at is not None or source.merged_into_id:
        raise NotMergeable
    if isinstance(source, Category) and isinstance(target, Category):
        if source.kind != target.kind:
            raise NotMergeable
        if target.parent_id is not None and Category.objects.filter(parent=source, merged_into=None).exists():
            raise NotMergeable(_("It has categories below it. Choose one of the first level."))
    if isinstance(source, Account) and isinstance(target, Account):
        if source.currency != target.currency:
            raise NotMergeable(_("The two accounts keep different currencies."))
        if source.veiled != target.veiled:
            raise NotMergeable(_("Only managers see one of the two accounts."))
        if source.account_class != target.account_class or source.kind == "member":
            raise NotMergeable(_("The two accounts are of different kinds: change the kind of one first."))
    if isinstance(source, Member) and source.user_id is not None:
        raise NotMergeable(_("Somebody signs in under this name. Merge the other one into it."))


def _merge_named(doing: Doing, source: Name, target: Name) -> None:
    columns = dict.fromkeys(_COLUMNS[type(source)], (source.pk, target.pk))
    _repoint_entries(doing, columns)
    _repoint_rows(doing, source, target)
    _archive(doing, source, target)


def _merge_tag(doing: Doing, source: Tag, target: Tag) -> None:
    array = Entry._meta.get_field("tags")
    old, new = (Value(tag.pk, output_field=BigIntegerField()) for tag in (source, target))
    Entry.objects.filter(book_id=doing.row.book_id, tags__contains=[source.pk]).update(
        tags=Case(
            When(tags__contains=[target.pk], then=Func(F("tags"), old, function="array_remove", output_field=array)),
            default=Func(F("tags"), old, new, function="array_replace", output_field=array),
        ),
        **doing.stamp(),
    )
    _repoint_rows(doing, source, target)
    _archive(doing, source, target)


def _merge_category(doing: Doing, source: Category, target: Category) -> None:
    there = {child.name: child for child in Category.objects.filter(parent=target, archived_at=None)}
    for child in Category.objects.filter(parent=source, archived_at=None).order_by("position", "id"):
        twin = there.get(child.name)
        if twin is None:
            doing.change(child, parent=target)
        elif twin != child:
            _merge_category(doing, child, twin)
    _join_budgets(doing, Q(category=source), Q(category=target))
    _merge_named(doing, source, target)


def _merge_project(doing: Doing, source: Project, target: Project) -> None:
    _join_budgets(doing, Q(project=source), Q(project=target))
    _merge_named(doing, source, target)


def _merge_account(doing: Doing, source: Account, target: Account) -> None:
    _bin_transfers_between(doing, source, target)
    _merge_named(doing, source, target)


def _merge_person(doing: Doing, source: Member, target: Member) -> None:
    columns = dict.fromkeys(_COLUMNS[Member], (source.pk, target.pk))
    pockets = {row.member_id: row for row in _pockets(doing.row.book, source, target)}
    pocket, other = pockets.get(source.pk), pockets.get(target.pk)
    if pocket is not None and other is not None:
        _bin_transfers_between(doing, pocket, other)
        # An entry may be changed once in a step, so the pocket goes with the person.
        columns |= dict.fromkeys(_COLUMNS[Account], (pocket.pk, other.pk))
    _repoint_entries(doing, columns)
    if pocket is not None and other is not None:
        _repoint_rows(doing, pocket, other)
        _archive(doing, pocket, other)
    elif pocket is not None:
        doing.change(pocket, member=target)
    _repoint_rows(doing, source, target, but=Account if pocket is not None and other is not None else None)
    _archive(doing, source, target)


def _pockets(book: Book, *people: Member) -> QuerySet[Account]:
    """Their pockets in the book's currency; whoever reads one in another currency follows `merged_into`."""
    return Account.objects.filter(book=book, kind="member", member__in=people, currency=book.currency)


_MERGES: dict[type[Name], Callable[[Doing, Any, Any], None]] = {
    Account: _merge_account,
    Category: _merge_category,
    Member: _merge_person,
    Merchant: _merge_named,
    Project: _merge_project,
    Tag: _merge_tag,
}


def _repoint_entries(doing: Doing, columns: Mapping[str, tuple[int, int]]) -> None:
    """Entries that name the first id in a column name the second from now on: one statement, however many they are."""
    named = Q()
    for column, (old, _new) in columns.items():
        named |= Q(**{column: old})
    changes = {
        column: Case(When(**{column: old}, then=Value(new)), default=F(column), output_field=BigIntegerField())
        for column, (old, new) in columns.items()
    }
    entries = Entry.objects.filter(named, book_id=doing.row.book_id)
    if "from_account" in columns:
        old, new = columns["from_account"]
        entries = entries.exclude(from_account__in=(old, new), to_account__in=(old, new))
    entries.update(**changes, **doing.stamp())


def _bin_transfers_between(doing: Doing, one: Account, other: Account) -> None:
    pair = (one.pk, other.pk)
    between = Entry.objects.filter(book_id=doing.row.book_id, from_account__in=pair, to_account__in=pair)
    between.filter(deleted_at=None).update(deleted_at=timezone.now(), **doing.stamp())


def _join_budgets(doing: Doing, of_source: Q, of_target: Q) -> None:
    """Two budgets for the same days become one of both amounts; the others are pointed to the target with the rest."""
    for budget in Budget.objects.filter(of_source, book_id=doing.row.book_id):
        twin = Budget.objects.filter(
            of_target, book_id=budget.book_id, first=budget.first, last=budget.last, stage=budget.stage
        ).first()
        if twin is not None:
            doing.change(twin, amount_minor=twin.amount_minor + budget.amount_minor)
            doing.change(budget, deleted_at=timezone.now())


def _repoint_rows(doing: Doing, source: Name, target: Name, *, but: type[models.Model] | None = None) -> None:
    """What else names the source names the target: rules, budgets, schedules, rows merged into it before."""
    for model, column in referring(type(source)):
        # Of a share, and of who shares an entry, whoever reads them follows `merged_into`: both may share one entry.
        if model in (Entry, Share, but) or (model is Category and column == "parent"):
            continue
        for row in model._base_manager.filter(**{column: source.pk}):
            doing.change(row, **{column: target})


def _archive(doing: Doing, source: Name, target: Name) -> None:
    doing.change(source, archived_at=source.archived_at or timezone.now(), merged_into=target)
