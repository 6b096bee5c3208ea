"""What the pages show of another app's whole book: its accounts beside the book's, and what else it brings.

How a place and the names of a batch look is told in `ledger.services.imports.moving`.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.functional import Promise

from ledger.importers import importers
from ledger.models import Account, Book, ImportBatch, ImportGroup, Member
from ledger.permissions import Action, allows
from ledger.queries.account_groups import GROUPS
from ledger.queries.balances import account_balances, last_rate
from ledger.rules.flow import ACCOUNT_CLASS


@dataclass(frozen=True, slots=True)
class MovedAccount:
    """An account of the file and the book's that it becomes; amounts in minor units of its own currency.

    `source_minor` is its balance in the other app, `here_minor` what the book shows: once it is written the balance
    right after that, before that the one it is going to have. `account` is None for one that is still to be made.
    """

    index: int
    name: str
    account: Account | None
    account_name: str
    kind: str
    icon: str
    currency: str
    source_minor: int
    here_minor: int
    n: int

    @property
    def agrees(self) -> bool:
        return self.source_minor == self.here_minor

    @property
    def is_renamed(self) -> bool:
        return self.name != self.account_name


@dataclass(frozen=True, slots=True)
class MovedGroup:
    name: str | Promise
    rows: list[MovedAccount]


def moved_accounts(batch: ImportBatch) -> list[MovedAccount]:
    """The accounts of a batch's whole books, those whose balances differ first. Empty for bills."""
    rows = {row.account.pk: row for row in account_balances(batch.book, with_archived=True)}
    found = [_moved_account(index, place, rows) for index, place in _places(batch)]
    return sorted(found, key=lambda row: (row.agrees, -abs(row.source_minor)))


def moved_groups(batch: ImportBatch) -> list[MovedGroup]:
    """The same, by what kind of account they are."""
    accounts = moved_accounts(batch)
    groups = [
        MovedGroup(name, [row for row in accounts if ACCOUNT_CLASS[row.kind] in classes]) for name, classes in GROUPS
    ]
    return [group for group in groups if group.rows]


def _places(batch: ImportBatch) -> Iterator[tuple[int, dict]]:
    for index, place in enumerate(batch.places):
        if place.get("whole") and (place["n"] or place["stated_minor"]):
            yield index, place


def _moved_account(index: int, place: dict, rows: dict) -> MovedAccount:
    row = rows.get(place["account"])
    source = place["balance_minor"] if place["stated_minor"] is None else place["stated_minor"]
    if "found_minor" in place:
        here = place["found_minor"]
    elif place["stated_minor"] is not None:
        here = source  # an opening balance sees to it
    else:
        here = place["coming_minor"] + (row.balance_minor if row else 0)
    account = row.account if row else None
    kind = account.kind if account else place["kind"]
    return MovedAccount(
        index=index,
        name=place["name"] or place["account_name"],
        account=account,
        account_name=account.name if account else place["account_name"],
        kind=kind,
        icon=(account.icon if account else "") or _ICONS[kind],
        currency=place["currency"],
        source_minor=source,
        here_minor=here,
        n=place["n"],
    )


_ICONS = {
    "cash": "cash-banknote",
    "bank": "building-bank",
    "wallet": "wallet",
    "money_fund": "pig-money",
    "credit_card": "credit-card",
    "pay_later": "credit-card-pay",
    "loan": "home-dollar",
    "receivable": "user-down",
    "payable": "user-up",
    "investment": "chart-line",
    "deposit": "vault",
    "prepaid": "gift-card",
    "member": "user",
    "capital": "coins",
}


@dataclass(slots=True)
class MovedCategory:
    """A category of the first level that the file names, with those under it."""

    name: str
    icon: str
    is_new: bool
    kind: str
    children: list["MovedCategory"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MovedName:
    """A member or project; `becomes` is "new", "known", "me", "everybody", or "nobody" where none may be added."""

    name: str
    becomes: str


@dataclass(frozen=True, slots=True)
class MovedNames:
    categories: list[MovedCategory]
    members: list[MovedName]
    projects: list[MovedName]
    merchants: int
    new_categories: int
    all_categories: int


def moved_names(member: Member, batch: ImportBatch) -> MovedNames:
    """What else comes with a batch in its preview."""
    names = batch.names
    tops: dict[tuple[str, str], MovedCategory] = {}
    for each in names["categories"]:
        key = (each["kind"], each["name"])
        is_new = not (each["parent"] if each["sub"] else each["id"])
        top = tops.setdefault(key, MovedCategory(each["name"], each["parent_icon"], is_new, each["kind"]))
        if each["sub"]:
            top.children.append(MovedCategory(each["sub"], each["icon"], not each["id"], each["kind"]))
    every = [each for top in tops.values() for each in (top, *top.children)]
    may_add = allows(member, Action.MANAGE_MEMBERS)
    merchants = ImportGroup.objects.filter(batch=batch, kind__in=["expense", "income", "refund"]).exclude(merchant="")
    return MovedNames(
        categories=sorted(tops.values(), key=lambda each: (each.kind, -len(each.children))),
        members=[MovedName(each["name"], _becomes(each, member, may_add)) for each in names["members"]],
        projects=[MovedName(each["name"], "known" if each["id"] else "new") for each in names["projects"]],
        merchants=merchants.values("merchant").distinct().count(),
        new_categories=sum(each.is_new for each in every),
        all_categories=len(every),
    )


def _becomes(named: dict, member: Member, may_add: bool) -> str:
    if named["id"]:
        return "me" if named["id"] == member.pk else "known"
    if named["everybody"]:
        return "everybody"
    return "new" if may_add else "nobody"


def missing_rates(book: Book, batch: ImportBatch) -> list[str]:
    """The currencies of a batch for which neither the book nor the files know a rate."""
    known = batch.names.get("rates", {})
    foreign = sorted({place["currency"] for _index, place in _places(batch)} - {book.currency})
    return [currency for currency in foreign if currency not in known and last_rate(book, currency) is None]


def exporters(batch: ImportBatch) -> list[str]:
    """What people call the apps that a batch's whole books come from."""
    formats = importers()
    whole = [each["format"] for each in batch.files if each.get("whole") and each.get("format") in formats]
    return list(dict.fromkeys(str(formats[each].EXPORTER) for each in whole))
