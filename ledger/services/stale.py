"""Two people change one entry at once: what each touched alone is kept of both, and only where they meet is asked.

Three versions are compared: the one that the editor looked at (`was`, read from the history), the one that stands now,
and the one that the editor wants. A value that the editor left as it was is no change, whoever sends it along.
"""

import copy
import datetime as dt
from typing import Any

from ledger.errors import EntryVersionStale
from ledger.models import Account, Entry, EntryChange
from ledger.services.drafts import EntryDraft, draft_of

# What an amount says hangs on the currency of the accounts: these are touched together where that is another.
_MONEY = frozenset({"amount_minor", "to_amount_minor", "base_amount_minor", "from_account", "to_account"})
# The scene's own fields are merged one by one.
_EXTRA = "extra"


def entry_as_of(current: Entry, version: int) -> Entry:
    """The entry as it was at one of its versions, not to be saved; what only follows from the rest is left as it is."""
    columns = {field.attname: field for field in Entry._meta.concrete_fields}
    was = copy.copy(current)
    was._state = copy.copy(current._state)
    was._state.fields_cache = dict(current._state.fields_cache)
    changes = EntryChange.objects.filter(book_id=current.book_id, entry_id=current.pk, version__gt=version)
    for before in changes.order_by("-id").values_list("before", flat=True):
        for name, value in before.items():
            if name in columns:
                setattr(was, name, columns[name].to_python(value))
    was.version = version
    return was


def merged_changes(current: Entry, *, version: int, changes: dict[str, Any]) -> dict[str, Any]:
    """What of an editor's changes is to be made to the entry as it stands now.

    `version` is what the editor looked at. Raises EntryVersionStale, with the fields that both changed, where they
    did so to different values.
    """
    if not 0 < version < current.version:
        raise EntryVersionStale(current, fields=changes)
    was, now = draft_of(entry_as_of(current, version)), draft_of(current)
    merged: dict[str, Any] = {}
    meet: list[str] = []
    for name, mine in changes.items():
        if name == _EXTRA:
            extra, keys = _merged_extra(was.extra, now.extra, mine)
            if extra != now.extra:
                merged[name] = extra
            meet += [f"{_EXTRA}.{key}" for key in keys]
        elif _same(name, mine, getattr(was, name)) or _same(name, mine, getattr(now, name)):
            continue
        elif _same(name, getattr(now, name), getattr(was, name)):
            merged[name] = mine
        else:
            meet.append(name)
    if _money_touched(was, now) and _MONEY & merged.keys() and not _one_currency(was, now, now.changed(**merged)):
        meet += sorted(_MONEY & merged.keys())
    if meet:
        raise EntryVersionStale(current, fields=meet)
    return merged


def _same(name: str, one: Any, other: Any) -> bool:
    if name == "tags":
        return set(one) == set(other)
    if isinstance(one, dt.time) and isinstance(other, dt.time):
        # A page shows minutes; a bill brought the seconds.
        return one == other or one == other.replace(second=0, microsecond=0)
    if isinstance(one, str) and isinstance(other, str):
        return one.strip() == other.strip()
    return one == other


def _merged_extra(was: dict, now: dict, mine: dict) -> tuple[dict, list[str]]:
    """The fields of the scene with what the editor changed of them, and the keys that both changed."""
    touched = [key for key in {**was, **mine} if mine.get(key) not in (was.get(key), now.get(key))]
    meet = sorted(key for key in touched if now.get(key) != was.get(key))
    merged = {**now, **{key: mine.get(key) for key in touched}}
    return {key: value for key, value in merged.items() if value is not None}, meet


def _money_touched(was: EntryDraft, now: EntryDraft) -> bool:
    return any(getattr(was, name) != getattr(now, name) for name in _MONEY)


def _one_currency(*drafts: EntryDraft) -> bool:
    accounts: list[Account | None] = [side for draft in drafts for side in (draft.from_account, draft.to_account)]
    return len({account.currency for account in accounts if account is not None}) == 1
