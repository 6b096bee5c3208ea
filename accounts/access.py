import uuid
from typing import Any

from allauth.usersessions.models import UserSession
from django.db.models import Model

from accounts.errors import NotFound
from accounts.models import ApiToken, Browser, Notice, Robot, User
from accounts.notices import Kind, kind_of
from accounts.notices.outlets.email import read_off_token


def access_notice(user: User, *, public_id: uuid.UUID) -> Notice:
    """What this person was told; raises NotFound for anybody else's."""
    return _own(Notice, user, public_id)


def access_browser(user: User, *, public_id: uuid.UUID) -> Browser:
    """The person's own browser; raises NotFound for anybody else's."""
    return _own(Browser, user, public_id)


def access_robot(user: User, *, public_id: uuid.UUID) -> Robot:
    """The person's own robot; raises NotFound for anybody else's."""
    return _own(Robot, user, public_id)


def access_by_off_token(token: str) -> tuple[User, Kind]:
    """Whose e-mails of which kind a link in one of them ends; raises NotFound for one that we did not make."""
    named = read_off_token(token)
    user = User.objects.filter(public_id=named[0], is_active=True).first() if named else None
    kind = kind_of(named[1]) if named else None
    if user is None or kind is None:
        raise NotFound
    return user, kind


def _own(model: type[Model], user: User, public_id: uuid.UUID) -> Any:
    row = model._default_manager.filter(user=user, public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def access_token(user: User, *, public_id: uuid.UUID) -> ApiToken:
    """The person's own API key; raises NotFound for anybody else's."""
    return _own(ApiToken, user, public_id)


def access_session(user: User, *, pk: int, but: str) -> UserSession:
    """One of the person's sessions, except the one whose key is `but`; raises NotFound for any other."""
    session = UserSession.objects.filter(user=user, pk=pk).exclude(session_key=but).first()
    if session is None:
        raise NotFound
    return session
