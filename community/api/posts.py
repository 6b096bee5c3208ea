"""Posts, photos, things and the list for programs: as the pages, by the same services. What is public needs no key."""

import datetime as dt
from typing import Any, TypeVar
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.generics import GenericAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.permissions import AllowAny, IsAuthenticated, IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from community.api.talk import PersonSerializer
from community.errors import NameMissing, PostNotFound
from community.models import Photo, Post, PostItem, Verdict
from community.queries.pages import PostPage, post_page, revisions
from community.queries.rights import access_post, own_post, profile_of, reader
from community.queries.things import public_item, thing_of, thing_page, wishes_of
from community.rules.challenges import CHALLENGES
from community.rules.language import language_of
from community.rules.pictures import LARGEST_FILE
from community.services.charts import SCALES, SORTS, freeze
from community.services.follow_ups import say_later
from community.services.people import choose_name
from community.services.photos import MOST_PHOTOS, add_photo
from community.services.posts import ItemDraft, PostDraft, delete, edit, publish, restore
from community.services.scenes import structure_of, use_scene
from community.services.wishes import add_own_wish, add_wish, drop_wish, mark_wish
from ledger.access import access_book
from ledger.permissions import Action
from ledger.rules.money import CURRENCIES

S = TypeVar("S", bound=serializers.Serializer)

CURRENCY = sorted(CURRENCIES)


class FollowUpSerializer(serializers.Serializer):
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    text = serializers.CharField(max_length=500, help_text=_("15 characters or more"))
    at = serializers.DateTimeField(read_only=True)


class PostItemSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    thing = serializers.UUIDField(source="thing.public_id")
    name = serializers.CharField()
    price_minor = serializers.IntegerField()
    currency = serializers.CharField()
    place = serializers.CharField()
    bought_on = serializers.DateField(allow_null=True, help_text=_("the first day of the month"))
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    why = serializers.CharField()
    link = serializers.CharField()
    photos = serializers.SerializerMethodField()
    follow_ups = FollowUpSerializer(source="follow_ups.all", many=True)

    @extend_schema_field(serializers.ListField(child=serializers.UUIDField()))
    def get_photos(self, item: PostItem) -> Any:
        return [photo.public_id for photo in item.photos.all()]


class PhotoSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    width = serializers.IntegerField(help_text=_("in pixels, of the large one"))
    height = serializers.IntegerField()
    blur = serializers.CharField(help_text=_("a tiny picture as a data address"))


class PostSerializer(serializers.Serializer):
    """A post with everything that its page shows."""

    id = serializers.UUIDField(source="post.public_id")
    kind = serializers.ChoiceField(source="post.kind", choices=Post.Kind.choices)
    state = serializers.ChoiceField(source="post.state", choices=Post.State.choices)
    author = PersonSerializer(source="post.author.profile")
    title = serializers.CharField(source="post.title")
    body = serializers.CharField(source="post.body", help_text=_("Markdown"))
    html = serializers.CharField(source="post.body_html", help_text=_("the same, cleaned"))
    language = serializers.CharField(source="post.language")
    city = serializers.CharField(source="post.city")
    scene = serializers.CharField(source="post.scene", help_text=_("the key of a scene, or empty"))
    frozen = serializers.DictField(source="post.data", help_text=_("what a chart, a scene or a check-in shows, frozen"))
    photos = PhotoSerializer(many=True)
    items = PostItemSerializer(many=True)
    likes = serializers.IntegerField(source="post.likes")
    thanks = serializers.IntegerField(source="post.thanks")
    comments = serializers.IntegerField(source="post.comments")
    version = serializers.IntegerField(source="post.version")
    published_at = serializers.DateTimeField(source="post.published_at")
    edited_at = serializers.DateTimeField(source="post.edited_at", allow_null=True)


