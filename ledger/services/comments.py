"""Comments on entries: said, changed, deleted, and who is told of it."""

import datetime as dt
import json
from zipfile import ZipFile

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.notices import notify
from ledger.access import memberships
from ledger.directory import directory_of
from ledger.errors import BookNotFound, EntryInvalid, RoleTooLow
from ledger.live import announce
from ledger.models import Comment, Entry, Member
from ledger.permissions import Action, allows, require, require_open
from ledger.queries.comments import addressable, mentioned, seeing

LONGEST = 500
# How long a deleted comment can be brought back.
KEPT_DAYS = 30


@transaction.atomic
def add_comment(member: Member, entry: Entry, *, text: str) -> Comment:
    """Says something about an entry that the member may see.

    Whoever is mentioned (`@name`) is told, and so are who recorded the entry and who commented before, as far as they
    may see it. Raises RoleTooLow, BookArchived, EntryInvalid.
    """
    require(member, Action.COMMENT)
    require_open(member.book)
    comment = Comment(book_id=member.book_id, entry_id=entry.pk, by_id=member.pk, text=_clean(text))
    comment.save(force_insert=True)
    comment.refresh_from_db()
    _tell(member, entry, comment, everybody=True)
    announce(member.book_id, "comment", by=member, entry=entry)
    return comment


@transaction.atomic
def edit_comment(member: Member, entry: Entry, comment: Comment, *, text: str) -> Comment:
    """Says it otherwise; whoever is newly mentioned is told. Raises RoleTooLow for what somebody else said.

    And BookArchived, EntryInvalid, BookNotFound where it was deleted.
    """
    require(member, Action.COMMENT)
    require_open(member.book)
    if comment.by_id != member.pk:
        raise RoleTooLow(Action.COMMENT)
    text = _clean(text)
    changed = Comment.objects.filter(pk=comment.pk, book_id=member.book_id, deleted_at__isnull=True)
    if not changed.update(text=text, edited_at=Now()):
        raise BookNotFound
    comment.refresh_from_db()
    _tell(member, entry, comment, everybody=False)
    announce(member.book_id, "comment", by=member, entry=entry)
    return comment


@transaction.atomic
def delete_comment(member: Member, entry: Entry, comment: Comment, *, deleted: bool = True) -> Comment:
    """Takes a comment away, or brings it back within 30 days; that something stood there stays to be seen.

    Everybody takes away their own, and who manages the people takes away any; only who took it away brings it back.
    Raises RoleTooLow, BookArchived.
    """
    require(member, Action.COMMENT)
    require_open(member.book)
    may = comment.by_id == member.pk or allows(member, Action.MANAGE_MEMBERS)
    if not may or (not deleted and comment.deleted_by_id != member.pk):
        raise RoleTooLow(Action.COMMENT)
    rows = Comment.objects.filter(pk=comment.pk, book_id=member.book_id, deleted_at__isnull=deleted)
    if deleted:
        rows.update(deleted_at=Now(), deleted_by_id=member.pk)
    else:
        rows.exclude(text="").update(deleted_at=None, deleted_by_id=None)
    comment.refresh_from_db()
    announce(member.book_id, "comment", by=member, entry=entry)
    return comment


def purge_comments(*, before: dt.datetime) -> int:
    """Forgets the words of comments deleted before an instant, and all of entries that are gone; returns how many."""
    forgotten = Comment.objects.filter(deleted_at__lt=before).exclude(text="").update(text="")
    gone, _kinds = Comment.objects.filter(~Exists(Entry.objects.filter(pk=OuterRef("entry_id")))).delete()
    return forgotten + gone


def take_comments_along(user: User, archive: ZipFile, now: dt.datetime) -> None:
    """Adds what the person said about entries, in whichever of the books that the person is still in."""
    books = {member.pk: member.book.name for member in memberships(user)}
    comments = Comment.objects.filter(by_id__in=books, deleted_at__isnull=True).order_by("id")
    kept = [{"book": books[row.by_id], "at": row.at.isoformat(), "text": row.text} for row in comments]
    if kept:
        archive.writestr("comments.json", json.dumps(kept, ensure_ascii=False, indent=2))


def _clean(text: str) -> str:
    text = text.strip()
    if not text:
        raise EntryInvalid(fields={"text": [_("Write something first.")]})
    if len(text) > LONGEST:
        raise EntryInvalid(fields={"text": [_("This is too long: shorten it to %(n)d characters.") % {"n": LONGEST}]})
    return text


def _tell(member: Member, entry: Entry, comment: Comment, *, everybody: bool) -> None:
    """Tells those who may see the entry, each once, and not who says it."""
    named = {person.pk for person in mentioned(member.book, comment.text)}
    touched: set[int] = set()
    if everybody:
        earlier = Comment.objects.filter(book_id=member.book_id, entry_id=entry.pk, deleted_at__isnull=True)
        touched = {entry.recorded_by_id, *earlier.values_list("by_id", flat=True)}
    people = [person for person in addressable(member.book) if person.pk in named | touched and person.pk != member.pk]
    if not people:
        return
    told = Member.objects.select_related("user").in_bulk([person.pk for person in seeing(people, entry)])
    facts = {"who": directory_of(member.book).people[member.pk].name, "book": member.book.name}
    path = reverse("ledger:entry-edit", args=[member.book.public_id, entry.client_id])
    for kind, keys in (("mention", named), ("comment", touched - named)):
        users = [row.user for pk, row in told.items() if pk in keys and row.user is not None]
        key = f"comment/{comment.public_id}"
        notify(kind, users, key=key, facts=facts, path=f"{path}#comments", about=member.book.public_id)
