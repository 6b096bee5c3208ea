"""Comments: who may say something, who is told, and what becomes of it."""

import datetime as dt
import io
import json
from zipfile import ZipFile

import pytest
from django.utils import timezone

from accounts.models import Notice
from ledger.access import access_book
from ledger.errors import BookArchived, BookNotFound, EntryInvalid, RoleTooLow
from ledger.models import Comment, Member
from ledger.queries.comments import entry_comments, mentioned
from ledger.queries.entries import entry_page
from ledger.services.accounts import add_account
from ledger.services.books import archive_book, change_settings
from ledger.services.comments import (
    add_comment,
    delete_comment,
    edit_comment,
    purge_comments,
    take_comments_along,
)
from ledger.services.entries import record_entry
from ledger.services.members import add_member
from tests.cast import expense


def seen(member: Member) -> Member:
    assert member.user is not None
    return access_book(member.user, member.book.public_id)


def told() -> set[tuple[str, str]]:
    return {(notice.kind, notice.user.name) for notice in Notice.objects.select_related("user")}


@pytest.fixture
def entry(bookkeeper, book):
    return record_entry(bookkeeper, draft=expense(book))


def test_who_recorded_and_who_commented_are_told_and_who_says_it_is_not(owner, manager, bookkeeper, viewer, entry):
    add_comment(owner, entry, text="What was this?")
    assert told() == {("comment", "Bob")}
    add_comment(bookkeeper, entry, text="Lunch")
    assert told() == {("comment", "Bob"), ("comment", "Alice")}
    add_comment(manager, entry, text="Thanks")
    assert Notice.objects.filter(kind="comment").count() == 4


def test_who_is_mentioned_is_told_so_once(owner, manager, bookkeeper, entry):
    comment = add_comment(owner, entry, text="@Max and @bob: @MAX?")
    assert told() == {("mention", "Max"), ("mention", "Bob")}
    edit_comment(owner, entry, comment, text="@Max, again")
    assert Notice.objects.count() == 2
    assert Notice.objects.get(user=manager.user).path.endswith(f"/entries/{entry.client_id}/#comments")


def test_nobody_is_told_of_an_entry_that_the_book_hides_from_them(owner, contributor, bookkeeper, book, entry):
    hidden = add_account(owner, name="Under the bed", kind="cash", veiled=True)
    secret = record_entry(owner, draft=expense(book, from_account=hidden))
    add_comment(owner, secret, text="@Bob @Carol look")
    assert told() == set()
    change_settings(owner, contributors_see_all=False)
    add_comment(owner, entry, text="@Carol @Bob look")
    assert told() == {("mention", "Bob")}


def test_the_longest_name_is_meant_and_chinese_needs_no_space(owner, book, max_, bob):
    he = add_member(owner, name="何静", user=max_, role="viewer")
    longer = add_member(owner, name="何静怡", user=bob, role="viewer")
    add_member(owner, name="小满")
    book = seen(owner).book
    assert mentioned(book, "@何静你看 @小满") == [he]
    assert mentioned(book, "＠何静怡你看") == [longer]
    assert mentioned(book, "me@何静.com @alice @Alices") == [he, owner]
    assert mentioned(book, "何静") == []


def test_only_who_may_comment_does_and_only_own_words_are_changed(owner, bookkeeper, contributor, viewer, book, entry):
    with pytest.raises(RoleTooLow):
        add_comment(viewer, entry, text="a")
    comment = add_comment(contributor, entry, text=" a ")
    assert comment.text == "a"
    with pytest.raises(RoleTooLow):
        edit_comment(owner, entry, comment, text="b")
    with pytest.raises(RoleTooLow):
        delete_comment(bookkeeper, entry, comment)
    comment = edit_comment(contributor, entry, comment, text="b")
    assert (comment.text, comment.edited_at is None) == ("b", False)
    for text in (" ", "x" * 501):
        with pytest.raises(EntryInvalid):
            add_comment(owner, entry, text=text)
    archive_book(owner, archived=True)
    with pytest.raises(BookArchived):
        add_comment(owner, entry, text="late")


def test_a_deleted_comment_leaves_its_place_and_comes_back(owner, manager, contributor, entry):
    comment = add_comment(contributor, entry, text="rude")
    delete_comment(manager, entry, comment)
    [said] = entry_comments(seen(owner), entry)
    assert (said.parts, said.may_edit, said.may_delete) == ([], False, False)
    comment.refresh_from_db()
    with pytest.raises(BookNotFound):
        edit_comment(contributor, entry, comment, text="still here")
    # Only who took it away brings it back.
    with pytest.raises(RoleTooLow):
        delete_comment(contributor, entry, comment, deleted=False)
    delete_comment(manager, entry, comment, deleted=False)
    assert entry_comments(seen(owner), entry)[0].parts == [("rude", None)]


def test_words_of_deleted_comments_and_comments_of_what_is_gone_are_forgotten(owner, book, entry):
    gone = record_entry(owner, draft=expense(book, 100))
    kept, deleted, orphan = (add_comment(owner, each, text="a") for each in (entry, entry, gone))
    deleted = delete_comment(owner, entry, deleted)
    gone.delete()
    assert purge_comments(before=timezone.now() - dt.timedelta(days=1)) == 1
    assert purge_comments(before=timezone.now() + dt.timedelta(days=1)) == 1
    assert dict(Comment.objects.values_list("pk", "text")) == {kept.pk: "a", deleted.pk: ""}
    # Nothing is left to bring back.
    assert delete_comment(owner, entry, deleted, deleted=False).deleted_at is not None
    assert orphan.pk not in Comment.objects.values_list("pk", flat=True)


def test_what_somebody_said_is_taken_along_and_nobody_elses_words(owner, bookkeeper, entry):
    add_comment(owner, entry, text="mine")
    add_comment(bookkeeper, entry, text="theirs")
    delete_comment(owner, entry, add_comment(owner, entry, text="gone"))
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        take_comments_along(owner.user, archive, timezone.now())
    with ZipFile(file) as archive:
        [told] = json.loads(archive.read("comments.json"))
    assert (told["book"], told["text"]) == ("Home", "mine")


def test_lists_of_a_shared_book_count_comments(owner, bookkeeper, book, entry):
    other = record_entry(owner, draft=expense(book))
    first = add_comment(owner, entry, text="a")
    add_comment(owner, entry, text="b")
    delete_comment(owner, entry, first)
    counts = {row.pk: row.comments_n for row in entry_page(seen(owner))}
    assert counts == {entry.pk: 1, other.pk: 0}
