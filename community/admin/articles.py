"""Where editors write: articles with what they said before, columns, series."""

import re
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse, reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_prose_editor.fields import ProseEditorFormField
from django_prose_editor.widgets import AdminProseEditorWidget
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action
from unfold.widgets import UnfoldAdminFileFieldWidget, UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from accounts.errors import DomainError
from community.errors import ArticleIncomplete, PictureRefused
from community.models import Article, ArticlePicture, ArticleVersion, Column, Series
from community.rules.article_html import pictures_in
from community.rules.pictures import LARGEST_FILE, remake
from community.services.articles import (
    LONGEST_ALT,
    add_picture,
    keep_cover,
    pick_article,
    publish_article,
    still_missing,
    withdraw_article,
    write_article,
)

_PICTURES_SHOWN = 60
_IMAGES = re.compile(r"<img\b[^>]*?src=[\"']?([^\"'\s>]*)")
# The buttons of the editor: what community.rules.article_html lets through, and nothing else.
_EDITOR = {
    "Heading": {"levels": [2, 3]},
    "HardBreak": True,
    "Bold": True,
    "Italic": True,
    "Strike": True,
    "BulletList": True,
    "OrderedList": True,
    "ListItem": True,
    "Blockquote": True,
    "HorizontalRule": True,
    "Link": {"enableTarget": False, "protocols": ["http", "https", "mailto"]},
    "Image": True,
    "Figure": {"pickerUrl": reverse_lazy("admin:community_article_pictures")},
    "Caption": True,
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "HTML": True,
}


class PictureForm(forms.Form):
    """A picture for the text, with the words for those who don't see it."""

    photo = forms.FileField(label=_("picture"), widget=UnfoldAdminFileFieldWidget)
    alt = forms.CharField(label=_("what is on it"), max_length=LONGEST_ALT, widget=UnfoldAdminTextInputWidget)


class ArticleForm(forms.ModelForm):
    # Cleaned when it is written, whoever wrote it: not here.
    body = ProseEditorFormField(label=_("text"), required=False, extensions=_EDITOR, widget=AdminProseEditorWidget)

    photo = forms.FileField(
        label=_("cover photo"),
        required=False,
        help_text=_("A photo of the editors'; without one a cover is drawn."),
    )

    class Meta:
        model = Article
        fields = (
            "title",
            "slug",
            "summary",
            "body",
            "column",
            "series",
            "series_position",
            "byline",
            "language",
            "publish_at",
            "sponsor",
            "cover_alt",
        )
        widgets = {"summary": UnfoldAdminTextareaWidget(attrs={"rows": 2})}

    def clean_photo(self) -> bytes | None:
        photo = self.cleaned_data["photo"]
        if photo is None:
            return None
        data = photo.read(LARGEST_FILE + 1)
        try:
            remake(data)
        except PictureRefused as refusal:
            raise forms.ValidationError(str(refusal)) from None
        return data

    def clean_body(self) -> str:
        body = self.cleaned_data["body"]
        known = ArticlePicture.objects.filter(public_id__in=pictures_in(body)).count()
        if known != len(pictures_in(body)) or len(pictures_in(body)) < len(set(_IMAGES.findall(body))):
            raise forms.ValidationError(
                _("Only pictures that were uploaded here can be shown. Choose them by “Browse…”.")
            )
        return body

    def clean(self) -> dict[str, Any]:
        super().clean()
        said = self.cleaned_data
        if bool(said.get("series")) != bool(said.get("series_position")):
            self.add_error("series_position", _("Name the series and the part, or neither."))
        if self.instance.state == Article.State.PUBLISHED and not said.get("publish_at"):
            said["publish_at"] = self.instance.publish_at
        return said

    def _post_clean(self) -> None:
        super()._post_clean()
        # What readers see must not lose what it needs.
        if self.instance.state == Article.State.PUBLISHED and not self.errors:
            for name, sentences in still_missing(self.instance).items():
                self.add_error(name, sentences)


class ArticleVersionInline(TabularInline):
    """What the article said before, to read."""

    model = ArticleVersion
    fields = readonly_fields = ["number", "at", "by", "title", "summary"]
    extra = 0
    hide_title = True
    tab = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Article)
