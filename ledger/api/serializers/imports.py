from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ledger.models import ImportBatch
from ledger.queries.imports import billed_files, preview_counters, rows_done
from ledger.queries.moving import moved_accounts
from ledger.services.imports.upload import MAX_FILES

EDITED_CHOICES = ["bin", "keep"]


class ImportFileSerializer(serializers.Serializer):
    name = serializers.CharField()
    format = serializers.CharField(source="label", help_text=_("what the file was recognised as; empty if as nothing"))
    first = serializers.DateField(allow_null=True, help_text=_("the day of its first row"))
    last = serializers.DateField(allow_null=True, help_text=_("the day of its last row"))
    locked = serializers.BooleanField(source="is_locked", help_text=_("whether its password is still missing"))
    error = serializers.CharField(help_text=_("why it could not be read; empty where it could"))


class ImportCountersSerializer(serializers.Serializer):
    new = serializers.IntegerField(help_text=_("rows that will be written"))
    there = serializers.IntegerField(help_text=_("rows that the book has already"))
    left_out = serializers.IntegerField(help_text=_("rows that are not taken"))
    typed = serializers.IntegerField(help_text=_("rows like an entry typed by hand, which they complete"))
    in_bin = serializers.IntegerField(help_text=_("rows whose entry lies in the recycle bin"))
    rows = serializers.IntegerField()


class MovedAccountSerializer(serializers.Serializer):
    name = serializers.CharField(help_text=_("what the file calls it"))
    account = serializers.UUIDField(
        source="account.public_id",
        allow_null=True,
        default=None,
        help_text=_("the account that it is here; null before it is made"),
    )
    kind = serializers.CharField()
    currency = serializers.CharField()
    source_minor = serializers.IntegerField(help_text=_("its balance in the other app, below zero for what is owed"))
    here_minor = serializers.IntegerField(
        help_text=_("its balance here right after writing; in a preview what it will be")
    )
    agrees = serializers.BooleanField()


class ImportSerializer(serializers.Serializer):
    """An import as it stands: poll it while its state is `reading` or `writing`."""

    id = serializers.UUIDField(source="public_id")
    state = serializers.ChoiceField(choices=ImportBatch.State.choices)
    created_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    rows_done = serializers.SerializerMethodField(help_text=_("rows read or written so far"))
    rows_total = serializers.IntegerField(source="total")
    files = serializers.SerializerMethodField()
    preview = serializers.SerializerMethodField(help_text=_("what writing would do; null unless the state is preview"))
    counts = serializers.DictField(
        child=serializers.IntegerField(), help_text=_("rows by what became of them, and what an undo did")
    )
    error = serializers.CharField(help_text=_("why nothing was imported; empty where nothing is wrong"))
    accounts = serializers.SerializerMethodField(
        help_text=_("the accounts of another app's whole book, beside their balances there; empty for bills")
    )

    def get_rows_done(self, batch: ImportBatch) -> int:
        return rows_done(batch)

    @extend_schema_field(ImportFileSerializer(many=True))
    def get_files(self, batch: ImportBatch) -> Any:
        return ImportFileSerializer(billed_files(batch), many=True).data

    @extend_schema_field(MovedAccountSerializer(many=True))
    def get_accounts(self, batch: ImportBatch) -> Any:
        shown = batch.whole and batch.state in (ImportBatch.State.PREVIEW, ImportBatch.State.DONE)
        return MovedAccountSerializer(moved_accounts(batch) if shown else [], many=True).data

    @extend_schema_field(ImportCountersSerializer(allow_null=True))
    def get_preview(self, batch: ImportBatch) -> Any:
        if batch.state != ImportBatch.State.PREVIEW:
            return None
        return ImportCountersSerializer(preview_counters(batch)).data


def ask_columns() -> serializers.BooleanField:
    return serializers.BooleanField(
        required=False,
        default=False,
        help_text=_("whether to wait for `columns/` of a table that the book has not read before"),
    )


class ImportUploadSerializer(serializers.Serializer):
    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True),
        max_length=MAX_FILES,
        help_text=_("the bills as they came, zips among them"),
    )
    passwords = serializers.ListField(
        child=serializers.CharField(max_length=100),
        max_length=MAX_FILES,
        required=False,
        default=list,
        help_text=_("of zips; used at once and not kept"),
    )
    ask_columns = ask_columns()


class ImportPasswordsSerializer(serializers.Serializer):
    passwords = serializers.ListField(
        child=serializers.CharField(max_length=100), min_length=1, max_length=MAX_FILES, help_text=_("of the zips")
    )
    ask_columns = ask_columns()


class ImportUndoSerializer(serializers.Serializer):
    edited = serializers.ChoiceField(
        choices=EDITED_CHOICES,
        required=False,
        allow_blank=True,
        default="",
        help_text=_("what becomes of entries that were changed since: the recycle bin, or keep"),
    )
