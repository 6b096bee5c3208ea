from accounts.models.care import Erasure, Question
from accounts.models.consents import Consent
from accounts.models.notices import Browser, Channel, Delivery, Notice, NoticeSettings, Robot
from accounts.models.tokens import ApiToken
from accounts.models.users import EmailIdentifierField, IdentifierField, User, UserManager

__all__ = [
    "ApiToken",
    "Browser",
    "Channel",
    "Consent",
    "Delivery",
    "EmailIdentifierField",
    "Erasure",
    "IdentifierField",
    "Notice",
    "NoticeSettings",
    "Question",
    "Robot",
    "User",
    "UserManager",
]
