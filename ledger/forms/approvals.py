"""The answer to expenses that wait for approval."""

from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from ledger.forms.fields import CONTROL, StyledForm
from ledger.models import Entry, Member
from ledger.queries.approvals import waiting_entries
from ledger.services.approvals import MAX_WHY


class AnswerForm(StyledForm):
    APPROVE, REFUSE = "approve", "refuse"

    answer = forms.ChoiceField(choices=[(APPROVE, APPROVE), (REFUSE, REFUSE)], widget=forms.HiddenInput)
    why = forms.CharField(
        required=False,
        max_length=MAX_WHY,
        label=_("Why not (optional)"),
        widget=forms.TextInput(attrs=CONTROL | {"autocomplete": "off"}),
    )

    def chosen(self, member: Member) -> QuerySet[Entry] | None:
        """The entries with a box ticked, of those that wait and that the member may see; None where none is."""
        ids = []
        for value in self.data.getlist("entry"):
            try:
                ids.append(UUID(value))
            except ValueError:
                continue
        return waiting_entries(member).filter(client_id__in=ids) if ids else None
