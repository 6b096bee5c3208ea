"""Many entries changed in one step: their category, account, member, project, tags or day, or all deleted.

A change says of each entry why it can't be made there (`refusals`), by conditions that the count before and the
statement itself share: what a reader was told is what happens. `ledger.services.moves` adds the move to another book.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, Case, Count, Exists, F, Func, Q, QuerySet, Sum, Value, When
from django.db.models.functions import Now
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ledger.directory import directory_of
from ledger.errors import EntryInvalid, NothingToChange
from ledger.models import Account, Book, Category, Entry, EntryKind, Member, Project, Step
from ledger.permissions import Action, allows, require, require_open
from ledger.queries.spending import EARNING, SPENDING
from ledger.rules.flow import entry_flow
from ledger.rules.periods import FIRST_DAY, LAST_DAY
from ledger.rules.shares import Split
from ledger.services.drafts import named, tag_ids
from ledger.services.locking import writes_books
from ledger.services.shares import share_anew
from ledger.services.steps import Doing, step

FITS, SAME = "", "same"
Refusals = dict[str, Q | Exists]

_BETWEEN_ACCOUNTS = Q(kind__in=(EntryKind.TRANSFER, EntryKind.ADJUSTMENT))


class Change:
    """What is to be done to each of many entries."""

    # The book that they go to, where they leave theirs.
    moved_to: Book | None = None

    def check(self, member: Member) -> None:
        """Raises what refuses the change as a whole."""

    def refusals(self, member: Member) -> Refusals:
        """Why an entry can't be changed so -> which entries; the first that holds is told."""
        return {}

    def same(self) -> Q:
        """The entries that are so already."""
        return Q(pk__in=[])

    def columns(self, book: Book) -> dict[str, Any]:
        """What an entry gets. Rows that do not exist yet are made: the book is locked."""
        raise NotImplementedError

    def columns_of_linked(self) -> dict[str, Any]:
        """What the other side of a linked payment gets, in its own book."""
        return {}

    def said(self, n: int) -> str:
        """What was done to n entries, for the toast and the list of steps."""
        raise NotImplementedError

    def apply(self, doing: Doing, entries: QuerySet[Entry]) -> int:
        """Changes the entries of the step's book by one statement; returns how many there were."""
        return entries.update(**self.columns(doing.row.book), **doing.stamp())


@dataclass(frozen=True)
class BulkPlan:
    """How many of the entries found would be changed, how many are so already, and why the others can't be.

    The sums are of those that would, in the book's currency.
    """

    n: int
    same: int
    refused: dict[str, int]
    spent_minor: int
    earned_minor: int

    @property
    def refused_n(self) -> int:
        return sum(self.refused.values())


def bulk_plan(member: Member, entries: QuerySet[Entry], change: Change) -> BulkPlan:
    """What `change_entries` would do to entries that the member may see. One query. Raises what it raises."""
    _check(member, change)
    rows = (
        _judged(member, entries, change)
        .order_by()
        .values("verdict")
        .annotate(
            n=Count("id"),
            spent=Sum("base_amount_minor", filter=Q(kind=EntryKind.EXPENSE), default=0),
            earned=Sum("base_amount_minor", filter=Q(kind=EntryKind.INCOME), default=0),
        )
    )
    found = {row["verdict"]: row for row in rows}
    fits, same = found.pop(FITS, {}), found.pop(SAME, {})
    return BulkPlan(
        n=fits.get("n", 0),
        same=same.get("n", 0),
        refused={verdict: row["n"] for verdict, row in found.items()},
        spent_minor=fits.get("spent", 0),
        earned_minor=fits.get("earned", 0),
    )


@writes_books
def change_entries(member: Member, entries: QuerySet[Entry], change: Change) -> Step:
    """Changes those of the entries that can be, as one step; linked payments in other books follow.

    Raises RoleTooLow, BookArchived, NothingToChange, and what the change refuses as a whole.
    """
    _check(member, change)
    linked = change.columns_of_linked()
    others = _other_sides(member, entries) if linked else None
    with step(member, linked=others, moved_to=change.moved_to) as doing:
        fitting = _judged(member, entries, change).filter(verdict=FITS)
        if linked:
            # First these: afterwards what the entries were found by may not hold of them any more.
            _other_sides(member, fitting).update(
                **linked, version=F("version") + 1, changed_by=F("recorded_by"), changed_at=Now()
            )
        n = change.apply(doing, fitting)
        if not n:
            raise NothingToChange
        doing.row.said = change.said(n)
    return doing.row


