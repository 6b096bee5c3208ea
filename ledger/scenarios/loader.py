"""Reads scene files, strictly: a scene obeys every rule or is refused, with the place that breaks one."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .fields import COLOR, KEY, Table, refuse_duplicates
from .model import (
    Scene,
    SceneAccount,
    SceneBudget,
    SceneCard,
    SceneCategory,
    SceneChoice,
    SceneEntryField,
    SceneError,
    SceneFact,
    SceneMode,
    SceneModeLine,
    SceneReading,
    UnknownScene,
)

ROOT = Path(__file__).resolve().parent
ICON_FOLDER = ROOT.parents[1] / "node_modules" / "@tabler" / "icons" / "icons" / "outline"

ACCOUNT_KINDS = frozenset(
    {
        *(
            "cash",
            "bank",
            "wallet",
            "money_fund",
            "credit_card",
            "pay_later",
            "loan",
            "receivable",
            "payable",
        ),
        *("investment", "deposit", "prepaid", "member", "capital"),
    }
)
ENTRY_KINDS = frozenset({"expense", "income", "transfer", "refund", "adjustment"})
CATEGORY_KINDS = ("expense", "income")
FACT_TYPES = frozenset({"date", "month", "money", "integer", "text", "choice", "weekdays", "yes_no"})
FIELD_TYPES = frozenset({"text", "integer", "decimal", "money", "date", "choice", "member"})
READING_MODES = frozenset({"household", "business", "project", "cost", "credit", "collection"})
ROLES = frozenset({"manager", "bookkeeper", "contributor", "viewer"})
MAXIMUM_FACTS = 8


@cache
def tabler_icons() -> frozenset[str] | None:
    """Return the names of the installed outline icons, or None where the packages are not installed."""
    if not ICON_FOLDER.is_dir():
        return None
    return frozenset(path.stem for path in ICON_FOLDER.glob("*.svg"))


def scene_files(root: Path = ROOT) -> list[Path]:
    """Return the scene files, `<market category>/<slug>.toml`, by name."""
    return sorted(root.glob("*/*.toml"))


@cache
def load_scenes() -> tuple[Scene, ...]:
    """Return every scene in the order of the market, read once a process.

    Raises SceneError, naming file and place, when a file breaks a rule.
    """
    scenes = [read_scene(path, icons=tabler_icons()) for path in scene_files()]
    refuse_duplicates("scenes", [each.slug for each in scenes])
    return tuple(sorted(scenes, key=lambda each: (each.position, each.slug)))


@cache
def _by_slug() -> dict[str, Scene]:
    return {each.slug: each for each in load_scenes()}


def scene(slug: str) -> Scene:
    """Return the scene of this slug. Raises UnknownScene."""
    try:
        return _by_slug()[slug]
    except KeyError:
        raise UnknownScene(slug) from None


def read_scene(path: Path, *, icons: Collection[str] | None = None, cards: Collection[str] | None = None) -> Scene:
    """Read and check one scene file.

    `icons` are the icon names that exist and `cards` the keys of the card registry; a rule is left out where
    its list is None. Raises SceneError.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SceneError(f"{path.name}: {error}") from error
    table = Table(values, path.name)
    slug = table.text("slug")
    if slug != path.stem:
        raise table.fail(f"slug “{slug}” is not the name of the file")
    color = table.text("color")
    if not COLOR.match(color):
        raise table.fail(f"color “{color}” is not of the form #a1b2c3")
    accounts = _accounts(table, icons)
    account_keys = {account.key for account in accounts}
    default_account = table.one_of("default_account", account_keys)
    categories = _categories(table, icons, account_keys)
    category_keys = {each.key for top in categories for each in (top, *top.children)}
    modes = _modes(table, icons, account_keys, category_keys)
    scene_cards = _cards(table, cards)
    roles = table.table("roles")
    invite_role, guest_role = roles.one_of("invite", ROLES), roles.one_of("guest", ROLES)
    roles.finish()
    made = Scene(
        slug=slug,
        market=path.parent.name,
        position=table.take("position", int, required=True),
        name=table.bilingual("name"),
        pitch=table.bilingual("pitch"),
        icon=table.icon(icons),
        color=color,
        default_account=default_account,
        invite_role=invite_role,
        guest_role=guest_role,
        budget=_budget(table),
        reading=_reading(table),
        accounts=accounts,
        categories=categories,
        modes=modes,
        cards=scene_cards,
        facts=_facts(table, {card.key for card in scene_cards}),
        **_entry(table, icons, category_keys, {mode.key for mode in modes}),
    )
    table.finish()
    return made


