"""Opening a book from a scene, and its settings."""

from typing import Any

from django.db.models.functions import Now
from django.utils import timezone, translation

from accounts.models import User
from ledger import scenarios
from ledger.errors import EntryInvalid, SceneUnknown
from ledger.models import Account, Book, BookState, Category, Member, Role, What
from ledger.permissions import Action, require
from ledger.rules.money import CURRENCIES
from ledger.services.activity import columns_of, note_change
from ledger.services.locking import lock_books, writes_books
from ledger.services.rollups import rebuild_rollups

SETTINGS = frozenset(
    {
        "name",
        "icon",
        "color",
        "month_start_day",
        "contributors_see_all",
        "contributors_see_balances",
        "approval_above_minor",
        "reading_enabled",
        "facts",
        "split",
    }
)


@writes_books
def open_book(
    user: User,
    *,
    scene: str,
    name: str = "",
    currency: str = "CNY",
    time_zone: str = "Asia/Shanghai",
    facts: dict[str, Any] | None = None,
) -> Member:
    """Opens a book of a scene, with its accounts and categories, owned by `user`; returns the owner's membership.

    Names are those of the language that is active. Raises SceneUnknown, and EntryInvalid for an unknown currency.
    """
    try:
        ready_made = scenarios.scene(scene)
    except scenarios.UnknownScene:
        raise SceneUnknown from None
    if currency not in CURRENCIES:
        raise EntryInvalid(fields={"currency": [str(currency)]})
    language = translation.get_language() or "zh-hans"
    book = Book.objects.create(
        name=name.strip()[:60] or ready_made.name.text(language),
        scene=ready_made.slug,
        icon=ready_made.icon,
        color=ready_made.color,
        currency=currency,
        time_zone=time_zone,
        reading_mode=ready_made.reading.mode,
        facts=facts or {},
        created_by=user,
    )
    BookState.objects.create(book=book)
    owner = Member.objects.create(
        book=book, user=user, name=user.get_short_name()[:50], role=Role.OWNER, joined_at=timezone.now()
    )
    _make_accounts(book, ready_made, language)
    _make_categories(book, ready_made, language)
    note_change(owner, What.BOOK_OPENED, about=book)
    return owner


def _make_accounts(book: Book, ready_made: scenarios.Scene, language: str) -> None:
    Account.objects.bulk_create(
        Account(
            book=book,
            key=account.key,
            kind=account.kind,
            name=account.name.text(language),
            icon=account.icon,
            currency=book.currency,
            hidden=account.hidden,
            position=position,
        )
        for position, account in enumerate(ready_made.accounts)
    )


def _make_categories(book: Book, ready_made: scenarios.Scene, language: str) -> None:
    made: dict[str, Category] = {}
    for level in (False, True):
        rows = [
            Category(
                book=book,
                key=category.key,
                kind=category.kind,
                parent=made.get(category.parent_key),
                name=category.name.text(language),
                icon=category.icon,
                position=position,
            )
            for position, category in enumerate(ready_made.walk())
            if bool(category.parent_key) is level
        ]
        made |= {row.key: row for row in Category.objects.bulk_create(rows)}


@writes_books
def change_settings(member: Member, **settings: Any) -> Book:
    """Changes a book's name, looks, facts, who sees what, or the day (1 to 28) on which its months begin.

    With another day the sums of its periods are made anew. Raises RoleTooLow, EntryInvalid for a day.
    """
    require(member, Action.SETTINGS)
    assert set(settings) <= SETTINGS, f"not a setting: {set(settings) - SETTINGS}"
    if not 1 <= settings.get("month_start_day", 1) <= 28:
        raise EntryInvalid(fields={"month_start_day": ["1–28"]})
    lock_books(member.book_id)
    book = member.book
    before = columns_of(Book.objects.get(pk=book.pk), settings)
    for field, value in settings.items():
        setattr(book, field, value)
    book.save(update_fields=list(settings))
    after = columns_of(book, settings)
    if before.get("month_start_day") != after.get("month_start_day"):
        rebuild_rollups(book.pk)
    note_change(member, What.SETTINGS_CHANGED, about=book, before=before, after=after)
    return book


@writes_books
def archive_book(member: Member, *, archived: bool) -> Book:
    """Closes a book to writing, or opens it again. Raises RoleTooLow."""
    require(member, Action.DELETE_BOOK)
    lock_books(member.book_id)
    Book.objects.filter(pk=member.book_id).update(archived_at=Now() if archived else None)
    member.book.refresh_from_db()
    note_change(member, What.BOOK_ARCHIVED if archived else What.BOOK_UNARCHIVED, about=member.book)
    return member.book
