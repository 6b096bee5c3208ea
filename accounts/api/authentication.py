from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request

from accounts.models import ApiToken, User
from accounts.queries import live_token
from accounts.services import note_token_use, token_digest


class ApiTokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer cj_…`, with a key from the Me page; `request.auth` is then the ApiToken."""

    keyword = "Bearer"

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        words = get_authorization_header(request).split()
        if not words or words[0].lower() != self.keyword.lower().encode():
            return None
        if len(words) != 2:
            raise exceptions.AuthenticationFailed
        now = timezone.now()
        try:
            key = words[1].decode("ascii")
        except UnicodeDecodeError as error:
            raise exceptions.AuthenticationFailed from error
        token = live_token(token_digest(key), at=now)
        if token is None:
            raise exceptions.AuthenticationFailed
        note_token_use(token, at=now)
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return f'{self.keyword} realm="changji"'


class ApiTokenScheme(OpenApiAuthenticationExtension):
    """Names the key in the OpenAPI schema."""

    target_class = ApiTokenAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "An API key of the Me page, beginning with cj_."}
