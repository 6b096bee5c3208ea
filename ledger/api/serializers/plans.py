from typing import Any, ClassVar

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from ledger.access import named_row
from ledger.directory import directory_of
from ledger.errors import BookNotFound
from ledger.models import Account, Category, Member, Scheduled
from ledger.queries.budgets import Pace
from ledger.services.drafts import MAX_AMOUNT_MINOR
from ledger.services.plans import BudgetDraft, ScheduledDraft

BOOKS_CURRENCY = _("in the book's currency")


def named(name: str, help_text: Any = None) -> serializers.UUIDField:
    """The id of a row that may be none."""
    return serializers.UUIDField(
        source=f"{name}.public_id", default=None, allow_null=True, read_only=True, help_text=help_text
    )


class BudgetSerializer(serializers.Serializer):
    """A budget with what was spent of it."""

    id = serializers.UUIDField(source="budget.public_id")
    name = serializers.CharField(help_text=_("what it is for, in your language"))
    category = named("budget.category", _("with its children"))
    project = serializers.CharField(source="budget.project.name", default="")
    stage = serializers.CharField(source="budget.stage", help_text=_("the key of a stage of the scene; may be empty"))
    amount_minor = serializers.IntegerField(help_text=BOOKS_CURRENCY)
    monthly = serializers.BooleanField(help_text=_("for each of the book's months, else once"))
    first = serializers.DateField(help_text=_("of the present month where it is for each month"))
    last = serializers.DateField()
    spent_minor = serializers.IntegerField(help_text=_("net of refunds, in the book's currency"))
    left_minor = serializers.IntegerField(help_text=_("below zero where it is over"))
    per_day_minor = serializers.IntegerField(help_text=_("what may be spent on each day left"))
    pace = serializers.ChoiceField(
        choices=[(pace.value, pace.value) for pace in Pace], help_text=_("whether money goes faster than the days")
    )
    version = serializers.IntegerField(source="budget.version", help_text=_("goes up by one with each change"))


class BudgetWriteSerializer(serializers.Serializer):
    """A budget to set: for everything, or for one category, project or stage; without days for each month."""

    amount_minor = serializers.IntegerField(min_value=1, max_value=MAX_AMOUNT_MINOR, help_text=BOOKS_CURRENCY)
    category = serializers.UUIDField(required=False, allow_null=True)
    project = serializers.CharField(max_length=60, required=False, allow_blank=True, help_text=_("by its name"))
    stage = serializers.CharField(max_length=40, required=False, allow_blank=True)
    first = serializers.DateField(required=False, allow_null=True)
    last = serializers.DateField(required=False, allow_null=True)

    def rows(self) -> dict[str, Any]:
        """What was sent, with rows of the member's book for their ids and names. Raises BookNotFound."""
        member, sent = self.context["member"], dict(self.validated_data)
        if sent.get("category") is not None:
            sent["category"] = named_row(member, Category, sent["category"])
        if "project" in sent:
            name = sent["project"].strip()
            sent["project"] = directory_of(member.book).projects_by_name.get(name) if name else None
            if name and sent["project"] is None:
                raise BookNotFound
        return sent

    def draft(self) -> BudgetDraft:
        return BudgetDraft(**self.rows())


class VersionSerializer(serializers.Serializer):
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1, help_text=_("the one that you looked at"))


class BudgetChangeSerializer(BudgetWriteSerializer, VersionSerializer):
    """The fields to change, and the `version` of the budget that you looked at."""

    def get_fields(self) -> dict[str, Any]:
        return _only_version_required(super().get_fields())

    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in self.rows().items() if name != "version"}