class ItemWriteSerializer(serializers.Serializer):
    id = serializers.UUIDField(required=False, help_text=_("the item that it was before, when a post is changed"))
    name = serializers.CharField(max_length=60)
    price_minor = serializers.IntegerField(min_value=0, max_value=10**12 - 1)
    currency = serializers.ChoiceField(choices=CURRENCY, default="CNY")
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    why = serializers.CharField(max_length=500, help_text=_("15 characters or more"))
    place = serializers.CharField(max_length=40, default="", allow_blank=True)
    bought_on = serializers.DateField(default=None, allow_null=True, help_text=_("any day of the month"))
    link = serializers.URLField(max_length=500, default="", allow_blank=True)
    photos = serializers.ListField(child=serializers.UUIDField(), max_length=MOST_PHOTOS, default=list)

    def draft(self, sent: dict[str, Any]) -> ItemDraft:
        return ItemDraft(public_id=sent.get("id"), **{name: value for name, value in sent.items() if name != "id"})


class ChartWriteSerializer(serializers.Serializer):
    sort = serializers.ChoiceField(choices=SORTS)
    scale = serializers.ChoiceField(choices=SCALES)
    ago = serializers.IntegerField(min_value=0, max_value=11, default=0, help_text=_("months before the current one"))


class PostWriteSerializer(serializers.Serializer):
    title = serializers.CharField(max_length=80)
    body = serializers.CharField(max_length=20_000, default="", allow_blank=True, help_text=_("Markdown"))
    items = ItemWriteSerializer(many=True, default=list)
    photos = serializers.ListField(
        child=serializers.UUIDField(), max_length=MOST_PHOTOS, required=False, help_text=_("in their order")
    )
    city = serializers.CharField(max_length=30, default="", allow_blank=True)
    scene = serializers.CharField(max_length=40, default="", allow_blank=True, help_text=_("the key of a scene"))

    def draft(self, kind: str, **data: Any) -> PostDraft:
        sent = self.validated_data
        return PostDraft(
            kind=kind,
            title=sent["title"],
            body=sent["body"],
            items=[ItemWriteSerializer().draft(item) for item in sent["items"]],
            photos=sent.get("photos"),
            language=language_of(f"{sent['title']} {sent['body']}"),
            city=sent["city"],
            scene=sent["scene"],
            data=data,
        )


class PostCreateSerializer(PostWriteSerializer):
    kind = serializers.ChoiceField(choices=Post.Kind.choices)
    challenge = serializers.ChoiceField(choices=sorted(CHALLENGES), required=False, help_text=_("of a check-in"))
    book = serializers.UUIDField(required=False, help_text=_("whose chart or arrangement is shown; it is not named"))
    chart = ChartWriteSerializer(required=False)


class PostChangeSerializer(PostWriteSerializer):
    version = serializers.IntegerField(help_text=_("the version that the change was made from"))


class RevisionSerializer(serializers.Serializer):
    version = serializers.IntegerField()
    at = serializers.DateTimeField()
    title = serializers.CharField()
    body = serializers.CharField()
    items = serializers.ListField(child=serializers.DictField())


class PricesSerializer(serializers.Serializer):
    currency = serializers.CharField()
    count = serializers.IntegerField()
    lowest_minor = serializers.IntegerField()
    median_minor = serializers.IntegerField()
    highest_minor = serializers.IntegerField()


class ThingSerializer(serializers.Serializer):
    """Everything that people said of one thing."""

    id = serializers.UUIDField(source="thing.public_id")
    name = serializers.CharField(source="thing.name")
    people = serializers.IntegerField()
    prices = PricesSerializer(many=True)
    verdicts = serializers.SerializerMethodField(help_text=_("how many said which"))
    items = PostItemSerializer(many=True)

    @extend_schema_field(serializers.DictField(child=serializers.IntegerField()))
    def get_verdicts(self, page: Any) -> Any:
        return {verdict.value: count for verdict, count in page.verdicts}


class WishSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    item = serializers.UUIDField(source="item.public_id", default=None, allow_null=True, read_only=True)
    name = serializers.CharField()
    price_minor = serializers.IntegerField(allow_null=True)
    currency = serializers.CharField()
    done_at = serializers.DateTimeField(allow_null=True)


class WishWriteSerializer(serializers.Serializer):
    item = serializers.UUIDField(required=False, help_text=_("a shared thing; then nothing else is needed"))
    name = serializers.CharField(max_length=60, required=False)
    price_minor = serializers.IntegerField(min_value=0, max_value=10**12 - 1, default=None, allow_null=True)
    currency = serializers.ChoiceField(choices=CURRENCY, default="CNY")

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        if "item" not in sent and "name" not in sent:
            raise serializers.ValidationError({"name": [self.fields["name"].error_messages["required"]]})
        return sent


