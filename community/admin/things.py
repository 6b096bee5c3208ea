"""Things that people share, for the editors: read, and put together where two names mean one."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from accounts.errors import DomainError
from community.models import Thing
from community.services.things import merge_things


@admin.register(Thing)
class ThingAdmin(ModelAdmin):
    """Every name under which something was shared."""

    list_display = ["name", "shares", "merged_into"]
    list_filter = [("merged_into", admin.EmptyFieldListFilter)]
    search_fields = ["name", "key"]
    ordering = ["key"]
    actions = ["merge"]
    fields = ["name", "merged_into"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Thing]:
        things = super().get_queryset(request).select_related("merged_into")
        return things.annotate(shared=Count("items"))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_merge_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("community.change_article")

    @admin.display(description=_("shares"), ordering="shared")
    def shares(self, thing: Any) -> int:
        return thing.shared

    @admin.action(description=_("Put the chosen ones together, under the name shared most"), permissions=["merge"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Thing]) -> None:
        target, *others = sorted(queryset, key=lambda thing: (-thing.shared, thing.pk))
        for thing in others:
            try:
                merge_things(thing, target)
            except DomainError as refusal:
                self.message_user(request, f"{thing}: {refusal}", messages.ERROR)
            else:
                self.log_change(request, thing, f"merged into {target}")
