from contextlib import suppress
from uuid import UUID

from allauth.core import ratelimit
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.errors import CodeNotSent, TooManyAttempts
from accounts.messages import send_invitation
from ledger.access import access_invitation, access_person
from ledger.api.serializers import books
from ledger.api.serializers import members as wire
from ledger.api.views.base import BookView
from ledger.permissions import Action
from ledger.queries.invitations import open_invitations
from ledger.services.invitations import invite, revoke_invitation
from ledger.services.members import change_person, leave_book, remove_member


class MemberDetail(BookView):
    serializer_class = books.MemberSerializer
    needs = dict.fromkeys(("patch", "delete"), Action.MANAGE_MEMBERS)

    @extend_schema(
        summary=_("Rename a person, change a role, or set a contributor up for the till"),
        description=_(
            "Only the owner makes managers. The owner's own role changes hands by a handover, in the browser."
        ),
        request=wire.MemberChangeSerializer,
    )
    def patch(self, request: Request, book: UUID, person: UUID) -> Response:
        other = access_person(self.member, person)
        said = self.read(wire.MemberChangeSerializer).validated_data
        other = change_person(self.member, other, **said)
        return Response(books.MemberSerializer(other).data)

    @extend_schema(
        summary=_("Take somebody's access away"),
        description=_("The name stays, with every entry."),
        responses={204: None},
    )
    def delete(self, request: Request, book: UUID, person: UUID) -> Response:
        remove_member(self.member, access_person(self.member, person))
        return Response(status=204)


class Leaving(BookView):
    serializer_class = books.MemberSerializer

    @extend_schema(
        summary=_("Leave a book"),
        description=_("Your name stays, with every entry. An owner hands the book over first."),
        request=None,
        responses={204: None},
    )
    def post(self, request: Request, book: UUID) -> Response:
        leave_book(self.member, at=timezone.now())
        return Response(status=204)


class InvitationList(BookView):
    serializer_class = wire.InvitationSerializer
    needs = dict.fromkeys(("get", "post"), Action.INVITE)

    @extend_schema(summary=_("Open invitations"), responses=wire.InvitationSerializer(many=True))
    def get(self, request: Request, book: UUID) -> Response:
        rows = open_invitations(self.member.book, at=timezone.now())
        return Response(wire.InvitationSerializer(rows, many=True).data)

    @extend_schema(
        summary=_("Invite somebody"),
        description=_("The answer holds the link, which is told this once."),
        request=wire.InviteSerializer,
        responses={201: wire.MadeInvitationSerializer},
    )
    def post(self, request: Request, book: UUID) -> Response:
        said = self.read(wire.InviteSerializer).validated_data
        address = said.get("address")
        if address and not ratelimit.consume(request._request, action="invite", user=request.user):
            raise TooManyAttempts
        made = invite(self.member, at=timezone.now(), **said)
        link = request.build_absolute_uri(reverse("ledger:join", args=[made.token]))
        if address:
            # Where it can't be sent the invitation stands, and whoever asked for it has the link.
            with suppress(CodeNotSent):
                send_invitation(address, who=self.member.name, book=self.member.book.name, link=link)
        return Response(wire.MadeInvitationSerializer(made.invitation, context={"link": link}).data, 201)


class InvitationDetail(BookView):
    serializer_class = wire.InvitationSerializer
    needs = {"delete": Action.INVITE}

    @extend_schema(summary=_("Withdraw an invitation"), responses={204: None})
    def delete(self, request: Request, book: UUID, invitation: UUID) -> Response:
        revoke_invitation(self.member, access_invitation(self.member, invitation))
        return Response(status=204)
