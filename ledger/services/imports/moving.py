"""Moving another app's whole book in: what it names beside its rows, and whether its balances came out the same.

A bill's places are words for payment methods; a whole book's are accounts, each of its own. Such a place has `whole`,
and further `hint` (the kind that the file's words suggest) and `kind`; `stated_minor`, the balance that the file or a
person states, or None; `balance_minor`, what the rows of the files add up to; `coming_minor`, what those add up to that
will be written; `hidden`; and once it is written `found_minor`, what the book shows. All in the place's own currency.

`ImportBatch.names` is `{"categories": [...], "members": [...], "projects": [...], "rates": {...}}`. A category is
`{"kind", "name", "sub", "id", "parent", "icon", "parent_icon"}`: `id` is the book's category, `parent` the one of the
first level above it, each None where it is still to be made. A member or project is `{"name", "id"}`. `rates` has for a
currency `[foreign, base]` minor units of equal worth. `made` lists the ids of what writing made.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import F, Sum
from django.db.models.functions import Coalesce

from ledger.importers import RawRecord
from ledger.models import (
    Account,
    AccountMonth,
    Book,
    Budget,
    Category,
    CategoryMonth,
    Entry,
    EntryKind,
    ImportBatch,
    ImportGroup,
    ImportRow,
    Member,
    MerchantRule,
    Project,
    Scheduled,
)
from ledger.permissions import Action, allows
from ledger.rules.flow import entry_flow
from ledger.rules.money import round_half_up
from ledger.services.imports.icons import category_icon
from ledger.services.imports.places import UNKNOWN, PlaceList

Row = ImportRow.State

# Other apps' words for the person who keeps the book, and for everybody together.
_ONESELF = frozenset({"本人", "我", "自己", "me", "myself"})
_EVERYBODY = frozenset({"家庭公用", "家庭公共", "家庭", "公用", "全家", "大家", "所有人"})


# More of one sort than anybody has; what comes after is left out, so that no file makes a page without end.
_MOST_NAMES = 5_000


class Names:
    """The categories, members and projects of whole books, collected while these are read."""

    def __init__(self) -> None:
        self.categories: dict[tuple[str, str, str], int] = {}
        self.members: dict[str, int] = {}
        self.projects: dict[str, int] = {}

    def category(self, kind: str, name: str, sub: str) -> int:
        """What a row keeps for a category of two levels, of which either may be missing: below zero, or 0 for none."""
        name, sub = name[:40], sub[:40]
        if not name:
            name, sub = sub, ""
        if not name:
            return 0
        found = _numbered(self.categories, (kind, name, sub if sub != name else ""))
        return 0 if found is None else -1 - found

    def member(self, name: str) -> int | None:
        return _numbered(self.members, name[:50]) if name else None

    def project(self, name: str) -> int | None:
        return _numbered(self.projects, name[:60]) if name else None

    def collected(self) -> dict[str, Any]:
        """As `ImportBatch.names` has them, nothing found yet."""
        return {
            "categories": [{"kind": kind, "name": name, "sub": sub} for kind, name, sub in self.categories],
            "members": [{"name": name} for name in self.members],
            "projects": [{"name": name} for name in self.projects],
            "rates": {},
        }


def _numbered(known: dict[Any, int], key: Any) -> int | None:
    if key not in known and len(known) >= _MOST_NAMES:
        return None
    return known.setdefault(key, len(known))


def moved_record(record: RawRecord, places: PlaceList, names: Names) -> tuple:
    """(kind, amount, currency, place, counter place, category, member, project, counter amount) of a whole book's row.

    A spending below zero is a refund, an income below zero one that was given back, a transfer below zero goes the
    other way; a balance that was set is an adjustment by the difference.
    """
    kind, amount_minor, currency = record.kind, record.amount_minor, record.currency
    category_kind, counter_place, received = "", UNKNOWN, None
    place = places.exact(record.account, currency, record.account_kind)
    if kind == "transfer":
        counter_currency = record.counter_currency or currency
        counter_place = places.exact(record.counter_account, counter_currency, record.counter_kind)
        received = record.counter_amount_minor if counter_currency != currency else None
        if amount_minor < 0:
            place, counter_place, amount_minor = counter_place, place, -amount_minor
            if received is not None:
                currency, amount_minor, received = counter_currency, abs(received), amount_minor
    elif kind == "adjust":
        kind = EntryKind.ADJUSTMENT.value
        amount_minor = -amount_minor if record.lowers else amount_minor
    else:
        category_kind = "income" if kind == "income" else "expense"
        if amount_minor < 0:
            kind, amount_minor = "refund", amount_minor if kind == "income" else -amount_minor
    category = names.category(category_kind, record.category, record.subcategory) if category_kind else 0
    who, what = names.member(record.member), names.project(record.project)
    return kind, amount_minor, currency, place, counter_place, category, who, what, received


def resolve_names(batch: ImportBatch) -> None:
    """Finds the book's categories, members and projects for those that the files name, and rates; unsaved."""
    names = batch.names
    _resolve_categories(batch.book, names["categories"])
    people = {
        row.name.casefold(): row.pk for row in Member.objects.filter(book_id=batch.book_id, archived_at__isnull=True)
    }
    oneself = dict.fromkeys(_ONESELF, batch.created_by_id)
    for member in names["members"]:
        name = member["name"].casefold()
        member["id"] = people.get(name) or oneself.get(name)
        member["everybody"] = member["id"] is None and name in _EVERYBODY
    # A name that was merged into another stands for that one.
    projects = {row.name: row.merged_into_id or row.pk for row in Project.objects.filter(book_id=batch.book_id)}
    for project in names["projects"]:
        project["id"] = projects.get(project["name"])


