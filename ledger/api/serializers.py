"""What goes over the wire. Amounts are whole minor units (`…_minor`) of the currency named beside them."""

from rest_framework import serializers

from ledger.access import access_account, access_category, access_entry, access_member
from ledger.models import Account, Claim, EntryKind, Role
from ledger.rules.flow import ACCOUNT_CLASS
from ledger.services.drafts import EDITABLE, EntryDraft


class SceneSerializer(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.SerializerMethodField()
    pitch = serializers.SerializerMethodField()
    icon = serializers.CharField()
    color = serializers.CharField()

    def _text(self, bilingual) -> str:
        return bilingual.text(self.context["language"])

    def get_name(self, scene) -> str:
        return self._text(scene.name)

    def get_pitch(self, scene) -> str:
        return self._text(scene.pitch)


class BookSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="book.public_id", read_only=True)
    name = serializers.CharField(source="book.name")
    scene = serializers.CharField(source="book.scene")
    icon = serializers.CharField(source="book.icon")
    color = serializers.CharField(source="book.color")
    currency = serializers.CharField(source="book.currency")
    time_zone = serializers.CharField(source="book.time_zone")
    month_start_day = serializers.IntegerField(source="book.month_start_day")
    role = serializers.ChoiceField(choices=Role.choices)
    archived_at = serializers.DateTimeField(source="book.archived_at")


class BookOpenSerializer(serializers.Serializer):
    scene = serializers.CharField(max_length=40)
    name = serializers.CharField(max_length=60, required=False, default="", allow_blank=True)
    currency = serializers.CharField(max_length=3, required=False, default="CNY")


class BookChangeSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=60, required=False)
    month_start_day = serializers.IntegerField(min_value=1, max_value=28, required=False)
    contributors_see_all = serializers.BooleanField(required=False)


class MemberSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    name = serializers.CharField(max_length=50)
    role = serializers.CharField(read_only=True, help_text="empty for a person who does not sign in")


class AccountSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="account.public_id")
    name = serializers.CharField(source="account.name")
    kind = serializers.CharField(source="account.kind")
    currency = serializers.CharField(source="account.currency")
    due_day = serializers.IntegerField(source="account.due_day", allow_null=True)
    balance_minor = serializers.IntegerField(
        allow_null=True, help_text="in the account's currency, below zero is owed; null where your role hides it"
    )
    balance_confirmed_on = serializers.DateField(source="account.balance_confirmed_on", allow_null=True)
    archived_at = serializers.DateTimeField(source="account.archived_at", allow_null=True)


class AccountWriteSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=60)
    kind = serializers.ChoiceField(choices=[kind for kind in ACCOUNT_CLASS if kind != "member"])
    currency = serializers.CharField(max_length=3, required=False)
    number_tail = serializers.CharField(max_length=8, required=False, allow_blank=True)
    due_day = serializers.IntegerField(min_value=1, max_value=31, required=False, allow_null=True)


class BalanceSerializer(serializers.Serializer):
    balance_minor = serializers.IntegerField(help_text="in the account's currency, below zero for what is owed")
    on = serializers.DateField(help_text="the end of this day")


class CategorySerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    parent = serializers.UUIDField(source="parent.public_id", default=None, read_only=True, allow_null=True)
    kind = serializers.ChoiceField(choices=["expense", "income"])
    key = serializers.CharField(read_only=True)
    name = serializers.CharField(max_length=40)
    icon = serializers.CharField(max_length=40)


class CategoryWriteSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=40)
    kind = serializers.ChoiceField(choices=["expense", "income"])
    icon = serializers.CharField(max_length=40, required=False, default="tag")
    parent = serializers.UUIDField(required=False, allow_null=True, default=None)


