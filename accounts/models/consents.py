import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Consent(models.Model):
    """What a person agreed to, when, to which wording, and where in the app; withdrawn or still standing.

    The rows are evidence: they are added, closed once, and never changed or removed. `purpose` is a key of
    `accounts.purposes`, so a new purpose makes no migration.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=40)
    text_version = models.CharField(_("version of the wording"), max_length=20)
    where = models.CharField(_("where"), max_length=60)
    granted_at = models.DateTimeField(_("granted"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        constraints = [
            models.UniqueConstraint(
                name="accounts_consent_one_open",
                fields=["user", "purpose"],
                condition=models.Q(withdrawn_at__isnull=True),
            ),
            models.CheckConstraint(
                name="accounts_consent_withdrawn_later",
                condition=models.Q(withdrawn_at__isnull=True) | models.Q(withdrawn_at__gte=models.F("granted_at")),
            ),
        ]
        triggers = [
            pgtrigger.Protect(name="consent_keep", operation=pgtrigger.Delete),
            pgtrigger.Protect(
                name="consent_keep_words",
                operation=pgtrigger.Update,
                condition=pgtrigger.AnyChange(exclude=["withdrawn_at"]),
            ),
            pgtrigger.Protect(
                name="consent_close_once",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__withdrawn_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} ({self.text_version})"
