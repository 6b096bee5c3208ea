"""Comments on posts and articles: said, changed, deleted, taken down; counters move with them.

Rows are locked in one order: comments, then their post.
"""

import datetime as dt
from html import escape

from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext as _

from accounts.models import User
from community.errors import CommentInvalid, CommentNotFound, CommentTooOld, KeptAway, PostNotFound
from community.models import Article, Comment, Post
from community.queries.comments import EDIT_WITHIN, about
from community.queries.people import keeps_away, linked_people
from community.queries.rights import writer
from community.rules.texts import plain
from community.services.cases import hold, may_mend, waits, was_taken_away
from community.services.checks import Verdict, check
from community.services.limits import require_may_comment
from community.services.telling import tell_of_comment, withdraw_comment

LONGEST = 1000
# How long a deleted comment can be brought back, and its words are kept.
KEPT_DAYS = 30
State = Comment.State


@transaction.atomic
def add_comment(
    author: User, subject: Post | Article, *, text: str, at: dt.datetime, parent: Comment | None = None
) -> Comment:
    """Says something about a post or an article that the author may read, or answers a comment there.

    What the checks hold waits for a look of the staff, and nobody is told before. Raises NotVerified, NameMissing,
    KeptAway, CommentInvalid, Suspended, TooMuchToday, PostNotFound for a post that waits for a look or was taken down,
    and CommentNotFound where what it answers is gone.
    """
    writer(author)
    if isinstance(subject, Post) and subject.state != Post.State.PUBLISHED:
        # Its author alone reads it, and whoever is mentioned would be led to nothing.
        raise PostNotFound
    if parent is not None and parent.state != State.PUBLISHED:
        raise CommentNotFound
    for person in _spoken_to(subject, parent):
        if keeps_away(author, person):
            raise KeptAway
    require_may_comment(author, at=at)
    body, state, verdict = _checked(author, text, at=at)
    root = (parent.root or parent) if parent else None
    comment = Comment.objects.create(
        **about(subject),
        root=root,
        parent=parent,
        author=author,
        body=body,
        body_html=html_of(body),
        state=state,
        created_at=at,
    )
    if state == State.PUBLISHED:
        _count(comment, 1)
        tell_of_comment(comment, at=at)
    else:
        hold(comment, found=list(verdict.codes), at=at)
    return comment


@transaction.atomic
def edit_comment(author: User, comment: Comment, *, text: str, at: dt.datetime) -> Comment:
    """Says it otherwise, within 15 minutes; whoever is newly mentioned is told.

    What the staff hid until it is mended is changed at any time, and then waits for a look. Raises CommentNotFound for
    somebody else's and for one that is gone, CommentTooOld, CommentInvalid.
    """
    writer(author)
    row = _own(author, comment)
    mended = row.state in (State.HELD, State.HIDDEN) and may_mend(row)
    if row.state not in (State.PUBLISHED, State.HELD) and not mended:
        raise CommentNotFound
    if at >= row.created_at + EDIT_WITHIN and not mended:
        raise CommentTooOld
    row.body, state, verdict = _checked(author, text, at=at)
    row.body_html, row.edited_at = html_of(row.body), at
    row.save(update_fields=["body", "body_html", "edited_at"])
    if row.state == State.PUBLISHED and state == State.PUBLISHED:
        tell_of_comment(row, at=at)
        return row
    # What waits for a look goes on waiting, however harmless it became.
    if row.state != State.HELD:
        _move(row, State.HELD, at=at)
    hold(row, found=list(verdict.codes) or ["mended"], at=at)
    return row


@transaction.atomic
def delete_comment(author: User, comment: Comment, *, at: dt.datetime) -> Comment:
    """Takes one's own comment away; its place stays, with what was answered. Raises CommentNotFound."""
    row = _own(author, comment)
    if row.state not in (State.PUBLISHED, State.HELD):
        raise CommentNotFound
    return _move(row, State.DELETED, at=at)


@transaction.atomic
def restore_comment(author: User, comment: Comment, *, at: dt.datetime) -> Comment:
    """Brings back what one deleted oneself, within 30 days; it is looked at as if it were new.

    What the staff took down meanwhile does not come back. Raises CommentNotFound, CommentInvalid.
    """
    row = _own(author, comment)
    if row.state != State.DELETED or not row.body or was_taken_away(row):
        raise CommentNotFound
    _body, state, verdict = _checked(author, row.body, at=at)
    if waits(row):
        # What waited for a look goes on waiting, however harmless it became.
        state = State.HELD
    _move(row, state, at=at)
    if state == State.HELD:
        hold(row, found=list(verdict.codes) or ["mended"], at=at)
    return row


