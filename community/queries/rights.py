"""Who may write, and the only way from a person and a public id to a post of their own."""

from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from community.errors import NameMissing, NotVerified, PostNotFound
from community.models import Post, Profile
from community.queries.posts import readable_posts


def reader(user: User | AnonymousUser) -> User | None:
    """The person who reads; None for a visitor."""
    return user if isinstance(user, User) else None


def require_verified(user: User) -> None:
    """Raises NotVerified for somebody who confirmed neither an e-mail address nor a phone number."""
    if not user.phone_verified and not EmailAddress.objects.filter(user=user, verified=True).exists():
        raise NotVerified


def profile_of(user: User | None) -> Profile | None:
    """The person as the community knows them; None where they have not chosen a name."""
    return Profile.objects.filter(user=user).first() if user else None


def writer(user: User) -> Profile:
    """The profile of somebody who may write. Raises NotVerified, NameMissing."""
    require_verified(user)
    profile = profile_of(user)
    if profile is None:
        raise NameMissing
    return profile


def access_post(user: User | AnonymousUser, public_id: UUID) -> Post:
    """A post that this person may read. Raises PostNotFound."""
    post = readable_posts(reader(user)).filter(public_id=public_id).select_related("author__profile", "cover").first()
    if post is None:
        raise PostNotFound
    return post


def own_post(user: User, public_id: UUID, *, deleted: bool = False) -> Post:
    """A post of this person's own, a draft too; with `deleted` one in the bin. Raises PostNotFound for others'."""
    post = Post.objects.filter(author=user, public_id=public_id).select_related("author__profile").first()
    if post is None or (post.state == Post.State.DELETED) is not deleted:
        raise PostNotFound
    return post
