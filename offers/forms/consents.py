from django import forms
from django.utils.translation import gettext_lazy as _

from ledger.forms.fields import CONTROL, StyledForm


class ConsentForm(StyledForm):
    """The year of birth is asked here and nowhere else; the box is never ticked beforehand."""

    birth_year = forms.IntegerField(
        label=_("Year of birth"),
        help_text=_("Only adults may see products; nothing else is made of it."),
        widget=forms.NumberInput(attrs=CONTROL | {"inputmode": "numeric", "placeholder": "1993"}),
    )
    agree = forms.BooleanField(
        label=_("I agree to personal suggestions from the readings of my books."),
        error_messages={"required": _("Tick the box to agree, or go back: reading your books works without it.")},
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
