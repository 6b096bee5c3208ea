from accounts.models.care import Erasure, Question
from accounts.models.consents import Consent
from accounts.models.tokens import ApiToken
from accounts.models.users import EmailIdentifierField, IdentifierField, User, UserManager

__all__ = [
    "ApiToken",
    "Consent",
    "EmailIdentifierField",
    "Erasure",
    "IdentifierField",
    "Question",
    "User",
    "UserManager",
]
