"""Forms about the people of a book: inviting, joining, being changed."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.fields import IdentifierField
from accounts.models import User
from ledger import scenarios
from ledger.forms.fields import CONTROL, SELECT, OnePassSelect, StyledForm
from ledger.models import Member, Role
from ledger.permissions import roles_to_give
from ledger.queries.people import people_without_account


def role_choices(member: Member) -> list[tuple[str, Any]]:
    """The roles that the member may let somebody have, with their names."""
    return [(role, Role(role).label) for role in roles_to_give(member)]


class InviteForm(StyledForm):
    """An invitation: in which role, for one person or a group, until when, as whom, sent where."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)
    uses = forms.ChoiceField(
        label=_("For whom"),
        choices=[("one", _("One person")), ("group", _("Everybody who has the link"))],
        widget=forms.RadioSelect,
        initial="one",
    )
    days = forms.TypedChoiceField(
        label=_("Works for"),
        coerce=int,
        choices=[(1, _("a day")), (7, _("7 days")), (30, _("30 days"))],
        widget=forms.RadioSelect,
        initial=7,
    )
    claims = forms.ChoiceField(
        label=_("Is this somebody who is in the book already?"),
        required=False,
        widget=OnePassSelect(attrs=SELECT),
        help_text=_("Whoever accepts becomes that person, with everything noted under the name."),
    )
    address = IdentifierField(
        label=_("Send it to (optional)"),
        required=False,
        widget=forms.TextInput(
            attrs=CONTROL
            | {"inputmode": "email", "autocapitalize": "none", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=_("An e-mail address or a phone number. You get the link in any case."),
    )

    def __init__(self, *args: Any, member: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = role_choices(member)
        self.fields["role"].choices = choices
        wanted = scenarios.scene(member.book.scene).invite_role
        self.fields["role"].initial = wanted if wanted in dict(choices) else choices[-1][0] if choices else ""
        self.names = {str(person.public_id): person for person in people_without_account(member.book)}
        somebody_new = ("", _("No, somebody new"))
        self.fields["claims"].choices = [somebody_new, *((key, row.name) for key, row in self.names.items())]

    def invitation(self) -> dict[str, Any]:
        """What `invite` takes."""
        said = self.cleaned_data
        return {
            "role": said["role"],
            "days": said["days"],
            "max_uses": 1 if said["uses"] == "one" else None,
            "claims": self.names.get(said["claims"]),
            "address": said["address"],
        }


class JoinForm(StyledForm):
    """What somebody who joins is to be called in the book."""

    name = forms.CharField(
        max_length=50,
        label=_("Your name in this book"),
        widget=forms.TextInput(attrs=CONTROL | {"autocomplete": "nickname"}),
        error_messages={"required": _("Enter a name.")},
    )

    @classmethod
    def of(cls, user: User, data: Any = None) -> "JoinForm":
        return cls(data, initial={"name": user.get_short_name()[:50]})


class PersonForm(StyledForm):
    """The name of a person of the book, and the role of one who signs in."""

    name = forms.CharField(
        max_length=50,
        label=_("Name"),
        widget=forms.TextInput(attrs=CONTROL | {"autocomplete": "off"}),
        error_messages={"required": _("Enter a name.")},
    )
    role = forms.ChoiceField(label=_("Role"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, member: Member, person: Member, **kwargs: Any) -> None:
        super().__init__(*args, initial={"name": person.name, "role": person.role}, **kwargs)
        choices = role_choices(member)
        if person.user_id is None or person.role not in dict(choices):
            del self.fields["role"]
        else:
            self.fields["role"].choices = choices


class GuestLinkForm(StyledForm):
    may_record = forms.BooleanField(
        required=False,
        label=_("Guests may record, and change what they recorded"),
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
