"""What a person asked the house for: to be forgotten, and to be helped."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7


class Erasure(models.Model):
    """A person wants their account erased on `due_at`; until then it can be called off, which removes the row.

    `choices` is what the person chose for things shared with others, by the key of the thing. The row of one that was
    done stays with the emptied account.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="erasure")
    choices = models.JSONField(default=dict)
    asked_at = models.DateTimeField(_("asked"))
    due_at = models.DateTimeField(_("due"))
    done_at = models.DateTimeField(_("done"), null=True, blank=True)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("erasures")
        indexes = [models.Index(fields=["due_at"], condition=Q(done_at__isnull=True), name="accounts_erasure_due")]

    def __str__(self) -> str:
        return f"{self.due_at:%Y-%m-%d}"


class Question(models.Model):
    """A question to the help desk, with its answer.

    Besides the person's own words it carries where it was asked: the address without its search, the job that the page
    shows, and codes of what went wrong. Nothing of what the page showed.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="questions", verbose_name=_("user"))
    text = models.TextField(_("question"), max_length=2000)
    page = models.CharField(_("page"), max_length=200, blank=True)
    job = models.UUIDField(_("job"), null=True, blank=True)
    reasons = ArrayField(models.CharField(max_length=60), verbose_name=_("reasons"), default=list, blank=True)
    asked_at = models.DateTimeField(_("asked"))
    answer = models.TextField(_("answer"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    read_at = models.DateTimeField(_("read"), null=True, blank=True)

    class Meta:
        verbose_name = _("question to the help desk")
        verbose_name_plural = _("questions to the help desk")
        indexes = [models.Index(fields=["user", "-id"], name="accounts_question_list")]
        constraints = [
            models.CheckConstraint(
                name="accounts_question_answered_in_words",
                condition=Q(answered_at__isnull=True, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""),
            )
        ]

    def __str__(self) -> str:
        return str(self.public_id)
