"""Lists of posts, following and search for programs: as the pages, by the same queries and services. What everybody
may read needs no key."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as said_now
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from community.api.talk import PersonSerializer
from community.models import Post, Verdict
from community.queries import feeds
from community.queries.feeds import Feed, HomeCursor, book_scenes, hottest, latest
from community.queries.follows import (
    Target,
    fits_books,
    followed_by,
    followers,
    follows,
    shown_person,
    shown_scene,
    shown_topic,
)
from community.queries.rights import reader
from community.queries.search import found_posts
from community.queries.topics import topic_page
from community.rules.cursors import Moment, Standing
from community.services.follows import choose_home, follow, unfollow

SLUG = OpenApiParameter("slug", OpenApiTypes.STR, OpenApiParameter.PATH)
SCENE = OpenApiParameter("scene", OpenApiTypes.STR, OpenApiParameter.PATH)


class CardItemSerializer(serializers.Serializer):
    name = serializers.CharField()
    price_minor = serializers.IntegerField()
    currency = serializers.CharField()
    verdict = serializers.ChoiceField(choices=Verdict.choices)


class WhySerializer(serializers.Serializer):
    sort = serializers.ChoiceField(
        choices=["person", "topic", "scene", "books"], help_text=_("the first three are followed; the last fits a book")
    )
    topic = serializers.CharField(help_text=_("the name of the topic, or empty"))
    scene = serializers.CharField(source="scene.slug", default="", help_text=_("the key of the scene, or empty"))


class CardSerializer(serializers.Serializer):
    """A post in a list."""

    id = serializers.UUIDField(source="public_id")
    kind = serializers.ChoiceField(choices=Post.Kind.choices)
    title = serializers.CharField()
    author = PersonSerializer(source="author.profile")
    language = serializers.CharField()
    city = serializers.CharField()
    scene = serializers.CharField(help_text=_("the key of a scene, or empty"))
    cover = serializers.UUIDField(source="cover.public_id", default=None, allow_null=True, help_text=_("its photo"))
    items = CardItemSerializer(source="items.all", many=True)
    likes = serializers.IntegerField()
    thanks = serializers.IntegerField()
    comments = serializers.IntegerField()
    answered = serializers.SerializerMethodField(help_text=_("whether a question has an accepted answer"))
    picked = serializers.SerializerMethodField(help_text=_("by the editors"))
    sponsored = serializers.BooleanField(help_text=_("whether somebody paid for it"))
    published_at = serializers.DateTimeField()

    def get_answered(self, post: Post) -> bool:
        return post.accepted_comment_id is not None

    def get_picked(self, post: Post) -> bool:
        return post.picked_at is not None


class HomeCardSerializer(CardSerializer):
    why = serializers.SerializerMethodField(help_text=_("why it stands in home"))

    @extend_schema_field(WhySerializer)
    def get_why(self, post: Post) -> Any:
        return WhySerializer(self.context["feed"].why[post.pk]).data


class FeedSerializer(serializers.Serializer):
    next = serializers.CharField(allow_null=True, help_text=_("the `cursor` of the next page; null on the last"))
    results = CardSerializer(many=True)


class HomeSerializer(serializers.Serializer):
    next = serializers.CharField(allow_null=True, help_text=_("the `cursor` of the next page; null on the last"))
    results = HomeCardSerializer(many=True)


class FeedQuerySerializer(serializers.Serializer):
    cursor = serializers.CharField(required=False, max_length=120, help_text=_("`next` of the page before"))

    def validate_cursor(self, text: str) -> str:
        if self.context["parse"](text) is None:
            raise serializers.ValidationError(said_now("This is no cursor of ours. Begin again without one."))
        return text


class QuestionQuerySerializer(FeedQuerySerializer):
    answered = serializers.BooleanField(required=False, allow_null=True, default=None)


class MarketQuerySerializer(FeedQuerySerializer):
    scene = serializers.CharField(required=False, max_length=40, help_text=_("the key of a scene"))


class SearchQuerySerializer(FeedQuerySerializer):
    q = serializers.CharField(max_length=60, help_text=_("words; all are to be found"))


class AuthorSerializer(PersonSerializer):
    bio = serializers.CharField()
    since = serializers.DateTimeField(source="created_at")
    followers = serializers.SerializerMethodField(help_text=_("at most 10,000 are counted"))
    following = serializers.SerializerMethodField(help_text=_("whether the reader follows"))

    def get_followers(self, person: Any) -> int:
        return followers(person)

    def get_following(self, person: Any) -> bool:
        return follows(self.context["viewer"], person)


class TopicSerializer(serializers.Serializer):
    slug = serializers.CharField()
    name = serializers.CharField()
    posts = serializers.IntegerField(help_text=_("how many stand under it"))


class TopicPageSerializer(serializers.Serializer):
    next = serializers.CharField(allow_null=True, help_text=_("the `cursor` of the next page; null on the last"))
    results = TopicSerializer(many=True)


class FollowedSerializer(serializers.Serializer):
    """All that the reader follows."""

    people = PersonSerializer(many=True)
    topics = TopicSerializer(many=True)
    scenes = serializers.SerializerMethodField(help_text=_("keys of scenes"))

    @extend_schema_field({"type": "array", "items": {"type": "string"}})
    def get_scenes(self, followed: Any) -> list[str]:
        return [scene.slug for scene in followed.scenes]


class FollowingSerializer(serializers.Serializer):
    following = serializers.BooleanField()
    followers = serializers.IntegerField(help_text=_("at most 10,000 are counted"))


class HomeChoiceSerializer(serializers.Serializer):
    fits_books = serializers.BooleanField(help_text=_("whether home may show what fits the scenes of my books"))
    scenes = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text=_("all that is used: the scenes of my books")
    )


class _Open(GenericAPIView):
    permission_classes = [AllowAny]
    pagination_class = None
    asks: type[FeedQuerySerializer] = FeedQuerySerializer
    parse: Callable[[str], Any] = staticmethod(Moment.parse)

    @property
    def viewer(self) -> User | None:
        return reader(self.request.user)

    def asked(self) -> dict[str, Any]:
        asked = self.asks(data=self.request.query_params, context={"parse": self.parse})
        asked.is_valid(raise_exception=True)
        return asked.validated_data

    def answer(self, feed: Feed) -> Response:
        return Response(FeedSerializer({"next": feed.after or None, "results": feed.posts}).data)


class Home(GenericAPIView):
    serializer_class = HomeSerializer
    pagination_class = None

    @extend_schema(summary=_("What I follow, and what fits my books"), parameters=[FeedQuerySerializer])
    def get(self, request: Request) -> Response:
        asked = FeedQuerySerializer(data=request.query_params, context={"parse": HomeCursor.parse})
        asked.is_valid(raise_exception=True)
        feed = feeds.home(request.user, after=asked.validated_data.get("cursor", ""))
        found = {"next": feed.after or None, "results": feed.posts}
        return Response(HomeSerializer(found, context={"feed": feed}).data)


class HomeChoice(GenericAPIView):
    serializer_class = HomeChoiceSerializer
    pagination_class = None

    def _answer(self) -> Response:
        user = self.request.user
        return Response(HomeChoiceSerializer({"fits_books": fits_books(user), "scenes": book_scenes(user)}).data)

    @extend_schema(summary=_("What home may show"))
    def get(self, request: Request) -> Response:
        return self._answer()

    @extend_schema(summary=_("Say what home may show"))
    def put(self, request: Request) -> Response:
        sent = HomeChoiceSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        choose_home(request.user, fits_books=sent.validated_data["fits_books"])
        return self._answer()


class Discover(_Open):
    serializer_class = FeedSerializer
    parse = staticmethod(Standing.parse)

    @extend_schema(summary=_("What is found good lately, hottest first"), parameters=[FeedQuerySerializer], auth=[])
    def get(self, request: Request) -> Response:
        return self.answer(hottest(feeds.discovered(self.viewer), after=self.asked().get("cursor", "")))


class PickList(_Open):
    serializer_class = FeedSerializer

    @extend_schema(summary=_("What the editors picked, latest first"), parameters=[FeedQuerySerializer], auth=[])
    def get(self, request: Request) -> Response:
        return self.answer(latest(feeds.picks(self.viewer), after=self.asked().get("cursor", ""), by="picked_at"))


class QuestionList(_Open):
    serializer_class = FeedSerializer
    asks = QuestionQuerySerializer

    @extend_schema(summary=_("Questions, latest first"), parameters=[QuestionQuerySerializer], auth=[])
    def get(self, request: Request) -> Response:
        asked = self.asked()
        found = feeds.questions(self.viewer, answered=asked["answered"])
        return self.answer(latest(found, after=asked.get("cursor", "")))


class SceneMarket(_Open):
    serializer_class = FeedSerializer
    asks = MarketQuerySerializer

    @extend_schema(
        summary=_("How people set up their books, latest first"), parameters=[MarketQuerySerializer], auth=[]
    )
    def get(self, request: Request) -> Response:
        asked = self.asked()
        about = shown_scene(asked["scene"]) if asked.get("scene") else None
        return self.answer(latest(feeds.shared_scenes(self.viewer, about), after=asked.get("cursor", "")))


class ScenePosts(_Open):
    serializer_class = FeedSerializer

    @extend_schema(
        summary=_("Posts about books of a scene, latest first"), parameters=[SCENE, FeedQuerySerializer], auth=[]
    )
    def get(self, request: Request, scene: str) -> Response:
        found = feeds.posts_about(self.viewer, shown_scene(scene))
        return self.answer(latest(found, after=self.asked().get("cursor", "")))


class TopicList(_Open):
    serializer_class = TopicPageSerializer
    parse = staticmethod(Standing.parse)

    @extend_schema(summary=_("Topics, the busiest first"), parameters=[FeedQuerySerializer], auth=[])
    def get(self, request: Request) -> Response:
        page = topic_page(after=self.asked().get("cursor", ""))
        return Response(TopicPageSerializer({"next": page.after or None, "results": page.topics}).data)


class TopicPosts(_Open):
    serializer_class = FeedSerializer

    @extend_schema(summary=_("Posts under a topic, latest first"), parameters=[SLUG, FeedQuerySerializer], auth=[])
    def get(self, request: Request, slug: str) -> Response:
        topic = shown_topic(slug)
        return self.answer(feeds.topic_feed(self.viewer, topic, after=self.asked().get("cursor", "")))


class PersonDetail(_Open):
    serializer_class = AuthorSerializer

    @extend_schema(summary=_("A person of the community"), auth=[])
    def get(self, request: Request, person: UUID) -> Response:
        found = shown_person(self.viewer, person)
        return Response(AuthorSerializer(found, context={"viewer": self.viewer}).data)


class PersonPosts(_Open):
    serializer_class = FeedSerializer

    @extend_schema(summary=_("What a person published, latest first"), parameters=[FeedQuerySerializer], auth=[])
    def get(self, request: Request, person: UUID) -> Response:
        found = feeds.posts_by(self.viewer, shown_person(self.viewer, person))
        return self.answer(latest(found, after=self.asked().get("cursor", "")))


class Search(_Open):
    serializer_class = FeedSerializer
    asks = SearchQuerySerializer
    parse = staticmethod(Standing.parse)

    @extend_schema(summary=_("Posts that have all of these words"), parameters=[SearchQuerySerializer], auth=[])
    def get(self, request: Request) -> Response:
        asked = self.asked()
        return self.answer(hottest(found_posts(self.viewer, asked["q"]), after=asked.get("cursor", "")))


class FollowList(GenericAPIView):
    serializer_class = FollowedSerializer
    pagination_class = None

    @extend_schema(summary=_("Whom and what I follow"))
    def get(self, request: Request) -> Response:
        return Response(FollowedSerializer(followed_by(request.user)).data)


class _Follow(GenericAPIView):
    serializer_class = FollowingSerializer
    pagination_class = None

    def change(self, target: Target, *, on: bool) -> Response:
        if on:
            follow(self.request.user, target, at=timezone.now())
        else:
            unfollow(self.request.user, target)
        answer = FollowingSerializer({"following": on, "followers": followers(target)})
        return Response(answer.data, status.HTTP_200_OK)


class FollowPerson(_Follow):
    @extend_schema(summary=_("Follow a person"), request=None)
    def put(self, request: Request, person: UUID) -> Response:
        return self.change(shown_person(request.user, person), on=True)

    @extend_schema(summary=_("Follow a person no more"), responses=FollowingSerializer)
    def delete(self, request: Request, person: UUID) -> Response:
        return self.change(shown_person(request.user, person), on=False)


class FollowTopic(_Follow):
    @extend_schema(summary=_("Follow a topic"), parameters=[SLUG], request=None)
    def put(self, request: Request, slug: str) -> Response:
        return self.change(shown_topic(slug), on=True)

    @extend_schema(summary=_("Follow a topic no more"), parameters=[SLUG], responses=FollowingSerializer)
    def delete(self, request: Request, slug: str) -> Response:
        return self.change(shown_topic(slug), on=False)


class FollowScene(_Follow):
    @extend_schema(summary=_("Follow the posts about a scene"), parameters=[SCENE], request=None)
    def put(self, request: Request, scene: str) -> Response:
        return self.change(shown_scene(scene), on=True)

    @extend_schema(
        summary=_("Follow the posts about a scene no more"), parameters=[SCENE], responses=FollowingSerializer
    )
    def delete(self, request: Request, scene: str) -> Response:
        return self.change(shown_scene(scene), on=False)