def _check(member: Member, change: Change) -> None:
    require(member, Action.EDIT_OWN)
    require_open(member.book)
    change.check(member)


def _judged(member: Member, entries: QuerySet[Entry], change: Change) -> QuerySet[Any]:
    """The entries with their `verdict`: why they can't be changed, that they are so already, or that it fits."""
    refusals = dict(change.refusals(member))
    if not allows(member, Action.EDIT_ANY):
        refusals = {"not_own": ~Q(recorded_by=member), **refusals}
    veiled = directory_of(member.book).veiled
    if veiled and not allows(member, Action.SEE_VEILED):
        refusals = {"not_shown": Q(from_account_id__in=veiled) | Q(to_account_id__in=veiled), **refusals}
    whens = [When(condition, then=Value(verdict)) for verdict, condition in {**refusals, SAME: change.same()}.items()]
    live = entries.filter(book_id=member.book_id, deleted_at__isnull=True)
    return live.annotate(verdict=Case(*whens, default=Value(FITS)))


def _other_sides(member: Member, entries: QuerySet[Entry]) -> QuerySet[Entry]:
    links = entries.filter(link_id__isnull=False).order_by().values("link_id")
    return Entry.objects.filter(link_id__in=links, deleted_at__isnull=True).exclude(book_id=member.book_id)


def _of(member: Member, row: Account | Category | Member | None) -> None:
    if row is not None and row.book_id != member.book_id:
        raise EntryInvalid


@dataclass(frozen=True)
class SetCategory(Change):
    """Under a category, or under none."""

    category: Category | None

    def check(self, member: Member) -> None:
        _of(member, self.category)

    def refusals(self, member: Member) -> Refusals:
        refusals: Refusals = {"no_category": _BETWEEN_ACCOUNTS}
        if self.category is not None:
            refusals["other_kind"] = ~(SPENDING if self.category.kind == "expense" else EARNING)
        return refusals

    def same(self) -> Q:
        return Q(category=self.category) if self.category else Q(category__isnull=True)

    def columns(self, book: Book) -> dict[str, Any]:
        return {"category": self.category}

    def said(self, n: int) -> str:
        if self.category is None:
            return ngettext("%(n)d entry without a category now", "%(n)d entries without a category now", n) % {"n": n}
        return _n_to(n, _("Category"), self.category.name)


@dataclass(frozen=True)
class SetAccount(Change):
    """Paid from, or received in, another account of the same currency."""

    account: Account

    def check(self, member: Member) -> None:
        _of(member, self.account)

    def refusals(self, member: Member) -> Refusals:
        accounts = directory_of(member.book).accounts.values()
        other_money = [row.pk for row in accounts if row.currency != self.account.currency]
        return {
            "two_accounts": _BETWEEN_ACCOUNTS,
            # The account of a linked payment is the pocket of whoever paid at home.
            "linked": Q(link_id__isnull=False),
            "other_currency": Q(from_account_id__in=other_money) | Q(to_account_id__in=other_money),
        }

    def same(self) -> Q:
        return Q(from_account=self.account) | Q(to_account=self.account)

    def columns(self, book: Book) -> dict[str, Any]:
        paid_flow, paid_sides = entry_flow(EntryKind.EXPENSE, self.account.kind, None)
        earned_flow, earned_sides = entry_flow(EntryKind.INCOME, None, self.account.kind)
        pockets = [row.pk for row in directory_of(book).accounts.values() if row.member_id]
        pays = Q(from_account__isnull=False)
        paid_by: Any = Case(When(Q(from_account_id__in=pockets), then=None), default=F("paid_by_id"))
        return {
            "from_account_id": Case(When(pays, then=Value(self.account.pk)), default=None),
            "to_account_id": Case(When(pays, then=None), default=Value(self.account.pk)),
            "flow": Case(When(pays, then=Value(paid_flow.value)), default=Value(earned_flow.value)),
            "liquid_sides": Case(When(pays, then=Value(int(paid_sides))), default=Value(int(earned_sides))),
            # Whose pocket it leaves has paid.
            "paid_by_id": self.account.member_id or paid_by,
        }

    def said(self, n: int) -> str:
        return _n_to(n, _("Account"), self.account.name)


