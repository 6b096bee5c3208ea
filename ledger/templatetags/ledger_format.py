"""Amounts and days as the reader's language writes them. `{% money %}` is the only way an amount reaches a page.

An amount is hidden (••••) where the reader has asked for it: `{% money %}` looks at the signed-in user, so no view and
no template can forget.
"""

import datetime as dt

from django import template
from django.template import Context
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from ledger.rules.money import exponent
from ledger.rules.periods import period_range

register = template.Library()

HIDDEN = "••••"
MINUS = "−"
SYMBOLS = {
    "CNY": "¥",
    "JPY": "JP¥",
    "USD": "US$",
    "HKD": "HK$",
    "TWD": "NT$",
    "EUR": "€",
    "GBP": "£",
    "KRW": "₩",
    "THB": "฿",
}


def currency_unit(currency: str) -> str:
    """What stands before an amount: a symbol that no other currency uses, else the code and a space."""
    return SYMBOLS.get(currency, f"{currency}\u00a0")


def amount_parts(amount_minor: int, currency: str, *, whole: bool = False) -> tuple[str, str]:
    """The digits of |amount| before the point, with thousands separators, and those from the point on.

    With `whole` the amount is rounded to major units, half away from zero, and there is nothing after the point; but
    what would be rounded to nothing is told in full.
    (-1234567, CNY) is ("12,345", ".67").
    """
    places = exponent(currency)
    scale = 10**places
    magnitude = abs(amount_minor)
    if whole and (2 * magnitude >= scale or magnitude == 0):
        return f"{(2 * magnitude + scale) // (2 * scale):,}", ""
    major, minor = divmod(magnitude, scale)
    return f"{major:,}", f".{minor:0{places}d}" if places else ""


def sign_of(amount_minor: int, sign: str) -> str:
    if amount_minor < 0 and sign != "none":
        return MINUS
    return "+" if amount_minor > 0 and sign == "always" else ""


def amount_text(amount_minor: int, currency: str, *, whole: bool = False, sign: str = "auto") -> str:
    """An amount as plain text, for sentences and labels: "−¥12,345.67"."""
    before, after = amount_parts(amount_minor, currency, whole=whole)
    return f"{sign_of(amount_minor, sign)}{currency_unit(currency)}{before}{after}"


def amounts_hidden(context: Context) -> bool:
    request = context.get("request")
    return bool(request and getattr(request.user, "hide_amounts", False))


@register.filter
def decimals(currency: str) -> int:
    """How many digits stand after the point."""
    return exponent(currency)


register.filter("currency_unit", currency_unit)


@register.simple_tag(takes_context=True)
def shows_amounts(context: Context) -> bool:
    return not amounts_hidden(context)


@register.simple_tag(takes_context=True)
def money(
    context: Context,
    amount_minor: int | None,
    currency: str,
    *,
    whole: bool = False,
    sign: str = "auto",
    tone: str = "",
    size: str = "",
) -> SafeString:
    """An amount: `sign` is "auto" (only below zero), "always" or "none"; `tone` "in", "out", "auto" or nothing.

    `size` is "big", "mid" or nothing. None is shown as a dash: there is no such amount, which differs from zero.
    """
    if amount_minor is None:
        return mark_safe('<span class="money">–</span>')
    if tone == "auto":
        tone = "in" if amount_minor > 0 else "out" if amount_minor < 0 else ""
    css = "money" + (f" money-{tone}" if tone else "") + (f" money-{size}" if size else "")
    unit = currency_unit(currency)
    if amounts_hidden(context):
        return format_html(
            '<span class="{}"><span class="money-unit">{}</span><span class="money-hidden">{}</span></span>',
            css,
            unit,
            HIDDEN,
        )
    before, after = amount_parts(amount_minor, currency, whole=whole)
    return format_html(
        '<span class="{}">{}<span class="money-unit">{}</span>{}<span class="money-minor">{}</span></span>'
        if after
        else '<span class="{}">{}<span class="money-unit">{}</span>{}{}</span>',
        css,
        sign_of(amount_minor, sign),
        unit,
        before,
        after,
    )


