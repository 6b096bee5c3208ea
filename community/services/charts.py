"""A chart of one's book, frozen when it is drawn: numbers and keys of the scene, no word that stands in the book.

Nothing in it leads back to the book, and nothing changes with it. The names of categories are those of the scene, in
the reader's language; what the book calls its own goes under “others”.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from community.errors import PostInvalid
from community.models import Post
from community.services.posts import begin
from ledger import scenarios
from ledger.models import Member
from ledger.permissions import Action, require
from ledger.queries.months import category_sums, current_period, month_series
from ledger.rules.money import exponent
from ledger.rules.periods import period_range, shift_period

SORTS = ("categories", "months")
SCALES = ("shares", "rounded", "exact")
_MONTHS = 6
# Rounded amounts say as much as a person would: two digits.
_DIGITS = 2


def begin_chart(user: User, member: Member, *, sort: str, scale: str, ago: int, at: dt.datetime) -> Post:
    """Opens a draft with a chart of a book that the person manages. Raises RoleTooLow, PostInvalid, NameMissing."""
    frozen = freeze(member, sort=sort, scale=scale, ago=ago)
    slug = member.book.scene
    return begin(user, kind=Post.Kind.CHART, at=at, form={"scene": slug}, data={"chart": frozen}, scene=slug)


def freeze(member: Member, *, sort: str, scale: str, ago: int = 0) -> dict[str, Any]:
    """The numbers of a chart: spending by category in one month, `ago` before the current one, or by month up to it.

    `value` is in percent of the whole for shares, else in minor units of `currency`, rounded to two digits or exact.
    Raises RoleTooLow, and PostInvalid for a sort, a scale or a month that there is not, or where nothing was spent.
    """
    require(member, Action.SETTINGS)
    if sort not in SORTS or scale not in SCALES or not 0 <= ago <= 11:
        raise PostInvalid
    last = shift_period(current_period(member.book), -ago)
    first = last if sort == "categories" else shift_period(last, 1 - _MONTHS)
    return freeze_between(member, sort=sort, scale=scale, first=first, last=last)


def freeze_between(member: Member, *, sort: str, scale: str, first: int, last: int) -> dict[str, Any]:
    """The numbers of a chart of the months from `first` to `last` (YYYYMM, inclusive), as `freeze` tells.

    Raises RoleTooLow, and PostInvalid where nothing was spent.
    """
    require(member, Action.SETTINGS)
    book = member.book
    amounts = _by_category(member, first, last) if sort == "categories" else _by_month(member, first, last)
    whole = sum(amounts.values())
    if whole <= 0:
        raise PostInvalid(_("Nothing was spent in that time. Choose another month."))
    return {
        "sort": sort,
        "scale": scale,
        "scene": book.scene,
        "currency": book.currency,
        "month": _month(member, last),
        # Where categories are those of more than one month.
        "since": _month(member, first) if sort == "categories" and first != last else None,
        "rows": [
            {"key": key, "value": _shown(amount, whole, scale, book.currency)}
            for key, amount in amounts.items()
            if amount
        ],
    }


def _month(member: Member, period: int) -> str:
    return period_range(period, member.book.month_start_day)[0].replace(day=1).isoformat()


def _by_category(member: Member, first: int, last: int) -> dict[str, int]:
    """What was spent by the key of the category in the scene, largest first; "" for what the scene does not know."""
    known = {category.key for category in scenarios.scene(member.book.scene).walk() if category.kind == "expense"}
    amounts: dict[str, int] = {}
    for row in category_sums(member.book, first, last):
        key = row.category.key if row.category and row.category.key in known else ""
        if row.amount_minor > 0:
            amounts[key] = amounts.get(key, 0) + row.amount_minor
    return dict(sorted(amounts.items(), key=lambda pair: (pair[0] == "", -pair[1])))


def _by_month(member: Member, first: int, last: int) -> dict[str, int]:
    series = month_series(member.book, first, last)
    return {f"{month.first:%Y-%m}-01": max(month.expense_minor, 0) for month in series}


def _shown(amount_minor: int, whole_minor: int, scale: str, currency: str) -> int:
    if scale == "shares":
        return (200 * amount_minor + whole_minor) // (2 * whole_minor)
    if scale == "exact":
        return amount_minor
    step = 10 ** max(len(str(whole_minor)) - _DIGITS, exponent(currency))
    return (2 * amount_minor + step) // (2 * step) * step


def chart_rows(frozen: Mapping[str, Any], language: str) -> list[dict[str, Any]]:
    """The rows as a page shows them: `name` or `month`, `icon`, `value` and `length` in thousandths of the largest."""
    try:
        ready_made = {category.key: category for category in scenarios.scene(frozen["scene"]).walk()}
    except scenarios.UnknownScene:
        ready_made = {}
    largest = max((row["value"] for row in frozen["rows"]), default=0) or 1
    rows = []
    for row in frozen["rows"]:
        category = ready_made.get(row["key"])
        rows.append(
            {
                "month": dt.date.fromisoformat(row["key"]) if frozen["sort"] == "months" else None,
                "name": category.name.text(language) if category else _("Others"),
                "icon": category.icon if category else "dots",
                "value": row["value"],
                "length": 1000 * row["value"] // largest,
            }
        )
    return rows
