"""Forms of an import: the upload, and what is decided for a group of rows."""

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.forms.fields import CONTROL, SELECT
from ledger.models import Account, Book, Category, ImportGroup, Member
from ledger.queries.imports import payable_books, pickable_accounts, pickable_categories
from ledger.services.imports.categories import CATEGORY_KIND


class ManyFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files of one field; cleaned into a list."""

    widget = ManyFilesInput

    def clean(self, data, initial=None):
        one = super().clean
        return [one(each, initial) for each in data] if isinstance(data, list | tuple) else [one(data, initial)]


class UploadForm(forms.Form):
    # The form's own `files`, what was uploaded, is an attribute of the instance.
    files = ManyFilesField(  # type: ignore[assignment]
        label=_("Bills"),
        # No `accept`: phones grey out files whose type they do not know, and a zip from a chat has none.
        widget=ManyFilesInput(attrs=dict(CONTROL)),
        error_messages={"required": _("Choose the file that Alipay or WeChat sent you.")},
        allow_empty_file=True,
    )
    password = forms.CharField(
        label=_("Password of the zip"),
        required=False,
        strip=True,
        max_length=100,
        help_text=_("Only for a locked zip. It is used now and not kept."),
        widget=forms.TextInput(attrs=CONTROL | {"autocomplete": "off", "inputmode": "numeric"}),
    )

    def passwords(self) -> list[str]:
        """The passwords typed: several zips may have one each."""
        return self.cleaned_data["password"].replace(",", " ").replace("，", " ").split()


class GroupForm(forms.Form):
    """What becomes of the rows of a group. Its choices are rows of the book, so what is not the book's is refused."""

    taken_as = forms.ChoiceField(
        label=_("Take it as"),
        required=False,
        choices=[
            ("", _("Do not take it")),
            ("expense", _("Expense")),
            ("income", _("Income")),
            ("transfer", _("Transfer")),
        ],
        widget=forms.Select(attrs=SELECT),
    )
    category = forms.ChoiceField(label=_("Category"), required=False, widget=forms.Select(attrs=SELECT))
    account = forms.ChoiceField(label=_("Account"), required=False, widget=forms.Select(attrs=SELECT))
    counter_account = forms.ChoiceField(label=_("To account"), required=False, widget=forms.Select(attrs=SELECT))
    paid_for = forms.ChoiceField(
        label=_("Which book is it for?"),
        required=False,
        help_text=_("For another book it is written there, and here under a category of that book's name."),
        widget=forms.Select(attrs=SELECT),
    )
    always = forms.BooleanField(
        label=_("Always like this"), required=False, widget=forms.CheckboxInput(attrs={"class": "form-check-input"})
    )

    def __init__(self, *args, member: Member, group: ImportGroup, **kwargs) -> None:
        book = member.book
        kwargs["initial"] = {
            "taken_as": group.taken_as,
            "category": group.category_id or "",
            "account": group.account_id or "",
            "counter_account": group.counter_account_id or "",
            "paid_for": group.paid_for_id or "",
            "always": group.always,
        }
        super().__init__(*args, **kwargs)
        self._categories: dict[str, Category] = {}
        self._accounts = {str(each.pk): each for each in pickable_accounts(book)}
        kinds = {"neutral": ("expense", "income"), "transfer": ()}.get(group.kind, (CATEGORY_KIND.get(group.kind),))
        self.fields["category"].choices = [("", _("No category")), *self._category_choices(book, kinds)]
        accounts = [(pk, each.name) for pk, each in self._accounts.items()]
        self.fields["account"].choices = [("", _("As the bill says")), *accounts]
        self.fields["counter_account"].choices = [("", _("As the bill says")), *accounts]
        self._others = {str(each.pk): each for each in payable_books(member)} if group.kind == "expense" else {}
        books = [(pk, each.book.name) for pk, each in self._others.items()]
        self.fields["paid_for"].choices = [("", _("This book")), *books]
        if not books:
            del self.fields["paid_for"]
        if group.kind != "neutral":
            del self.fields["taken_as"]
        if group.kind not in ("neutral", "transfer"):
            del self.fields["counter_account"]
        if group.kind == "transfer":
            del self.fields["category"], self.fields["always"]
        if group.kind == "neutral" or not group.merchant:
            self.fields.pop("always", None)

    def _category_choices(self, book: Book, kinds: tuple[str, ...]) -> list:
        choices = []
        for kind in kinds:
            for top, children in pickable_categories(book, kind):
                for each in (top, *children):
                    self._categories[str(each.pk)] = each
                choices.append((top.name, [(str(each.pk), each.name) for each in (top, *children)]))
        return choices

    def choices_made(self) -> dict:
        """Keyword arguments of `choose_group`."""
        said = self.cleaned_data
        return {
            "category": self._categories.get(said.get("category", "")),
            "account": self._account("account"),
            "counter_account": self._account("counter_account"),
            "taken_as": said.get("taken_as", ""),
            "paid_for": self._others.get(said.get("paid_for", "")),
            "always": said.get("always", False),
        }

    def _account(self, name: str) -> Account | None:
        return self._accounts.get(self.cleaned_data.get(name, ""))
