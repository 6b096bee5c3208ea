"""What the quick line knows of a book, and what it read."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from .names import NameIndex, bank_aliases

OWED_KINDS = frozenset({"credit_card", "pay_later", "loan"})


@dataclass(frozen=True, slots=True)
class QuickName:
    """A member, merchant or project by its id in the book."""

    id: int
    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class QuickAccount:
    """An account; `counterparty` is who owes or is owed, for accounts of kind receivable and payable."""

    id: int
    name: str
    kind: str
    aliases: tuple[str, ...] = ()
    counterparty: str = ""


@dataclass(frozen=True, slots=True)
class QuickCategory:
    """A category: `key` is the scene's, or empty for one that the people of the book made themselves."""

    id: int
    key: str
    name: str
    kind: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class QuickContext:
    """The names of one book and what is preset.

    `category_for_concept` is the scene's: from a concept and `expense` or `income` to a category key or None.
    `exponent` is the number of decimals of the book's currency. `account_id` is the account used last.
    """

    accounts: tuple[QuickAccount, ...] = ()
    categories: tuple[QuickCategory, ...] = ()
    members: tuple[QuickName, ...] = ()
    merchants: tuple[QuickName, ...] = ()
    projects: tuple[QuickName, ...] = ()
    category_for_concept: Callable[[str | None, str], str | None] = lambda concept, kind: None
    exponent: int = 2
    account_id: int | None = None

    @cached_property
    def names(self) -> NameIndex:
        index = NameIndex()
        for role in ("members", "merchants", "projects"):
            for each in getattr(self, role):
                index.add(each.name, role[:-1], each)
                for alias in each.aliases:
                    index.add(alias, role[:-1], each)
        for category in self.categories:
            for word in (category.name, *category.aliases):
                index.add(word, "category", category)
        for account in self.accounts:
            # Who owes or is owed is a person: the words of lending and paying back find these.
            if account.counterparty:
                continue
            for word in (account.name, *account.aliases, *bank_aliases(account.name)):
                index.add(word, "account", account)
        return index

    @cached_property
    def by_key(self) -> dict[tuple[str, str], QuickCategory]:
        return {(each.key, each.kind): each for each in self.categories if each.key}

    @cached_property
    def by_account_id(self) -> dict[int, QuickAccount]:
        return {each.id: each for each in self.accounts}

    @property
    def last_account(self) -> QuickAccount | None:
        """The account that was used last, which an entry takes when none is said."""
        return None if self.account_id is None else self.by_account_id.get(self.account_id)


@dataclass(frozen=True, slots=True)
class QuickToken:
    """A piece of the line, from `start` to before `end`, and what it was read as.

    `role` is amount, date, time, kind, account, from_account, to_account, category, member, merchant, project,
    counterparty, tag, note or unknown. `value` is minor units, a date, a time, an id, a kind or a text.
    """

    start: int
    end: int
    role: str
    value: object
    text: str


@dataclass(frozen=True, slots=True)
class QuickLine:
    """What was read. Ids and names that were not said are None or empty; `date` falls back to today.

    `kind` is an entry's kind; `debt` is lend, borrow, collect or repay when a transfer is one of these, with
    `counterparty`. `missing` names what an entry needs and the line does not say. `unknown` are the spans that
    were not understood: they are shown, and never saved.
    """

    kind: str
    amount_minor: int | None
    date: datetime.date
    time: datetime.time | None
    from_account_id: int | None
    to_account_id: int | None
    category_id: int | None
    member_id: int | None
    merchant_id: int | None
    merchant: str
    project_id: int | None
    counterparty: str
    debt: str
    tags: tuple[str, ...]
    note: str
    tokens: tuple[QuickToken, ...]
    missing: tuple[str, ...]

    @property
    def unknown(self) -> tuple[QuickToken, ...]:
        return tuple(token for token in self.tokens if token.role == "unknown")

    @property
    def can_be_saved(self) -> bool:
        return not self.missing and not self.unknown