def _accounts(table: Table, icons: Collection[str] | None) -> tuple[SceneAccount, ...]:
    found = []
    for row in table.tables("accounts", required=True):
        found.append(
            SceneAccount(
                key=row.key(),
                kind=row.one_of("kind", ACCOUNT_KINDS),
                name=row.bilingual("name"),
                icon=row.icon(icons),
                hidden=row.take("hidden", bool, False),
                aliases=row.texts("aliases"),
            )
        )
        row.finish()
    refuse_duplicates(f"{table.place}.accounts", [account.key for account in found])
    return tuple(found)


def _categories(table: Table, icons: Collection[str] | None, accounts: Collection[str]) -> tuple[SceneCategory, ...]:
    found = []
    for row in table.tables("categories", required=True):
        key, kind = row.key(), row.one_of("kind", CATEGORY_KINDS)
        essential = row.take("essential", bool, kind == "income", required=kind == "expense")
        children = []
        for child in row.tables("children"):
            child_key = f"{key}.{child.key()}"
            children.append(
                _category(child, child_key, kind, child.take("essential", bool, essential), icons, accounts)
            )
        found.append(_category(row, key, kind, essential, icons, accounts, tuple(children)))
    everything = [each for top in found for each in (top, *top.children)]
    refuse_duplicates(f"{table.place}.categories", [each.key for each in everything])
    for kind in CATEGORY_KINDS:
        refuse_duplicates(
            f"{table.place}.categories, concepts of {kind}",
            [concept for each in everything if each.kind == kind for concept in each.concepts],
        )
        if sum(top.budget_bps for top in found if top.kind == kind) > 10_000:
            raise table.fail(f"the budget hints of {kind} add up to more than the whole")
    return tuple(found)


def _category(
    row: Table,
    key: str,
    kind: str,
    essential: bool,
    icons: Collection[str] | None,
    accounts: Collection[str],
    children: tuple[SceneCategory, ...] = (),
) -> SceneCategory:
    made = SceneCategory(
        key=key,
        kind=kind,
        name=row.bilingual("name"),
        icon=row.icon(icons),
        essential=essential,
        budget_bps=row.take("budget_bps", int, 0),
        concepts=row.texts("concepts"),
        transfer_account=row.one_of("transfer_account", accounts, ""),
        children=children,
    )
    if not 0 <= made.budget_bps <= 10_000:
        raise row.fail("“budget_bps” must lie between 0 and 10000")
    row.finish()
    return made


def _modes(
    table: Table, icons: Collection[str] | None, accounts: Collection[str], categories: Collection[str]
) -> tuple[SceneMode, ...]:
    found = []
    for row in table.tables("modes", required=True):
        lines = []
        for line in row.tables("lines"):
            lines.append(SceneModeLine(line.one_of("category", categories), line.one_of("account", accounts)))
            line.finish()
        mode = SceneMode(
            key=row.key(),
            kind=row.one_of("kind", ENTRY_KINDS),
            name=row.bilingual("name"),
            icon=row.icon(icons),
            form="sheet" if lines else "entry",
            from_account=row.one_of("from_account", accounts, ""),
            to_account=row.one_of("to_account", accounts, ""),
            from_kind=row.one_of("from_kind", ACCOUNT_KINDS, ""),
            to_kind=row.one_of("to_kind", ACCOUNT_KINDS, ""),
            category=row.one_of("category", categories, ""),
            lines=tuple(lines),
            counts=row.texts("counts", accounts),
        )
        if (mode.from_account and mode.from_kind) or (mode.to_account and mode.to_kind):
            raise row.fail("a side is preset by an account or by a kind, not by both")
        row.finish()
        found.append(mode)
    refuse_duplicates(f"{table.place}.modes", [mode.key for mode in found])
    return tuple(found)


