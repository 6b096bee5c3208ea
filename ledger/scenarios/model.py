"""What a scene is, once its file has been read: frozen values, no Django, no database."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType


class SceneError(ValueError):
    """A scene file breaks a rule. The message names the file and the place in it."""


class UnknownScene(LookupError):
    """No scene has this slug."""


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A shown text in both languages of the product."""

    zh: str
    en: str

    def text(self, language: str) -> str:
        """Return the text for a language code such as `zh-hans` or `en`; anything not English is Chinese."""
        return self.en if language.lower().startswith("en") else self.zh


@dataclass(frozen=True, slots=True)
class SceneAccount:
    """An account that a new book of the scene begins with.

    `hidden` ones are made, but stay out of pickers until they are used. `aliases` are further words for the
    account: what people type in the quick line and what exporters write as the payment method.
    """

    key: str
    kind: str
    name: Bilingual
    icon: str
    hidden: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SceneCategory:
    """A category. A child's `key` carries its parent's: `dining.breakfast`.

    `essential` spending is what a tight month cannot do without; a reading trims the rest first.
    `budget_bps` is the usual share of the scene's budget basis, in hundredths of a per cent.
    `concepts` are what the guesser may find that belongs here.
    `transfer_account`, when set, names the account whose money moves: an entry picked under this
    category is recorded as a transfer with it, being neither income nor spending (stored value, a kitty).
    """

    key: str
    kind: str
    name: Bilingual
    icon: str
    essential: bool
    budget_bps: int = 0
    concepts: tuple[str, ...] = ()
    transfer_account: str = ""
    children: tuple[SceneCategory, ...] = ()

    @property
    def parent_key(self) -> str:
        """The key of the first-level category above, or an empty text for one of the first level."""
        return self.key.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class SceneChoice:
    key: str
    name: Bilingual


@dataclass(frozen=True, slots=True)
class SceneFact:
    """Something a book must know once. `ask` is `opening`, or `needed` by the cards in `needed_by`."""

    key: str
    type: str
    name: Bilingual
    ask: str
    hint: Bilingual | None = None
    needed_by: tuple[str, ...] = ()
    choices: tuple[SceneChoice, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    default: str | int | bool | None = None


@dataclass(frozen=True, slots=True)
class SceneEntryField:
    """A further typed field of an entry, kept in `extra` under `key`.

    It is shown for the entry `kinds` named, and, when `categories` or `modes` are named, only with those.
    """

    key: str
    type: str
    name: Bilingual
    icon: str
    kinds: tuple[str, ...]
    categories: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()
    choices: tuple[SceneChoice, ...] = ()
    unit: Bilingual | None = None
    required: bool = False


@dataclass(frozen=True, slots=True)
class SceneModeLine:
    """One line of a sheet: an amount that becomes an entry with this category and this account."""

    category: str
    account: str


@dataclass(frozen=True, slots=True)
class SceneMode:
    """A tab of the pad. `form` is `entry` (one amount) or `sheet` (`lines`, saved as one group).

    `from_account` and `to_account` are account keys preset on that side; `from_kind` and `to_kind` ask for
    an account of a kind instead, with a counterparty where the kind has one. `counts` are accounts whose
    money is counted at the end of a sheet; a difference becomes an adjustment.
    """

    key: str
    kind: str
    name: Bilingual
    icon: str
    form: str = "entry"
    from_account: str = ""
    to_account: str = ""
    from_kind: str = ""
    to_kind: str = ""
    category: str = ""
    lines: tuple[SceneModeLine, ...] = ()
    counts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SceneCard:
    """A card of the overview. `options` are handed to the card's query as they stand."""

    key: str
    options: Mapping[str, str | int | bool] = field(default_factory=lambda: MappingProxyType({}))

    def __hash__(self) -> int:
        # The options are a mapping and cannot be hashed; a scene shows a card once, so its key says which.
        return hash(self.key)


@dataclass(frozen=True, slots=True)
class SceneReading:
    """How a book of the scene is read. `mode` is one of OFFERS' six; `student` books never see credit;
    what a `sensitive` book holds is never derived into tags, posts or offers."""

    mode: str
    student: bool = False
    sensitive: bool = False


@dataclass(frozen=True, slots=True)
class SceneBudget:
    """What the `budget_bps` of categories are shares of: `of` spending, income or plan, each `period`."""

    of: str
    period: str


@dataclass(frozen=True)
class Scene:
    """A scene: everything a new book of it begins with. `whom` is what its entries call a merchant, None: so."""

    slug: str
    market: str
    position: int
    name: Bilingual
    pitch: Bilingual
    icon: str
    color: str
    default_account: str
    invite_role: str
    guest_role: str
    budget: SceneBudget
    reading: SceneReading
    accounts: tuple[SceneAccount, ...]
    categories: tuple[SceneCategory, ...]
    modes: tuple[SceneMode, ...]
    cards: tuple[SceneCard, ...]
    facts: tuple[SceneFact, ...] = ()
    whom: Bilingual | None = None
    entry_fields: tuple[SceneEntryField, ...] = ()

    def walk(self) -> Iterator[SceneCategory]:
        """Yield every category, each parent before its children, in the order of the file."""
        for category in self.categories:
            yield category
            yield from category.children

    def account(self, key: str) -> SceneAccount:
        return self._accounts[key]

    def category(self, key: str) -> SceneCategory:
        return self._categories[key]

    def fact(self, key: str) -> SceneFact:
        return self._facts[key]

    def mode(self, key: str) -> SceneMode:
        return self._modes[key]

    def category_for_concept(self, concept: str | None, kind: str) -> str | None:
        """Return the key of the category that a guessed concept belongs to.

        The concept's own category wins, then that of the concept above it (`dining.brunch` -> `dining`), then
        the category of this kind that takes what nothing else does; None where the scene has none or
        `concept` is None. `kind` is `expense` or `income`; a refund asks with the kind that it undoes.
        """
        if concept is None:
            return None
        found = self._concepts[kind]
        while concept:
            if concept in found:
                return found[concept]
            concept = concept.rpartition(".")[0]
        return found.get("other")

    @cached_property
    def _accounts(self) -> dict[str, SceneAccount]:
        return {account.key: account for account in self.accounts}

    @cached_property
    def _categories(self) -> dict[str, SceneCategory]:
        return {category.key: category for category in self.walk()}

    @cached_property
    def _facts(self) -> dict[str, SceneFact]:
        return {fact.key: fact for fact in self.facts}

    @cached_property
    def _modes(self) -> dict[str, SceneMode]:
        return {mode.key: mode for mode in self.modes}

    @cached_property
    def _concepts(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {"expense": {}, "income": {}}
        for category in self.walk():
            for concept in category.concepts:
                found[category.kind].setdefault(concept, category.key)
        return found
