import uuid
from typing import Any

from allauth.usersessions.models import UserSession
from django.db.models import Model

from accounts.errors import NotFound
from accounts.models import ApiToken, Browser, Notice, Robot, User


def access_notice(user: User, *, public_id: uuid.UUID) -> Notice:
    """What this person was told; raises NotFound for anybody else's."""
    return _own(Notice, user, public_id)


def access_browser(user: User, *, public_id: uuid.UUID) -> Browser:
    """The person's own browser; raises NotFound for anybody else's."""
    return _own(Browser, user, public_id)


def access_robot(user: User, *, public_id: uuid.UUID) -> Robot:
    """The person's own robot; raises NotFound for anybody else's."""
    return _own(Robot, user, public_id)


def _own(model: type[Model], user: User, public_id: uuid.UUID) -> Any:
    row = model._default_manager.filter(user=user, public_id=public_id).first()
    if row is None:
        raise NotFound
    return row


def access_token(user: User, *, public_id: uuid.UUID) -> ApiToken:
    """The person's own API key; raises NotFound for anybody else's."""
    token = ApiToken.objects.filter(user=user, public_id=public_id).first()
    if token is None:
        raise NotFound
    return token


def access_session(user: User, *, pk: int, but: str) -> UserSession:
    """One of the person's sessions, except the one whose key is `but`; raises NotFound for any other."""
    session = UserSession.objects.filter(user=user, pk=pk).exclude(session_key=but).first()
    if session is None:
        raise NotFound
    return session