class ArticleAdmin(ModelAdmin):
    """Written as a draft, looked at as readers will see it, published now or at a moment of its own."""

    class Media:
        css = {"all": ["css/staff_editor.css"]}

    form = ArticleForm
    list_display = ["title", "column", "series", "shown_state", "publish_at", "sponsor", "picked", "language"]
    list_filter = ["state", "picked", "language", "column", "series"]
    list_select_related = ["column", "series"]
    search_fields = ["title", "slug", "summary"]
    inlines = [ArticleVersionInline]
    actions = ["pick", "unpick"]
    actions_detail = ["preview"]
    actions_submit_line = ["publish", "withdraw"]
    ordering = ["-pk"]
    fieldsets = [
        (None, {"fields": ["title", "slug", "summary", "body", ("photo", "cover_alt")]}),
        (_("Place"), {"fields": [("column", "language"), ("series", "series_position")]}),
        (_("Publishing"), {"fields": ["publish_at", "byline", "sponsor"]}),
    ]

    def has_delete_permission(self, request: HttpRequest, obj: Article | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        pictures = self.admin_site.admin_view(self.pictures_view)
        return [path("pictures/", pictures, name="community_article_pictures"), *super().get_urls()]

    def pictures_view(self, request: HttpRequest) -> HttpResponse:
        """The window of the editor in which a picture is uploaded, and chosen."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        form = PictureForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            data = form.cleaned_data["photo"].read(LARGEST_FILE + 1)
            try:
                add_picture(request.user, data, alt=form.cleaned_data["alt"], at=timezone.now())
            except (PictureRefused, ArticleIncomplete) as refusal:
                form.add_error("alt" if refusal.fields else "photo", str(refusal))
            else:
                return redirect(request.get_full_path())
        context = {
            **self.admin_site.each_context(request),
            "title": _("pictures of articles"),
            "form": form,
            "pictures": ArticlePicture.objects.all()[:_PICTURES_SHOWN],
            "is_popup": True,
        }
        return render(request, "community/staff/pictures.html", context, status=422 if form.errors else 200)

    def get_readonly_fields(self, request: HttpRequest, obj: Article | None = None) -> list[str]:
        # Addresses that people shared stay.
        return ["slug"] if obj is not None and obj.state != Article.State.DRAFT else []

    def save_model(self, request: HttpRequest, obj: Article, form: forms.ModelForm, change: bool) -> None:
        write_article(obj, by=request.user, at=timezone.now())
        if form.cleaned_data["photo"] is not None:
            keep_cover(obj, form.cleaned_data["photo"])
        for chosen in self.get_actions_submit_line(request, obj.pk):
            if chosen.action_name in request.POST:
                chosen.method(request, obj)

    @admin.display(description=_("state"))
    def shown_state(self, article: Article) -> str:
        if article.state == Article.State.PUBLISHED and not article.is_out(timezone.now()):
            return str(_("scheduled"))
        return article.get_state_display()

    @action(description=_("Preview"), url_path="preview", permissions=["view"], icon="visibility")
    def preview(self, request: HttpRequest, object_id: str) -> HttpResponse:
        article = self.get_object(request, object_id)
        if article is None:
            return redirect("admin:community_article_changelist")
        return redirect(reverse("community:article-preview", args=[article.public_id]))

    @action(description=_("Save and publish"), permissions=["change"])
    def publish(self, request: HttpRequest, obj: Article) -> None:
        try:
            published = publish_article(obj, at=timezone.now())
        except ArticleIncomplete as refusal:
            for sentence in (one for said in refusal.fields.values() for one in said):
                self.message_user(request, sentence, messages.ERROR)
            return
        self.log_change(request, published, "published")
        self.message_user(request, self._when(published))

    @action(description=_("Take down"), permissions=["change"])
    def withdraw(self, request: HttpRequest, obj: Article) -> None:
        self.log_change(request, withdraw_article(obj), "taken down")
        self.message_user(request, _("Taken down."))

    @admin.action(description=_("Put the chosen ones at the top"), permissions=["change"])
    def pick(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self._pick(request, queryset, picked=True)

    @admin.action(description=_("Take the chosen ones from the top"), permissions=["change"])
    def unpick(self, request: HttpRequest, queryset: QuerySet[Article]) -> None:
        self._pick(request, queryset, picked=False)

    def _pick(self, request: HttpRequest, queryset: QuerySet[Article], *, picked: bool) -> None:
        for article in queryset:
            try:
                pick_article(article, picked=picked)
            except DomainError as refusal:
                self.message_user(request, f"{article}: {refusal}", messages.ERROR)
            else:
                self.log_change(request, article, "picked" if picked else "no longer picked")

    def _when(self, article: Article) -> str:
        if article.is_out(timezone.now()):
            return str(_("Published."))
        moment = timezone.localtime(article.publish_at).strftime("%Y-%m-%d %H:%M")
        return str(_("It comes out on %(moment)s.") % {"moment": moment})


class NotDeletedAdmin(ModelAdmin):
    """Links of readers lead to it, so it stays."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Column)
class ColumnAdmin(NotDeletedAdmin):
    list_display = ["name", "name_en", "slug", "position"]


@admin.register(Series)
class SeriesAdmin(NotDeletedAdmin):
    list_display = ["title", "slug"]
    search_fields = ["title", "slug"]
