"""The queue of cases, as staff work through it by mouse or by keys; word and link lists; the log of what staff did."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.widgets import (
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

from accounts.errors import DomainError
from community.forms.moderation import AppealAnswerForm, DecisionForm
from community.models import Appeal, Case, LinkRule, Photo, Profile, StaffAction, WordRule
from community.queries.moderation import decisions_about
from community.queries.trust import trust_facts
from community.reasons import REASONS
from community.rules.trust import level_of
from community.services.deciding import (
    answer_appeal,
    decide,
    fingerprint,
    give_back_case,
    take_case,
    take_next_case,
    takeable_cases,
)
from community.services.lists import save_rule
from community.services.reported import SORTS, is_read
from ledger.forms.fields import StyledForm

_LEVELS = (_("newcomer"), _("member"), _("known"), _("trusted"))


class NothingDeletedAdmin(ModelAdmin):
    """Rows of order stay, for everybody."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class StateFilter(admin.SimpleListFilter):
    """What waits, unless somebody asks for something else."""

    title = _("state")
    parameter_name = "waiting"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("late", _("late")),
            ("appealed", _("appealed")),
            ("mine", _("taken by me")),
            ("mine_to_take", _("free for me")),
            ("done", _("decided")),
            ("all", _("all")),
        ]

    def choices(self, changelist: Any) -> Any:
        yield {
            "selected": self.value() in (None, "1"),
            "query_string": changelist.get_query_string(remove=[self.parameter_name]),
            "display": _("waiting"),
        }
        yield from list(super().choices(changelist))[1:]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        now = timezone.now()
        waiting = Q(state__in=Case.WAITING)
        wanted = {
            "late": waiting & Q(due_at__lt=now),
            "appealed": Q(state=Case.State.APPEALED),
            "mine": waiting & Q(claimed_by=request.user, claimed_until__gt=now),
            "mine_to_take": Q(pk__in=takeable_cases(request.user, at=now).values("pk")),
            "done": ~waiting,
            "all": Q(),
        }
        return queryset.filter(wanted.get(self.value() or "", waiting))


class ReasonFilter(admin.SimpleListFilter):
    title = _("reason")
    parameter_name = "reason"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(reason.key, reason.title) for reason in REASONS.values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        return queryset.filter(reason=self.value()) if self.value() else queryset


class KindFilter(admin.SimpleListFilter):
    title = _("what it is")
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(sort.key, sort.name) for sort in SORTS.values()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Case]) -> QuerySet[Case]:
        return queryset.filter(kind=self.value()) if self.value() else queryset


def _dressed(form: StyledForm) -> StyledForm:
    """The fields in the clothes of the staff pages."""
    for field in form.fields.values():
        if isinstance(field.widget, forms.Textarea):
            field.widget = UnfoldAdminTextareaWidget(attrs={"rows": 2})
        elif isinstance(field.widget, forms.TextInput):
            field.widget = UnfoldAdminTextInputWidget()
        elif isinstance(field.widget, forms.RadioSelect):
            field.widget = UnfoldAdminRadioSelectWidget(choices=field.choices)
        else:
            field.widget = UnfoldAdminSelectWidget(choices=field.choices)
    return form


