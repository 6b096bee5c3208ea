"""Keys of the API: made, used and revoked. Only a digest of a key is kept."""

import datetime as dt
import hashlib
import secrets

from django.db import transaction

from accounts.errors import TooManyTokens
from accounts.models import ApiToken, User

TOKEN_START = "cj_"
TOKEN_LIMIT = 20
# Writing the time of use at every request would turn each read of the API into a write.
TOKEN_USE_NOTED_EVERY = dt.timedelta(minutes=5)


def token_digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def create_token(
    user: User, *, name: str, at: dt.datetime, expires_at: dt.datetime | None = None
) -> tuple[ApiToken, str]:
    """A new API key: its row, and the key itself, which is shown once and kept nowhere.

    Raises TooManyTokens at the twenty-first.
    """
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    if ApiToken.objects.filter(user=user).count() >= TOKEN_LIMIT:
        raise TooManyTokens(limit=TOKEN_LIMIT)
    key = TOKEN_START + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        hint=key[: len(TOKEN_START) + 4],
        digest=token_digest(key),
        created_at=at,
        expires_at=expires_at,
    )
    return token, key


def revoke_token(token: ApiToken) -> None:
    """From now on nobody gets in with this key."""
    token.delete()


def note_token_use(token: ApiToken, *, at: dt.datetime) -> None:
    """Remembers that a key was used, to five minutes; a key noted less long ago costs no statement."""
    if token.last_used_at is None or token.last_used_at <= at - TOKEN_USE_NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)
