"""What is said, and what bookmarks lie in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from community.services.bookmarks import LONGEST_NAME
from community.services.comments import LONGEST
from ledger.forms.fields import CONTROL, StyledForm


class CommentForm(StyledForm):
    text = forms.CharField(
        max_length=LONGEST,
        label=_("Comment"),
        widget=forms.Textarea(attrs=CONTROL | {"rows": 2}),
        error_messages={"required": _("Write something first.")},
    )


class CollectionForm(StyledForm):
    name = forms.CharField(
        max_length=LONGEST_NAME, label=_("Name of the collection"), widget=forms.TextInput(attrs=CONTROL)
    )
    is_public = forms.BooleanField(
        required=False,
        label=_("Everybody may read it"),
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
