"""What people say of themselves, the keys they make, and their word when they ask or leave."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.privacy import Fate

_CODE = re.compile(r"[a-z_]{1,40}(:[a-z0-9_]{1,15})?\Z")


class PersonForm(forms.ModelForm):
    """What the Me page lets a person change about themselves."""

    language = forms.ChoiceField(
        label=_("Language"), choices=[("zh-hans", "简体中文"), ("en", "English")], widget=forms.RadioSelect
    )
    green_income = forms.TypedChoiceField(
        label=_("Colours of amounts"),
        choices=[("", _("Income red, expense green")), ("1", _("Income green, expense red"))],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = User
        fields = ["name", "language", "green_income", "is_student"]
        labels = {"name": _("Name"), "is_student": _("I am a student")}
        help_texts = {
            "name": _("Your partners see it in shared books."),
            "is_student": _("Students are never shown loans."),
        }
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "nickname"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["green_income"] = "1" if self.instance.green_income else ""


class TokenForm(forms.Form):
    """A new API key."""

    name = forms.CharField(
        label=_("What is the key for?"),
        max_length=50,
        error_messages={"required": _("Give the key a name, so that you know it again.")},
    )
    days = forms.TypedChoiceField(
        label=_("Works for"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("a year")), (0, _("until revoked"))],
        initial=90,
    )

    def expires_at(self, now: dt.datetime) -> dt.datetime | None:
        days = self.cleaned_data["days"]
        return now + dt.timedelta(days=days) if days else None


class ErasureForm(forms.Form):
    """A word to type before an account is erased, and who takes over what others keep along."""

    word = forms.CharField(label=_("Type the word"), max_length=20)

    def __init__(self, *args: Any, fates: list[Fate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fates = fates
        self.fields["word"].label = _("Type “%(word)s” to confirm") % {"word": _("erase")}
        self.fields["word"].widget.attrs |= {"autocomplete": "off", "autocapitalize": "none"}
        for number, fate in enumerate(fates):
            if fate.choices:
                self.fields[f"heir-{number}"] = forms.ChoiceField(label=_("New owner"), choices=fate.choices)

    def clean_word(self) -> str:
        word = self.cleaned_data["word"].strip()
        if word.casefold() != str(_("erase")).casefold():
            raise ValidationError(_("This is another word. Type it just as it stands there."), code="word")
        return word

    def with_fields(self) -> list[tuple[Fate, forms.BoundField | None]]:
        """Each fate with the field that asks who takes over, or None."""
        return [(fate, self[f"heir-{n}"] if fate.choices else None) for n, fate in enumerate(self.fates)]

    def choices(self) -> dict[str, str]:
        """Who takes over, by the key of the fate."""
        return {fate.key: self.cleaned_data[f"heir-{n}"] for n, fate in enumerate(self.fates) if fate.choices}


class QuestionForm(forms.Form):
    """A question to the help desk, in the person's own words."""

    text = forms.CharField(
        label=_("What went wrong, or what are you looking for?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write a sentence or two, so that we can help.")},
    )

    @staticmethod
    def is_code(reason: str) -> bool:
        """Is it the code of a refusal, and not something that a page showed?"""
        return bool(_CODE.match(reason))
