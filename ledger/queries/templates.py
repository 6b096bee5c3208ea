"""The templates of a member."""

from django.db.models import QuerySet

from ledger.models import EntryTemplate, Member


def my_templates(member: Member) -> QuerySet[EntryTemplate]:
    """The member's own templates, in their order."""
    return EntryTemplate.objects.filter(member_id=member.pk, deleted_at__isnull=True).order_by("position", "id")
