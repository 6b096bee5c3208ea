"""The answer that helped whoever asked."""

import datetime as dt

from django.db import transaction

from accounts.models import User
from community.errors import CommentNotFound, NotAQuestion
from community.models import Comment, Post
from community.services.telling import comment_path, tell


@transaction.atomic
def accept_answer(user: User, post: Post, comment: Comment, *, at: dt.datetime) -> None:
    """Marks a comment of the first level as the answer; it stands first from then on, in place of any other.

    Raises NotAQuestion, and CommentNotFound for one that is none of the post, is one's own or is gone.
    """
    _require_asker(user, post)
    row = Comment.objects.select_for_update(no_key=True).filter(pk=comment.pk, post=post, root=None).first()
    if row is None or row.state != Comment.State.PUBLISHED or row.author_id == user.pk:
        raise CommentNotFound
    if Post.objects.filter(pk=post.pk).exclude(accepted_comment_id=row.pk).update(accepted_comment_id=row.pk):
        post.accepted_comment_id = row.pk
        key = f"comment/{row.public_id}"
        tell("post_accepted", [row.author], by=user, key=key, thing=post, path=comment_path(row), at=at)


def unaccept_answer(user: User, post: Post) -> None:
    """The question is open again. Raises NotAQuestion."""
    _require_asker(user, post)
    Post.objects.filter(pk=post.pk).update(accepted_comment_id=None)
    post.accepted_comment_id = None


def _require_asker(user: User, post: Post) -> None:
    if post.kind != Post.Kind.QUESTION or post.author_id != user.pk:
        raise NotAQuestion
