"""Which account of the book each side of a bill's rows is: 「招商银行储蓄卡(1234)」 is the account that ends in 1234.

A *place* is an account as bills name it. While a bill is read, places are collected in the order of their first
appearance, and a row stores their indexes. When everything is read, each is found among the book's accounts, or stands
for a new one, which is made when the import is written.

In the batch a place is `{"name", "kind", "tail", "currency", "n", "same_as", "account", "account_name"}`: `n` rows
name it; `same_as` is the index of the place that it is another name of, or None; `account` is the id of the book's
account, or None for a new one that will be called `account_name`.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from ledger import scenarios
from ledger.importers import BillUnreadable, StatedAccount
from ledger.importers.account_kinds import kind_of_account
from ledger.importers.methods import PaymentMethod, payment_method
from ledger.models import Account, Book

UNKNOWN = -1

CARDS = ("bank", "credit_card")
# More accounts than anybody has.
_MOST_ACCOUNTS = 1_000
_APPS = ("wallet", "money_fund", "pay_later")
# What no bill of a wallet is ever about.
_NEVER = ("member", "capital", "receivable", "payable")
_INVESTED = re.compile("基金|理财|财富|证券|养老|信托|黄金|定期|保险|投资|债券|混合")
_SHORT = {
    "工商": "工行",
    "建设": "建行",
    "农业": "农行",
    "招商": "招行",
    "交通": "交行",
    "中国": "中行",
    "邮政储蓄": "邮储",
    "民生": "民生",
    "浦东发展": "浦发",
}


class PlaceList:
    """The places of one batch, while its bills are read."""

    def __init__(self) -> None:
        self.places: list[dict] = []
        self._by_name: dict[tuple[str, str, str, str], int] = {}
        self._own: dict[tuple[str, str, str], int] = {}
        self._sides: dict[tuple[str, str, str, str, bool], tuple[int, int]] = {}
        self._known: dict[tuple[str, str], PaymentMethod] = {}

    def know(self, source: str, book: Book) -> None:
        """In files of this source the name of one of the book's accounts is that account, whatever else it may mean."""
        accounts = Account.objects.filter(book=book, archived_at__isnull=True)
        for name, kind, tail in accounts.values_list("name", "kind", "number_tail"):
            self._known[source, name] = PaymentMethod(name, kind, tail)

    @property
    def uses(self) -> list[int]:
        """How many rows name each place."""
        return [place["n"] for place in self.places]

    @uses.setter
    def uses(self, uses: list[int]) -> None:
        """Places that `uses` is too short for are named by no row."""
        for index, place in enumerate(self.places):
            place["n"] = uses[index] if index < len(uses) else 0

    def own(self, source: str, raw: str, currency: str) -> int:
        """The place of a row that has one side. Vouchers and other people's cards stand for the exporter's wallet."""
        key = (source, raw, currency)
        found = self._own.get(key)
        if found is None:
            method = self._known.get((source, raw)) or payment_method(raw, source)
            if not method.name:
                method = payment_method("", source)
            elif not method.kind:
                method = PaymentMethod(method.name, "wallet", "")
            found = self._own[key] = self._index(method, currency)
        self.places[found]["n"] += 1
        return found

    def sides(self, source: str, raw_from: str, raw_to: str, currency: str, words: str) -> tuple[int, int]:
        """Where the money of a transfer leaves and arrives; `words` are what else the row says.

        Nothing where the money left or arrived means the exporter's wallet, unless the other side is that already:
        then it is a bank account, which one nobody knows. Counterparties that are no account of their own are
        gathered: funds and insurers in one investment account, the rest in one account for others, since a bill
        may name a hundred.
        """
        invested = bool(_INVESTED.search(raw_from + raw_to + words))
        key = (source, raw_from, raw_to, currency, invested)
        found = self._sides.get(key)
        if found is None:
            source_wallet = payment_method("", source)
            ends = [self._end(source, raw, invested) for raw in (raw_from, raw_to)]
            for end, other in ((0, 1), (1, 0)):
                if ends[end] is None:
                    ends[end] = _SOME_BANK if ends[other] == source_wallet else source_wallet
            left, arrived = (self._index(end, currency) for end in ends if end is not None)
            found = self._sides[key] = (left, arrived)
        for index in found:
            self.places[index]["n"] += 1
        return found

    def _end(self, source: str, raw: str, invested: bool) -> PaymentMethod | None:
        known = self._known.get((source, raw))
        if known is not None:
            return known
        method = payment_method(raw, source) if raw.strip() else None
        if method is None or not method.name:
            return None
        if method.kind:
            return method
        return _INVESTMENTS if invested else _OTHERS

    def exact(self, name: str, currency: str, hint: str = "") -> int:
        """The place of an account of a whole book, which is named in full; `hint` is the kind that a row suggests.

        Raises BillUnreadable where there are far too many of them.
        """
        name = name[:60]
        found = self._by_name.get(("whole", name, "", currency))
        if found is None:
            if len(self.places) >= _MOST_ACCOUNTS:
                raise BillUnreadable(
                    "too_many_accounts",
                    _("This file names more than %(most)d accounts, so it is no book that a person keeps."),
                    most=_MOST_ACCOUNTS,
                )
            found = self._by_name["whole", name, "", currency] = len(self.places)
            new: dict[str, Any] = {"name": name, "kind": "", "tail": "", "currency": currency, "n": 0}
            self.places.append(new | {"whole": True, "hint": hint, "stated_minor": None, "hidden": False})
        place = self.places[found]
        place["hint"] = place["hint"] or hint
        place["n"] += 1
        return found

    def state(self, account: StatedAccount) -> None:
        """Keeps what the file of a whole book states of an account. One that is empty and without rows is left out."""
        known = ("whole", account.name[:60], "", account.currency) in self._by_name
        if known or account.balance_minor:
            place = self.places[self.exact(account.name, account.currency)]
            place["n"] -= 1
            place |= {"kind": account.kind, "stated_minor": account.balance_minor, "hidden": account.hidden}

    def _index(self, method: PaymentMethod, currency: str) -> int:
        name = method.name[:60]
        if method.kind in CARDS and name.startswith("中国") and name.endswith("银行") and name != "中国银行":
            name = name.removeprefix("中国")
        key = (method.kind or "wallet", name, method.tail, currency)
        found = self._by_name.get(key)
        if found is None:
            found = self._by_name[key] = len(self.places)
            kind, name, tail, _currency = key
            self.places.append({"name": name, "kind": kind, "tail": tail, "currency": currency, "n": 0})
        return found


