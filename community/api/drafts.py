"""What is being written, for programs: the same drafts as those of the editor's page, kept as they were typed."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.posts import ChartWriteSerializer, PhotoSerializer, PostSerializer, PostView
from community.errors import PostInvalid, PostVersionStale
from community.forms.posts import Editor, standing
from community.models import Post
from community.queries.pages import drafts_of, photos_of_draft
from community.queries.rights import own_post
from community.rules.texts import plain
from community.services.charts import begin_chart
from community.services.photos import MOST_PHOTOS, take_photos
from community.services.posts import MOST_ITEMS, begin, delete, keep_draft, release
from community.services.scenes import begin_scene
from ledger.access import access_book
from ledger.permissions import Action


def typed(most: int, help_text: Any = "") -> serializers.CharField:
    """A field of the editor: any text, also none."""
    return serializers.CharField(
        default="", allow_blank=True, max_length=most, trim_whitespace=False, help_text=help_text
    )


class DraftItemSerializer(serializers.Serializer):
    id = serializers.UUIDField(default=None, allow_null=True, help_text=_("the item that it was before"))
    name = typed(2000)
    price = typed(2000, _("as typed, in the currency's main unit: 99.90"))
    currency = typed(2000)
    verdict = typed(2000, _("`worth`, `fair` or `not_worth`"))
    why = typed(2000)
    place = typed(2000)
    month = typed(2000, _("as typed: 2026-11"))
    link = typed(2000)
    photo = serializers.UUIDField(default=None, allow_null=True, help_text=_("one of the draft's photos"))

    def to_representation(self, row: Any) -> dict[str, Any]:
        kept: dict[str, Any] = {str(name): str(row.get(name) or "") for name in self.fields}
        return kept | {"id": row.get("public_id") or None, "photo": row.get("photo") or None}

    def kept(self, sent: dict[str, Any]) -> dict[str, str]:
        """An item as the page keeps it."""
        row = {name: str(value or "") for name, value in sent.items()}
        return {"public_id": row.pop("id"), **row}


class DraftSerializer(serializers.Serializer):
    """What stands in the editor of a post. Nothing of it was looked at; publishing says what is missing."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.ChoiceField(choices=Post.Kind.choices)
    state = serializers.ChoiceField(choices=Post.State.choices)
    version = serializers.IntegerField(source="form_version", help_text=_("goes up each time something is kept"))
    begun_at = serializers.DateTimeField(source="created_at")
    title = serializers.SerializerMethodField()
    body = serializers.SerializerMethodField(help_text=_("Markdown"))
    city = serializers.SerializerMethodField()
    scene = serializers.SerializerMethodField(help_text=_("the key of a scene, or empty"))
    challenge = serializers.SerializerMethodField(help_text=_("of a check-in"))
    items = serializers.SerializerMethodField()
    photos = serializers.SerializerMethodField()
    frozen = serializers.DictField(source="data", help_text=_("what a chart or a scene shows, frozen"))

    def get_title(self, post: Post) -> str:
        return str(standing(post).get("title", ""))

    def get_body(self, post: Post) -> str:
        return str(standing(post).get("body", ""))

    def get_city(self, post: Post) -> str:
        return str(standing(post).get("city", ""))

    def get_scene(self, post: Post) -> str:
        return str(standing(post).get("scene", post.scene))

    def get_challenge(self, post: Post) -> str:
        return str(standing(post).get("challenge", ""))

    @extend_schema_field(DraftItemSerializer(many=True))
    def get_items(self, post: Post) -> Any:
        return DraftItemSerializer(standing(post).get("items", []), many=True).data

    @extend_schema_field(PhotoSerializer(many=True))
    def get_photos(self, post: Post) -> Any:
        return PhotoSerializer(photos_of_draft(post), many=True).data


