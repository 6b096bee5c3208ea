from typing import Any

from allauth.account import admin as allauth_admin
from allauth.account.decorators import secure_admin_login
from allauth.account.models import EmailAddress
from allauth.mfa import admin as mfa_admin
from allauth.mfa.models import Authenticator
from allauth.usersessions import admin as usersessions_admin
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from accounts.figures import user_figures
from accounts.identifiers import masked
from accounts.models import Consent, Delivery, Question, User
from accounts.second_step import may_enter_staff_pages
from accounts.services import answer_question, close_accounts

_login = secure_admin_login(admin.site.login)
_has_permission = admin.site.has_permission


def staff_login(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """Staff sign in where everybody does, with the same limits on attempts; whoever still owes the second step is
    led to it."""
    if _has_permission(request) and not may_enter_staff_pages(request):
        wanted = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('accounts:staff-gate')}?{urlencode({'next': wanted})}")
    return _login(request, extra_context)


def staff_permission(request: HttpRequest) -> bool:
    return _has_permission(request) and may_enter_staff_pages(request)


admin.site.login = staff_login  # type: ignore[method-assign]
admin.site.has_permission = staff_permission  # type: ignore[method-assign]

# Whoever may write a confirmed address into an account may take it over, and read its books.
allauth_admin.admin.site.unregister(EmailAddress)
# What people sign in with, and from where, is theirs.
mfa_admin.admin.site.unregister(Authenticator)
usersessions_admin.admin.site.unregister(UserSession)
admin.site.unregister(Group)


@admin.register(User)
class UserAdmin(ModelAdmin):
    """People, for staff: who they are and how many books they keep, nothing of what is in them.

    What a person signs in with can't be changed here, by nobody; roles of staff only by a superuser.
    """

    list_display = ["shown_name", "identifier", "date_joined", "last_login", "is_active", "is_staff", "figures"]
    list_filter = ["is_active", "is_staff", "is_student", "date_joined"]
    search_fields = ["name", "email__istartswith", "phone__startswith"]
    search_help_text = _("Name, or the beginning of a phone number (+86…) or e-mail address")
    ordering = ["-date_joined"]
    list_per_page = 50
    actions = ["close_accounts", "reopen_accounts"]
    fields = [
        "number",
        "name",
        "identifier",
        "language_name",
        "is_student",
        "date_joined",
        "last_login",
        "figures",
        "is_active",
        "is_staff",
        "is_superuser",
        "groups",
    ]
    filter_horizontal = ["groups"]
    always_read_only = ["number", "identifier", "language_name", "is_student", "date_joined", "last_login", "figures"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).defer("password")

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        if request.user.is_superuser:
            return self.always_read_only
        return [*self.always_read_only, "name", "is_staff", "is_superuser", "groups"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        # One member of staff can't shut out another; a superuser can.
        if obj is not None and obj.is_staff and not request.user.is_superuser:
            return False
        return super().has_change_permission(request, obj)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        changelist = super().get_changelist_instance(request)
        self.attach_figures(changelist.result_list)
        return changelist

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> User | None:
        user = super().get_object(request, object_id, from_field)
        if user is not None:
            self.attach_figures([user])
        return user

    def attach_figures(self, users: Any) -> None:
        """Counts for all rows of a page with one query a figure."""
        ids = [user.pk for user in users]
        for figure in user_figures():
            counts = figure.count_by_user(ids)
            for user in users:
                user.__dict__.setdefault("figure_counts", []).append((figure.label, counts.get(user.pk, 0)))

    @admin.display(description=_("name"), ordering="name")
    def shown_name(self, user: User) -> str:
        return user.name or "—"

    @admin.display(description=_("number"))
    def number(self, user: User) -> str:
        return str(user.public_id)

    @admin.display(description=_("language"))
    def language_name(self, user: User) -> str:
        return str(dict(settings.LANGUAGES).get(user.language, "—"))

    @admin.display(description=_("signs in with"))
    def identifier(self, user: User) -> str:
        return "　".join(masked(identifier) for identifier in (user.phone, user.email) if identifier)

    @admin.display(description=_("counts"))
    def figures(self, user: User) -> str:
        return format_html_join("　", "{} {}", user.__dict__.get("figure_counts", [])) or "—"

    @admin.action(description=_("Close the chosen accounts"), permissions=["change"])
    def close_accounts(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self.close(request, queryset, closed=True)

    @admin.action(description=_("Open the chosen accounts again"), permissions=["change"])
    def reopen_accounts(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        self.close(request, queryset, closed=False)

    def close(self, request: HttpRequest, queryset: QuerySet[User], *, closed: bool) -> None:
        changed = close_accounts(queryset, by=request.user, closed=closed)
        said = "Closed the account." if closed else "Opened the account again."
        for user in changed:
            self.log_change(request, user, said)
        self.message_user(request, _("Accounts changed: %(count)d.") % {"count": len(changed)})


@admin.register(Group)
class GroupAdmin(DjangoGroupAdmin, ModelAdmin):
    """What a group of staff may do; only a superuser may say so."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)

    def has_view_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return bool(request.user.is_superuser)

    has_change_permission = has_view_permission
    has_delete_permission = has_view_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_superuser)


@admin.register(Consent)
class ConsentAdmin(ModelAdmin):
    """Evidence of what people agreed to: read, never written."""

    list_display = ["user", "purpose", "text_version", "where", "granted_at", "withdrawn_at"]
    list_filter = ["purpose", "text_version"]
    list_select_related = ["user"]
    ordering = ["-granted_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Consent | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Consent | None = None) -> bool:
        return False


@admin.register(Delivery)
class DeliveryAdmin(ModelAdmin):
    """What goes out to people, by way and state: whether it arrives, and never what it says."""

    list_display = ["created_at", "user", "kind", "channel", "state", "tries", "due_at", "error"]
    list_filter = ["state", "channel", "error", "kind"]
    list_select_related = ["user"]
    ordering = ["-id"]
    list_per_page = 50
    show_full_result_count = False
    fields = ["user", "kind", "channel", "state", "tries", "created_at", "due_at", "sent_at", "error"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        return False


@admin.register(Question)
class QuestionAdmin(ModelAdmin):
    """The help desk's queue: what people ask, where they were, and the answer that they will read under Me."""

    list_display = ["asked_at", "user", "begins", "page", "answered_at", "answered_by"]
    list_filter = [("answered_at", admin.EmptyFieldListFilter), "asked_at"]
    list_select_related = ["user", "answered_by"]
    ordering = ["answered_at", "asked_at"]
    list_per_page = 50
    fields = ["user", "asked_at", "text", "page", "job", "reasons", "answer", "answered_at", "answered_by", "read_at"]
    readonly_fields = [name for name in fields if name != "answer"]

    @admin.display(description=_("question"))
    def begins(self, question: Question) -> str:
        return question.text[:60]

    def save_model(self, request: HttpRequest, obj: Question, form: Any, change: bool) -> None:
        answer_question(obj, text=form.cleaned_data["answer"], by=request.user, at=timezone.now())

    def get_form(self, request: HttpRequest, obj: Question | None = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        if "answer" in form.base_fields:
            form.base_fields["answer"].required = True
        return form

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Question | None = None) -> bool:
        return False
