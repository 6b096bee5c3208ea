"""The talk for programs: comments, likes, thanks, bookmarks, collections, people kept away. As the pages, by the same
services. What everybody may read needs no key."""

from typing import Any, TypeVar, cast
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as said_now
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.generics import GenericAPIView
from rest_framework.permissions import IsAuthenticated, IsAuthenticatedOrReadOnly
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from community.errors import CommentNotFound
from community.models import Article, Collection, Comment, Post, Reaction
from community.queries.articles import live_article
from community.queries.bookmarks import collections_of, kept_posts, own_collection, readable_collection
from community.queries.comments import Said, Talk, answers_to, said_once, shown_comment, talk_below
from community.queries.people import hidden_people, known_person, suggested_people
from community.queries.rights import access_post, reader
from community.rules.cursors import Moment
from community.services import bookmarks, distance
from community.services.answers import accept_answer, unaccept_answer
from community.services.comments import LONGEST, add_comment, delete_comment, edit_comment, restore_comment
from community.services.reactions import react, unreact
from community.services.telling import subject_of

S = TypeVar("S", bound=serializers.Serializer)


class PersonSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()


class SaidSerializer(serializers.Serializer):
    """A comment without what stands below it."""

    id = serializers.UUIDField(source="comment.public_id")
    author = serializers.SerializerMethodField(help_text=_("null where the account was erased, or the words are gone"))
    text = serializers.SerializerMethodField(help_text=_("empty where it was deleted or taken down"))
    html = serializers.SerializerMethodField(help_text=_("the same, with links to who is mentioned"))
    state = serializers.ChoiceField(source="comment.state", choices=Comment.State.choices)
    below = serializers.UUIDField(
        source="comment.root.public_id", default=None, allow_null=True, help_text=_("the comment it stands below")
    )
    answers_to = serializers.UUIDField(source="comment.parent.public_id", default=None, allow_null=True)
    likes = serializers.IntegerField(source="comment.likes")
    thanks = serializers.IntegerField(source="comment.thanks")
    replies = serializers.IntegerField(source="comment.replies", help_text=_("how many answers stand below it"))
    at = serializers.DateTimeField(source="comment.created_at")
    edited_at = serializers.DateTimeField(source="comment.edited_at", allow_null=True)
    liked = serializers.BooleanField(help_text=_("by the reader"))
    thanked = serializers.BooleanField(help_text=_("by the reader"))
    accepted = serializers.BooleanField(help_text=_("the answer that helped whoever asked"))
    may_edit = serializers.BooleanField()
    may_delete = serializers.BooleanField()

    @extend_schema_field(PersonSerializer(allow_null=True))
    def get_author(self, said: Said) -> Any:
        profile = None if said.is_gone else getattr(said.comment.author, "profile", None)
        return PersonSerializer(profile).data if profile else None

    def get_text(self, said: Said) -> str:
        return "" if said.is_gone else said.comment.body

    def get_html(self, said: Said) -> str:
        return "" if said.is_gone else said.comment.body_html


class TalkCommentSerializer(SaidSerializer):
    """A comment of the first level with the first answers to it."""

    answers = SaidSerializer(many=True)
    answers_next = serializers.SerializerMethodField(help_text=_("the `cursor` of the answers after these"))

    @extend_schema_field({"type": ["string", "null"]})
    def get_answers_next(self, said: Said) -> str | None:
        return str(said.answers_next) if said.answers_next else None


class CommentPageSerializer(serializers.Serializer):
    next = serializers.CharField(allow_null=True, help_text=_("the `cursor` of the next page; null on the last"))
    accepted = TalkCommentSerializer(allow_null=True, help_text=_("on the first page, the accepted answer"))
    results = TalkCommentSerializer(many=True)


class AnswerPageSerializer(serializers.Serializer):
    next = serializers.CharField(allow_null=True, help_text=_("the `cursor` of the next page; null on the last"))
    results = SaidSerializer(many=True)