# Sides that no account of one's own is named for. Their names are shown through `proposed_name`.
_SOME_BANK = PaymentMethod("", "bank", "")
_INVESTMENTS = PaymentMethod("", "investment", "")
_OTHERS = PaymentMethod("", "wallet", "")


def resolve_places(book: Book, places: list[dict], *, veiled: bool = True) -> None:
    """Finds the book's account for each place, the most used first: by the end of its number, its name or an alias,
    the bank's name, and last, for a card, the book's one account of that kind that has no name of its own yet.
    An account that only managers see is found where `veiled` says so.
    """
    for place in places:
        place |= {"same_as": None, "account": None, "account_name": ""}
        if place.get("whole"):
            place["kind"] = place["kind"] or kind_of_account(place["name"], place["hint"])
    _fold(places)
    accounts = list(
        Account.objects.filter(
            Q(archived_at__isnull=True) | Q(merged_into__archived_at__isnull=True, merged_into__isnull=False), book=book
        ).order_by(F("merged_into").asc(nulls_first=True), "position", "id")
    )
    known = _Known(_aliases(book), scene_names(book))
    names = {account.name for account in accounts}
    order = sorted(range(len(places)), key=lambda index: -places[index]["n"])
    for rule in (_by_full_name, _by_tail, _by_name, _by_bank, _by_kind):
        for index in order:
            place = places[index]
            if place["account"] is None and place["same_as"] is None:
                candidates = [
                    account
                    for account in accounts
                    if account.currency == place["currency"]
                    and (place.get("whole") or account.kind not in _NEVER)
                    and (veiled or not account.veiled)
                ]
                account = rule(place, candidates, known)
                if account is not None:
                    stands_for = account.merged_into_id or account.pk
                    place["account"] = stands_for
                    known.taken |= {account.pk, stands_for}
    for index in order:
        place = places[index]
        if place["account"] is None and place["same_as"] is None:
            wanted = place["name"] if place.get("whole") else ""
            place["account_name"] = free_name(wanted or proposed_name(place), names)
            names.add(place["account_name"])


def canonical(places: Sequence[dict]) -> list[int]:
    """For each place the index of the one that it stands for."""
    return [index if place["same_as"] is None else place["same_as"] for index, place in enumerate(places)]


def proposed_name(place: dict) -> str:
    """What a new account for this place is called."""
    name = place["name"]
    if not name:
        return {"bank": _("Bank card"), "investment": _("Investments")}.get(place["kind"], _("Other accounts"))
    if place["kind"] == "credit_card" and "信用卡" not in name:
        name += "信用卡"
    return f"{name}({place['tail']})" if place["tail"] else name