@admin.register(Case)
class CaseAdmin(NothingDeletedAdmin):
    """What was reported or held, the one that is due first on top."""

    list_display = ["age", "sort_name", "title", "reason_name", "reports", "found_names", "state", "taken"]
    list_display_links = ["title"]
    list_filter = [StateFilter, KindFilter, ReasonFilter]
    list_filter_submit = False
    list_select_related = ["claimed_by"]
    list_before_template = "community/staff/case_next.html"
    search_fields = ["title", "said"]
    ordering = ["due_at", "pk"]
    list_per_page = 50
    actions = None

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("next/", view(self.next_view), name="community_case_next"),
            path("<int:object_id>/take/", view(self.take_view), name="community_case_take"),
            path("<int:object_id>/give-back/", view(self.give_back_view), name="community_case_give_back"),
            *super().get_urls(),
        ]

    @display(description=_("age of its target"), label={"late": "danger", "soon": "warning", "ok": "info", "": None})
    def age(self, case: Case) -> tuple[str, str]:
        if case.state not in Case.WAITING:
            return "", "—"
        now = timezone.now()
        hours, target = _hours(now - case.waits_since), _hours(case.due_at - case.waits_since)
        said = ngettext("%(hours)d of %(target)d hour", "%(hours)d of %(target)d hours", target)
        late = "late" if now > case.due_at else "soon" if hours * 2 >= target else "ok"
        return late, said % {"hours": hours, "target": target}

    @admin.display(description=_("what it is"), ordering="kind")
    def sort_name(self, case: Case) -> str:
        return str(SORTS[case.kind].name)

    @admin.display(description=_("most urgent reason"), ordering="reason")
    def reason_name(self, case: Case) -> str:
        return str(REASONS[case.reason].title) if case.reason else "—"

    @admin.display(description=_("found by checks"))
    def found_names(self, case: Case) -> str:
        return "　".join(case.found) or "—"

    @admin.display(description=_("taken by"))
    def taken(self, case: Case) -> str:
        if case.claimed_until is None or case.claimed_until <= timezone.now():
            return "—"
        until = timezone.localtime(case.claimed_until)
        return f"{case.claimed_by} ({until:%H:%M})"

    @method_decorator(require_POST)
    def next_view(self, request: HttpRequest) -> HttpResponse:
        self._require_change(request)
        return self._next(request)

    @method_decorator(require_POST)
    def take_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        return self._do(request, self._case(request, object_id), take_case, by=request.user, at=timezone.now())

    @method_decorator(require_POST)
    def give_back_view(self, request: HttpRequest, object_id: int) -> HttpResponse:
        case = self._case(request, object_id)
        self._do(request, case, give_back_case, by=request.user, at=timezone.now())
        return redirect("admin:community_case_changelist")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """A case with all that helps to decide; POST decides, or answers the appeal."""
        case = self.get_object(request, object_id)
        if case is None or not self.has_view_permission(request, case):
            raise Http404
        sent = request.method == "POST"
        appealed = case.state == Case.State.APPEALED
        data = request.POST if sent else None
        form = _dressed(AppealAnswerForm(data) if appealed else DecisionForm(data, kind=case.kind))
        if sent:
            self._require_change(request)
            if form.is_valid() and self._carried_out(request, case, form):
                return self._next(request) if "_next" in request.POST else redirect("admin:community_case_changelist")
        context = {
            **self.admin_site.each_context(request),
            **self._shown(request, case),
            "opts": self.opts,
            "title": str(case),
            "form": form,
        }
        return render(request, "community/staff/case.html", context, status=422 if form.errors else 200)

    def _carried_out(self, request: HttpRequest, case: Case, form: StyledForm) -> bool:
        """Whether it was done; what keeps it from being done stands at its field, or above."""
        service = answer_appeal if isinstance(form, AppealAnswerForm) else decide
        try:
            read = request.POST.get("read", "")
            service(case, by=request.user, at=timezone.now(), read=read, **form.cleaned_data)
        except DomainError as refusal:
            form.add_refusal(refusal.fields or {"": [str(refusal)]})
            return False
        self.message_user(request, _("Done."))
        return True

    def _shown(self, request: HttpRequest, case: Case) -> dict[str, Any]:
        now = timezone.now()
        facts = trust_facts(case.author, at=now) if case.author else None
        waits = case.state in Case.WAITING
        changes = self.has_change_permission(request)
        may_take = changes and waits and takeable_cases(request.user, at=now).filter(pk=case.pk).exists()
        return {
            "case": case,
            "read": fingerprint(case),
            "heading": f"{SORTS[case.kind].name} · {case.get_state_display()}",
            "photos": _photos(request, case),
            "is_public": is_read(SORTS[case.kind].model.objects.filter(pk=case.thing_id).first()),
            "age": self.age(case)[1],
            "late": waits and now > case.due_at,
            "waits": waits,
            "taken": self.taken(case),
            "is_mine": bool(case.claimed_by_id == request.user.pk and case.claimed_until and case.claimed_until > now),
            "may_take": may_take,
            "reports": [(row, REASONS[row.reason]) for row in case.report_rows.order_by("at")],
            "decisions": [
                (row, REASONS.get(row.reason)) for row in case.decisions.select_related("by", "appeal").order_by("-id")
            ],
            "appeal": Appeal.objects.filter(decision__case=case, answered_by=None).first(),
            "author_name": _community_name(case),
            "facts": facts,
            "level": _LEVELS[level_of(facts)] if facts else "",
            "earlier": decisions_about(case.author).exclude(case=case)[:5] if case.author else [],
            "log": [
                (row, _WHAT.get(row.what, row.what), _why(row))
                for row in case.actions.select_related("by").order_by("-id")[:30]
            ],
            "canned": _canned(),
        }

    def _next(self, request: HttpRequest) -> HttpResponse:
        case = take_next_case(by=request.user, at=timezone.now())
        if case is None:
            self.message_user(request, _("Nothing waits for you."))
            return redirect("admin:community_case_changelist")
        return redirect("admin:community_case_change", case.pk)

    def _case(self, request: HttpRequest, pk: int) -> Case:
        self._require_change(request)
        case = Case.objects.filter(pk=pk).first()
        if case is None:
            raise Http404
        return case

    def _do(self, request: HttpRequest, case: Case, service: Any, **arguments: Any) -> HttpResponse:
        try:
            service(case, **arguments)
        except DomainError as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        return redirect(reverse("admin:community_case_change", args=[case.pk]))

    def _require_change(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise Http404


@admin.register(StaffAction)
class StaffActionAdmin(NothingDeletedAdmin):
    """Who did what, when, to what and why: read, never written."""

    list_display = ["at", "by", "what_name", "of", "why_said"]
    list_filter = ["what", "by", "at"]
    list_select_related = ["by", "case"]
    search_fields = ["about", "why", "case__title"]
    ordering = ["-at", "-pk"]
    list_per_page = 100
    fields = ["at", "by", "what_name", "of", "why_said"]

    @admin.display(description=_("what"), ordering="what")
    def what_name(self, action: StaffAction) -> str:
        return str(_WHAT.get(action.what, action.what))

    @admin.display(description=_("of what"))
    def of(self, action: StaffAction) -> str:
        return action.about or str(action.case or "—")

    @admin.display(description=_("why"))
    def why_said(self, action: StaffAction) -> str:
        return _why(action) or "—"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RuleAdmin(NothingDeletedAdmin):
    def save_model(self, request: HttpRequest, obj: WordRule | LinkRule, form: forms.ModelForm, change: bool) -> None:
        save_rule(obj, by=request.user, at=timezone.now())


@admin.register(WordRule)
class WordRuleAdmin(RuleAdmin):
    """Words that are looked for. One that is not wanted any more is put out of use, and its history stays readable."""

    list_display = ["pattern", "action", "unless", "is_active", "note"]
    list_filter = ["action", "is_active"]
    search_fields = ["pattern", "unless", "note"]
    list_per_page = 100


@admin.register(LinkRule)
class LinkRuleAdmin(RuleAdmin):
    list_display = ["host", "action", "note"]
    list_filter = ["action"]
    search_fields = ["host", "note"]


_WHAT = {
    "take": _("took"),
    "give_back": _("gave back"),
    "leave": _("left it"),
    "hide": _("hid it"),
    "take_down": _("took it down"),
    "uphold": _("let the decision stand"),
    "overturn": _("took the decision back"),
    "word": _("changed the word list"),
    "host": _("changed the list of hosts"),
}
# The words of the log that are keys.
_NAMES = {key: reason.title for key, reason in REASONS.items()} | {
    "warn": _("a warning"),
    **dict(WordRule.Action.choices),
    **dict(LinkRule.Action.choices),
    "off": _("out of use"),
}


def _photos(request: HttpRequest, case: Case) -> list[Photo]:
    """The pictures of a post, for those of the staff who may see posts."""
    if case.kind != "post" or not request.user.has_perm("community.view_post"):
        return []
    return list(Photo.objects.filter(post=case.thing_id, waiting=False))


def _why(action: StaffAction) -> str:
    """Why, with the names of reasons and measures for their keys."""
    return " · ".join(_named(part) for part in action.why.split(" · "))


def _named(part: str) -> str:
    suspended = re.fullmatch(r"suspend (\d+)d", part)
    if suspended:
        days = int(suspended[1])
        return ngettext("no posting for %(days)d day", "no posting for %(days)d days", days) % {"days": days}
    return str(_NAMES.get(part, part))


def _hours(span: dt.timedelta) -> int:
    return round(span.total_seconds() / 3600)


def _community_name(case: Case) -> str:
    profile = Profile.objects.filter(user=case.author).first() if case.author else None
    return profile.name if profile else "—"


def _canned() -> list[tuple[str, str, str]]:
    """What an author reads for each reason: its name, and the sentence in both languages."""
    found = []
    for reason in REASONS.values():
        with translation.override("zh-hans"):
            chinese = str(reason.said)
        with translation.override("en"):
            english = str(reason.said)
        found.append((str(reason.title), chinese, english))
    return found
