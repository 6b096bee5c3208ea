"""The structure of a book for others: its scene, categories, kinds of accounts. No entry, no person, no amount."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language

from accounts.models import User
from community.errors import PostInvalid
from community.models import Post
from community.rules.texts import plain
from community.services.posts import begin
from ledger import scenarios
from ledger.directory import directory_of
from ledger.models import Account, Category, Member
from ledger.permissions import Action, require
from ledger.queries.categories import live_categories
from ledger.services.accounts import add_account
from ledger.services.books import open_book
from ledger.services.categories import add_category, archive_category, edit_category
from ledger.services.locking import writes_books


def begin_scene(user: User, member: Member, *, at: dt.datetime) -> Post:
    """Opens a draft with the structure of a book that the person manages. Raises RoleTooLow, NameMissing."""
    return begin(user, kind=Post.Kind.SCENE, at=at, data={"scene": structure_of(member)}, scene=member.book.scene)


def structure_of(member: Member) -> dict[str, Any]:
    """Categories in their order with names and icons, kinds of accounts. What names a person of the book is left out.

    Raises RoleTooLow.
    """
    require(member, Action.SETTINGS)
    book = member.book
    directory = directory_of(book)
    people = {person.name for person in directory.people.values() if len(person.name) > 1}
    rows = [row for row in live_categories(book) if not any(person in row.name for person in people)]

    def told(row: Category) -> dict[str, Any]:
        return {"key": row.key, "kind": row.kind, "name": row.name, "icon": row.icon}

    tops = [row for row in rows if row.parent_id is None]
    kinds = {account.kind for account in directory.accounts.values() if account.archived_at is None}
    return {
        "slug": book.scene,
        "categories": [
            told(top) | {"children": [told(row) for row in rows if row.parent_id == top.pk]} for top in tops
        ],
        "accounts": sorted(kinds),
    }


@writes_books
def use_scene(user: User, structure: Mapping[str, Any], *, name: str = "") -> Member:
    """Opens a book of this structure, owned by `user`; returns the owner's membership.

    Raises PostInvalid where the scene is none of this version's.
    """
    try:
        scenarios.scene(structure["slug"])
    except (scenarios.UnknownScene, KeyError):
        raise PostInvalid from None
    owner = open_book(user, scene=structure["slug"], name=plain(name))
    _arrange_categories(owner, structure)
    there = set(Account.objects.filter(book=owner.book).values_list("kind", flat=True))
    names = _account_names()
    for kind in structure["accounts"]:
        if kind not in there and kind in names:
            add_account(owner, name=names[kind], kind=kind)
    return owner


def _account_names() -> dict[str, str]:
    """What the scenes call an account of each kind, in the language that is active."""
    language = get_language() or "zh-hans"
    accounts = [account for scene in scenarios.load_scenes() for account in scene.accounts]
    return {account.kind: account.name.text(language) for account in reversed(accounts)}


def _arrange_categories(owner: Member, structure: Mapping[str, Any]) -> None:
    """Renames what is called otherwise, adds what is missing, and puts away what the structure does not have."""
    known = {(row.kind, row.key): row for row in Category.objects.filter(book=owner.book).exclude(key="")}
    kept: set[int] = set()
    for top in structure["categories"]:
        parent = _placed(owner, known, top, None)
        kept.add(parent.pk)
        for child in top["children"]:
            kept.add(_placed(owner, known, child, parent).pk)
    for row in known.values():
        if row.pk not in kept:
            archive_category(owner, row, archived=True)


def _placed(
    owner: Member, known: Mapping[tuple[str, str], Category], told: Mapping[str, Any], parent: Category | None
) -> Category:
    row = known.get((told["kind"], told["key"])) if told["key"] else None
    if row is None:
        return add_category(owner, name=told["name"], kind=told["kind"], icon=told["icon"], parent=parent)
    if row.name != told["name"]:
        edit_category(owner, row, name=told["name"])
    return row
