"""The editor of posts. Forms read what was typed; what is missing is for `services.posts` to say."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from community.forms.sent import public_id
from community.models import Photo, Post, PostItem, Verdict
from community.rules.challenges import CHALLENGES, challenge_of
from community.rules.language import language_of
from community.rules.texts import plain
from community.services.posts import MOST_ITEMS, ItemDraft, PostDraft
from ledger import scenarios
from ledger.forms.fields import CONTROL, SELECT, AmountField, StyledForm
from ledger.rules.money import CURRENCIES
from ledger.templatetags.ledger_format import plain_amount

SHOWN_AT_FIRST = 1


class PostForm(forms.Form):
    title = forms.CharField(
        label=_("Title"), required=False, max_length=80, widget=forms.TextInput(attrs=CONTROL | {"maxlength": 80})
    )
    body = forms.CharField(
        label=_("Text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs=CONTROL | {"rows": 8}),
        help_text=_("#topic and @name become links. **bold**, lists with -, > quotes work too."),
    )
    city = forms.CharField(
        label=_("City"), required=False, max_length=30, widget=forms.TextInput(attrs=CONTROL | {"maxlength": 30})
    )
    scene = forms.ChoiceField(label=_("About books of"), required=False, widget=forms.Select(attrs=SELECT))
    challenge = forms.ChoiceField(label=_("Challenge"), required=False, widget=forms.Select(attrs=SELECT))

    def __init__(self, *args: Any, kind: str, today: dt.date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "zh-hans"
        scenes = [(scene.slug, scene.name.text(language)) for scene in scenarios.load_scenes()]
        self.fields["scene"].choices = [("", _("no particular one")), *scenes]
        self.fields["challenge"].choices = [(key, challenge.name) for key, challenge in CHALLENGES.items()]
        self.fields["challenge"].initial = challenge_of(today.month).key
        if kind != Post.Kind.CHECKIN:
            del self.fields["challenge"]
        if kind == Post.Kind.SCENE:
            del self.fields["scene"]


class ItemForm(forms.Form):
    public_id = forms.CharField(required=False, widget=forms.HiddenInput)
    currency = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("What it is"), required=False, widget=forms.TextInput(attrs=CONTROL))
    verdict = forms.ChoiceField(
        label=_("Was it worth it?"), choices=Verdict.choices, required=False, widget=forms.RadioSelect
    )
    why = forms.CharField(
        label=_("Why"),
        required=False,
        widget=forms.Textarea(attrs=CONTROL | {"rows": 2}),
        help_text=_("15 characters or more"),
    )
    place = forms.CharField(label=_("Where bought"), required=False, widget=forms.TextInput(attrs=CONTROL))
    month = forms.CharField(
        label=_("Month"),
        required=False,
        widget=forms.TextInput(attrs=CONTROL | {"type": "month", "placeholder": "2026-11"}),
    )
    link = forms.CharField(
        label=_("Link"), required=False, widget=forms.URLInput(attrs=CONTROL | {"placeholder": "https://"})
    )
    photo = forms.ChoiceField(label=_("Photo"), required=False, widget=forms.Select(attrs=SELECT))

    def __init__(self, *args: Any, photos: Sequence[Photo], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = self.data.get(self.add_prefix("currency")) if self.is_bound else (self.initial or {}).get("currency")
        currency = sent if sent in CURRENCIES else "CNY"
        self.fields["currency"].initial = currency
        self.fields["price"] = AmountField(label=_("Price"), currency=currency, zero_allowed=True, required=False)
        numbered = [(str(photo.public_id), _("Photo %(n)d") % {"n": n}) for n, photo in enumerate(photos, start=1)]
        self.fields["photo"].choices = [("", _("none: a card is drawn")), *numbered]
        self.price_currency = currency

    def clean_month(self) -> dt.date | None:
        text = self.cleaned_data["month"].strip()
        if not text:
            return None
        try:
            return dt.datetime.strptime(text, "%Y-%m").date()
        except ValueError:
            raise forms.ValidationError(_("Write the month as 2026-11.")) from None

    def draft(self) -> ItemDraft:
        sent = self.cleaned_data
        return ItemDraft(
            name=sent["name"],
            price_minor=sent.get("price"),
            verdict=sent["verdict"],
            why=sent["why"],
            currency=self.price_currency,
            place=sent["place"],
            bought_on=sent.get("month"),
            link=sent["link"],
            public_id=public_id(sent["public_id"]),
            photos=[UUID(sent["photo"])] if sent["photo"] else [],
        )


_FIELDS = ("title", "body", "city", "scene", "challenge")
_ITEM_FIELDS = ("public_id", "currency", "name", "price", "verdict", "why", "place", "month", "link", "photo")


def typed(data: Mapping[str, Any]) -> dict[str, Any]:
    """What was sent, as it was typed, to be kept as a draft."""
    try:
        count = min(int(data.get("items", 0)), MOST_ITEMS)
    except ValueError:
        count = 0
    items = [{name: plain(data.get(f"i{n}-{name}", ""))[:2000] for name in _ITEM_FIELDS} for n in range(count)]
    kept: dict[str, Any] = {name: plain(data.get(name, ""))[:30_000] for name in _FIELDS if name in data}
    return kept | {"items": items}


def typed_of(post: Post, items: Iterable[PostItem]) -> dict[str, Any]:
    """What stands in the editor of a published post before anything is changed."""
    return {
        "title": post.title,
        "body": post.body,
        "city": post.city,
        "scene": post.scene,
        "challenge": post.data.get("challenge", ""),
        "items": [_typed_item(item) for item in items],
    }


def standing(post: Post) -> Mapping[str, Any]:
    """What stands in the editor of a post: what was kept of it, else what is published."""
    if post.form or post.state == Post.State.DRAFT:
        return post.form
    return typed_of(post, post.items.prefetch_related("photos"))


def _typed_item(item: PostItem) -> dict[str, str]:
    photo = item.photos.first()
    return {
        "public_id": str(item.public_id),
        "currency": item.currency,
        "name": item.name,
        "price": plain_amount(item.price_minor, item.currency),
        "verdict": item.verdict,
        "why": item.why,
        "place": item.place,
        "month": f"{item.bought_on:%Y-%m}" if item.bought_on else "",
        "link": item.link,
        "photo": str(photo.public_id) if photo else "",
    }


class Editor:
    """A post's form with those of its items, filled with what was typed; with `check` they say what is wrong."""

    def __init__(
        self, post: Post, kept: Mapping[str, Any], photos: Sequence[Photo], *, today: dt.date, check: bool = False
    ) -> None:
        self.post = post
        rows = list(kept.get("items") or ([{}] * SHOWN_AT_FIRST if post.kind == Post.Kind.SHARE else []))
        flat = {name: kept.get(name, "") for name in _FIELDS if name in kept}
        flat |= {f"i{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}
        about: dict[str, Any] = {"data": flat} if check else {"initial": flat}
        self.form = PostForm(kind=post.kind, today=today, **about)
        self.items = [
            ItemForm(photos=photos, prefix=f"i{n}", **({"data": flat} if check else {"initial": row}))
            for n, row in enumerate(rows)
        ]

    def draft(self, data: Mapping[str, Any]) -> PostDraft | None:
        """What is to be published; None where something cannot be read, which the forms then say."""
        if not all([self.form.is_valid(), *(form.is_valid() for form in self.items)]):
            return None
        sent = self.form.cleaned_data
        more = {"challenge": sent["challenge"]} if sent.get("challenge") else {}
        return PostDraft(
            kind=self.post.kind,
            title=sent["title"],
            body=sent["body"],
            items=[form.draft() for form in self.items],
            language=language_of(f"{sent['title']} {sent['body']}"),
            city=sent["city"],
            scene=sent.get("scene", self.post.scene),
            data=dict(data) | more,
        )

    def wrong(self) -> dict[str, list[str]]:
        """What cannot be read, by the names that `say` takes."""
        found = {name: [str(each) for each in said] for name, said in self.form.errors.items()}
        for n, form in enumerate(self.items):
            found |= {f"items.{n}.{name}": [str(each) for each in said] for name, said in form.errors.items()}
        return found

    def say(self, fields: Mapping[str, Sequence[Any]]) -> None:
        """Puts what a service refused beside the fields that it names."""
        for name, said in fields.items():
            parts = name.split(".")
            form: forms.Form = self.form
            if parts[0] == "items" and len(parts) == 3:
                form, name = self.items[int(parts[1])], parts[2]
            form.add_error(name if name in form.fields else None, list(said))


class NameForm(StyledForm):
    """Who somebody is in the community."""

    name = forms.CharField(
        label=_("The name that others see"),
        max_length=24,
        widget=forms.TextInput(attrs=CONTROL | {"maxlength": 24, "autocomplete": "nickname"}),
        help_text=_("Not your e-mail address and not your number. Nobody finds your books by it."),
    )
    bio = forms.CharField(
        label=_("A line about you"),
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs=CONTROL | {"rows": 2, "maxlength": 200}),
    )


class WishForm(forms.Form):
    """Something to buy one day."""

    name = forms.CharField(label=_("What you mean to buy"), max_length=60, widget=forms.TextInput(attrs=CONTROL))
    price_minor = AmountField(label=_("About what it costs"), currency="CNY", zero_allowed=True, required=False)


class FollowUpForm(StyledForm):
    """用了一年，还值吗？"""

    verdict = forms.ChoiceField(label=_("Still worth it?"), choices=Verdict.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Why"),
        max_length=500,
        widget=forms.Textarea(attrs=CONTROL | {"rows": 3, "maxlength": 500}),
        help_text=_("15 characters or more"),
    )
