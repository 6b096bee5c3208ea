from allauth.account.auth_backends import AuthenticationBackend as AllauthBackend

from accounts.models import User
from accounts.queries import active_user


class AuthenticationBackend(AllauthBackend):
    """Signs in as allauth does; a session's user, whom every page asks for, is found without the ORM."""

    def get_user(self, user_id: int) -> User | None:
        return active_user(user_id)
