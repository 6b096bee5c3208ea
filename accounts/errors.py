"""Refusals that a person may meet; each app's `errors` module derives its own from these."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule said no. `message` tells the person, in their language, what to do next.

    `code` names the broken rule for programs and never changes; `status` is the HTTP status for page and API.
    A subclass sets the three as class attributes. An instance may narrow `message` with its own sentence,
    fill the `%(name)s` places of the class's sentence by keyword, and name fields of a form in `fields`, each
    with its sentences. `extra` is what a program needs besides (the current version of a stale entry); its
    values must go into JSON, and the API shows them as members of the problem.
    """

    code: str = "refused"
    status: int = 400
    message: Any = _("This can't be done. Go back and try again.")

    def __init__(
        self,
        message: Any = None,
        *,
        fields: Mapping[str, Sequence[Any]] | None = None,
        extra: Mapping[str, Any] | None = None,
        **values: Any,
    ) -> None:
        if message is not None:
            self.message = message
        self.fields: dict[str, list[Any]] = {name: list(said) for name, said in (fields or {}).items()}
        self.extra: dict[str, Any] = dict(extra or {})
        self.values = values
        super().__init__(self.code)

    def __str__(self) -> str:
        """The sentence in the language that is active now."""
        said = str(self.message)
        return said % self.values if self.values else said


class InvalidInput(DomainError):
    """What was sent can't be used as it is; `fields` says where."""

    code = "invalid"
    status = 422
    message = _("Some fields need another look.")


class NotAllowed(DomainError):
    """The person may know of the thing, but may not do this with it."""

    code = "not_allowed"
    status = 403
    message = _("You may not do this. Ask the owner for access.")


class NotFound(DomainError):
    """There is no such thing, as far as this person may know."""

    code = "not_found"
    status = 404
    message = _("There is nothing here. It may have been moved or deleted.")


class TooManyAttempts(DomainError):
    """A limit on how often was reached."""

    code = "too_many_attempts"
    status = 429
    message = _("Too many attempts. Wait a few minutes, then try again.")


class IdentifierTaken(DomainError):
    """Another account signs in with this e-mail address or phone number."""

    code = "identifier_taken"
    status = 409
    message = _("Another account uses this phone number or e-mail address. Sign in with it, or give another.")


class CodeNotSent(DomainError):
    """The mail server or the text message provider did not take the code."""

    code = "code_not_sent"
    status = 503
    message = _("The code could not be sent just now. Try again in a minute, or use another way to sign in.")


class UnknownPurpose(DomainError):
    """A consent was asked for that this version does not know."""

    code = "unknown_purpose"
    status = 404
    message = _("There is no such consent. Open the page again and try once more.")


class TooManyQuestions(DomainError):
    """A person asked the help desk more than one can read in a day."""

    code = "too_many_questions"
    status = 429
    message = _("That is a lot for one day. We answer what you asked so far first; ask again tomorrow.")


class TooManyPlaces(DomainError):
    """A person has as many browsers or robots as one may have."""

    code = "too_many_places"
    status = 409
    message = _("You have %(limit)d of them, the most that one account may have. Remove one first.")


class TooManyTokens(DomainError):
    """A person holds as many API keys as one may have."""

    code = "too_many_tokens"
    status = 409
    message = _("You have %(limit)d API keys, the most that one account may have. Revoke one first.")
