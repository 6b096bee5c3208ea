from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as said_now
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from ledger.access import access_book, access_row, named_row
from ledger.api.serializers.base import SharedFieldsSerializer
from ledger.models import Account, Category, Entry, Member
from ledger.services.bulk import (
    Change,
    Delete,
    SetAccount,
    SetCategory,
    SetDate,
    SetMember,
    SetProject,
    SetSharers,
    SetTags,
)
from ledger.services.moves import MoveTo
from ledger.visibility import visible_entries

MOST_NAMED = 10_000


class BulkSerializer(SharedFieldsSerializer):
    """Entries, and the one thing that is to be changed of all of them."""

    entries = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=MOST_NAMED)
    category = serializers.UUIDField(required=False, allow_null=True)
    account = serializers.UUIDField(required=False, help_text=_("with `book`, an account there; else one of this book"))
    member = serializers.UUIDField(required=False, allow_null=True)
    sharers = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        max_length=100,
        help_text=_("people who share alike; empty: as the book does by default"),
    )
    project = serializers.CharField(required=False, allow_blank=True, max_length=60)
    tags_added = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=10)
    tags_removed = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=10)
    date = serializers.DateField(required=False)
    book = serializers.UUIDField(required=False, help_text=_("another book of yours, to move them there"))
    delete = serializers.BooleanField(required=False, help_text=_("into the recycle bin"))

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        if not asked.get("delete", True):
            del asked["delete"]
        wanted = {name.partition("_")[0] for name in asked} - {"entries"}
        if "book" in wanted and "account" in wanted:
            wanted.remove("account")
        elif "book" in wanted:
            raise serializers.ValidationError({"account": said_now("Choose an account of the other book.")})
        if len(wanted) != 1:
            raise serializers.ValidationError(said_now("Say one thing that is to be changed."))
        return asked

    def chosen(self) -> QuerySet[Entry]:
        """The entries named that the member may see; others are passed over."""
        return visible_entries(self.context["member"]).filter(client_id__in=self.validated_data["entries"])

    def change(self) -> Change:
        """The change that was asked for, with rows of the member's books. Raises BookNotFound, RoleTooLow."""
        member, asked = self.context["member"], self.validated_data
        if "book" in asked:
            there = access_book(member.user, asked["book"])
            return MoveTo(there, access_row(there, Account, asked["account"]))
        if "category" in asked:
            category = asked["category"]
            return SetCategory(named_row(member, Category, category) if category else None)
        if "account" in asked:
            return SetAccount(named_row(member, Account, asked["account"]))
        if "member" in asked:
            return SetMember(named_row(member, Member, asked["member"]) if asked["member"] else None)
        if "sharers" in asked:
            return SetSharers(tuple(named_row(member, Member, person) for person in asked["sharers"]))
        if "project" in asked:
            return SetProject(asked["project"])
        if "date" in asked:
            return SetDate(asked["date"])
        if "delete" in asked:
            return Delete()
        return SetTags(tuple(asked.get("tags_added", ())), tuple(asked.get("tags_removed", ())))


class StepSerializer(SharedFieldsSerializer):
    id = serializers.UUIDField(source="public_id")
    said = serializers.CharField(help_text=_("what was done, in the language of who did it"))
    entries_changed = serializers.IntegerField(source="n", help_text=_("linked payments in other books among them"))
    at = serializers.DateTimeField()
    undone_at = serializers.DateTimeField(allow_null=True)
    left_alone = serializers.IntegerField(help_text=_("entries that somebody had changed since, when it was undone"))
