"""What can be followed, as a form names it: its sort, and its key."""

from typing import Any
from uuid import UUID

from django import forms

from accounts.models import User
from community.queries.follows import Target, shown_person, shown_scene, shown_topic


class FollowForm(forms.Form):
    """`cleaned_data["target"]` is what is meant. Raises PersonNotFound, TopicNotFound, SceneNotFound."""

    sort = forms.ChoiceField(choices=[(sort, sort) for sort in ("person", "topic", "scene")])
    key = forms.CharField(max_length=80)
    on = forms.BooleanField(required=False)

    def __init__(self, *args: Any, viewer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.viewer = viewer

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not self.errors:
            found["target"] = self._target(found["sort"], found["key"])
        return found

    def _target(self, sort: str, key: str) -> Target:
        if sort == "topic":
            return shown_topic(key)
        if sort == "scene":
            return shown_scene(key)
        try:
            return shown_person(self.viewer, UUID(key))
        except ValueError:
            raise forms.ValidationError("no id") from None
