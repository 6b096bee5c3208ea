"""What was said about a post, as somebody may read it: two levels, a page at a time."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from accounts.models import User
from community.errors import CommentNotFound
from community.models import Article, Comment, Decision, Post, Reaction
from community.queries.people import hidden_authors
from community.queries.posts import readable_posts
from community.rules.cursors import Moment

PAGE_SIZE = 20
# So many answers stand below a comment at once; the others come when they are asked for.
ANSWERS_SHOWN = 2
EDIT_WITHIN = dt.timedelta(minutes=15)

State = Comment.State


@dataclass(slots=True)
class Said:
    """A comment as somebody reads it.

    Where it was deleted or taken down, or the reader may not read it (`kept_back`), only its place is left. What the
    staff hid until it is mended is read by its author, who may mend it. `to` is the name of whom an answer answers,
    where that is not the comment above it. `may_edit` ends 15 minutes after it was written.
    """

    comment: Comment
    own: bool
    liked: bool
    thanked: bool
    may_edit: bool
    may_delete: bool
    may_accept: bool
    accepted: bool
    may_mend: bool = False
    kept_back: bool = False
    to: str = ""
    answers: list["Said"] = field(default_factory=list)
    more_answers: int = 0
    answers_next: Moment | None = None

    @property
    def is_gone(self) -> bool:
        taken = self.comment.state in (State.DELETED, State.HIDDEN) and not self.may_mend
        return taken or self.kept_back

    @property
    def waits(self) -> bool:
        return self.comment.state == State.HELD

    @property
    def is_alone(self) -> bool:
        """Only its author reads it."""
        return self.comment.state != State.PUBLISHED


@dataclass(frozen=True, slots=True)
class Talk:
    """A page of comments, oldest first; the first page begins with the accepted answer, if there is one."""

    accepted: Said | None
    comments: list[Said]
    next_cursor: Moment | None


def readable_comments(viewer: User | None) -> QuerySet[Comment]:
    """The comments that somebody may read, places of deleted ones among them. The one way to read comments.

    What waits for a look of the staff is its author's alone, and nothing is seen of people who are kept away.
    """
    if viewer is None:
        return Comment.objects.exclude(state=State.HELD)
    found = Comment.objects.exclude(Q(state=State.HELD) & ~Q(author=viewer))
    return found.exclude(author__in=hidden_authors(viewer))


def talk_below(
    viewer: User | None,
    subject: Post | Article,
    *,
    now: dt.datetime,
    after: Moment | None = None,
    size: int = PAGE_SIZE,
) -> Talk:
    """A page of what was said about a post or an article. Five queries, however many comments."""
    readable = readable_comments(viewer).filter(**about(subject))
    post = subject if isinstance(subject, Post) else None
    accepted = _accepted(readable, post)
    roots = readable.filter(root=None)
    if accepted is not None:
        roots = roots.exclude(pk=accepted.pk)
    page = list(_after(roots, after)[: size + 1])
    more, page = len(page) > size, page[:size]
    if accepted is not None and after is not None:
        accepted = None
    tops = [*page, *([accepted] if accepted else [])]
    answers = _first_answers(viewer, [row for row in tops if row.replies])
    said = _said_by_id(viewer, post, [*tops, *(answer for found in answers.values() for answer in found)], now)
    for row in tops:
        _put_below(said[row.pk], [said[answer.pk] for answer in answers.get(row.pk, [])], row.replies)
    return Talk(
        said[accepted.pk] if accepted else None,
        [said[row.pk] for row in page],
        Moment(page[-1].created_at, page[-1].pk) if more else None,
    )


def shown_comment(viewer: User | None, public_id: UUID, *, now: dt.datetime) -> Comment:
    """A comment that somebody may read, or its place, on something that they may read. Raises CommentNotFound."""
    rows = readable_comments(viewer).filter(public_id=public_id)
    row = rows.select_related("author", "root", "parent__author", "post__author", "article").first()
    if row is None:
        raise CommentNotFound
    if row.post_id is not None:
        seen = readable_posts(viewer).filter(pk=row.post_id).exists()
    else:
        seen = row.article is not None and row.article.is_out(now)
    if not seen:
        raise CommentNotFound
    return row


def about(subject: Post | Article) -> dict[str, Post | Article]:
    """The column of a comment that names what it is about, for filters and rows."""
    return {"post": subject} if isinstance(subject, Post) else {"article": subject}


def _accepted(readable: QuerySet[Comment], post: Post | None) -> Comment | None:
    chosen = post.accepted_comment_id if post is not None else None
    if chosen is None:
        return None
    return _with_people(readable).filter(pk=chosen, state=State.PUBLISHED).first()


def answers_to(
    viewer: User | None, root: Comment, *, now: dt.datetime, after: Moment | None = None, size: int = PAGE_SIZE
) -> tuple[list[Said], Moment | None]:
    """A page of the answers below a comment of the first level, oldest first, and where the next one begins."""
    page = list(_after(readable_comments(viewer).filter(root=root), after)[: size + 1])
    more, page = len(page) > size, page[:size]
    said = _said_by_id(viewer, root.post, page, now)
    return [said[row.pk] for row in page], Moment(page[-1].created_at, page[-1].pk) if more else None


def said_once(viewer: User | None, comment: Comment, *, now: dt.datetime) -> Said:
    """One comment as somebody reads it, without what stands below it; of one that they may not read its place."""
    row = _with_people(Comment.objects.filter(pk=comment.pk)).get()
    said = _said_by_id(viewer, row.post, [row], now)[row.pk]
    said.kept_back = not readable_comments(viewer).filter(pk=row.pk).exists()
    return said


def comments_of(author: User) -> QuerySet[Comment]:
    """What a person said and did not delete, newest first."""
    return Comment.objects.filter(author=author).exclude(state=State.DELETED).order_by("-id")


def _with_people(comments: QuerySet[Comment]) -> QuerySet[Comment]:
    return comments.select_related("author__profile", "root", "parent__author__profile")


def _after(comments: QuerySet[Comment], after: Moment | None) -> QuerySet[Comment]:
    page = _with_people(comments).order_by("created_at", "id")
    if after is None:
        return page
    # This form of the keyset lets the index start at the cursor.
    return page.filter(created_at__gte=after.at).filter(Q(created_at__gt=after.at) | Q(id__gt=after.pk))


def _first_answers(viewer: User | None, roots: list[Comment]) -> dict[int, list[Comment]]:
    """By comment, the first answers below it, one more than are shown. Two queries that stop at what is shown."""
    if not roots:
        return {}
    below = readable_comments(viewer).filter(root=OuterRef("pk")).order_by("created_at", "id").values("pk")
    ids = Comment.objects.filter(pk__in=[row.pk for row in roots]).values_list(
        ArraySubquery(below[: ANSWERS_SHOWN + 1]), flat=True
    )
    rows = _with_people(Comment.objects.filter(pk__in=[pk for found in ids for pk in found]))
    answers: dict[int, list[Comment]] = {}
    for row in rows.order_by("created_at", "id"):
        answers.setdefault(row.root_id or 0, []).append(row)
    return answers


def _put_below(said: Said, answers: list[Said], count: int) -> None:
    said.answers = answers[:ANSWERS_SHOWN]
    if len(answers) > ANSWERS_SHOWN:
        last = said.answers[-1].comment
        said.more_answers = max(1, count - ANSWERS_SHOWN)
        said.answers_next = Moment(last.created_at, last.pk)


def _said_by_id(
    viewer: User | None, post: Post | None, comments: Iterable[Comment], now: dt.datetime
) -> dict[int, Said]:
    rows = {row.pk: row for row in comments}
    done: set[tuple[int | None, str]] = set()
    if viewer is not None and rows:
        done = set(Reaction.objects.filter(user=viewer, comment__in=rows).values_list("comment_id", "kind"))
    mine = [row for row in rows.values() if viewer is not None and row.author_id == viewer.pk]
    mendable = _mendable(row.pk for row in mine if row.state in (State.HELD, State.HIDDEN))
    asks = post is not None and viewer is not None and post.kind == Post.Kind.QUESTION and post.author_id == viewer.pk
    found = {}
    for pk, row in rows.items():
        own = viewer is not None and row.author_id == viewer.pk
        stands = row.state in (State.PUBLISHED, State.HELD)
        found[pk] = Said(
            row,
            own=own,
            liked=(pk, Reaction.Kind.LIKE) in done,
            thanked=(pk, Reaction.Kind.THANKS) in done,
            may_edit=pk in mendable or (own and stands and now < row.created_at + EDIT_WITHIN),
            may_delete=own and stands,
            may_accept=asks and not own and row.root_id is None and row.state == State.PUBLISHED,
            accepted=post is not None and post.accepted_comment_id == pk,
            may_mend=pk in mendable,
            to=_answered(row),
        )
    return found


def _mendable(own: Iterable[int]) -> set[int]:
    """Which of somebody's own comments the staff hid until they are mended."""
    last = Decision.objects.filter(case__kind="comment", case__thing_id__in=list(own)).order_by("case_id", "-id")
    found = last.distinct("case_id").values_list("case__thing_id", "outcome", "overturned_at")
    return {pk for pk, outcome, overturned in found if outcome == Decision.Outcome.HIDE and overturned is None}


def _answered(row: Comment) -> str:
    """The name of whom an answer answers, where it stands below another comment."""
    if row.parent is None or row.parent_id == row.root_id:
        return ""
    profile = getattr(row.parent.author, "profile", None)
    return profile.name if profile else ""
