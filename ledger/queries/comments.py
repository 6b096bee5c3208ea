"""What is said about entries, and who can be spoken to."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from ledger.directory import directory_of
from ledger.errors import BookNotFound
from ledger.models import Book, Comment, Entry, Member
from ledger.permissions import Action, allows
from ledger.visibility import question_of, visible_entries


@dataclass(frozen=True, slots=True)
class Said:
    """A comment as a member reads it. `parts` are its text, with who is mentioned for each `@name` in it."""

    comment: Comment
    by: Member | None
    parts: list[tuple[str, Member | None]]
    may_edit: bool
    may_delete: bool


def entry_comments(member: Member, entry: Entry) -> list[Said]:
    """What was said about an entry that the member may see, oldest first. One query."""
    people = directory_of(member.book).people
    comments = Comment.objects.filter(book_id=member.book_id, entry_id=entry.pk).order_by("id")
    return [said(member, comment, people.get(comment.by_id)) for comment in comments]


def said(member: Member, comment: Comment, by: Member | None) -> Said:
    speaks = allows(member, Action.COMMENT) and member.book.archived_at is None and comment.deleted_at is None
    own = member.pk is not None and comment.by_id == member.pk
    return Said(
        comment,
        by,
        [] if comment.deleted_at else parts_of(member.book, comment.text),
        may_edit=speaks and own,
        may_delete=speaks and (own or allows(member, Action.MANAGE_MEMBERS)),
    )


def shown_comment(member: Member, entry: Entry, public_id: UUID) -> Comment:
    """A comment on an entry that the member may see. Raises BookNotFound."""
    comment = Comment.objects.filter(book_id=member.book_id, entry_id=entry.pk, public_id=public_id).first()
    if comment is None:
        raise BookNotFound
    return comment


def addressable(book: Book) -> list[Member]:
    """Whom a comment can mention: the people of the book who sign in."""
    people = directory_of(book).people.values()
    return [person for person in people if person.user_id is not None and person.role and person.archived_at is None]


def parts_of(book: Book, text: str) -> list[tuple[str, Member | None]]:
    """The text in pieces: each `@` with the longest name of somebody behind it, and what stands between.

    “@何静你看” mentions 何静: nobody leaves a space in Chinese.
    """
    people = {person.name.casefold(): person for person in addressable(book) if person.name}
    if not people:
        return [(text, None)]
    names = "|".join(re.escape(name) for name in sorted(people, key=len, reverse=True))
    parts: list[tuple[str, Member | None]] = []
    end = 0
    for match in re.finditer(f"[@＠]({names})(?![0-9a-z_])", text, re.IGNORECASE):
        person = people.get(match[1].casefold())
        if person is not None:
            parts += [(text[end : match.start()], None), (match[0], person)]
            end = match.end()
    return [(words, person) for words, person in [*parts, (text[end:], None)] if words]


def mentioned(book: Book, text: str) -> list[Member]:
    """Who is mentioned in a text, each once."""
    people = {person.pk: person for _words, person in parts_of(book, text) if person is not None}
    return list(people.values())


def seeing(people: Iterable[Member], entry: Entry) -> list[Member]:
    """Those of the people who may see the entry. Who see the same entries are asked for together."""
    asked: dict[str, bool] = {}
    found = []
    for person in people:
        rows = visible_entries(person, with_bin=True).filter(pk=entry.pk)
        question = question_of(rows)
        if question not in asked:
            asked[question] = rows.exists()
        if asked[question]:
            found.append(person)
    return found
