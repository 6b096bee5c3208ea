"""What staff see of the ledger: that books and imports exist, how large they are and when they moved.

No entry, account, category, merchant, member or amount is registered, and no name that people gave. Nothing can be
added, changed or deleted here, so neither list leads to a page of one row.
"""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from ledger import scenarios
from ledger.models import Book, ImportBatch
from ledger.queries.imports import format_names


class CountsOnly(ModelAdmin):
    """A list to look at. It is not searched either: what can be searched, any field of the admin can autocomplete."""

    list_display_links = None
    list_per_page = 50
    show_full_result_count = False
    actions = None

    @admin.display(description=_("number"), ordering="id")
    def number(self, row: Any) -> str:
        return str(row.public_id)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_view_permission(request)


@admin.register(Book)
class BookAdmin(CountsOnly):
    list_display = ["number", "scene_name", "currency", "people", "entries", "created_at", "changed", "archived_at"]
    list_filter = ["scene", "currency", "created_at", "archived_at"]
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Book]:
        live = Q(members__archived_at__isnull=True)
        books = Book.objects.filter(deleted_at__isnull=True).select_related("state")
        # The name stays in the database.
        return books.defer("name", "facts").annotate(n_people=Count("members", filter=live))

    @admin.display(description=_("scene"), ordering="scene")
    def scene_name(self, book: Book) -> str:
        try:
            return scenarios.scene(book.scene).name.text(get_language() or "")
        except scenarios.UnknownScene:
            return book.scene

    @admin.display(description=_("people"), ordering="n_people")
    def people(self, book: Any) -> int:
        return book.n_people

    @admin.display(description=_("entries"), ordering="state__n")
    def entries(self, book: Book) -> int:
        return book.state.n

    @admin.display(description=_("last change"), ordering="state__changed_at")
    def changed(self, book: Book) -> Any:
        return book.state.changed_at


@admin.register(ImportBatch)
class ImportBatchAdmin(CountsOnly):
    list_display = ["number", "formats", "state", "total", "written", "left_out", "created_at", "finished_at"]
    list_filter = ["state", "created_at"]
    ordering = ["-id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportBatch]:
        return super().get_queryset(request).defer("places", "error")

    @admin.display(description=_("formats"))
    def formats(self, batch: ImportBatch) -> str:
        return ", ".join(format_names(batch)) or "—"

    @admin.display(description=_("rows written"))
    def written(self, batch: ImportBatch) -> int:
        return batch.counts.get("written", 0)

    @admin.display(description=_("rows that could not be read"))
    def left_out(self, batch: ImportBatch) -> int:
        return batch.counts.get("rejected", 0)
