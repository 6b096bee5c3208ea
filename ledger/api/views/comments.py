from uuid import UUID

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from ledger.access import access_entry
from ledger.api.serializers import activity as wire
from ledger.api.views.base import BookView
from ledger.directory import directory_of
from ledger.models import Comment, Entry
from ledger.permissions import Action
from ledger.queries.comments import entry_comments, said, shown_comment
from ledger.services.comments import add_comment, delete_comment, edit_comment


class _OfEntry(BookView):
    def found(self, entry: UUID) -> Entry:
        return access_entry(self.member, entry, with_bin=True)

    def answer(self, comment: Comment, code: int = 200) -> Response:
        by = directory_of(self.member.book).people.get(comment.by_id)
        return Response(wire.CommentSerializer(said(self.member, comment, by)).data, code)


class CommentList(_OfEntry):
    serializer_class = wire.CommentSerializer
    needs = {"post": Action.COMMENT}

    @extend_schema(summary=_("What was said about an entry, oldest first"), responses=wire.CommentSerializer(many=True))
    def get(self, request: Request, book: UUID, entry: UUID) -> Response:
        return Response(wire.CommentSerializer(entry_comments(self.member, self.found(entry)), many=True).data)

    @extend_schema(
        summary=_("Say something about an entry"),
        request=wire.CommentWriteSerializer,
        responses={201: wire.CommentSerializer},
    )
    def post(self, request: Request, book: UUID, entry: UUID) -> Response:
        row = self.found(entry)
        text = self.read(wire.CommentWriteSerializer).validated_data["text"]
        return self.answer(add_comment(self.member, row, text=text), 201)


class CommentDetail(_OfEntry):
    serializer_class = wire.CommentSerializer
    needs = {"patch": Action.COMMENT, "delete": Action.COMMENT}

    @extend_schema(summary=_("Say it otherwise"), request=wire.CommentWriteSerializer)
    def patch(self, request: Request, book: UUID, entry: UUID, comment: UUID) -> Response:
        row = self.found(entry)
        known = shown_comment(self.member, row, comment)
        text = self.read(wire.CommentWriteSerializer).validated_data["text"]
        return self.answer(edit_comment(self.member, row, known, text=text))

    @extend_schema(summary=_("Delete a comment"), description=_("Who manages the people may delete anybody's."))
    def delete(self, request: Request, book: UUID, entry: UUID, comment: UUID) -> Response:
        row = self.found(entry)
        delete_comment(self.member, row, shown_comment(self.member, row, comment))
        return Response(status=status.HTTP_204_NO_CONTENT)
