"""The form of a comment, and what the activity is narrowed to."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.directory import directory_of
from ledger.forms.fields import CONTROL, SELECT, OnePassSelect, StyledForm
from ledger.models import Member
from ledger.queries.activity.kinds import kinds_shown
from ledger.queries.activity.pages import ActivityFilter
from ledger.services.comments import LONGEST


class CommentForm(StyledForm):
    text = forms.CharField(
        max_length=LONGEST,
        label=_("Comment"),
        widget=forms.Textarea(attrs=CONTROL | {"rows": 2}),
        error_messages={"required": _("Write something first.")},
    )


class ActivityFilterForm(StyledForm):
    """By whom, and of what kind. What the address says of neither is passed over."""

    by = forms.ChoiceField(required=False, label=_("By whom"), widget=OnePassSelect(attrs=SELECT))
    kind = forms.ChoiceField(required=False, label=_("Kind of change"), widget=OnePassSelect(attrs=SELECT))

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = directory_of(member.book).people.values()
        self._people = {str(person.public_id): person for person in people}
        names = [(key, person.name) for key, person in self._people.items()]
        self.fields["by"].choices = [("", _("Everybody")), *names]
        self.fields["kind"].choices = [("", _("All kinds")), *((row.key, row.title) for row in kinds_shown(member))]

    def narrowed(self) -> ActivityFilter:
        self.is_valid()
        found = self.cleaned_data
        return ActivityFilter(by=self._people.get(found.get("by", "")), kind=found.get("kind", ""))