class TalkCommentWriteSerializer(serializers.Serializer):
    text = serializers.CharField(max_length=LONGEST, help_text=_("plain words; `@` and a name tells that person"))
    answers_to = serializers.UUIDField(required=False, help_text=_("the comment that it answers"))


class CommentChangeSerializer(serializers.Serializer):
    text = serializers.CharField(max_length=LONGEST)


class CursorSerializer(serializers.Serializer):
    cursor = serializers.CharField(required=False, help_text=_("`next` of the page before"))

    def validate_cursor(self, text: str) -> Moment:
        cursor = Moment.parse(text)
        if cursor is None:
            raise serializers.ValidationError(said_now("This is no cursor of ours. Begin again without one."))
        return cursor


class CountSerializer(serializers.Serializer):
    count = serializers.IntegerField(help_text=_("how many did, now"))
    on = serializers.BooleanField(help_text=_("whether the reader did"))


class AcceptedSerializer(serializers.Serializer):
    comment = serializers.UUIDField()


class KeepSerializer(serializers.Serializer):
    collection = serializers.UUIDField(required=False, allow_null=True, help_text=_("one of the reader's collections"))


class CollectionSerializer(serializers.Serializer):
    id = serializers.UUIDField(source="public_id", read_only=True)
    name = serializers.CharField(max_length=bookmarks.LONGEST_NAME)
    is_public = serializers.BooleanField(default=False, help_text=_("whether everybody may read it"))


class KeptPageSerializer(serializers.Serializer):
    next = serializers.CharField(allow_null=True, help_text=_("the `cursor` of the next page; null on the last"))
    results = serializers.ListField(child=serializers.UUIDField(), help_text=_("ids of posts, the latest kept first"))
    gone = serializers.IntegerField(help_text=_("how many of the page can't be read any more"))


class AwaySerializer(serializers.Serializer):
    person = PersonSerializer()
    blocked = serializers.BooleanField()
    muted = serializers.BooleanField()


def _page(talk: Talk) -> dict[str, Any]:
    following = str(talk.next_cursor) if talk.next_cursor else None
    return CommentPageSerializer({"next": following, "accepted": talk.accepted, "results": talk.comments}).data


# Everybody reads, who is signed in writes. (Not a docstring: the documents of the API would show it.)
class TalkView(GenericAPIView):
    permission_classes = [IsAuthenticatedOrReadOnly]
    pagination_class = None

    def read(self, serializer_class: type[S]) -> S:
        return self._checked(serializer_class, self.request.data)

    def cursor(self) -> Moment | None:
        return self._checked(CursorSerializer, self.request.query_params).validated_data.get("cursor")

    @staticmethod
    def _checked(serializer_class: type[S], sent: Any) -> S:
        serializer = serializer_class(data=sent)
        serializer.is_valid(raise_exception=True)
        return serializer


# Only for who is signed in.
class OwnView(TalkView):
    permission_classes = [IsAuthenticated]


def _talk(view: TalkView, subject: Post | Article) -> Response:
    talk = talk_below(reader(view.request.user), subject, now=timezone.now(), after=view.cursor())
    return Response(_page(talk))


def _say(view: TalkView, subject: Post | Article) -> Response:
    sent, now, user = view.read(TalkCommentWriteSerializer).validated_data, timezone.now(), view.request.user
    parent = None
    if "answers_to" in sent:
        parent = shown_comment(user, sent["answers_to"], now=now)
        if subject_of(parent) != subject:
            raise CommentNotFound
    made = add_comment(user, subject, text=sent["text"], at=now, parent=parent)
    return Response(SaidSerializer(said_once(user, made, now=now)).data, status.HTTP_201_CREATED)


