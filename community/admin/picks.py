"""Posts, for the editors: read, and put among the picks."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from accounts.errors import DomainError
from community.models import Post
from community.services.picks import pick_post, unpick_post


@admin.register(Post)
class PostAdmin(ModelAdmin):
    """What is published, as its authors wrote it: nobody of the staff writes in it."""

    list_display = ["title", "kind", "author_name", "state", "published_at", "likes", "comments", "picked_at"]
    list_filter = ["state", "kind", ("picked_at", admin.EmptyFieldListFilter), "sponsored"]
    search_fields = ["title"]
    ordering = ["-published_at", "-pk"]
    actions = ["pick", "unpick"]
    fields = ["title", "kind", "author_name", "state", "published_at", "edited_at", "picked_at", "body"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Post]:
        # What was never published is its author's alone.
        return super().get_queryset(request).filter(published_at__isnull=False).select_related("author__profile")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_pick_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("community.change_article")

    @admin.display(description=_("author"))
    def author_name(self, post: Post) -> str:
        return post.author.profile.name

    @admin.action(description=_("Put the chosen ones among the picks"), permissions=["pick"])
    def pick(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        for post in queryset:
            try:
                pick_post(post, at=timezone.now())
            except DomainError as refusal:
                self.message_user(request, f"{post}: {refusal}", messages.ERROR)
            else:
                self.log_change(request, post, "picked")

    @admin.action(description=_("Take the chosen ones from the picks"), permissions=["pick"])
    def unpick(self, request: HttpRequest, queryset: QuerySet[Post]) -> None:
        for post in queryset:
            unpick_post(post)
            self.log_change(request, post, "no longer picked")