def _fold(places: list[dict]) -> None:
    """A card that one bill names by its bank alone is the bank's only card that another names in full.

    So is a number that one bill calls a bank card and another a credit card.
    """
    for index, place in enumerate(places):
        if not _is_card(place):
            continue
        for other, full in enumerate(places):
            if other == index or not _is_card(full) or full["currency"] != place["currency"]:
                continue
            same_number = place["tail"] and full["tail"] == place["tail"] and full["name"] == place["name"]
            if same_number and place["kind"] == "bank" and full["kind"] == "credit_card":
                place["same_as"] = other
    for place in places:
        if _is_card(place) and not place["tail"] and place["same_as"] is None:
            alike = [
                other
                for other, each in enumerate(places)
                if each["tail"]
                and each["same_as"] is None
                and (each["kind"], each["currency"]) == (place["kind"], place["currency"])
                and (each["name"] == place["name"] or not place["name"])
            ]
            if len(alike) == 1:
                place["same_as"] = alike[0]


def _is_card(place: dict) -> bool:
    # A whole book names its accounts in full, and each of them is another one.
    return place["kind"] in CARDS and not place.get("whole")


@dataclass(slots=True)
class _Known:
    """What the rules ask of the book: words for the scene's accounts and their names, and who is taken already."""

    aliases: Mapping[str, frozenset[str]]
    scene_names: Mapping[str, frozenset[str]]
    taken: set[int] = field(default_factory=set)


def _aliases(book: Book) -> dict[str, frozenset[str]]:
    """Words for each of the scene's accounts, by its key."""
    return {
        account.key: frozenset(word.casefold() for word in (account.name.zh, account.name.en, *account.aliases) if word)
        for account in _scene_accounts(book)
    }


def scene_names(book: Book) -> dict[str, frozenset[str]]:
    """What the scene calls each of its accounts, by its key."""
    return {account.key: frozenset((account.name.zh, account.name.en)) for account in _scene_accounts(book)}


def _scene_accounts(book: Book) -> Sequence[scenarios.model.SceneAccount]:
    try:
        return scenarios.scene(book.scene).accounts
    except scenarios.UnknownScene:
        return ()


def is_nameless(account: Account, scene_names: Mapping[str, frozenset[str]]) -> bool:
    """Is it one that the scene laid out, without a bank, and that neither a person nor a bill has named since?"""
    return not account.number_tail and account.name in scene_names.get(account.key, frozenset())


def _by_full_name(place: dict, accounts: list[Account], known: _Known) -> Account | None:
    if not place.get("whole"):
        return None
    return next((a for a in accounts if a.name == place["name"] and a.pk not in known.taken), None)


def _by_tail(place: dict, accounts: list[Account], _known: _Known) -> Account | None:
    if not place["tail"] or not _is_card(place):
        return None
    found = [a for a in accounts if a.number_tail and a.number_tail.endswith(place["tail"]) and a.kind in CARDS]
    found.sort(key=lambda a: (not _names_bank(a.name, place["name"]), a.kind != place["kind"]))
    return found[0] if found else None


def _by_name(place: dict, accounts: list[Account], known: _Known) -> Account | None:
    if place.get("whole"):
        # Of other words only those are sure that mean one app, since 饭卡 and 公交卡 are two accounts there.
        if place["kind"] not in _APPS:
            return None
        accounts = [account for account in accounts if account.pk not in known.taken]
    words = {word.casefold() for word in (place["name"], proposed_name(place))} - {""}
    for account in accounts:
        if _other_number(place, account):
            continue
        if account.name.casefold() in words:
            return account
        if account.kind == place["kind"] and known.aliases.get(account.key, frozenset()) & words:
            return account
    return None


def _by_bank(place: dict, accounts: list[Account], known: _Known) -> Account | None:
    if not _is_card(place) or not place["name"]:
        return None
    found = [
        account
        for account in accounts
        if account.kind == place["kind"]
        and _names_bank(account.name, place["name"])
        and not _other_number(place, account)
        and account.pk not in known.taken
    ]
    return found[0] if len(found) == 1 else None


def _by_kind(place: dict, accounts: list[Account], known: _Known) -> Account | None:
    if place.get("whole") or place["kind"] not in (*CARDS, "investment"):
        return None
    for account in accounts:
        if account.kind == place["kind"] and account.pk not in known.taken and is_nameless(account, known.scene_names):
            return account
    return None


def _names_bank(account_name: str, bank: str) -> bool:
    stem = bank.removesuffix("银行")
    return bool(stem) and any(word in account_name for word in (bank, stem, _SHORT.get(stem, bank)))


def _other_number(place: dict, account: Account) -> bool:
    return bool(place["tail"] and account.number_tail and not account.number_tail.endswith(place["tail"]))


def free_name(name: str, names: Collection[str]) -> str:
    """The name, with a number behind it where the book has that name already."""
    name, number = name[:56], 2
    free = name
    while free in names:
        free = f"{name} {number}"
        number += 1
    return free