class CommentList(TalkView):
    serializer_class = CommentPageSerializer

    @extend_schema(summary=_("What was said about a post, oldest first"), parameters=[CursorSerializer])
    def get(self, request: Request, post: UUID) -> Response:
        return _talk(self, access_post(request.user, post))

    @extend_schema(
        summary=_("Say something about a post"), request=TalkCommentWriteSerializer, responses={201: SaidSerializer}
    )
    def post(self, request: Request, post: UUID) -> Response:
        return _say(self, access_post(request.user, post))


class ArticleCommentList(TalkView):
    serializer_class = CommentPageSerializer

    @extend_schema(summary=_("What was said about an article, oldest first"), parameters=[CursorSerializer])
    def get(self, request: Request, slug: str) -> Response:
        return _talk(self, live_article(slug, timezone.now()))

    @extend_schema(
        summary=_("Say something about an article"), request=TalkCommentWriteSerializer, responses={201: SaidSerializer}
    )
    def post(self, request: Request, slug: str) -> Response:
        return _say(self, live_article(slug, timezone.now()))


class CommentDetail(TalkView):
    serializer_class = SaidSerializer

    @extend_schema(summary=_("A comment"))
    def get(self, request: Request, comment: UUID) -> Response:
        viewer, now = reader(request.user), timezone.now()
        row = shown_comment(viewer, comment, now=now)
        return Response(SaidSerializer(said_once(viewer, row, now=now)).data)

    @extend_schema(summary=_("Say it otherwise, within 15 minutes"), request=CommentChangeSerializer)
    def patch(self, request: Request, comment: UUID) -> Response:
        now = timezone.now()
        row = shown_comment(request.user, comment, now=now)
        text = self.read(CommentChangeSerializer).validated_data["text"]
        row = edit_comment(request.user, row, text=text, at=now)
        return Response(SaidSerializer(said_once(request.user, row, now=now)).data)

    @extend_schema(summary=_("Delete one's comment; its place stays"), responses={204: None})
    def delete(self, request: Request, comment: UUID) -> Response:
        now = timezone.now()
        delete_comment(request.user, shown_comment(request.user, comment, now=now), at=now)
        return Response(status=status.HTTP_204_NO_CONTENT)


class CommentRestore(OwnView):
    serializer_class = SaidSerializer

    @extend_schema(summary=_("Bring back a comment that one deleted"), request=None)
    def post(self, request: Request, comment: UUID) -> Response:
        now = timezone.now()
        row = restore_comment(request.user, shown_comment(request.user, comment, now=now), at=now)
        return Response(SaidSerializer(said_once(request.user, row, now=now)).data)


class AnswerList(TalkView):
    serializer_class = AnswerPageSerializer

    @extend_schema(summary=_("The answers below a comment, oldest first"), parameters=[CursorSerializer])
    def get(self, request: Request, comment: UUID) -> Response:
        viewer, now = reader(request.user), timezone.now()
        root = shown_comment(viewer, comment, now=now)
        answers, following = answers_to(viewer, root, now=now, after=self.cursor())
        page = {"next": str(following) if following else None, "results": answers}
        return Response(AnswerPageSerializer(page).data)


class AcceptedAnswer(OwnView):
    serializer_class = AcceptedSerializer

    @extend_schema(summary=_("Accept an answer to one's question"), responses={204: None})
    def put(self, request: Request, post: UUID) -> Response:
        row, now = access_post(request.user, post), timezone.now()
        comment = shown_comment(request.user, self.read(AcceptedSerializer).validated_data["comment"], now=now)
        accept_answer(request.user, row, comment, at=now)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary=_("Open one's question again"), responses={204: None})
    def delete(self, request: Request, post: UUID) -> Response:
        unaccept_answer(request.user, access_post(request.user, post))
        return Response(status=status.HTTP_204_NO_CONTENT)


