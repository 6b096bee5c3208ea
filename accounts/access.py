import uuid

from accounts.errors import NotFound
from accounts.models import ApiToken, User


def access_token(user: User, *, public_id: uuid.UUID) -> ApiToken:
    """The person's own API key; raises NotFound for anybody else's."""
    token = ApiToken.objects.filter(user=user, public_id=public_id).first()
    if token is None:
        raise NotFound
    return token