def _resolve_categories(book: Book, named: list[dict]) -> None:
    rows = list(Category.objects.filter(book=book, archived_at__isnull=True).order_by("position", "id"))
    tops = {(row.kind, row.name): row for row in rows if row.parent_id is None}
    under = {(row.parent_id, row.name): row for row in rows if row.parent_id is not None}
    alone: dict[tuple[str, str], list[Category]] = {}
    for row in rows:
        alone.setdefault((row.kind, row.name), []).append(row)
    for each in named:
        kind, name, sub = each["kind"], each["name"], each["sub"]
        top = tops.get((kind, name))
        found = top
        if sub:
            found = under.get((top.pk, sub)) if top else None
        elif top is None and len(alone.get((kind, name), ())) == 1:
            # The file names one level only, and the book has the name on its second.
            (found,) = alone[kind, name]
        each["id"] = found.pk if found else None
        each["parent"] = top.pk if top and sub else None
        each["parent_icon"] = top.icon if top else category_icon(name, kind)
        each["icon"] = (
            found.icon if found else category_icon(sub, kind, each["parent_icon"]) if sub else each["parent_icon"]
        )


def weigh_places(batch: ImportBatch) -> None:
    """Sets what each place's rows add up to (`balance_minor`), and what those that are new do (`coming_minor`)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH moved AS (
                SELECT place, state, entry,
                       CASE WHEN kind IN ('expense', 'transfer') THEN -amount_minor ELSE amount_minor END AS minor
                FROM ledger_importrow WHERE batch_id = %(batch)s AND NOT state = ANY(%(left_out)s)
                UNION ALL
                SELECT counter_place, state, entry, coalesce(counter_amount_minor, amount_minor)
                FROM ledger_importrow WHERE batch_id = %(batch)s AND NOT state = ANY(%(left_out)s) AND kind = 'transfer'
            )
            SELECT place,
                   -- A row that another file of the batch has too is known without an entry.
                   coalesce(sum(minor) FILTER (WHERE state <> %(known)s OR entry IS NOT NULL), 0)::bigint,
                   coalesce(sum(minor) FILTER (WHERE state = %(new)s), 0)::bigint
            FROM moved WHERE place >= 0 GROUP BY place
            """,
            {
                "batch": batch.pk,
                "left_out": [str(Row.SKIPPED), str(Row.REJECTED)],
                "known": Row.KNOWN,
                "new": Row.NEW,
            },
        )
        sums = {place: (balance, coming) for place, balance, coming in cursor.fetchall()}
    for index, place in enumerate(batch.places):
        if place.get("whole"):
            place["balance_minor"], place["coming_minor"] = sums.get(index, (0, 0))