class _React(OwnView):
    serializer_class = CountSerializer
    kind: str = ""

    def turn(self, thing: Post | Comment, *, on: bool) -> Response:
        user = cast(User, self.request.user)
        if on:
            react(user, thing, self.kind, at=timezone.now())
        else:
            unreact(user, thing, self.kind)
        thing.refresh_from_db(fields=["likes", "thanks"])
        count = thing.likes if self.kind == Reaction.Kind.LIKE else thing.thanks
        return Response(CountSerializer({"count": count, "on": on}).data)


class PostLike(_React):
    kind = Reaction.Kind.LIKE

    @extend_schema(summary=_("Like a post"), request=None)
    def put(self, request: Request, post: UUID) -> Response:
        return self.turn(access_post(request.user, post), on=True)

    @extend_schema(summary=_("Like a post no longer"), responses=CountSerializer)
    def delete(self, request: Request, post: UUID) -> Response:
        return self.turn(access_post(request.user, post), on=False)


class PostThanks(_React):
    kind = Reaction.Kind.THANKS

    @extend_schema(summary=_("Thank for a post"), request=None)
    def put(self, request: Request, post: UUID) -> Response:
        return self.turn(access_post(request.user, post), on=True)

    @extend_schema(summary=_("Take back one's thanks for a post"), responses=CountSerializer)
    def delete(self, request: Request, post: UUID) -> Response:
        return self.turn(access_post(request.user, post), on=False)


class CommentLike(_React):
    kind = Reaction.Kind.LIKE

    @extend_schema(summary=_("Like a comment"), request=None)
    def put(self, request: Request, comment: UUID) -> Response:
        return self.turn(shown_comment(request.user, comment, now=timezone.now()), on=True)

    @extend_schema(summary=_("Like a comment no longer"), responses=CountSerializer)
    def delete(self, request: Request, comment: UUID) -> Response:
        return self.turn(shown_comment(request.user, comment, now=timezone.now()), on=False)


class CommentThanks(_React):
    kind = Reaction.Kind.THANKS

    @extend_schema(summary=_("Thank for a comment"), request=None)
    def put(self, request: Request, comment: UUID) -> Response:
        return self.turn(shown_comment(request.user, comment, now=timezone.now()), on=True)

    @extend_schema(summary=_("Take back one's thanks for a comment"), responses=CountSerializer)
    def delete(self, request: Request, comment: UUID) -> Response:
        return self.turn(shown_comment(request.user, comment, now=timezone.now()), on=False)


class PostBookmark(OwnView):
    serializer_class = CountSerializer

    @extend_schema(summary=_("Keep a post, in a collection or in none"), request=KeepSerializer)
    def put(self, request: Request, post: UUID) -> Response:
        row = access_post(request.user, post)
        named = self.read(KeepSerializer).validated_data.get("collection")
        collection = own_collection(request.user, named) if named else None
        bookmarks.bookmark(request.user, row, collection=collection, at=timezone.now())
        return self._count(row, on=True)

    @extend_schema(summary=_("Keep a post no longer"), responses=CountSerializer)
    def delete(self, request: Request, post: UUID) -> Response:
        row = access_post(request.user, post)
        bookmarks.unbookmark(request.user, row)
        return self._count(row, on=False)

    @staticmethod
    def _count(row: Post, *, on: bool) -> Response:
        row.refresh_from_db(fields=["bookmarks"])
        return Response(CountSerializer({"count": row.bookmarks, "on": on}).data)


class BookmarkList(OwnView):
    serializer_class = KeptPageSerializer

    @extend_schema(summary=_("Posts that the reader keeps"), parameters=[CursorSerializer])
    def get(self, request: Request) -> Response:
        return _kept(self, owner=request.user)


class CollectionList(OwnView):
    serializer_class = CollectionSerializer

    @extend_schema(summary=_("The reader's collections, by name"), responses=CollectionSerializer(many=True))
    def get(self, request: Request) -> Response:
        return Response(CollectionSerializer(collections_of(request.user), many=True).data)

    @extend_schema(summary=_("Make a collection"), responses={201: CollectionSerializer})
    def post(self, request: Request) -> Response:
        sent = self.read(CollectionSerializer).validated_data
        made = bookmarks.make_collection(request.user, **sent, at=timezone.now())
        return Response(CollectionSerializer(made).data, status.HTTP_201_CREATED)