@dataclass(frozen=True)
class SetMember(Change):
    """For a person of the book, or for nobody in particular."""

    member: Member | None

    def check(self, member: Member) -> None:
        _of(member, self.member)

    def same(self) -> Q:
        return Q(member=self.member) if self.member else Q(member__isnull=True)

    def columns(self, book: Book) -> dict[str, Any]:
        return {"member": self.member}

    def said(self, n: int) -> str:
        return _n_to(n, _("For whom"), self.member.name if self.member else _("Nobody"))


@dataclass(frozen=True)
class SetSharers(Change):
    """Shared alike by these people; by nobody named: as the book does by default."""

    people: tuple[Member, ...]

    def check(self, member: Member) -> None:
        for person in self.people:
            _of(member, person)

    @property
    def split(self) -> dict[str, Any] | None:
        return Split.equally(person.pk for person in self.people).as_json() if self.people else None

    def refusals(self, member: Member) -> Refusals:
        return {"not_shared": _BETWEEN_ACCOUNTS}

    def same(self) -> Q:
        return Q(split=self.split) if self.people else Q(split__isnull=True)

    def columns(self, book: Book) -> dict[str, Any]:
        return {"split": self.split}

    def apply(self, doing: Doing, entries: QuerySet[Entry]) -> int:
        changed = Entry.objects.filter(pk__in=list(entries.values_list("pk", flat=True)))
        n = super().apply(doing, changed)
        share_anew([doing.row.book_id], changed)
        return n

    def said(self, n: int) -> str:
        names = _(", ").join(person.name for person in self.people)
        return _n_to(n, _("How it is shared"), names or _("As the book does"))


@dataclass(frozen=True)
class SetProject(Change):
    """Into a project, which is made where the book has none of the name; '' takes them out of theirs."""

    name: str

    def same(self) -> Q:
        return Q(project__name=self.name.strip()) if self.name.strip() else Q(project__isnull=True)

    def columns(self, book: Book) -> dict[str, Any]:
        return {"project": named(Project, book, self.name)}

    def said(self, n: int) -> str:
        return _n_to(n, _("Project"), self.name.strip() or _("None"))


@dataclass(frozen=True)
class SetTags(Change):
    """Tags added and taken off, by name; those that do not exist yet are made."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()

    def check(self, member: Member) -> None:
        if not self.added and not self.removed:
            raise EntryInvalid(fields={"tags": [_("Name at least one tag.")]})

    def columns(self, book: Book) -> dict[str, Any]:
        directory = directory_of(book)
        known = [directory.tags_by_name[name].pk for name in self.removed if name in directory.tags_by_name]
        added = tag_ids(book, self.added)
        tags: Any = F("tags")
        # What is added stands at the end once, wherever it stood before.
        for pk in [*known, *added]:
            tags = Func(tags, Value(pk), function="array_remove", output_field=_IDS)
        if added:
            tags = Func(tags, Value(added, output_field=_IDS), function="array_cat", output_field=_IDS)
        return {"tags": tags}

    def said(self, n: int) -> str:
        words = [f"+{name}" for name in self.added] + [f"−{name}" for name in self.removed]
        return _n_to(n, _("Tags"), " ".join(words))


_IDS: ArrayField = ArrayField(BigIntegerField())


@dataclass(frozen=True)
class SetDate(Change):
    """Onto a day of the book."""

    date: dt.date

    def check(self, member: Member) -> None:
        if not FIRST_DAY <= self.date <= LAST_DAY:
            raise EntryInvalid(fields={"date": [_("Choose a date between 1970 and 2200.")]})

    def same(self) -> Q:
        return Q(date=self.date)

    def columns(self, book: Book) -> dict[str, Any]:
        return {"date": self.date}

    def columns_of_linked(self) -> dict[str, Any]:
        return {"date": self.date}

    def said(self, n: int) -> str:
        return _n_to(n, _("Date"), date_format(self.date, "DATE_FORMAT"))


@dataclass(frozen=True)
class Delete(Change):
    """Into the recycle bin."""

    def columns(self, book: Book) -> dict[str, Any]:
        return {"deleted_at": Now()}

    def columns_of_linked(self) -> dict[str, Any]:
        return {"deleted_at": Now()}

    def said(self, n: int) -> str:
        return ngettext("%(n)d entry deleted", "%(n)d entries deleted", n) % {"n": n}


def _n_to(n: int, what: str, value: str) -> str:
    sentence = ngettext("%(n)d entry: %(what)s → %(value)s", "%(n)d entries: %(what)s → %(value)s", n)
    return (sentence % {"n": n, "what": what, "value": value})[:200]
