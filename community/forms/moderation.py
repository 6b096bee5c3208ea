"""What readers tell us of somebody's words, what an author says against a decision, and what staff decide."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from community.models import Decision
from community.reasons import REASONS
from community.services.cases import LONGEST_REPORT
from community.services.deciding import LONGEST_APPEAL, LONGEST_NOTE, LONGEST_THING, SUSPENSIONS
from community.services.reported import SORTS
from ledger.forms.fields import StyledForm


class ReportForm(StyledForm):
    """What is wrong with something that somebody reads."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=[(reason.key, reason.title) for reason in REASONS.values()],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong with it.")},
    )
    text = forms.CharField(
        label=_("A word more, if you like"),
        required=False,
        max_length=LONGEST_REPORT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AppealForm(StyledForm):
    """Why a decision was wrong."""

    text = forms.CharField(
        label=_("Why the decision is wrong"),
        max_length=LONGEST_APPEAL,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say why the decision is wrong.")},
    )


class DecisionForm(StyledForm):
    """What becomes of a thing and of its author; the service says what goes together."""

    outcome = forms.ChoiceField(label=_("What becomes of it"), choices=Decision.Outcome.choices)
    measure = forms.ChoiceField(
        label=_("What becomes of its author"), choices=Decision.Measure.choices, initial=Decision.Measure.NONE
    )
    days = forms.TypedChoiceField(
        label=_("No posting for"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "—"), *((days, days) for days in SUSPENSIONS)],
    )
    reason = forms.ChoiceField(
        label=_("Reason"), required=False, choices=[("", "—"), *((key, one.title) for key, one in REASONS.items())]
    )
    note = forms.CharField(
        label=_("Words to its author, besides the reason"),
        required=False,
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = list(SORTS[kind].outcomes.items())
        if kind == "thing":
            # It is what many people bought, and nobody's own.
            for name in ("measure", "days", "note"):
                del self.fields[name]
            self.fields["new_name"] = forms.CharField(
                label=_("Its new name"),
                required=False,
                max_length=LONGEST_THING,
                help_text=_("Where another thing has this name already, the two become one."),
            )


class AppealAnswerForm(StyledForm):
    """Whether a decision stands, and why."""

    upheld = forms.TypedChoiceField(
        label=_("The decision"),
        choices=[("yes", _("It stands")), ("no", _("It is taken back"))],
        coerce=lambda value: value == "yes",
    )
    note = forms.CharField(
        label=_("Why, in words to its author"), max_length=LONGEST_NOTE, widget=forms.Textarea(attrs={"rows": 3})
    )