@register.simple_tag(takes_context=True)
def money_text(
    context: Context, amount_minor: int | None, currency: str, *, whole: bool = False, sign: str = "auto"
) -> str:
    """An amount as plain text, for attributes and the values behind a chart; hidden like `money`."""
    if amount_minor is None:
        return "–"
    if amounts_hidden(context):
        return f"{currency_unit(currency)}{HIDDEN}"
    return amount_text(amount_minor, currency, whole=whole, sign=sign)


@register.filter
def plain_amount(amount_minor: int | None, currency: str) -> str:
    """An amount as a form field wants it: "1234.50", no unit and no separators; "" for None."""
    if amount_minor is None:
        return ""
    before, after = amount_parts(amount_minor, currency)
    return f"{'-' if amount_minor < 0 else ''}{before.replace(',', '')}{after}"


@register.filter
def decimal_number(value: int | None, places: int) -> str:
    """A number kept as a whole number of its last decimal: (1234567, 2) is "12,345.67"; a dash for None."""
    if value is None:
        return "–"
    before, after = divmod(abs(value), 10**places)
    return f"{MINUS if value < 0 else ''}{before:,}" + (f".{after:0{places}d}" if places else "")


def day_name(day: dt.date, today: dt.date) -> str:
    """Today, yesterday, the day before; else the date with its weekday, and the year where it is another."""
    words = {0: _("Today"), 1: _("Yesterday"), 2: _("The day before yesterday"), -1: _("Tomorrow")}
    distance = (today - day).days
    if distance in words:
        return words[distance]
    return week_day(day, today)


@register.filter
def day_heading(day: dt.date, today: dt.date) -> str:
    return day_name(day, today)


@register.filter
def short_day(day: dt.date, today: dt.date) -> str:
    """The date without its weekday, for rows and axes: 20 Nov."""
    return date_format(day, _("j M") if day.year == today.year else _("j M Y"))


@register.filter
def near_day(day: dt.date, today: dt.date) -> str:
    """The date for the middle of a sentence or a row: today and yesterday in words, else without its weekday."""
    words = {0: _("today"), 1: _("yesterday")}
    return words.get((today - day).days) or short_day(day, today)


@register.filter
def week_day(day: dt.date, today: dt.date) -> str:
    """The date with its weekday, never in words, for the middle of a sentence: Tue 8 Dec."""
    # Translators: formats of Django's date filter; in Chinese "n月j日 D" and "Y年n月j日 D".
    return date_format(day, _("D j M") if day.year == today.year else _("D j M Y"))


@register.filter
def moment(at: dt.datetime, now: dt.datetime) -> str:
    """When something was done, in the time zone of `now`: "today 06:55", "20 Nov 21:30"."""
    local = at.astimezone(now.tzinfo)
    return f"{near_day(local.date(), now.date())} {local:%H:%M}"


@register.filter
def ago(at: dt.datetime, now: dt.datetime) -> str:
    """How long ago, to one unit: "just now", "2 minutes ago"."""
    if now - at < dt.timedelta(minutes=1):
        return _("just now")
    return _("%(time)s ago") % {"time": timesince(at, now, depth=1)}


@register.filter
def clock(time: dt.time | None) -> str:
    return f"{time:%H:%M}" if time else ""


@register.filter
def period_name(period: int, today: dt.date | None = None) -> str:
    """The name of a period: "November", and its year where it is not that of `today`."""
    day = dt.date(period // 100, period % 100, 1)
    return date_format(day, _("F") if today and today.year == day.year else _("F Y"))


@register.filter
def period_days(period: int, month_start_day: int) -> str:
    """First and last day of a period, where the book's month is not the calendar's."""
    first, last = period_range(period, month_start_day)
    return f"{date_format(first, _('j M'))} – {date_format(last, _('j M'))}"


@register.filter
def percent_of(part: int, whole: int) -> int:
    """Whole per cent of a share, 0 where there is no whole; for bars, so it stays within 0 and 100."""
    return min(100, max(0, round(100 * part / whole))) if whole else 0