def _cards(table: Table, registry: Collection[str] | None) -> tuple[SceneCard, ...]:
    found = []
    for row in table.tables("cards", required=True):
        key = row.key()
        if registry is not None and key not in registry:
            raise row.fail(f"card “{key}” is not in the registry of cards")
        options = row.take("options", dict, {})
        if not all(KEY.match(name) and isinstance(value, str | int) for name, value in options.items()):
            raise row.fail("“options” must be plain texts, whole numbers, true or false")
        found.append(SceneCard(key, MappingProxyType(options)))
        row.finish()
    refuse_duplicates(f"{table.place}.cards", [card.key for card in found])
    return tuple(found)


def _choices(row: Table, type_: str) -> tuple[SceneChoice, ...]:
    found = []
    for choice in row.tables("choices"):
        found.append(SceneChoice(choice.key(), choice.bilingual("name")))
        choice.finish()
    if (type_ == "choice") != bool(found):
        raise row.fail("“choices” belong to the type choice, and it cannot do without")
    refuse_duplicates(f"{row.place}.choices", [choice.key for choice in found])
    return tuple(found)


def _facts(table: Table, cards: Collection[str]) -> tuple[SceneFact, ...]:
    found = []
    for row in table.tables("facts"):
        type_ = row.one_of("type", FACT_TYPES)
        fact = SceneFact(
            key=row.key(),
            type=type_,
            name=row.bilingual("name"),
            hint=row.optional_bilingual("hint"),
            ask=row.one_of("ask", {"opening", "needed"}),
            needed_by=row.texts("needed_by", cards),
            choices=_choices(row, type_),
            minimum=row.take("minimum", int),
            maximum=row.take("maximum", int),
            default=row.take("default", object),
        )
        if not fact.needed_by:
            raise row.fail("a fact that no card needs is not asked: name the cards in “needed_by”")
        if fact.default is not None and type_ == "choice" and fact.default not in {c.key for c in fact.choices}:
            raise row.fail(f"default “{fact.default}” is not one of the choices")
        row.finish()
        found.append(fact)
    if len(found) > MAXIMUM_FACTS:
        raise table.fail(f"{len(found)} facts are more than {MAXIMUM_FACTS}")
    refuse_duplicates(f"{table.place}.facts", [fact.key for fact in found])
    return tuple(found)


def _entry(
    table: Table, icons: Collection[str] | None, categories: Collection[str], modes: Collection[str]
) -> dict[str, Any]:
    """What the scene says of its entries, as fields of Scene."""
    if "entry" not in table:
        return {}
    entry = table.table("entry")
    whom = entry.optional_bilingual("whom")
    fields = _entry_fields(entry, icons, categories, modes)
    entry.finish()
    return {"whom": whom, "entry_fields": fields}


def _entry_fields(
    entry: Table, icons: Collection[str] | None, categories: Collection[str], modes: Collection[str]
) -> tuple[SceneEntryField, ...]:
    found = []
    for row in entry.tables("fields"):
        type_ = row.one_of("type", FIELD_TYPES)
        found.append(
            SceneEntryField(
                key=row.key(),
                type=type_,
                name=row.bilingual("name"),
                icon=row.icon(icons),
                kinds=row.texts("kinds", ENTRY_KINDS),
                categories=row.texts("categories", categories),
                modes=row.texts("modes", modes),
                choices=_choices(row, type_),
                unit=row.optional_bilingual("unit"),
                required=row.take("required", bool, False),
            )
        )
        if not found[-1].kinds:
            raise row.fail("“kinds” must name the kinds of entry that have the field")
        row.finish()
    refuse_duplicates(f"{entry.place}.fields", [each.key for each in found])
    return tuple(found)


def _budget(table: Table) -> SceneBudget:
    row = table.table("budget")
    made = SceneBudget(
        of=row.one_of("of", {"spending", "income", "plan"}), period=row.one_of("period", {"month", "book"})
    )
    row.finish()
    return made


def _reading(table: Table) -> SceneReading:
    row = table.table("reading")
    made = SceneReading(
        mode=row.one_of("mode", READING_MODES),
        student=row.take("student", bool, False),
        sensitive=row.take("sensitive", bool, False),
    )
    row.finish()
    return made
