import datetime as dt
import hashlib
import secrets

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction

from accounts.documents import DOCUMENTS
from accounts.errors import IdentifierTaken, TooManyTokens, UnknownPurpose
from accounts.models import ApiToken, Consent, User
from accounts.purposes import PURPOSES, followers_of_withdrawal

TOKEN_START = "cj_"
TOKEN_LIMIT = 20
# Writing the time of use at every request would turn each read of the API into a write.
TOKEN_USE_NOTED_EVERY = dt.timedelta(minutes=5)


@transaction.atomic
def register_user(
    *,
    email: str | None = None,
    phone: str | None = None,
    password: str | None = None,
    encoded_password: str = "",
    **fields: object,
) -> User:
    """Opens an account for a person who has shown that the address or the number is theirs.

    `phone` is E.164. `encoded_password` is a password already hashed; with neither, the person signs in by
    code. `fields` go to the user as they are (name, language, is_staff). Raises IdentifierTaken.
    """
    email = email.strip().lower() if email else None
    user = User(email=email, phone=phone, phone_verified=phone is not None, **fields)
    if encoded_password:
        user.password = encoded_password
    else:
        user.set_password(password)
    try:
        # A savepoint of its own, so that a lost race does not spoil the caller's transaction.
        with transaction.atomic():
            user.save()
            if email:
                EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    except IntegrityError as error:
        raise IdentifierTaken from error
    return user


@transaction.atomic
def confirm_phone(user: User, *, phone: str) -> None:
    """Gives a person this phone number (E.164) to sign in with, now confirmed. Raises IdentifierTaken."""
    user.phone = phone
    user.phone_verified = True
    try:
        with transaction.atomic():
            user.save(update_fields=["phone", "phone_verified"])
    except IntegrityError as error:
        user.refresh_from_db(fields=["phone", "phone_verified"])
        raise IdentifierTaken from error


@transaction.atomic
def toggle_hidden_amounts(user: User) -> bool:
    """Turns the hiding of amounts on or off; returns whether they are hidden now."""
    locked = User.objects.select_for_update().only("hide_amounts").get(pk=user.pk)
    user.hide_amounts = not locked.hide_amounts
    user.save(update_fields=["hide_amounts"])
    return user.hide_amounts


def choose_language(user: User, *, language: str) -> None:
    """Keeps the language that a person picked, for every device."""
    user.language = language
    user.save(update_fields=["language"])


def update_person(user: User, *, name: str, language: str, green_income: bool, is_student: bool) -> None:
    """Keeps what a person says about themselves on the Me page."""
    user.name = name
    user.language = language
    user.green_income = green_income
    user.is_student = is_student
    user.save(update_fields=["name", "language", "green_income", "is_student"])


@transaction.atomic
def grant_consent(user: User, *, purpose: str, where: str, at: dt.datetime) -> Consent:
    """Notes that a person agrees to a purpose, in its wording of today, on the page named `where`.

    Granting what stands already changes nothing and returns it; one to an older wording is closed first.
    Raises UnknownPurpose.
    """
    if purpose not in PURPOSES:
        raise UnknownPurpose
    return _note_consent(user, purpose=purpose, version=PURPOSES[purpose].version, where=where, at=at)


@transaction.atomic
def agree_to_documents(user: User, *, where: str, at: dt.datetime) -> None:
    """Notes that a person agrees to the terms and the privacy policy of today, on the page named `where`."""
    for document in DOCUMENTS.values():
        _note_consent(user, purpose=document.key, version=document.version, where=where, at=at)


def _note_consent(user: User, *, purpose: str, version: str, where: str, at: dt.datetime) -> Consent:
    # Two taps at once would both find no consent; the person's row makes them wait for each other.
    User.objects.select_for_update().only("pk").get(pk=user.pk)
    standing = Consent.objects.filter(user=user, purpose=purpose, withdrawn_at__isnull=True).first()
    if standing is not None:
        if standing.text_version == version:
            return standing
        standing.withdrawn_at = at
        standing.save(update_fields=["withdrawn_at"])
    return Consent.objects.create(user=user, purpose=purpose, text_version=version, where=where, granted_at=at)


@transaction.atomic
def withdraw_consent(user: User, *, purpose: str, at: dt.datetime) -> bool:
    """Closes the consent to a purpose; False when none stood. Works for purposes no longer asked for.

    What other apps made of it is undone in the same transaction. Raises UnknownPurpose for the terms and the privacy
    policy, without which there is no account: erasing it is the way out of them.
    """
    if purpose in DOCUMENTS:
        raise UnknownPurpose
    standing = Consent.objects.filter(user=user, purpose=purpose, withdrawn_at__isnull=True)
    withdrawn = standing.update(withdrawn_at=at) > 0
    for undo in followers_of_withdrawal(purpose):
        undo(user)
    return withdrawn


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