def find_rates(batch: ImportBatch) -> None:
    """Sets the rates of the currencies that the files themselves exchange for the book's, the latest of each."""
    own = batch.book.currency
    currencies = [place["currency"] for place in batch.places]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT DISTINCT ON (x.currency) x.currency, x.foreign_minor, x.base_minor
            FROM (
                SELECT c.currency, r.counter_amount_minor AS foreign_minor, r.amount_minor AS base_minor, r.date, r.id
                FROM ledger_importrow r
                CROSS JOIN LATERAL (SELECT (%(currencies)s::text[])[r.counter_place + 1] AS currency) c
                WHERE r.batch_id = %(batch)s AND r.currency = %(own)s
                  AND r.counter_amount_minor > 0 AND r.amount_minor > 0
                UNION ALL
                SELECT r.currency, r.amount_minor, r.counter_amount_minor, r.date, r.id
                FROM ledger_importrow r
                WHERE r.batch_id = %(batch)s AND (%(currencies)s::text[])[r.counter_place + 1] = %(own)s
                  AND r.counter_amount_minor > 0 AND r.amount_minor > 0
            ) x ORDER BY x.currency, x.date DESC, x.id DESC
            """,
            {"batch": batch.pk, "own": own, "currencies": currencies},
        )
        batch.names["rates"] = {currency: [foreign, base] for currency, foreign, base in cursor.fetchall()}


def settle_names(batch: ImportBatch, member: Member) -> None:
    """Makes the categories, members and projects that rows need and the book has not got; unsaved in the batch.

    People are added only where the importing member may add people; else their rows are for nobody in particular.
    The caller holds the book's lock.
    """
    resolve_names(batch)
    made: dict[str, list[int]] = {"categories": [], "members": [], "projects": []}
    used = _used_names(batch)
    _make_categories(batch, used["category"], made["categories"])
    if allows(member, Action.MANAGE_MEMBERS):
        position = Member.objects.filter(book_id=batch.book_id).count()
        for index, each in enumerate(batch.names["members"]):
            if each["id"] is None and not each["everybody"] and index in used["member"]:
                person = Member.objects.create(book_id=batch.book_id, name=each["name"], position=position)
                position += 1
                each["id"] = person.pk
                made["members"].append(person.pk)
    for index, each in enumerate(batch.names["projects"]):
        if each["id"] is None and index in used["project"]:
            project = Project.objects.create(book_id=batch.book_id, name=each["name"])
            each["id"] = project.pk
            made["projects"].append(project.pk)
    batch.names["made"] = made
    _set_group_categories(batch)


def _used_names(batch: ImportBatch) -> dict[str, set[int]]:
    rows = ImportRow.objects.filter(batch=batch, state=Row.NEW).order_by()
    categories = ImportGroup.objects.filter(batch=batch, guess__lt=0).values_list("guess", flat=True)
    return {
        "category": {-1 - guess for guess in categories},
        **{
            name: set(rows.filter(**{f"{name}__isnull": False}).values_list(name, flat=True).distinct())
            for name in ("member", "project")
        },
    }


def _make_categories(batch: ImportBatch, used: set[int], made: list[int]) -> None:
    position = Category.objects.filter(book_id=batch.book_id).count()
    tops: dict[tuple[str, str], int] = {}

    def make(kind: str, name: str, icon: str, parent: int | None) -> int:
        nonlocal position
        row = Category.objects.create(
            book_id=batch.book_id, kind=kind, name=name, icon=icon, parent_id=parent, position=position
        )
        position += 1
        made.append(row.pk)
        return row.pk

    for index, each in enumerate(batch.names["categories"]):
        if each["id"] is not None or index not in used:
            continue
        key = (each["kind"], each["name"])
        top = each["parent"] or tops.get(key)
        if top is None:
            top = tops[key] = make(*key, each["parent_icon"], None)
        each["id"] = make(each["kind"], each["sub"], each["icon"], top) if each["sub"] else top


def _set_group_categories(batch: ImportBatch) -> None:
    found = [(-1 - index, each["id"]) for index, each in enumerate(batch.names["categories"]) if each["id"]]
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE ledger_importgroup g SET category_id = v.category
               FROM unnest(%s::bigint[], %s::bigint[]) AS v(guess, category)
               WHERE g.batch_id = %s AND g.guess = v.guess AND NOT g.chosen""",
            [[guess for guess, _category in found], [category for _guess, category in found], batch.pk],
        )


def source_minor(place: dict) -> int:
    """The balance of a whole book's account in the source: as stated, or what its rows add up to."""
    return place["balance_minor"] if place["stated_minor"] is None else place["stated_minor"]


