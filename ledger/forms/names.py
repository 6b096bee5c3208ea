"""Forms of the names that a book keeps: categories, people, projects, merchants, tags."""

from functools import cache
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger import scenarios
from ledger.forms.fields import CONTROL, SELECT, OnePassSelect, StyledForm
from ledger.models import Category, Member
from ledger.queries.categories import live_categories
from ledger.queries.names import Name, merge_targets


@cache
def category_icons() -> tuple[str, ...]:
    """The icons that scenes give to categories, each once: what a category of one's own may have."""
    tops = [category for scene in scenarios.load_scenes() for category in scene.categories]
    return tuple(dict.fromkeys(row.icon for top in tops for row in (top, *top.children)))


class NameForm(StyledForm):
    """The name of a thing. What else it has is a field of its own in the forms below."""

    def __init__(self, *args: Any, longest: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = forms.CharField(
            max_length=longest,
            label=_("Name"),
            widget=forms.TextInput(attrs=CONTROL | {"autocomplete": "off"}),
            error_messages={"required": _("Enter a name.")},
        )
        self.fields = {"name": name, **self.fields}


class CategoryForm(NameForm):
    """A category: its name, its icon, and the one of the first level that it is under."""

    parent = forms.ChoiceField(required=False, label=_("Under"), widget=OnePassSelect(attrs=SELECT))
    icon = forms.ChoiceField(
        label=_("Icon"), widget=forms.RadioSelect, error_messages={"required": _("Choose an icon.")}
    )

    def __init__(self, *args: Any, member: Member, kind: str, category: Category | None = None, **kwargs: Any) -> None:
        super().__init__(*args, longest=40, **kwargs)
        # A third level there is not: whoever has children stays on the first.
        has_children = category is not None and category.children.exists()
        tops = [row for row in live_categories(member.book, kind) if row.parent_id is None and row != category]
        self._tops = {str(row.public_id): row for row in tops}
        under = [(key, row.name) for key, row in self._tops.items()]
        self.fields["parent"].choices = [("", _("None: of the first level")), *under]
        if has_children:
            del self.fields["parent"]
        icons = dict.fromkeys([*([category.icon] if category else []), *category_icons()])
        self.fields["icon"].choices = [(name, name) for name in icons]

    def chosen_parent(self) -> Category | None:
        return self._tops.get(self.cleaned_data.get("parent", ""))


class MergeForm(StyledForm):
    """Into which one this is to be merged."""

    into = forms.ChoiceField(
        label=_("Merge into"),
        widget=OnePassSelect(attrs=SELECT),
        error_messages={"required": _("Choose one.")},
    )

    def __init__(self, *args: Any, row: Name, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._targets = {str(target.public_id): target for target in merge_targets(row)}
        choices = [(key, self._said(target)) for key, target in self._targets.items()]
        self.fields["into"].choices = [("", _("Choose")), *choices]

    @property
    def is_possible(self) -> bool:
        return bool(self._targets)

    @staticmethod
    def _said(row: Name) -> str:
        parent = row.parent if isinstance(row, Category) else None
        return f"{parent.name} · {row.name}" if parent else row.name

    def target(self) -> Name:
        return self._targets[self.cleaned_data["into"]]
