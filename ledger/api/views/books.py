from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from ledger import scenarios
from ledger.access import memberships
from ledger.api.serializers import books as wire
from ledger.api.views.base import BookView
from ledger.permissions import Action
from ledger.services.books import change_settings, open_book
from ledger.services.members import add_member


class SceneList(GenericAPIView):
    serializer_class = wire.SceneSerializer
    pagination_class = None

    @extend_schema(
        summary=_("The ready-made books"),
        description=_("Names and pitches come in the language that Accept-Language asks for."),
        responses=wire.SceneSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        scenes = scenarios.load_scenes()
        return Response(wire.SceneSerializer(scenes, many=True, context={"language": get_language() or ""}).data)


class BookList(GenericAPIView):
    serializer_class = wire.BookSerializer
    pagination_class = None

    @extend_schema(summary=_("My books"), responses=wire.BookSerializer(many=True))
    def get(self, request: Request) -> Response:
        return Response(wire.BookSerializer(memberships(request.user).order_by("id"), many=True).data)

    @extend_schema(
        summary=_("Open a book"),
        description=_("It begins with the accounts and categories of its scene, and you own it."),
        request=wire.BookOpenSerializer,
        responses={201: wire.BookSerializer},
    )
    def post(self, request: Request) -> Response:
        asked = wire.BookOpenSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(wire.BookSerializer(open_book(request.user, **asked.validated_data)).data, 201)


class BookDetail(BookView):
    serializer_class = wire.BookSerializer
    needs = {"patch": Action.SETTINGS}

    @extend_schema(summary=_("A book"))
    def get(self, request: Request, book: UUID) -> Response:
        return Response(wire.BookSerializer(self.member).data)

    @extend_schema(summary=_("Change a book's settings"), request=wire.BookChangeSerializer)
    def patch(self, request: Request, book: UUID) -> Response:
        settings = self.read(wire.BookChangeSerializer).validated_data
        if settings:
            change_settings(self.member, **settings)
        return Response(wire.BookSerializer(self.member).data)


class MemberList(BookView):
    serializer_class = wire.MemberSerializer
    needs = {"post": Action.MANAGE_MEMBERS}

    @extend_schema(summary=_("The people of a book"), responses=wire.MemberSerializer(many=True))
    def get(self, request: Request, book: UUID) -> Response:
        people = self.member.book.members.filter(archived_at__isnull=True).order_by("position", "id")
        return Response(wire.MemberSerializer(people, many=True).data)

    @extend_schema(
        summary=_("Add a person"),
        description=_("Only a name: a child, or a guest on a trip. Whoever signs in joins by an invitation."),
        responses={201: wire.MemberSerializer},
    )
    def post(self, request: Request, book: UUID) -> Response:
        person = add_member(self.member, name=self.read(wire.MemberSerializer).validated_data["name"])
        return Response(wire.MemberSerializer(person).data, 201)