class DraftRowSerializer(serializers.Serializer):
    """A line of the list."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.ChoiceField(choices=Post.Kind.choices)
    version = serializers.IntegerField(source="form_version")
    begun_at = serializers.DateTimeField(source="created_at")
    title = serializers.SerializerMethodField()

    def get_title(self, post: Post) -> str:
        return str(post.form.get("title", ""))


class DraftWriteSerializer(serializers.Serializer):
    title = typed(2000)
    body = typed(30_000, _("Markdown"))
    city = typed(2000)
    scene = typed(2000, _("the key of a scene, or empty"))
    challenge = typed(2000, _("of a check-in"))
    items = serializers.ListField(child=DraftItemSerializer(), default=list, max_length=MOST_ITEMS)
    photos = serializers.ListField(
        child=serializers.UUIDField(),
        max_length=MOST_PHOTOS,
        required=False,
        help_text=_("sent before, in their order; left out, they stay as they are"),
    )

    def form(self, post: Post) -> dict[str, Any]:
        """The sent fields as the page keeps those of this kind of post."""
        sent = self.validated_data
        kept = {name: plain(sent[name]) for name in ("title", "body", "city")}
        if post.kind == Post.Kind.CHECKIN:
            kept["challenge"] = sent["challenge"]
        if post.kind != Post.Kind.SCENE:
            kept["scene"] = sent["scene"] or (post.scene if post.kind == Post.Kind.CHART else "")
        photos = [photo.public_id for photo in photos_of_draft(post)]
        if "photos" in sent:
            photos = take_photos(post.author, post, sent["photos"])
        items = [DraftItemSerializer().kept(item) for item in sent["items"]]
        return {**kept, "items": items, "photos": [str(photo) for photo in photos]}


class DraftBeginSerializer(DraftWriteSerializer):
    kind = serializers.ChoiceField(choices=Post.Kind.choices)
    book = serializers.UUIDField(required=False, help_text=_("whose chart or arrangement is shown; it is not named"))
    chart = ChartWriteSerializer(required=False)


class DraftChangeSerializer(DraftWriteSerializer):
    version = serializers.IntegerField(help_text=_("the version that the change was made from"))


class DraftPublishSerializer(serializers.Serializer):
    version = serializers.IntegerField(help_text=_("the version that is to be published"))


class DraftList(PostView):
    serializer_class = DraftSerializer
    permission_classes = [IsAuthenticated]

    @extend_schema(
        operation_id="community_drafts_list",
        summary=_("What I have begun and not published, latest first"),
        responses=DraftRowSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        return Response(DraftRowSerializer(drafts_of(request.user), many=True).data)

    @extend_schema(
        summary=_("Begin a draft"),
        description=_("It is kept as it is sent and held to nothing; nobody but its author sees it."),
        request=DraftBeginSerializer,
        responses={201: DraftSerializer},
    )
    def post(self, request: Request) -> Response:
        sent = self.read(DraftBeginSerializer)
        fields, now = sent.validated_data, timezone.now()
        if fields["kind"] in (Post.Kind.CHART, Post.Kind.SCENE):
            member = access_book(request.user, fields.get("book", ""), Action.SETTINGS)
            if fields["kind"] == Post.Kind.SCENE:
                post = begin_scene(request.user, member, at=now)
            else:
                chart = {"sort": "categories", "scale": "shares", "ago": 0} | dict(fields.get("chart", {}))
                post = begin_chart(request.user, member, **chart, at=now)
        else:
            post = begin(request.user, kind=fields["kind"], at=now)
        keep_draft(post, sent.form(post))
        return Response(DraftSerializer(post).data, 201)


class DraftDetail(PostView):
    serializer_class = DraftSerializer
    permission_classes = [IsAuthenticated]

    @extend_schema(
        summary=_("What stands in the editor of a post of mine"),
        description=_("Of a published one its unpublished changes, else the post as it is published."),
    )
    def get(self, request: Request, post: UUID) -> Response:
        return Response(DraftSerializer(own_post(request.user, post)).data)

    @extend_schema(
        summary=_("Keep what was typed"),
        description=_("All of it is sent. Of a published post readers see nothing of it before it is published."),
        request=DraftChangeSerializer,
    )
    def put(self, request: Request, post: UUID) -> Response:
        row = own_post(request.user, post)
        sent = self.read(DraftChangeSerializer)
        keep_draft(row, sent.form(row), version=sent.validated_data["version"])
        return Response(DraftSerializer(row).data)

    @extend_schema(
        summary=_("Delete a draft"),
        description=_("It can be brought back for 30 days. Of a published post, only its unpublished changes go."),
    )
    def delete(self, request: Request, post: UUID) -> Response:
        row = own_post(request.user, post)
        if row.state == Post.State.DRAFT:
            delete(request.user, row, at=timezone.now())
        else:
            keep_draft(row, {})
        return Response(status=status.HTTP_204_NO_CONTENT)


class DraftPublish(PostView):
    serializer_class = PostSerializer
    permission_classes = [IsAuthenticated]

    @extend_schema(
        summary=_("Publish a draft, or the changes of a post"),
        description=_("Its `state` is `held` where it waits for a look of the staff."),
        request=DraftPublishSerializer,
    )
    def post(self, request: Request, post: UUID) -> Response:
        row = own_post(request.user, post)
        if self.read(DraftPublishSerializer).validated_data["version"] != row.form_version:
            raise PostVersionStale
        photos = photos_of_draft(row)
        editor = Editor(row, standing(row), photos, today=timezone.localdate(), check=True)
        draft = editor.draft(row.data)
        if draft is None:
            raise PostInvalid(fields=editor.wrong())
        draft = replace(draft, photos=[photo.public_id for photo in photos])
        return self.shown(release(row, draft, at=timezone.now(), version=row.version))
