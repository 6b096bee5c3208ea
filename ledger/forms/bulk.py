"""What is to become of the entries that were chosen: one small form for each kind of change."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledger.directory import directory_of, live
from ledger.errors import SelectionEmpty
from ledger.forms.fields import CONTROL, SELECT, OnePassSelect, StyledForm, date_input, tag_names
from ledger.forms.filters import EntryFilterForm
from ledger.models import Member
from ledger.queries.categories import live_categories
from ledger.queries.people import book_people
from ledger.queries.recording import other_books, pad_choices
from ledger.services.bulk import (
    Change,
    Delete,
    SetAccount,
    SetCategory,
    SetDate,
    SetMember,
    SetProject,
    SetSharers,
    SetTags,
)
from ledger.services.moves import MoveTo
from ledger.visibility import visible_entries

NONE = "none"


class Selection:
    """The entries that a page names: by their ids, or all that a filter of the list finds. Raises SelectionEmpty.

    `hidden` are the fields that name the same entries again.
    """

    def __init__(self, data: QueryDict, member: Member) -> None:
        visible = visible_entries(member)
        self.found = data.get("found", "")
        self.hidden = [("found", self.found)]
        if data.get("all"):
            form = EntryFilterForm(QueryDict(self.found), member=member)
            # A condition that is wrong narrows nothing, and then every entry would be changed.
            if not form.is_valid():
                raise SelectionEmpty
            self.entries = form.narrowed().apply(visible)
            self.hidden.append(("all", "1"))
        else:
            ids = [value for value in data.getlist("entry") if _is_uuid(value)]
            self.entries = visible.filter(client_id__in=ids)
            self.hidden += [("entry", value) for value in ids]
        self.n = self.entries.count()
        if not self.n:
            raise SelectionEmpty


def _is_uuid(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


class BulkForm(StyledForm):
    """One kind of change. `title` heads its page, `label` stands on the button that leads there."""

    title: Any
    label: Any
    icon: str
    danger = False

    def __init__(self, *args: Any, member: Member, selection: Selection, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.acting = member
        self.selection = selection
        self.prepare()

    def prepare(self) -> None:
        """Fills in what may be chosen in this book."""

    def change(self) -> Change:
        """The change that the fields say."""
        raise NotImplementedError


class CategoryForm(BulkForm):
    title = gettext_lazy("Change category")
    label = gettext_lazy("Category")
    icon = "category"
    category = forms.ChoiceField(
        label=gettext_lazy("Category"), error_messages={"required": gettext_lazy("Choose a category.")}
    )

    def prepare(self) -> None:
        kinds = set(self.selection.entries.order_by().values_list("kind", flat=True).distinct())
        # Refunds lie with what they are refunds of; which of the two it is, is rarely asked of many at once.
        wanted = [kind for kind in ("expense", "income") if kind in kinds] or ["expense"]
        self.rows = [row for row in live_categories(self.acting.book) if row.kind in wanted]
        self.fields["category"].choices = [(NONE, _("No category")), *((str(r.public_id), r.name) for r in self.rows)]

    def groups(self) -> list[tuple[Any, list[Any]]]:
        """Each category of the first level with those below it."""
        tops = [row for row in self.rows if row.parent_id is None]
        return [(top, [row for row in self.rows if row.parent_id == top.pk]) for top in tops]

    def change(self) -> Change:
        chosen = self.cleaned_data["category"]
        return SetCategory(next((row for row in self.rows if str(row.public_id) == chosen), None))


class AccountForm(BulkForm):
    title = gettext_lazy("Change account")
    label = gettext_lazy("Account")
    icon = "wallet"
    account = forms.ChoiceField(
        label=gettext_lazy("Account"),
        widget=OnePassSelect(attrs=SELECT),
        error_messages={"required": gettext_lazy("Choose an account.")},
    )

    def prepare(self) -> None:
        self.rows = {str(row.public_id): row for row in pad_choices(self.acting).accounts}
        pockets = [row for row in live(directory_of(self.acting.book).accounts.values()) if row.member_id]
        self.rows |= {str(row.public_id): row for row in pockets}
        choices = [(key, row.name) for key, row in self.rows.items()]
        self.fields["account"].choices = [("", _("Choose")), *choices]

    def change(self) -> Change:
        return SetAccount(self.rows[self.cleaned_data["account"]])


class MemberForm(BulkForm):
    title = gettext_lazy("Change for whom")
    label = gettext_lazy("For whom")
    icon = "user"
    member = forms.ChoiceField(label=gettext_lazy("For whom"), widget=OnePassSelect(attrs=SELECT), required=False)

    def prepare(self) -> None:
        self.rows = {str(row.public_id): row for row in book_people(self.acting.book)}
        choices = [(key, row.name) for key, row in self.rows.items()]
        self.fields["member"].choices = [("", _("Nobody")), *choices]

    def change(self) -> Change:
        return SetMember(self.rows.get(self.cleaned_data["member"]))


class SharersForm(BulkForm):
    title = gettext_lazy("Change how it is shared")
    label = gettext_lazy("How it is shared")
    icon = "users-group"
    people = forms.MultipleChoiceField(
        label=gettext_lazy("Shared equally by"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Nobody chosen: as the book does by default."),
    )

    def prepare(self) -> None:
        self.rows = {str(row.public_id): row for row in book_people(self.acting.book)}
        self.fields["people"].choices = [(key, row.name) for key, row in self.rows.items()]

    def change(self) -> Change:
        return SetSharers(tuple(self.rows[key] for key in self.cleaned_data["people"]))


class ProjectForm(BulkForm):
    title = gettext_lazy("Change project")
    label = gettext_lazy("Project")
    icon = "folder"
    project = forms.CharField(
        label=gettext_lazy("Project"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs=CONTROL | {"list": "project-names", "autocomplete": "off"}),
        help_text=gettext_lazy("Leave it empty to take them out of their project."),
    )

    def change(self) -> Change:
        return SetProject(self.cleaned_data["project"])


class TagsForm(BulkForm):
    title = gettext_lazy("Change tags")
    label = gettext_lazy("Tags")
    icon = "tag"
    added = forms.CharField(
        label=gettext_lazy("Add"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs=CONTROL | {"autocomplete": "off"}),
        help_text=gettext_lazy("Separate tags by spaces."),
    )
    removed = forms.MultipleChoiceField(
        label=gettext_lazy("Take off"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self) -> None:
        tags = live(directory_of(self.acting.book).tags.values())
        self.fields["removed"].choices = [(tag.name, tag.name) for tag in tags]
        if not tags:
            del self.fields["removed"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("added", "").strip() and not cleaned.get("removed"):
            self.add_error("added", _("Name at least one tag."))
        return cleaned

    def change(self) -> Change:
        added = tag_names(self.cleaned_data["added"])
        return SetTags(added, tuple(name for name in self.cleaned_data.get("removed", ()) if name not in added))


class DateForm(BulkForm):
    title = gettext_lazy("Change date")
    label = gettext_lazy("Date")
    icon = "calendar"
    date = forms.DateField(label=gettext_lazy("Date"), widget=date_input())

    def change(self) -> Change:
        return SetDate(self.cleaned_data["date"])


class BookForm(BulkForm):
    title = gettext_lazy("Move to another book")
    label = gettext_lazy("Book")
    icon = "book"
    place = forms.ChoiceField(
        label=gettext_lazy("Book and account"),
        widget=OnePassSelect(attrs=SELECT),
        error_messages={"required": gettext_lazy("Choose a book and an account there.")},
        help_text=gettext_lazy("There they are paid from, or received in, this account. Categories follow by name."),
    )

    def prepare(self) -> None:
        self.books = other_books(self.acting)
        self.rows = {str(a.public_id): (home.member, a) for home in self.books for a in home.accounts}
        grouped = [(home.member.book.name, [(str(a.public_id), a.name) for a in home.accounts]) for home in self.books]
        self.fields["place"].choices = [("", _("Choose")), *grouped]

    def change(self) -> Change:
        return MoveTo(*self.rows[self.cleaned_data["place"]])


class DeleteForm(BulkForm):
    title = gettext_lazy("Delete")
    label = gettext_lazy("Delete")
    icon = "trash"
    danger = True

    def change(self) -> Change:
        return Delete()


BULK_FORMS: dict[str, type[BulkForm]] = {
    "category": CategoryForm,
    "account": AccountForm,
    "date": DateForm,
    "member": MemberForm,
    "shares": SharersForm,
    "project": ProjectForm,
    "tags": TagsForm,
    "book": BookForm,
    "delete": DeleteForm,
}