class CollectionDetail(TalkView):
    serializer_class = CollectionSerializer

    @extend_schema(
        summary=_("Posts of a collection: one's own, or a public one"),
        parameters=[CursorSerializer],
        responses=KeptPageSerializer,
    )
    def get(self, request: Request, collection: UUID) -> Response:
        return _kept(self, collection=readable_collection(reader(request.user), collection))

    @extend_schema(summary=_("Name a collection anew, or show it to everybody"))
    def put(self, request: Request, collection: UUID) -> Response:
        row = own_collection(request.user, collection)
        sent = self.read(CollectionSerializer).validated_data
        bookmarks.change_collection(row, **sent, at=timezone.now())
        return Response(CollectionSerializer(row).data)

    @extend_schema(summary=_("Delete a collection; its posts stay kept"), responses={204: None})
    def delete(self, request: Request, collection: UUID) -> Response:
        bookmarks.delete_collection(own_collection(request.user, collection))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _kept(view: TalkView, *, owner: User | None = None, collection: Collection | None = None) -> Response:
    kept = kept_posts(reader(view.request.user), owner=owner, collection=collection, after=view.cursor())
    page = {
        "next": str(kept.next_cursor) if kept.next_cursor else None,
        "results": [post.public_id for post in kept.posts],
        "gone": kept.gone,
    }
    return Response(KeptPageSerializer(page).data)


class AwayList(OwnView):
    serializer_class = AwaySerializer

    @extend_schema(summary=_("People whom the reader keeps away"), responses=AwaySerializer(many=True))
    def get(self, request: Request) -> Response:
        found = [
            {"person": person, "blocked": blocked, "muted": muted}
            for person, blocked, muted in hidden_people(request.user)
        ]
        return Response(AwaySerializer(found, many=True).data)


class PersonBlock(OwnView):
    serializer_class = AwaySerializer

    @extend_schema(summary=_("Block a person"), request=None, responses={204: None})
    def put(self, request: Request, person: UUID) -> Response:
        distance.block(request.user, known_person(person).user, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary=_("Block a person no longer"), responses={204: None})
    def delete(self, request: Request, person: UUID) -> Response:
        distance.unblock(request.user, known_person(person).user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class PersonMute(OwnView):
    serializer_class = AwaySerializer

    @extend_schema(summary=_("See no more of a person"), request=None, responses={204: None})
    def put(self, request: Request, person: UUID) -> Response:
        distance.mute(request.user, known_person(person).user, at=timezone.now())
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(summary=_("See a person again"), responses={204: None})
    def delete(self, request: Request, person: UUID) -> Response:
        distance.unmute(request.user, known_person(person).user)
        return Response(status=status.HTTP_204_NO_CONTENT)


class MentionList(OwnView):
    serializer_class = PersonSerializer

    @extend_schema(
        summary=_("Whom an @ may mean"),
        parameters=[
            OpenApiParameter("q", OpenApiTypes.STR, description=_("how the name begins")),
            OpenApiParameter("post", OpenApiTypes.UUID, description=_("whose talk it is for")),
        ],
        responses=PersonSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        asked = _MentionQuery(data=request.query_params)
        asked.is_valid(raise_exception=True)
        post = asked.validated_data.get("post")
        below = access_post(request.user, post) if post else None
        found = suggested_people(request.user, asked.validated_data.get("q", ""), post=below)
        return Response(PersonSerializer(found, many=True).data)


class _MentionQuery(serializers.Serializer):
    q = serializers.CharField(required=False, allow_blank=True, max_length=24)
    post = serializers.UUIDField(required=False)