@transaction.atomic
def judge_comment(comment: Comment, state: str, *, at: dt.datetime) -> Comment:
    """What the staff decided: PUBLISHED lets it stand or brings it back, HIDDEN takes it down.

    One that its author deleted meanwhile stays deleted.
    """
    row = _locked(comment)
    return row if row.state == State.DELETED else _move(row, State(state), at=at)


def purge_comments(*, before: dt.datetime) -> int:
    """Forgets the words of comments deleted before an instant; returns how many."""
    rows = Comment.objects.filter(deleted_at__lt=before).exclude(body="")
    return rows.update(body="", body_html="", edited_at=None)


def forget_comments(author: User, *, at: dt.datetime) -> None:
    """Erases all that a person said: the rows, or only the words where others answered them."""
    for comment in Comment.objects.filter(author=author, state=State.PUBLISHED).order_by("id"):
        _move(_locked(comment), State.DELETED, at=at)
    rows = Comment.objects.filter(author=author)
    answered = Comment.objects.filter(parent=OuterRef("pk")).exclude(author=author)
    below = Comment.objects.filter(root=OuterRef("pk")).exclude(author=author)
    rows.exclude(state=State.DELETED).update(state=State.DELETED, deleted_at=at)
    rows.update(body="", body_html="", edited_at=None)
    # An answer goes before what it answers, so one that a person gave to oneself frees the other.
    for row in rows.filter(~Exists(answered), ~Exists(below)).order_by("-id"):
        if not Comment.objects.filter(parent=row).exists():
            row.delete()


def html_of(body: str) -> str:
    """Plain words: nothing is a link but the names of people."""
    return "".join(
        escape(words) if href is None else f'<a class="mention" href="{escape(href)}">{escape(words)}</a>'
        for words, href in linked_people(body)
    )


def _spoken_to(subject: Post | Article, parent: Comment | None) -> list[User]:
    people = [subject.author] if isinstance(subject, Post) else []
    return [*people, parent.author] if parent else people


def _checked(author: User, text: str, *, at: dt.datetime) -> tuple[str, Comment.State, Verdict]:
    """The words as they may stand, and the state they begin in. Raises CommentInvalid."""
    text = plain(text).strip()
    if not text:
        raise CommentInvalid(fields={"text": [_("Write something first.")]})
    if len(text) > LONGEST:
        raise CommentInvalid(fields={"text": [_("This is too long: shorten it to %(n)d characters.") % {"n": LONGEST}]})
    verdict = check(author, text, at=at)
    if verdict.action == "refuse":
        raise CommentInvalid(fields={"text": list(verdict.reasons)})
    return verdict.masked(text), State.HELD if verdict.action == "hold" else State.PUBLISHED, verdict


def _locked(comment: Comment) -> Comment:
    rows = Comment.objects.select_for_update(no_key=True, of=["self"])
    return rows.select_related("author", "post__author", "article", "parent__author").get(pk=comment.pk)


def _own(author: User, comment: Comment) -> Comment:
    if comment.author_id != author.pk:
        raise CommentNotFound
    return _locked(comment)


def _move(row: Comment, state: Comment.State, *, at: dt.datetime) -> Comment:
    """Brings a locked comment into a state, with its counters and with what others are told of it."""
    before, row.state = row.state, state
    row.deleted_at = at if state == State.DELETED else None
    row.save(update_fields=["state", "deleted_at"])
    step = (state == State.PUBLISHED) - (before == State.PUBLISHED)
    if step:
        _count(row, step)
    if step > 0:
        tell_of_comment(row, at=at)
    if step < 0:
        withdraw_comment(row)
    if step < 0 and row.post_id is not None:
        Post.objects.filter(pk=row.post_id, accepted_comment_id=row.pk).update(accepted_comment_id=None)
    return row


def _count(comment: Comment, step: int) -> None:
    if comment.root_id:
        Comment.objects.filter(pk=comment.root_id).update(replies=F("replies") + step)
    if comment.post_id:
        Post.objects.filter(pk=comment.post_id).update(comments=F("comments") + step)
