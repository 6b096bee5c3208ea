"""How an entry is told in one row: its icon, title, details and signed amount."""

import datetime as dt

from django import template
from django.template import Context
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from ledger.models import Entry, EntryKind
from ledger.queries.titles import entry_title
from ledger.templatetags.ledger_format import clock, money, near_day

register = template.Library()
register.filter("entry_title", entry_title)

KIND_ICONS: dict[str, str] = {
    EntryKind.TRANSFER: "arrows-left-right",
    EntryKind.REFUND: "receipt-refund",
    EntryKind.ADJUSTMENT: "scale",
    EntryKind.INCOME: "arrow-down-left",
    EntryKind.EXPENSE: "arrow-up-right",
}


@register.filter
def entry_icon(entry: Entry) -> str:
    if entry.kind != EntryKind.REFUND and entry.category:
        return entry.category.icon
    return KIND_ICONS[entry.kind]


@register.filter
def entry_currency(entry: Entry) -> str:
    """The currency of the entry's amount: that of the account that paid, else of the one that received."""
    return (entry.from_account or entry.to_account).currency


@register.simple_tag
def entry_line(entry: Entry, today: dt.date | None = None) -> str:
    """What is known besides: day (where `today` is given) and time, merchant, note, accounts, for whom, project, tags,
    and the guest who recorded it.

    The most telling first, with dots between.
    """
    when = clock(entry.time)
    if today is not None:
        when = f"{capfirst(near_day(entry.date, today))} {when}".strip()
    accounts = " → ".join(account.name for account in (entry.from_account, entry.to_account) if account)
    told = [
        when,
        entry.merchant.name if entry.merchant else "",
        entry.note,
        accounts,
        entry.member.name if entry.member else "",
        entry.project.name if entry.project else "",
        *(f"#{tag.name}" for tag in getattr(entry, "tag_rows", [])),
    ]
    if entry.recorded_by.is_guest:
        # The name is not said twice where the guest paid as well.
        by = entry.recorded_by.name
        told.append(_("guest") if by in told else _("%(name)s · guest") % {"name": by})
    return " · ".join(detail for detail in told if detail)


@register.simple_tag(takes_context=True)
def entry_money(context: Context, entry: Entry, size: str = "") -> SafeString:
    """The amount with its sign: what came in and what went out; a transfer is neither."""
    currency = entry_currency(entry)
    if entry.kind == EntryKind.TRANSFER:
        return money(context, entry.amount_minor, currency, size=size)
    went_out = entry.to_account_id is None
    signed = -entry.amount_minor if went_out else entry.amount_minor
    tone = "" if entry.kind == EntryKind.ADJUSTMENT else "out" if went_out else "in"
    return money(context, signed, currency, sign="always", tone=tone, size=size)
