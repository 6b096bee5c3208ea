"""Forms of the pages about notices."""

import datetime as dt
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import Channel, NoticeSettings
from accounts.notices.board import Choice
from accounts.notices.outlets.robots import SERVICES

# Where most readers live first; any other zone that the browser names is kept as it is.
ZONES = [
    ("Asia/Shanghai", _("China")),
    ("Asia/Hong_Kong", _("Hong Kong, Macau")),
    ("Asia/Taipei", _("Taipei")),
    ("Asia/Singapore", _("Singapore, Kuala Lumpur")),
    ("Asia/Bangkok", _("Bangkok, Hanoi, Jakarta")),
    ("Asia/Tokyo", _("Tokyo")),
    ("Asia/Seoul", _("Seoul")),
    ("Asia/Dubai", _("Dubai")),
    ("Europe/London", _("London, Lisbon")),
    ("Europe/Berlin", _("Paris, Berlin, Rome, Madrid")),
    ("Europe/Moscow", _("Moscow")),
    ("America/New_York", _("New York, Toronto")),
    ("America/Chicago", _("Chicago")),
    ("America/Los_Angeles", _("Los Angeles, Vancouver")),
    ("America/Sao_Paulo", _("São Paulo")),
    ("Australia/Sydney", _("Sydney, Melbourne")),
    ("Pacific/Auckland", _("Auckland")),
    ("UTC", _("UTC")),
]


def read_before(word: str | None) -> int | None:
    """Where a page of the list begins, as its address says; None for the first, and for what is no number."""
    return int(word) if word and word.isascii() and word.isdigit() and len(word) < 19 else None


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def clock_field(label: Any, **more: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label,
        widget=TimeInput(),
        error_messages={
            "required": _("Enter a time, such as 22:00."),
            "invalid": _("This is no time. Write it as 22:00."),
        },
        **more,
    )


class NoticeForm(forms.Form):
    """Kinds by channels, as one group of boxes a kind, and the hours."""

    quiet_from = clock_field(_("Quiet from"))
    quiet_until = clock_field(_("until"))
    remind_at = clock_field(
        _("Remind me to record at"),
        required=False,
        help_text=_("On days on which nothing was recorded yet. Leave it empty for no reminder."),
    )

    def __init__(self, *args: Any, choices: list[Choice], chosen: NoticeSettings, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choices = choices
        for name in ("quiet_from", "quiet_until", "remind_at"):
            self.fields[name].initial = getattr(chosen, name)
        zones: list[tuple[str, Any]] = list(ZONES)
        if chosen.time_zone not in dict(ZONES) and chosen.time_zone in available_timezones():
            zones.append((chosen.time_zone, chosen.time_zone))
        self.fields["time_zone"] = forms.ChoiceField(label=_("Time zone"), choices=zones, initial=chosen.time_zone)
        for choice in choices:
            offered = [(channel, Channel(channel).label) for channel, state in choice.channels if state is not None]
            self.fields[f"kind-{choice.kind.key}"] = forms.MultipleChoiceField(
                label=choice.kind.title,
                help_text=choice.kind.help,
                choices=offered,
                required=False,
                initial=[channel for channel, state in choice.channels if state],
                widget=forms.CheckboxSelectMultiple,
            )

    def kinds(self) -> list[tuple[Choice, forms.BoundField]]:
        """Each kind with the field of its boxes."""
        return [(choice, self[f"kind-{choice.kind.key}"]) for choice in self.choices]

    def channels(self) -> dict[str, list[str]]:
        return {choice.kind.key: self.cleaned_data[f"kind-{choice.kind.key}"] for choice in self.choices}

    def hours(self) -> dict[str, dt.time | str | None]:
        return {name: self.cleaned_data[name] for name in ("quiet_from", "quiet_until", "time_zone", "remind_at")}


class BrowserForm(forms.Form):
    """A browser's subscription, as its script sends it."""

    endpoint = forms.URLField(max_length=1000, assume_scheme="https")
    p256dh = forms.CharField(max_length=120)
    auth = forms.CharField(max_length=40)

    def keys(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("endpoint", "p256dh", "auth")}

    def browser_name(self, agent: str) -> str:
        """What the browser is called in a list: its kind and its system."""
        kinds = (("MicroMessenger", "WeChat"), ("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"))
        systems = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Mac OS", "Mac"))
        more = (("Windows", "Windows"), ("Linux", "Linux"))
        kind = next((name for word, name in kinds if word in agent), "Safari" if "Safari" in agent else "")
        system = next((name for word, name in systems + more if word in agent), "")
        return " · ".join(filter(None, (kind, system)))


class RobotForm(forms.Form):
    """The address of a robot."""

    service = forms.ChoiceField(
        label=_("Which service"), choices=[(service.key, service.name) for service in SERVICES.values()]
    )
    url = forms.CharField(
        label=_("Address"),
        max_length=500,
        help_text=_("The whole webhook address; of Bark the address with your key."),
        widget=forms.URLInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Paste the robot's address.")},
    )
    secret = forms.CharField(
        label=_("Signing secret"),
        max_length=120,
        required=False,
        help_text=_("Of Feishu and DingTalk, where you chose signing."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    names_amounts = forms.BooleanField(label=_("Messages may name amounts"), required=False)

    def clean_url(self) -> str:
        url = self.cleaned_data["url"].strip()
        if not url.startswith(("https://", "http://")):
            raise ValidationError(_("An address begins with https://."), code="scheme")
        return url
