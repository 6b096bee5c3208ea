"""People: opening an account, its number, and what a person says of themselves."""

from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from accounts.errors import IdentifierTaken
from accounts.models import User


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
def close_accounts(people: QuerySet[User], *, by: User, closed: bool) -> list[User]:
    """Closes these accounts, or opens them again; returns those that this changed.

    Nobody closes their own, and one of the staff is closed by a superuser alone: both are passed over.
    """
    found = people.filter(is_active=closed).exclude(pk=by.pk).select_for_update()
    if not by.is_superuser:
        found = found.filter(is_staff=False)
    changed = list(found)
    User.objects.filter(pk__in=[user.pk for user in changed]).update(is_active=not closed)
    return changed


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
