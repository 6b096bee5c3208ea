from typing import Any
from uuid import UUID

from django.utils.translation import gettext as said_now
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ledger.forms.mapping import ENCODINGS
from ledger.importers.generic import MAX_COLUMNS, ROLES, Layout
from ledger.importers.generic_cells import DATE_ORDERS
from ledger.importers.generic_csv import DELIMITERS
from ledger.models import Account
from ledger.queries.imports import pickable_accounts
from ledger.rules.money import CURRENCIES
from ledger.services.imports import Look

COLUMN_ROLES = list(ROLES)
ROWS_SHOWN = 20


class LayoutSerializer(serializers.Serializer):
    """How a table is read."""

    roles = serializers.ListField(
        child=serializers.ChoiceField(choices=COLUMN_ROLES, allow_blank=True),
        max_length=MAX_COLUMNS,
        help_text=_("what each column is, in their order; empty for one that is not used"),
    )
    heading = serializers.ListField(
        child=serializers.CharField(allow_blank=True, trim_whitespace=False),
        max_length=MAX_COLUMNS,
        required=False,
        default=list,
        help_text=_("the row of names, as it was shown; empty where the table has none"),
    )
    date_order = serializers.ChoiceField(choices=list(DATE_ORDERS), default="ymd")
    minus = serializers.ChoiceField(
        choices=["out", "in"], default="out", help_text=_("what an amount below zero is: spent, or received")
    )
    decimal = serializers.ChoiceField(choices=[".", ","], default=".")
    currency = serializers.ChoiceField(choices=sorted(CURRENCIES), help_text=_("of amounts that name none"))
    encoding = serializers.ChoiceField(
        choices=[key for key, _name in ENCODINGS if key],
        allow_blank=True,
        default="",
        help_text=_("of a text; empty: found out"),
    )
    delimiter = serializers.ChoiceField(choices=list(DELIMITERS), default=",")
    sheet = serializers.IntegerField(min_value=0, max_value=200, default=0, help_text=_("of a workbook, from 0"))


class ImportColumnsWriteSerializer(LayoutSerializer):
    """What a person says of a table."""

    account = serializers.UUIDField(
        required=False, allow_null=True, default=None, help_text=_("the one that rows belong to where they name none")
    )

    def validate_account(self, public_id: UUID | None) -> Account | None:
        if public_id is None:
            return None
        for account in pickable_accounts(self.context["member"].book):
            if account.public_id == public_id:
                return account
        raise serializers.ValidationError(said_now("Choose one of these."))

    def layout(self) -> Layout:
        """What was said. Only of a serializer that is valid."""
        said = {name: value for name, value in self.validated_data.items() if name != "account"}
        return Layout.from_json(said)


class TableRowSerializer(serializers.Serializer):
    line = serializers.IntegerField(help_text=_("in the file, from 1"))
    cells = serializers.ListField(child=serializers.CharField())


class TakenRowSerializer(serializers.Serializer):
    line = serializers.IntegerField(help_text=_("in the file, from 1"))
    kind = serializers.CharField()
    date = serializers.DateField()
    amount_minor = serializers.IntegerField()
    currency = serializers.CharField()
    account = serializers.CharField()
    counter_account = serializers.CharField()
    category = serializers.CharField()
    payee = serializers.CharField(source="counterparty")
    note = serializers.CharField()


class RefusedRowSerializer(serializers.Serializer):
    line = serializers.IntegerField(help_text=_("in the file, from 1"))
    reason = serializers.CharField()


class ImportColumnsSerializer(serializers.Serializer):
    """The beginning of a table under a layout: its rows as they stand, and as they would be read."""

    file = serializers.SerializerMethodField(help_text=_("its name"))
    layout = LayoutSerializer()
    rows = serializers.SerializerMethodField()
    taken = serializers.SerializerMethodField(help_text=_("rows as they would be read"))
    refused = serializers.SerializerMethodField(help_text=_("rows that could not be read"))
    wrong = serializers.DictField(
        child=serializers.CharField(), help_text=_("what the layout lacks, by field; nothing is read until it is empty")
    )
    order_sure = serializers.BooleanField(help_text=_("whether the table itself tells the order of its dates"))
    currency_sure = serializers.BooleanField(help_text=_("whether the table itself tells its currency"))

    def get_file(self, look: Look) -> str:
        return self.context["file"]["name"]

    @extend_schema_field(TableRowSerializer(many=True))
    def get_rows(self, look: Look) -> Any:
        return [{"line": line, "cells": cells} for line, cells in look.raw[:ROWS_SHOWN]]

    @extend_schema_field(TakenRowSerializer(many=True))
    def get_taken(self, look: Look) -> Any:
        return TakenRowSerializer(look.taken[:ROWS_SHOWN], many=True).data

    @extend_schema_field(RefusedRowSerializer(many=True))
    def get_refused(self, look: Look) -> Any:
        return RefusedRowSerializer(look.refused[:ROWS_SHOWN], many=True).data
