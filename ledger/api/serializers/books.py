from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ledger.models import Account, Member, Role
from ledger.permissions import at_till
from ledger.rules.flow import ACCOUNT_CLASS
from ledger.scenarios import Scene
from ledger.services.drafts import MAX_AMOUNT_MINOR

ACCOUNT_KINDS = list(ACCOUNT_CLASS)
# A pocket is made with its member, never by itself.
OPENED_ACCOUNT_KINDS = [kind for kind in ACCOUNT_KINDS if kind != "member"]
CATEGORY_KINDS = ["expense", "income"]


class SceneSerializer(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.SerializerMethodField()
    pitch = serializers.SerializerMethodField()
    icon = serializers.CharField()
    color = serializers.CharField()

    def get_name(self, scene: Scene) -> str:
        return scene.name.text(self.context["language"])

    def get_pitch(self, scene: Scene) -> str:
        return scene.pitch.text(self.context["language"])


class BookSerializer(serializers.Serializer):
    """A book as its reader's membership shows it."""

    id = serializers.UUIDField(source="book.public_id", read_only=True)
    name = serializers.CharField(source="book.name")
    scene = serializers.CharField(source="book.scene")
    icon = serializers.CharField(source="book.icon")
    color = serializers.CharField(source="book.color")
    currency = serializers.CharField(source="book.currency", help_text=_("ISO 4217, such as CNY"))
    time_zone = serializers.CharField(source="book.time_zone")
    month_start_day = serializers.IntegerField(
        source="book.month_start_day", help_text=_("the day of the month on which the book's months begin")
    )
    role = serializers.ChoiceField(choices=Role.choices, help_text=_("your role in this book"))
    archived_at = serializers.DateTimeField(source="book.archived_at", allow_null=True)


class BookOpenSerializer(serializers.Serializer):
    scene = serializers.CharField(max_length=40, help_text=_("the slug of a scene"))
    name = serializers.CharField(
        max_length=60, required=False, default="", allow_blank=True, help_text=_("the scene's own name where empty")
    )
    currency = serializers.CharField(max_length=3, required=False, default="CNY")


class BookChangeSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=60, required=False)
    month_start_day = serializers.IntegerField(min_value=1, max_value=28, required=False)
    contributors_see_all = serializers.BooleanField(
        required=False, help_text=_("whether contributors see what others recorded")
    )
    contributors_see_balances = serializers.BooleanField(
        required=False, help_text=_("whether contributors see what lies in the accounts")
    )
    approval_above_minor = serializers.IntegerField(
        required=False,
        allow_null=True,
        min_value=0,
        max_value=MAX_AMOUNT_MINOR,
        help_text=_("what is spent above it waits for approval; null: nothing waits"),
    )


class MemberSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    name = serializers.CharField(max_length=50)
    role = serializers.SerializerMethodField(help_text=_("empty for a person who does not sign in"))
    joined_at = serializers.DateTimeField(read_only=True, allow_null=True)
    guest = serializers.BooleanField(
        source="is_guest", read_only=True, help_text=_("came through the book's link for guests, without signing in")
    )
    till = serializers.SerializerMethodField(help_text=_("a contributor who is set up for the till"))

    @extend_schema_field(serializers.ChoiceField(choices=Role.choices, allow_blank=True))
    def get_role(self, member: Member) -> str:
        return member.role

    def get_till(self, member: Member) -> bool:
        return at_till(member)


class AccountSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="account.public_id")
    name = serializers.CharField(source="account.name")
    kind = serializers.ChoiceField(source="account.kind", choices=ACCOUNT_KINDS)
    currency = serializers.CharField(source="account.currency")
    number_tail = serializers.CharField(source="account.number_tail", help_text=_("the last digits of its number"))
    due_day = serializers.IntegerField(source="account.due_day", allow_null=True)
    balance_minor = serializers.IntegerField(
        allow_null=True,
        help_text=_("in the account's currency, below zero is owed; null where your role hides it"),
    )
    balance_confirmed_on = serializers.DateField(source="account.balance_confirmed_on", allow_null=True)
    archived_at = serializers.DateTimeField(source="account.archived_at", allow_null=True)


class AccountWriteSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=60)
    kind = serializers.ChoiceField(choices=OPENED_ACCOUNT_KINDS)
    currency = serializers.CharField(max_length=3, required=False, help_text=_("the book's own where left out"))
    number_tail = serializers.CharField(max_length=8, required=False, allow_blank=True)
    due_day = serializers.IntegerField(min_value=1, max_value=31, required=False, allow_null=True)


class AccountChangeSerializer(AccountWriteSerializer):
    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        for field in fields.values():
            field.required = False
        return fields


class BalanceSerializer(serializers.Serializer):
    balance_minor = serializers.IntegerField(
        min_value=-MAX_AMOUNT_MINOR,
        max_value=MAX_AMOUNT_MINOR,
        help_text=_("in the account's currency, below zero for what is owed"),
    )
    on = serializers.DateField(help_text=_("the balance is that of the end of this day"))


class CategorySerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    kind = serializers.ChoiceField(choices=CATEGORY_KINDS)
    key = serializers.CharField(help_text=_("the scene's name for it, the same in every language; may be empty"))
    name = serializers.CharField()
    icon = serializers.CharField()

    # Not declared above: a serializer has a `parent` of its own.
    def get_fields(self) -> dict[str, Any]:
        parent = serializers.UUIDField(source="parent.public_id", default=None, allow_null=True)
        return {**super().get_fields(), "parent": parent}


class CategoryWriteSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=40)
    kind = serializers.ChoiceField(choices=CATEGORY_KINDS)
    icon = serializers.CharField(max_length=40, required=False, default="tag")

    def get_fields(self) -> dict[str, Any]:
        parent = serializers.UUIDField(
            required=False, allow_null=True, default=None, help_text=_("a category of the first level, or null")
        )
        return {**super().get_fields(), "parent": parent}


class CategoryChangeSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=40, required=False)
    icon = serializers.CharField(max_length=40, required=False)


def account_row(account: Account, balance_minor: int | None) -> dict[str, Any]:
    return {"account": account, "balance_minor": balance_minor}
