"""Keeping a book's names tidy: categories, accounts, people, projects, merchants and tags on one set of pages."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.errors import DomainError
from ledger.access import access_row
from ledger.errors import NotMergeable
from ledger.forms.names import CategoryForm, MergeForm, NameForm
from ledger.models import Account, Category, Member, Merchant, Project, Tag
from ledger.permissions import Action
from ledger.queries import names as queries
from ledger.queries.names import Name, in_use, merged_names, name_page, uses
from ledger.services.categories import add_category, edit_category
from ledger.services.members import add_member, edit_member
from ledger.services.merging import merge
from ledger.services.naming import add_label, archive_name, delete_name, put_in_order, rename_label
from ledger.views.book_pages import book_page, opened_book, sent
from ledger.views.carry import back_to_the_pad, carried, open_with_the_pad, sent_by_the_pad
from ledger.views.toasts import toast


@dataclass(frozen=True)
class Sort:
    """One sort of names: what its pages call it, and who may change it."""

    model: type[Name]
    title: str | Promise
    new: str | Promise
    icon: str

    @property
    def action(self) -> Action:
        return Action.MANAGE_MEMBERS if self.model is Member else Action.ARRANGE

    @property
    def is_ordered(self) -> bool:
        # Merchants are too many for that, and are offered by how much they are used.
        return self.model is not Merchant


_WORDS: dict[type[Name], tuple[str | Promise, str | Promise, str]] = {
    Category: (gettext_lazy("Categories"), gettext_lazy("New category"), "category"),
    Account: (gettext_lazy("Accounts"), gettext_lazy("New account"), "wallet"),
    Member: (gettext_lazy("People"), gettext_lazy("New person"), "user"),
    Project: (gettext_lazy("Projects"), gettext_lazy("New project"), "folder"),
    Merchant: (gettext_lazy("Merchants"), gettext_lazy("New merchant"), "building-store"),
    Tag: (gettext_lazy("Tags"), gettext_lazy("New tag"), "tag"),
}
SORTS: dict[str, Sort] = {key: Sort(model, *_WORDS[model]) for key, model in queries.SORTS.items()}


def _sort(key: str) -> Sort:
    if key not in SORTS:
        raise Http404
    return SORTS[key]


def _page(request: HttpRequest, template: str, member: Member, sort: str, **context: Any) -> HttpResponse:
    return book_page(request, template, member, sort=SORTS[sort], sort_key=sort, sorts=SORTS, **context)


@never_cache
@login_required
@require_safe
def name_list(request: HttpRequest, book_id: UUID, sort: str) -> HttpResponse:
    """The names of one sort with how often each is used, hidden ones last. `?order` puts them in order."""
    this = _sort(sort)
    member = opened_book(request, book_id, this.action)
    kind = "income" if request.GET.get("kind") == "income" else "expense"
    search, after = request.GET.get("q", ""), request.GET.get("after", "")
    page = name_page(member.book, this.model, kind=kind, search=search, after=after)
    context: dict[str, Any] = {"page": page, "kind": kind, "search": search}
    context["ordering"] = this.is_ordered and "order" in request.GET
    context["uses"] = uses(member.book, this.model, page.ids)
    return _page(request, "ledger/name_list.html", member, sort, **context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def name_new(request: HttpRequest, book_id: UUID, sort: str) -> HttpResponse:
    """Adds one, also in the middle of recording: what the pad held is carried through, and the pad gets the new one."""
    this = _sort(sort)
    member = opened_book(request, book_id, this.action)
    kind = "income" if (request.POST.get("kind") or request.GET.get("kind")) == "income" else "expense"
    if this.model is Account:
        return redirect("ledger:account-new", book_id)
    if sent_by_the_pad(request):
        return open_with_the_pad(request, kind=kind)
    form = _form(this, member, None, sent(request), kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            row = _add(this, member, form, kind)
        except DomainError as refusal:
            form.add_refusal(refusal.fields or {"name": [refusal]})
        else:
            toast(request, _("“%(name)s” was added.") % {"name": row.name})
            if carried(request):
                return back_to_the_pad(request, book_id, **_chosen(row))
            return redirect(_list_address(member, sort, kind))
    context = {"form": form, "kind": kind, "carried": carried(request)}
    return _page(request, "ledger/name_new.html", member, sort, status=422 if form.errors else 200, **context)


def _form(this: Sort, member: Member, row: Any, data: QueryDict | None, *, kind: str) -> NameForm:
    longest = getattr(this.model._meta.get_field("name"), "max_length", 0)
    initial = {"name": row.name} if row is not None else {}
    if this.model is Category:
        if row is not None:
            initial |= {"icon": row.icon, "parent": str(row.parent.public_id) if row.parent else ""}
        return CategoryForm(data, member=member, kind=kind, category=row, initial=initial)
    return NameForm(data, longest=longest, initial=initial)


def _add(this: Sort, member: Member, form: NameForm, kind: str) -> Any:
    name = form.cleaned_data["name"]
    if isinstance(form, CategoryForm):
        return add_category(member, name=name, kind=kind, icon=form.cleaned_data["icon"], parent=form.chosen_parent())
    if this.model is Member:
        return add_member(member, name=name)
    model: type[Any] = this.model
    return add_label(member, model, name=name)


def _chosen(row: Name) -> dict[str, str]:
    """The new one as the pad takes it."""
    if isinstance(row, Category):
        return {"category": str(row.public_id)}
    if isinstance(row, Member):
        return {"member": str(row.public_id)}
    return {row._meta.model_name or "": row.name}


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def name_edit(request: HttpRequest, book_id: UUID, sort: str, name_id: UUID) -> HttpResponse:
    """Renames, redraws, hides, merges or deletes one."""
    this = _sort(sort)
    member = opened_book(request, book_id, this.action)
    row = access_row(member, this.model, name_id)
    if this.model is Account:
        return redirect("ledger:account-edit", book_id, name_id)
    form = _form(this, member, row, sent(request), kind=getattr(row, "kind", ""))
    if request.method == "POST" and form.is_valid():
        try:
            _change(member, row, form)
        except DomainError as refusal:
            form.add_refusal(refusal.fields or {"name": [refusal]})
        else:
            toast(request, _("Saved."))
            return redirect(_list_address(member, sort, getattr(row, "kind", "")))
    context = {"form": form} | name_actions(member, row)
    return _page(request, "ledger/name_edit.html", member, sort, status=422 if form.errors else 200, **context)


def name_actions(member: Member, row: Any) -> dict[str, Any]:
    """What `ledger/_name_actions.html` shows of a row: how much it is used, and what may be done with it."""
    signs_in = isinstance(row, Member) and row.user_id is not None
    return {
        "row": row,
        "used": uses(member.book, type(row), [row.pk]).get(row.pk, 0),
        "also": merged_names(row),
        "merge_form": MergeForm(row=row),
        "may_hide": not signs_in,
        "may_delete": not signs_in and not in_use(row),
    }


def _change(member: Member, row: Any, form: NameForm) -> None:
    name = form.cleaned_data["name"]
    if isinstance(form, CategoryForm):
        under = {"parent": form.chosen_parent()} if "parent" in form.fields else {}
        edit_category(member, row, name=name, icon=form.cleaned_data["icon"], **under)
    elif isinstance(row, Member):
        edit_member(member, row, name=name)
    else:
        rename_label(member, row, name=name)


@login_required
@require_POST
def name_order(request: HttpRequest, book_id: UUID, sort: str) -> HttpResponse:
    """Puts `ids` in this order; a list without scripts sends itself with the one that is to go `up`."""
    this = _sort(sort)
    member = opened_book(request, book_id, this.action)
    ids = request.POST.getlist("ids")
    moved = request.POST.get("up", "")
    if moved in ids[1:]:
        place = ids.index(moved)
        ids.insert(place - 1, ids.pop(place))
    model: type[Any] = this.model
    if this.is_ordered:
        put_in_order(member, model, [_uuid(each) for each in ids])
    kind = request.POST.get("kind", "")
    if request.headers.get("HX-Request") and not moved:
        return HttpResponse(status=204)
    address = _list_address(member, sort, kind)
    return redirect(f"{address}{'&' if '?' in address else '?'}order")


@login_required
@require_POST
def name_hide(request: HttpRequest, book_id: UUID, sort: str, name_id: UUID) -> HttpResponse:
    """Takes one out of what is offered, or brings it back where `hidden=no` is said."""
    this = _sort(sort)
    member = opened_book(request, book_id, this.action)
    row = access_row(member, this.model, name_id)
    hidden = (request.POST.get("hidden") or request.GET.get("hidden")) != "no"
    archive_name(member, row, archived=hidden)
    said = _("“%(name)s” is hidden. Its entries stay.") if hidden else _("“%(name)s” is back.")
    undo = reverse("ledger:name-hide", args=[book_id, sort, name_id]) + "?hidden=no" if hidden else ""
    toast(request, said % {"name": row.name}, undo=undo)
    return redirect(_list_address(member, sort, getattr(row, "kind", "")))


@login_required
@require_POST
def name_delete(request: HttpRequest, book_id: UUID, sort: str, name_id: UUID) -> HttpResponse:
    """Deletes one that nothing uses."""
    this = _sort(sort)
    member = opened_book(request, book_id, this.action)
    row = access_row(member, this.model, name_id)
    delete_name(member, row)
    toast(request, _("“%(name)s” was deleted.") % {"name": row.name})
    return redirect(_list_address(member, sort, getattr(row, "kind", "")))


@login_required
@require_POST
def name_merge(request: HttpRequest, book_id: UUID, sort: str, name_id: UUID) -> HttpResponse:
    """Makes it one with another; the toast takes it back."""
    this = _sort(sort)
    member = opened_book(request, book_id, this.action)
    row = access_row(member, this.model, name_id)
    form = MergeForm(request.POST, row=row)
    if not form.is_valid():
        raise NotMergeable
    step = merge(member, row, form.target())
    undo = reverse("ledger:step-undo", args=[book_id, step.public_id])
    toast(request, _("%(said)s.") % {"said": step.said}, undo=undo)
    return redirect(_list_address(member, sort, getattr(row, "kind", "")))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


def _list_address(member: Member, sort: str, kind: str = "") -> str:
    address = reverse("ledger:name-list", args=[member.book.public_id, sort])
    return f"{address}?kind={kind}" if kind and sort == "categories" else address