class WishMarkSerializer(serializers.Serializer):
    done = serializers.BooleanField(help_text=_("whether it was bought"))


class ProfileSerializer(PersonSerializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    name = serializers.CharField(max_length=24)
    bio = serializers.CharField(max_length=200, default="", allow_blank=True)


class PhotoUploadSerializer(serializers.Serializer):
    photo = serializers.FileField(help_text=_("JPEG, PNG, WebP, AVIF or GIF, at most 15 MB"))


class SceneUseSerializer(serializers.Serializer):
    name = serializers.CharField(max_length=60, default="", allow_blank=True)


class OpenedBookSerializer(serializers.Serializer):
    book = serializers.UUIDField()


class PostView(GenericAPIView):
    pagination_class = None
    permission_classes = [IsAuthenticatedOrReadOnly]

    def read(self, serializer_class: type[S]) -> S:
        serializer = serializer_class(data=self.request.data)
        serializer.is_valid(raise_exception=True)
        return serializer

    def shown(self, post: Post, code: int = 200) -> Response:
        page: PostPage = post_page(reader(self.request.user), post)
        return Response(PostSerializer(page).data, code)


class PostList(PostView):
    serializer_class = PostSerializer
    permission_classes = [IsAuthenticated]

    @extend_schema(
        summary=_("Publish a post"),
        description=_("Photos are sent before. Its `state` is `held` where it waits for a look of the staff."),
        request=PostCreateSerializer,
        responses={201: PostSerializer},
    )
    def post(self, request: Request) -> Response:
        sent = self.read(PostCreateSerializer)
        fields = sent.validated_data
        data: dict[str, Any] = {}
        if fields["kind"] == Post.Kind.CHECKIN:
            data["challenge"] = fields.get("challenge", "")
        if fields["kind"] in (Post.Kind.CHART, Post.Kind.SCENE):
            member = access_book(request.user, fields.get("book", ""), Action.SETTINGS)
            fields["scene"] = member.book.scene
            if fields["kind"] == Post.Kind.SCENE:
                data["scene"] = structure_of(member)
            else:
                data["chart"] = freeze(member, **(fields.get("chart") or {"sort": "categories", "scale": "shares"}))
        post = publish(request.user, sent.draft(fields["kind"], **data), at=timezone.now())
        return self.shown(post, 201)


class PostDetail(PostView):
    serializer_class = PostSerializer

    @extend_schema(summary=_("A post"))
    def get(self, request: Request, post: UUID) -> Response:
        return self.shown(access_post(request.user, post))

    @extend_schema(
        summary=_("Change a post"),
        description=_("All of it is sent; how it read before stays to be seen."),
        request=PostChangeSerializer,
    )
    def put(self, request: Request, post: UUID) -> Response:
        row = own_post(request.user, post)
        sent = self.read(PostChangeSerializer)
        if row.kind in (Post.Kind.CHART, Post.Kind.SCENE):
            # What is frozen in it is of this scene.
            sent.validated_data["scene"] = row.scene
        changed = edit(row, sent.draft(row.kind, **row.data), at=timezone.now(), version=sent.validated_data["version"])
        return self.shown(changed)

    @extend_schema(summary=_("Delete a post"), description=_("It can be brought back for 30 days."))
    def delete(self, request: Request, post: UUID) -> Response:
        delete(request.user, own_post(request.user, post), at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class PostRestore(PostView):
    serializer_class = PostSerializer
    permission_classes = [IsAuthenticated]

    @extend_schema(summary=_("Bring a deleted post back"), request=None)
    def post(self, request: Request, post: UUID) -> Response:
        return self.shown(restore(request.user, own_post(request.user, post, deleted=True), at=timezone.now()))


class PostHistory(PostView):
    serializer_class = RevisionSerializer

    @extend_schema(summary=_("How a post read before, latest first"), responses=RevisionSerializer(many=True))
    def get(self, request: Request, post: UUID) -> Response:
        found = revisions(reader(request.user), access_post(request.user, post))
        return Response(RevisionSerializer(found, many=True).data)


class SceneUse(PostView):
    serializer_class = OpenedBookSerializer
    permission_classes = [IsAuthenticated]

    @extend_schema(
        summary=_("Open a book from a shared scene"),
        request=SceneUseSerializer,
        responses={201: OpenedBookSerializer},
    )
    def post(self, request: Request, post: UUID) -> Response:
        row = access_post(request.user, post)
        structure = row.data.get("scene") if row.kind == Post.Kind.SCENE else None
        if structure is None:
            raise PostNotFound
        member = use_scene(request.user, structure, name=self.read(SceneUseSerializer).validated_data["name"])
        return Response({"book": member.book.public_id}, 201)


class PhotoList(PostView):
    serializer_class = PhotoSerializer
    permission_classes = [IsAuthenticated]
    parser_classes = [MultiPartParser]

    @extend_schema(
        summary=_("Send a photo"),
        description=_("It is made anew, without where it was taken, and goes away in a day if no post takes it."),
        request={"multipart/form-data": PhotoUploadSerializer},
        responses={201: PhotoSerializer},
    )
    def post(self, request: Request) -> Response:
        if profile_of(reader(request.user)) is None:
            raise NameMissing
        upload = self.read(PhotoUploadSerializer).validated_data["photo"]
        photo: Photo = add_photo(request.user, upload.read(LARGEST_FILE + 1), at=timezone.now())
        return Response(PhotoSerializer(photo).data, 201)


class ThingDetail(PostView):
    serializer_class = ThingSerializer
    permission_classes = [AllowAny]

    @extend_schema(summary=_("Everything people said of one thing"))
    def get(self, request: Request, thing: UUID) -> Response:
        return Response(ThingSerializer(thing_page(reader(request.user), thing_of(thing))).data)


class FollowUpList(PostView):
    serializer_class = FollowUpSerializer
    permission_classes = [IsAuthenticated]

    @extend_schema(
        summary=_("Say whether a thing of mine is still worth it"),
        description=_("From 300 days after it was bought."),
        responses={201: FollowUpSerializer},
    )
    def post(self, request: Request, item: UUID) -> Response:
        row = public_item(request.user, item)
        said = say_later(request.user, row, **self.read(FollowUpSerializer).validated_data, at=timezone.now())
        return Response(FollowUpSerializer(said).data, 201)


class WishList(PostView):
    serializer_class = WishSerializer
    permission_classes = [IsAuthenticated]

    @extend_schema(summary=_("What I mean to buy"), responses=WishSerializer(many=True))
    def get(self, request: Request) -> Response:
        return Response(WishSerializer(wishes_of(request.user), many=True).data)

    @extend_schema(summary=_("Put something on my list"), request=WishWriteSerializer, responses={201: WishSerializer})
    def post(self, request: Request) -> Response:
        fields = self.read(WishWriteSerializer).validated_data
        now = timezone.now()
        item = fields.pop("item", None)
        if item is not None:
            wish = add_wish(request.user, public_item(request.user, item), at=now)
        else:
            wish = add_own_wish(request.user, **fields, at=now)
        return Response(WishSerializer(wish).data, 201)


class WishDetail(PostView):
    serializer_class = WishSerializer
    permission_classes = [IsAuthenticated]

    @extend_schema(summary=_("Say that it was bought"), request=WishMarkSerializer, responses={204: None})
    def patch(self, request: Request, wish: UUID) -> Response:
        done: dt.datetime | None = timezone.now() if self.read(WishMarkSerializer).validated_data["done"] else None
        mark_wish(request.user, wish, done_at=done)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary=_("Take something off my list"))
    def delete(self, request: Request, wish: UUID) -> Response:
        drop_wish(request.user, wish)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ProfileDetail(PostView):
    serializer_class = ProfileSerializer
    permission_classes = [IsAuthenticated]

    @extend_schema(summary=_("Who I am in the community"))
    def get(self, request: Request) -> Response:
        profile = profile_of(reader(request.user))
        if profile is None:
            raise PostNotFound
        return Response(ProfileSerializer(profile).data)

    @extend_schema(summary=_("Choose the name that others see"))
    def put(self, request: Request) -> Response:
        fields = self.read(ProfileSerializer).validated_data
        profile = choose_name(request.user, name=fields["name"], bio=fields["bio"], at=timezone.now())
        return Response(ProfileSerializer(profile).data)