class EntrySerializer(serializers.Serializer):
    """An entry as it stands. Accounts, category and people are named by their ids."""

    id = serializers.UUIDField(source="client_id")
    kind = serializers.ChoiceField(choices=EntryKind.choices)
    date = serializers.DateField(help_text="the day in the book's own time zone")
    time = serializers.TimeField(allow_null=True)
    amount_minor = serializers.IntegerField()
    currency = serializers.SerializerMethodField()
    to_amount_minor = serializers.IntegerField(allow_null=True)
    base_amount_minor = serializers.IntegerField(help_text="in the book's currency")
    from_account = serializers.UUIDField(source="from_account.public_id", default=None, allow_null=True)
    to_account = serializers.UUIDField(source="to_account.public_id", default=None, allow_null=True)
    category = serializers.UUIDField(source="category.public_id", default=None, allow_null=True)
    member = serializers.UUIDField(source="member.public_id", default=None, allow_null=True)
    paid_by = serializers.UUIDField(source="paid_by.public_id", default=None, allow_null=True)
    recorded_by = serializers.UUIDField(source="recorded_by.public_id")
    merchant = serializers.CharField(source="merchant.name", default="")
    project = serializers.CharField(source="project.name", default="")
    tags = serializers.SerializerMethodField()
    note = serializers.CharField()
    claim = serializers.ChoiceField(choices=Claim.choices)
    group = serializers.UUIDField(allow_null=True)
    linked = serializers.SerializerMethodField(help_text="does another book hold the other side of this payment?")
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()
    changed_at = serializers.DateTimeField()
    deleted_at = serializers.DateTimeField(allow_null=True)

    def get_currency(self, entry) -> str:
        return (entry.from_account or entry.to_account).currency

    def get_tags(self, entry) -> list[str]:
        return [tag.name for tag in entry.tag_rows]

    def get_linked(self, entry) -> bool:
        return entry.link_id is not None


class EntryWriteSerializer(serializers.Serializer):
    """An entry to record. `client_id` makes a retry safe: the same id is never recorded twice."""

    client_id = serializers.UUIDField(required=False)
    kind = serializers.ChoiceField(choices=[kind for kind in EntryKind.choices if kind[0] != "adjustment"])
    date = serializers.DateField()
    time = serializers.TimeField(required=False, allow_null=True)
    amount_minor = serializers.IntegerField(min_value=1)
    to_amount_minor = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    base_amount_minor = serializers.IntegerField(min_value=0, required=False, allow_null=True)
    from_account = serializers.UUIDField(required=False, allow_null=True)
    to_account = serializers.UUIDField(required=False, allow_null=True)
    category = serializers.UUIDField(required=False, allow_null=True)
    member = serializers.UUIDField(required=False, allow_null=True)
    paid_by = serializers.UUIDField(required=False, allow_null=True)
    merchant = serializers.CharField(max_length=120, required=False, allow_blank=True)
    project = serializers.CharField(max_length=60, required=False, allow_blank=True)
    tags = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=10)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)
    claim = serializers.ChoiceField(choices=Claim.choices, required=False, allow_blank=True)
    refund_of = serializers.UUIDField(required=False, allow_null=True)
    extra = serializers.DictField(required=False)

    _ROWS = {
        "from_account": access_account,
        "to_account": access_account,
        "category": access_category,
        "member": access_member,
        "paid_by": access_member,
        "refund_of": access_entry,
    }

    def rows(self) -> dict:
        """The validated fields with each id replaced by the row of the member's book. Raises BookNotFound."""
        member = self.context["member"]
        fields = dict(self.validated_data)
        for name, access in self._ROWS.items():
            if fields.get(name) is not None:
                fields[name] = access(member, fields[name])
        if "tags" in fields:
            fields["tags"] = tuple(fields["tags"])
        return fields

    def draft(self) -> EntryDraft:
        return EntryDraft(**self.rows())


class EntryChangeSerializer(EntryWriteSerializer):
    """The fields to change, and the `version` of the entry that you looked at."""

    version = serializers.IntegerField(min_value=1)

    def get_fields(self):
        fields = super().get_fields()
        for name, field in fields.items():
            field.required = name == "version"
        return fields

    def changes(self) -> dict:
        return {name: value for name, value in self.rows().items() if name in EDITABLE}


class HistorySerializer(serializers.Serializer):
    at = serializers.DateTimeField()
    by = serializers.UUIDField(source="by.public_id", default=None, allow_null=True)
    version = serializers.IntegerField()
    fields_changed = serializers.SerializerMethodField()

    def get_fields_changed(self, change) -> list[str]:
        return sorted(name.removesuffix("_id") for name in change.fields)


class MonthSerializer(serializers.Serializer):
    period = serializers.IntegerField(help_text="yyyymm, the book's own month")
    first = serializers.DateField()
    last = serializers.DateField()
    expense_minor = serializers.IntegerField(help_text="net of refunds, in the book's currency")
    income_minor = serializers.IntegerField()
    left_minor = serializers.IntegerField()
    n = serializers.IntegerField()


class CategorySumSerializer(serializers.Serializer):
    category = serializers.UUIDField(source="category.public_id", default=None, allow_null=True)
    name = serializers.CharField(source="category.name", default="")
    amount_minor = serializers.IntegerField()
    n = serializers.IntegerField()


def account_row(account: Account, balance_minor: int | None) -> dict:
    return {"account": account, "balance_minor": balance_minor}
