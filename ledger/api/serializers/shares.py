"""How an entry is shared, and who owes whom."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as said_now
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from ledger.access import named_row
from ledger.api.serializers.plans import named
from ledger.directory import directory_of
from ledger.models import Account, Book, Member
from ledger.rules.shares import How, Item, Split
from ledger.services.drafts import MAX_AMOUNT_MINOR
from ledger.services.settling import Paid

HOWS = [(how.value, how.value) for how in How]
MOST = 100


class ItemSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    amount_minor = serializers.IntegerField(min_value=0, max_value=MAX_AMOUNT_MINOR)
    people = serializers.ListField(child=serializers.UUIDField(), max_length=MOST, help_text=_("who had it"))


class PersonNumberSerializer(serializers.Serializer):
    member = serializers.UUIDField()
    number = serializers.IntegerField(
        min_value=0,
        max_value=MAX_AMOUNT_MINOR,
        required=False,
        default=1,
        help_text=_("hundredths of a part or of a percent; minor units where amounts are exact"),
    )


class SplitSerializer(serializers.Serializer):
    """How an entry is shared. By items the items say it all; in every other way `people` do."""

    how = serializers.ChoiceField(choices=HOWS)
    people = PersonNumberSerializer(many=True, required=False)
    items = ItemSerializer(many=True, required=False)


def split_of_request(member: Member, sent: Any) -> dict[str, Any] | None:
    """What was sent as an entry keeps it. Raises BookNotFound for people whom the book does not have."""
    if sent is None:
        return None

    def person(public_id: UUID) -> int:
        return named_row(member, Member, public_id).pk

    how = How(sent["how"])
    items = tuple(
        Item(item["name"], item["amount_minor"], tuple(person(each) for each in item["people"]))
        for item in sent.get("items", [])
    )
    of = {person(each["member"]): 1 if how is How.EQUAL else each["number"] for each in sent.get("people", [])}
    return Split(how, of, items).as_json()


def split_to_send(book: Book, kept: Any) -> dict[str, Any] | None:
    """The other way round. People who are gone are left out."""
    if kept is None:
        return None
    split, people = Split.read(kept), directory_of(book).people
    return {
        "how": split.how.value,
        "people": [{"member": people[pk].public_id, "number": n} for pk, n in split.of.items() if pk in people],
        "items": [
            {
                "name": item.name,
                "amount_minor": item.amount_minor,
                "people": [people[pk].public_id for pk in item.people if pk in people],
            }
            for item in split.items
        ],
    }


class ShareSerializer(serializers.Serializer):
    member = named("person")
    amount_minor = serializers.IntegerField(help_text=_("in the entry's currency"))


class EntrySharesSerializer(serializers.Serializer):
    """How an entry is shared; null: as the book does by default. `shares` sum to its amount."""

    split = SplitSerializer(allow_null=True)
    shares = ShareSerializer(many=True)
    version = serializers.IntegerField(help_text=_("of the entry; goes up by one with each change"))


class EntrySharesWriteSerializer(serializers.Serializer):
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, help_text=_("the one that you looked at"))
    split = SplitSerializer(allow_null=True)


class StandingSerializer(serializers.Serializer):
    member = named("person", _("null for the book's own money"))
    paid_minor = serializers.IntegerField(help_text=_("what this person put in, less what came back"))
    share_minor = serializers.IntegerField(help_text=_("what falls to this person"))
    owed_minor = serializers.IntegerField(help_text=_("above zero the person gets it, below zero the person gives it"))


class PaymentSerializer(serializers.Serializer):
    giver = named("giver", _("null for the book's own money"))
    taker = named("taker", _("null for the book's own money"))
    amount_minor = serializers.IntegerField()


class StandingsSerializer(serializers.Serializer):
    """Where everybody stands in one currency, and the fewest payments that make all even."""

    currency = serializers.CharField()
    standings = StandingSerializer(many=True, source="rows")
    payments = PaymentSerializer(many=True)


class OwnStandingSerializer(serializers.Serializer):
    owed_minor = serializers.IntegerField(help_text=_("above zero you get it, below zero you give it"))
    payments = PaymentSerializer(many=True, help_text=_("those that you give or get"))


class SettleQuerySerializer(serializers.Serializer):
    on = serializers.DateField(required=False, help_text=_("at the end of this day; now where left out"))


class PaymentWriteSerializer(serializers.Serializer):
    giver = serializers.UUIDField(allow_null=True, required=False, default=None)
    taker = serializers.UUIDField(allow_null=True, required=False, default=None)
    amount_minor = serializers.IntegerField(min_value=1, max_value=MAX_AMOUNT_MINOR)
    account = serializers.UUIDField(
        allow_null=True, required=False, default=None, help_text=_("of the book, where giver or taker is null")
    )


class SettleSerializer(serializers.Serializer):
    """Payments that were made. With `all` they must be the ones that are due now; else any."""

    payments = serializers.ListField(child=PaymentWriteSerializer(), min_length=1, max_length=MOST)
    all = serializers.BooleanField(required=False, default=False)
    client_id = serializers.UUIDField(required=False, help_text=_("makes a retry safe"))

    def paid(self) -> list[Paid]:
        """The payments with rows of the member's book. Raises BookNotFound."""
        member = self.context["member"]

        def row(model: Any, public_id: UUID | None) -> Any:
            return None if public_id is None else named_row(member, model, public_id)

        return [
            Paid(
                row(Member, each["giver"]),
                row(Member, each["taker"]),
                each["amount_minor"],
                row(Account, each["account"]),
            )
            for each in self.validated_data["payments"]
        ]

    def validate_payments(self, payments: list[Any]) -> list[Any]:
        if any(each["giver"] == each["taker"] for each in payments):
            raise serializers.ValidationError(said_now("Choose two different people."))
        return payments


class SettlementSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    by = named("by")
    at = serializers.DateTimeField()
    undone_at = serializers.DateTimeField(allow_null=True)
    payments = serializers.SerializerMethodField()

    def get_payments(self, row: Any) -> list[dict[str, Any]]:
        people = directory_of(row.book).people

        def public(pk: int | None) -> str | None:
            return str(people[pk].public_id) if pk in people else None

        return [
            {
                "giver": public(each["giver"]),
                "taker": public(each["taker"]),
                "amount_minor": each["amount_minor"],
                "entry": each["entry"],
            }
            for each in row.payments
        ]
