from typing import ClassVar

from django.apps import apps
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.identifiers import masked
from accounts.ids import uuid7


class IdentifierField(models.CharField):
    """An address to sign in with: lower-case, and NULL where there is none, so that it can be unique."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return value.strip().lower() or None if value else None


class EmailIdentifierField(IdentifierField, models.EmailField):
    pass


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str | None = None, password: str | None = None, **fields) -> "User":
        user = self.model(email=email.strip().lower() if email else None, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        """Whoever may run commands on the server is believed: the address counts as confirmed."""
        user = self.create_user(email, password, is_staff=True, is_superuser=True, **fields)
        EmailAddress = apps.get_model("account", "EmailAddress")
        EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A person who signs in, with an e-mail address or a mainland phone number (E.164, +86…)."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    email = EmailIdentifierField(_("email"), max_length=254, unique=True, null=True, blank=True)
    phone = IdentifierField(_("phone"), max_length=20, unique=True, null=True, blank=True)
    phone_verified = models.BooleanField(_("phone verified"), default=False)
    name = models.CharField(_("name"), max_length=50, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    hide_amounts = models.BooleanField(_("hide amounts"), default=False)
    # The Chinese habit is income red and expense green; some readers want it the other way round.
    green_income = models.BooleanField(_("income in green"), default=False)
    is_student = models.BooleanField(_("student"), default=False)
    birth_year = models.PositiveSmallIntegerField(_("year of birth"), null=True, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    is_staff = models.BooleanField(_("staff"), default=False)
    date_joined = models.DateTimeField(_("joined"), auto_now_add=True)
    # Browsers that the person signed in with before count as new ones since then (accounts.devices).
    devices_since = models.DateTimeField(null=True, blank=True, editable=False)

    # How many notices wait on the bell, at most 99; of the user of a request (`accounts.queries.active_user`).
    unread_notices: int = 0

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(
                name="accounts_user_identifier_required",
                condition=models.Q(email__isnull=False) | models.Q(phone__isnull=False),
            )
        ]

    def __str__(self) -> str:
        # Staff pages and their log show it: no address and no number is told in whole.
        identifier = self.email or self.phone
        return self.name or (masked(identifier) if identifier else str(self.public_id))

    def get_username(self) -> str:
        # The staff pages show it, and not everyone has an e-mail address.
        return self.email or self.phone or ""

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return self.name or (self.email or "").split("@")[0] or (self.phone or "")[-4:]
