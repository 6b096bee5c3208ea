"""Who people are in the community: a name of their own choice, never their address."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7


class Profile(models.Model):
    """A person as the community sees them. Its id is its own: nobody finds the person's books by it."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="profile")
    name = models.CharField(_("name in the community"), max_length=24)
    # Two people of one name could be taken for one another: this is the name as it is compared.
    name_key = models.CharField(max_length=72, unique=True, editable=False)
    bio = models.CharField(_("about me"), max_length=200, blank=True)
    # What the staff took from here: nobody takes that name again, and an appeal brings both back.
    taken_name = models.CharField(max_length=24, blank=True, editable=False)
    taken_bio = models.CharField(max_length=200, blank=True, editable=False)
    created_at = models.DateTimeField(_("since"))

    class Meta:
        verbose_name = _("profile")
        verbose_name_plural = _("profiles")

    def __str__(self) -> str:
        return self.name