def settle_balances(batch: ImportBatch, member: Member, rates: dict[str, tuple[int, int]]) -> int:
    """Writes an opening balance where the source states another than its rows give, and notes what the book shows.

    `rates` has `(foreign, base)` minor units of equal worth for each currency. Returns how many it wrote.
    """
    shown = _balances(batch)
    openings = []
    first = min((each["first"] for each in batch.files if each.get("first")), default=None)
    accounts = Account.objects.filter(book_id=batch.book_id).in_bulk(shown)
    for account in accounts.values():
        # Several of the file's accounts may be one here.
        places = [place for place in _whole_places(batch.places) if place["account"] == account.pk]
        missing = sum(map(source_minor, places)) - shown[account.pk]
        if missing and first and any(place["stated_minor"] is not None for place in places):
            openings.append(_opening(batch, member, account, missing, first, rates))
            shown[account.pk] += missing
        for place in places:
            place["found_minor"] = shown[account.pk]
    Entry.objects.bulk_create(openings)
    return len(openings)


def _opening(
    batch: ImportBatch, member: Member, account: Account, minor: int, day: str, rates: dict[str, tuple[int, int]]
) -> Entry:
    foreign, base = rates[account.currency]
    raises = minor > 0
    flow, sides = entry_flow("adjustment", None if raises else account.kind, account.kind if raises else None)
    return Entry(
        book_id=batch.book_id,
        kind=EntryKind.ADJUSTMENT,
        date=day,
        amount_minor=abs(minor),
        base_amount_minor=round_half_up(abs(minor) * base, foreign),
        from_account=None if raises else account,
        to_account=account if raises else None,
        flow=flow,
        liquid_sides=sides,
        paid_by_id=account.member_id,
        recorded_by=member,
        changed_by=member,
        batch=batch,
    )


def _whole_places(places: Iterable[dict]) -> list[dict]:
    return [place for place in places if place.get("whole")]


def _balances(batch: ImportBatch) -> dict[int, int]:
    """What the accounts of the batch's whole books hold, in minor units of their own currency."""
    ids = [place["account"] for place in _whole_places(batch.places) if place["account"]]
    sums = dict(
        AccountMonth.objects.filter(book_id=batch.book_id, account_id__in=ids)
        .values("account_id")
        .annotate(balance=Coalesce(Sum(F("inflow_minor") - F("outflow_minor")), 0))
        .values_list("account_id", "balance")
    )
    return {pk: sums.get(pk, 0) for pk in ids}


def take_names_back(batch: ImportBatch) -> None:
    """Removes the categories, members and projects that an import made and that nothing in the book uses."""
    made = batch.names.get("made")
    if not made:
        return
    entries = Entry.objects.filter(book_id=batch.book_id)
    plans = (Budget.objects.filter(book_id=batch.book_id), Scheduled.objects.filter(book_id=batch.book_id))
    rules = MerchantRule.objects.filter(book_id=batch.book_id)
    projects = Project.objects.filter(book_id=batch.book_id, pk__in=made["projects"])
    projects.exclude(pk__in=_named(entries, "project")).exclude(pk__in=_named(plans[0], "project")).delete()
    people = Member.objects.filter(book_id=batch.book_id, pk__in=made["members"], user__isnull=True)
    for using in (_named(entries, "member"), _named(entries, "paid_by"), _named(plans[1], "member")):
        people = people.exclude(pk__in=using)
    people.exclude(pk__in=_named(Account.objects.filter(book_id=batch.book_id), "member")).delete()
    categories = Category.objects.filter(book_id=batch.book_id, pk__in=made["categories"])
    for rows in (entries, *plans, rules):
        categories = categories.exclude(pk__in=_named(rows, "category"))
    unused = set(categories.values_list("pk", flat=True))
    # A parent goes when none of its children stays.
    kept = set(
        Category.objects.filter(book_id=batch.book_id).exclude(pk__in=unused).values_list("parent_id", flat=True)
    )
    CategoryMonth.objects.filter(book_id=batch.book_id, category_id__in=unused - kept, n=0).delete()
    Category.objects.filter(pk__in=unused - kept, parent__isnull=False).delete()
    Category.objects.filter(pk__in=unused - kept).delete()


def _named(rows, field: str):
    """The ids that rows name in a field."""
    return rows.filter(**{f"{field}__isnull": False}).order_by().values(f"{field}_id")
