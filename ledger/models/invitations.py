"""How people come into a book: by an invitation, as a guest, and as its new owner."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.ids import uuid7
from ledger.models.books import Book, Member, Role


class Invitation(models.Model):
    """A link with which somebody joins a book in a role, until a moment and as often as it says.

    Only a digest of the link's token is kept, as of an API key. Whoever accepts one that `claims` a person takes over
    that very row, with all that it is named in. `address` is the e-mail address or number (E.164) it was sent to.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="invitations")
    role = models.CharField(_("role"), max_length=20)
    claims = models.ForeignKey(Member, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    address = models.CharField(_("sent to"), max_length=254, blank=True)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    # None: as often as people come, for the link of a group.
    max_uses = models.PositiveSmallIntegerField(_("uses allowed"), null=True, blank=True, default=1)
    uses = models.PositiveIntegerField(_("uses"), default=0)
    created_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("works until"))
    revoked_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            # A book is handed over, never given away by a link.
            models.CheckConstraint(
                name="ledger_invitation_role_known",
                condition=Q(role__in=[role for role in Role.values if role != Role.OWNER]),
            ),
            models.CheckConstraint(
                name="ledger_invitation_uses_within", condition=Q(max_uses__isnull=True) | Q(uses__lte=F("max_uses"))
            ),
            models.CheckConstraint(
                name="ledger_invitation_claims_once", condition=Q(claims__isnull=True) | Q(max_uses=1)
            ),
        ]

    def __str__(self) -> str:
        return f"invitation {self.public_id}"


class GuestLink(models.Model):
    """The secret link of a book: whoever opens it says who they are of the people without an account, and is let in.

    A book has one at a time. Each request of a guest looks at this row, so that withdrawing it shuts the door at once.
    """

    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="guest_links")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    may_record = models.BooleanField(_("guests may record"))
    created_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField(_("made at"))
    revoked_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    class Meta:
        verbose_name = _("link for guests")
        verbose_name_plural = _("links for guests")
        constraints = [
            models.UniqueConstraint(
                fields=["book"], condition=Q(revoked_at__isnull=True), name="ledger_guestlink_one_a_book"
            )
        ]

    def __str__(self) -> str:
        return f"guest link {self.pk}"


class Handover(models.Model):
    """The owner offers the book to somebody, who becomes its owner by accepting. A book has one open at a time."""

    book = models.ForeignKey(Book, on_delete=models.CASCADE, related_name="handovers")
    asked_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    to = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    # Accepted, declined, or withdrawn.
    ended_at = models.DateTimeField(null=True)
    accepted = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("handover of a book")
        verbose_name_plural = _("handovers of books")
        constraints = [
            models.UniqueConstraint(
                fields=["book"], condition=Q(ended_at__isnull=True), name="ledger_handover_one_open"
            ),
            models.CheckConstraint(
                name="ledger_handover_accepted_ended", condition=Q(accepted=False) | Q(ended_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"handover {self.pk}"
