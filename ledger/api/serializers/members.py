from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.identifiers import Identifier, read_identifier
from ledger.access import access_person
from ledger.errors import BookNotFound
from ledger.models import Invitation, Member, Role

# A book is handed over, never given away by a role.
GIVEN_ROLES = [(role.value, role.label) for role in Role if role != Role.OWNER]


class MemberChangeSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=50, required=False)
    role = serializers.ChoiceField(choices=GIVEN_ROLES, required=False)
    till = serializers.BooleanField(
        required=False, help_text=_("whether a contributor is at the till: sees own entries alone, and no balance")
    )


class InvitationSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    role = serializers.ChoiceField(choices=GIVEN_ROLES)
    claims = serializers.UUIDField(
        source="claims.public_id", allow_null=True, default=None, help_text=_("the person that whoever accepts becomes")
    )
    address = serializers.CharField(help_text=_("where it was sent; empty for a link alone"))
    max_uses = serializers.IntegerField(allow_null=True, help_text=_("null: as often as people come"))
    uses = serializers.IntegerField()
    created_by = serializers.CharField(source="created_by.name")
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class MadeInvitationSerializer(InvitationSerializer):
    link = serializers.SerializerMethodField(help_text=_("told this once"))

    def get_link(self, invitation: Invitation) -> str:
        return self.context["link"]


class InviteSerializer(serializers.Serializer):
    role = serializers.ChoiceField(choices=GIVEN_ROLES)
    days = serializers.IntegerField(min_value=1, max_value=90, default=7)
    max_uses = serializers.IntegerField(min_value=1, max_value=1000, allow_null=True, default=1)
    claims = serializers.UUIDField(required=False, help_text=_("a person of the book without an account"))
    address = serializers.CharField(
        max_length=254, required=False, help_text=_("an e-mail address or a mainland phone number to send it to")
    )

    def validate_claims(self, value: str) -> Member:
        try:
            return access_person(self.context["member"], value)
        except BookNotFound:
            raise serializers.ValidationError(_("There is nobody of this id in the book.")) from None

    def validate_address(self, value: str) -> Identifier:
        try:
            return read_identifier(value)
        except ValueError:
            raise serializers.ValidationError(
                _("Enter a mainland phone number (11 digits) or an e-mail address.")
            ) from None
