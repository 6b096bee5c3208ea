"""What the books of the demo say, in the words of those who tell of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from community.demo.records import DemoItem, DemoVerdict
from ledger.demo import almanac
from ledger.demo.records import Demo, DemoBook, DemoEntry


def yuan(amount_minor: int) -> str:
    """ "38,600", and with its fen only where it has some."""
    major, fen = divmod(abs(amount_minor), 100)
    return f"{'-' if amount_minor < 0 else ''}{major:,}" + (f".{fen:02}" if fen else "")


def about(amount_minor: int) -> str:
    """In whole yuan, half of one up, as people say an average."""
    return f"{(amount_minor + 50) // 100:,}"


def percent(part: int, whole: int) -> int:
    """Rounded, half up; `whole` is more than nothing."""
    return (200 * part + whole) // (2 * whole)


class Facts:
    """Questions to the books of a demo. Both ends of a range are inclusive."""

    def __init__(self, demo: Demo) -> None:
        self.demo = demo
        self.today = demo.today

    def book(self, key: str) -> DemoBook:
        return self.demo.book(key)

    def month(self, ago: int, months: int = 1) -> tuple[dt.date, dt.date]:
        """The first and the last day of so many whole months, the last of which is `ago` before that of today."""
        first = almanac.month_start(self.today, -ago - months + 1)
        return first, almanac.month_start(self.today, -ago + 1) - dt.timedelta(days=1)

    def since(self, month: int) -> int:
        """How many months ago this month of the year (1 to 12) was the last time, one at least."""
        return (self.today.month - month - 1) % 12 + 1

    def at(self, ago: int, day: int, time: str) -> dt.datetime:
        """That day and time in the month `ago` before this one, and never after today."""
        first, last = self.month(ago)
        on = min(first.replace(day=min(day, last.day)), self.today)
        return dt.datetime.combine(on, dt.time.fromisoformat(time))

    def days_after(self, day: dt.date, days: int, time: str) -> dt.datetime:
        return dt.datetime.combine(min(day + dt.timedelta(days=days), self.today), dt.time.fromisoformat(time))

    def entries(
        self,
        book: str,
        category: str = "",
        *,
        kind: str = "expense",
        between: tuple[dt.date, dt.date] | None = None,
        words: str = "",
    ) -> list[DemoEntry]:
        """Those of a category with its children, oldest first. What still waits for a yes is not among them."""
        first, last = between or (dt.date.min, self.today)
        return [
            entry
            for entry in sorted(self.book(book).entries, key=lambda entry: (entry.date, entry.key))
            if entry.kind == kind
            and first <= entry.date <= last
            and (not category or entry.category_key == category or entry.category_key.startswith(f"{category}."))
            and (not words or words in f"{entry.note} {entry.item} {entry.merchant}")
            and entry.approval != "pending"
        ]

    def spent(
        self, book: str, *categories: str, between: tuple[dt.date, dt.date] | None = None, words: str = ""
    ) -> int:
        """What was spent on these categories, without what came back."""
        total = 0
        for category in categories or ("",):
            for kind, sign in (("expense", 1), ("refund", -1)):
                rows = self.entries(book, category, kind=kind, between=between, words=words)
                total += sign * sum(row.amount_minor for row in rows)
        return total

    def earned(self, book: str, *categories: str, between: tuple[dt.date, dt.date] | None = None) -> int:
        rows = [self.entries(book, category, kind="income", between=between) for category in categories or ("",)]
        return sum(row.amount_minor for each in rows for row in each)

    def item(
        self,
        name: str,
        book: str,
        entries: Iterable[DemoEntry],
        verdict: str,
        why: str,
        *,
        place: str = "",
        later: tuple[DemoVerdict, ...] = (),
    ) -> DemoItem:
        """A thing that was paid for by these entries; its month is that of the last one."""
        paid = list(entries)
        return DemoItem(
            name=name,
            price_minor=sum(entry.amount_minor for entry in paid),
            verdict=verdict,
            why=why,
            place=place or paid[-1].merchant,
            bought_on=paid[-1].date,
            sources=tuple(f"{book}/{entry.key}" for entry in paid),
            later=later,
        )

    def one(
        self, name: str, book: str, category: str, verdict: str, why: str, *, words: str = "", first: bool = False
    ) -> DemoItem:
        """The latest thing of a category that has these words in its note, or the first one."""
        found = self.entries(book, category, words=words)
        return self.item(name, book, found[:1] if first else found[-1:], verdict, why)

    def there_is(self, book: str, category: str, words: str = "") -> bool:
        return bool(self.entries(book, category, words=words))

    def payments(self, book: str, category: str, debt: str) -> list[tuple[dt.date, int]]:
        """Each payment of a loan, interest and principal together, by its day; a month's payment is told once."""
        found: dict[dt.date, int] = {}
        for entry in self.book(book).entries:
            interest = entry.kind == "expense" and entry.category_key == category
            if interest or (entry.kind == "transfer" and entry.to_account == debt):
                found[entry.date] = found.get(entry.date, 0) + entry.amount_minor
        return sorted(found.items())