class ScheduledSerializer(serializers.Serializer):
    """Money that is to move, or a day to remember."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.ChoiceField(choices=Scheduled.Kind.choices)
    name = serializers.CharField()
    icon = serializers.CharField()
    due = serializers.DateField(help_text=_("the next day it comes"))
    every = serializers.ChoiceField(choices=Scheduled.Every.choices, help_text=_("empty for once"))
    lunar = serializers.BooleanField(help_text=_("repeats by the Chinese calendar"))
    amount_minor = serializers.IntegerField(
        allow_null=True, help_text=_("in the book's currency; null where only the day is known")
    )
    party = serializers.CharField(help_text=_("with whom"))
    category = named("category")
    account = named("account")
    to_account = named("to_account")
    member = named("member", _("the person it is for"))
    stage = serializers.CharField()
    note = serializers.CharField()
    done_at = serializers.DateTimeField(allow_null=True, help_text=_("set once something that came once was done"))
    done_by = serializers.UUIDField(allow_null=True, help_text=_("the entry that was recorded when it was last done"))
    version = serializers.IntegerField(help_text=_("goes up by one with each change"))


class ScheduledWriteSerializer(serializers.Serializer):
    """Something to write down that is to come."""

    kind = serializers.ChoiceField(choices=Scheduled.Kind.choices)
    name = serializers.CharField(max_length=60)
    icon = serializers.CharField(max_length=40, required=False, allow_blank=True)
    due = serializers.DateField()
    every = serializers.ChoiceField(choices=Scheduled.Every.choices, required=False, allow_blank=True)
    lunar = serializers.BooleanField(required=False, help_text=_("only with `every` year"))
    amount_minor = serializers.IntegerField(
        min_value=1, max_value=MAX_AMOUNT_MINOR, required=False, allow_null=True, help_text=BOOKS_CURRENCY
    )
    party = serializers.CharField(max_length=120, required=False, allow_blank=True)
    category = serializers.UUIDField(required=False, allow_null=True)
    account = serializers.UUIDField(
        required=False, allow_null=True, help_text=_("where money comes from, or of income where it goes")
    )
    to_account = serializers.UUIDField(required=False, allow_null=True, help_text=_("of what is to move"))
    member = serializers.UUIDField(required=False, allow_null=True)
    stage = serializers.CharField(max_length=40, required=False, allow_blank=True)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)

    _ROWS: ClassVar[dict[str, type[Model]]] = {
        "category": Category,
        "account": Account,
        "to_account": Account,
        "member": Member,
    }

    def rows(self) -> dict[str, Any]:
        """What was sent, with rows of the member's book for their ids. Raises BookNotFound."""
        return _with_rows(self.context["member"], self.validated_data, self._ROWS)

    def draft(self) -> ScheduledDraft:
        return ScheduledDraft(**self.rows())


class ScheduledChangeSerializer(ScheduledWriteSerializer, VersionSerializer):
    """The fields to change, and the `version` that you looked at."""

    def get_fields(self) -> dict[str, Any]:
        return _only_version_required(super().get_fields())

    def changes(self) -> dict[str, Any]:
        return {name: value for name, value in self.rows().items() if name != "version"}


class DoSerializer(VersionSerializer):
    """How it was done: what is left out is as it was planned."""

    record = serializers.BooleanField(required=False, default=True, help_text=_("false only ticks it off"))
    on = serializers.DateField(required=False, help_text=_("today where left out"))
    amount_minor = serializers.IntegerField(min_value=1, max_value=MAX_AMOUNT_MINOR, required=False, allow_null=True)
    account = serializers.UUIDField(required=False, allow_null=True)
    to_account = serializers.UUIDField(required=False, allow_null=True)

    def how(self) -> dict[str, Any]:
        """What was sent, with accounts of the member's book for their ids. Raises BookNotFound."""
        return _with_rows(self.context["member"], self.validated_data, {"account": Account, "to_account": Account})


class ComingQuerySerializer(serializers.Serializer):
    days = serializers.IntegerField(
        min_value=0, max_value=366, required=False, default=30, help_text=_("how many days ahead, today not counted")
    )


class ComingSerializer(serializers.Serializer):
    """Something on a day: a bill of an account, or what was scheduled, on each day on which it comes."""

    day = serializers.DateField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Scheduled.Kind.choices)
    amount_minor = serializers.IntegerField(
        allow_null=True, help_text=_("above zero, in `currency`; null where only the day is known")
    )
    currency = serializers.CharField()
    overdue = serializers.BooleanField()
    scheduled = named("scheduled", _("null for the bill of an account"))
    account = named("bill.account", _("the account whose bill it is"))


def _with_rows(member: Member, sent: dict[str, Any], models: dict[str, type[Model]]) -> dict[str, Any]:
    rows = dict(sent)
    for name, model in models.items():
        if rows.get(name) is not None:
            rows[name] = named_row(member, model, rows[name])
    return rows


def _only_version_required(fields: dict[str, Any]) -> dict[str, Any]:
    for name, field in fields.items():
        field.required = name == "version"
    return fields
