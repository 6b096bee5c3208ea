import datetime as dt

from django.utils.translation import get_language, gettext
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from ledger import scenarios
from ledger.access import (
    access_account,
    access_book,
    access_category,
    access_entry,
    access_member,
    access_project,
    access_tag,
    memberships,
)
from ledger.api import serializers as wire
from ledger.models import Category, Member
from ledger.permissions import Action, allows
from ledger.queries.balances import account_balance, account_balances
from ledger.queries.entries import Cursor, EntryFilter, attach_tags, entry_history, entry_page, with_names
from ledger.queries.months import category_sums, current_period, month_series
from ledger.rules.periods import shift_period
from ledger.services.accounts import add_account, archive_account, edit_account
from ledger.services.books import change_month_start, change_settings, open_book
from ledger.services.categories import add_category, delete_category, edit_category
from ledger.services.entries import delete_entries, edit_entry, record_entry, restore_entries, set_balance
from ledger.services.members import add_member


class SceneList(GenericAPIView):
    """The ready-made books."""

    serializer_class = wire.SceneSerializer
    pagination_class = None

    def get(self, request: Request) -> Response:
        scenes = scenarios.load_scenes()
        return Response(wire.SceneSerializer(scenes, many=True, context={"language": get_language() or ""}).data)


class BookList(GenericAPIView):
    """My books; opening another from a scene."""

    serializer_class = wire.BookSerializer
    pagination_class = None

    def get(self, request: Request) -> Response:
        return Response(wire.BookSerializer(memberships(request.user).order_by("id"), many=True).data)

    @extend_schema(request=wire.BookOpenSerializer, responses={201: wire.BookSerializer})
    def post(self, request: Request) -> Response:
        asked = wire.BookOpenSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        return Response(wire.BookSerializer(open_book(request.user, **asked.validated_data)).data, 201)


class BookView(GenericAPIView):
    """What every address below a book shares: a stranger gets 404, a low role 403, before anything else happens."""

    pagination_class = None
    # The action that each method needs; services ask again.
    needs: dict[str, Action] = {}
    member: Member

    def initial(self, request: Request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        method = (request.method or "").lower()
        self.member = access_book(request.user, kwargs["book"], self.needs.get(method, Action.SEE))

    def read(self, serializer_class, **more) -> dict:
        """The request's body, checked and with rows of this book in place of ids."""
        serializer = serializer_class(data=self.request.data, context={"member": self.member}, **more)
        serializer.is_valid(raise_exception=True)
        return serializer


class BookDetail(BookView):
    serializer_class = wire.BookSerializer
    needs = {"patch": Action.SETTINGS}

    def get(self, request: Request, book) -> Response:
        return Response(wire.BookSerializer(self.member).data)

    @extend_schema(request=wire.BookChangeSerializer)
    def patch(self, request: Request, book) -> Response:
        settings = dict(self.read(wire.BookChangeSerializer).validated_data)
        day = settings.pop("month_start_day", None)
        if settings:
            change_settings(self.member, **settings)
        if day is not None and day != self.member.book.month_start_day:
            change_month_start(self.member, day=day)
        return Response(wire.BookSerializer(self.member).data)


class MemberList(BookView):
    serializer_class = wire.MemberSerializer
    needs = {"post": Action.MANAGE_MEMBERS}

    def get(self, request: Request, book) -> Response:
        people = self.member.book.members.filter(archived_at__isnull=True).order_by("position", "id")
        return Response(wire.MemberSerializer(people, many=True).data)

    @extend_schema(responses={201: wire.MemberSerializer})
    def post(self, request: Request, book) -> Response:
        person = add_member(self.member, name=self.read(wire.MemberSerializer).validated_data["name"])
        return Response(wire.MemberSerializer(person).data, 201)


class AccountList(BookView):
    serializer_class = wire.AccountSerializer
    needs = {"post": Action.ARRANGE}

    def get(self, request: Request, book) -> Response:
        shown = allows(self.member, Action.SEE_SUMS)
        rows = [
            wire.account_row(each.account, each.balance_minor if shown else None)
            for each in account_balances(self.member.book)
        ]
        return Response(wire.AccountSerializer(rows, many=True).data)

    @extend_schema(request=wire.AccountWriteSerializer, responses={201: wire.AccountSerializer})
    def post(self, request: Request, book) -> Response:
        account = add_account(self.member, **self.read(wire.AccountWriteSerializer).validated_data)
        return Response(wire.AccountSerializer(wire.account_row(account, 0)).data, 201)


class AccountDetail(BookView):
    serializer_class = wire.AccountSerializer
    needs = {"patch": Action.ARRANGE, "delete": Action.ARRANGE}

    def get(self, request: Request, book, account) -> Response:
        return self._answer(access_account(self.member, account))

    @extend_schema(request=wire.AccountWriteSerializer)
    def patch(self, request: Request, book, account) -> Response:
        row = access_account(self.member, account)
        changes = self.read(wire.AccountWriteSerializer, partial=True).validated_data
        return self._answer(edit_account(self.member, row, **changes))

    @extend_schema(description="Archives the account; its entries stay.", responses={204: None})
    def delete(self, request: Request, book, account) -> Response:
        archive_account(self.member, access_account(self.member, account), archived=True)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _answer(self, account) -> Response:
        balance_minor = account_balance(account) if allows(self.member, Action.SEE_SUMS) else None
        return Response(wire.AccountSerializer(wire.account_row(account, balance_minor)).data)


class AccountBalance(BookView):
    """Sets a balance right by recording the difference as an adjustment."""

    serializer_class = wire.BalanceSerializer
    needs = {"put": Action.SET_BALANCE}

    @extend_schema(responses={200: wire.BalanceSerializer})
    def put(self, request: Request, book, account) -> Response:
        row = access_account(self.member, account)
        asked = self.read(wire.BalanceSerializer).validated_data
        set_balance(self.member, row, **asked)
        return Response(wire.BalanceSerializer(asked).data)


class CategoryList(BookView):
    serializer_class = wire.CategorySerializer
    needs = {"post": Action.ARRANGE}

    def get(self, request: Request, book) -> Response:
        rows = Category.objects.filter(book_id=self.member.book_id, archived_at__isnull=True)
        ordered = rows.select_related("parent").order_by("position", "id")
        return Response(wire.CategorySerializer(ordered, many=True).data)

    @extend_schema(request=wire.CategoryWriteSerializer, responses={201: wire.CategorySerializer})
    def post(self, request: Request, book) -> Response:
        asked = dict(self.read(wire.CategoryWriteSerializer).validated_data)
        parent_id = asked.pop("parent")
        parent = access_category(self.member, parent_id) if parent_id else None
        return Response(wire.CategorySerializer(add_category(self.member, parent=parent, **asked)).data, 201)


class CategoryDetail(BookView):
    serializer_class = wire.CategorySerializer
    needs = {"patch": Action.ARRANGE, "delete": Action.ARRANGE}

    def get(self, request: Request, book, category) -> Response:
        return Response(wire.CategorySerializer(access_category(self.member, category)).data)

    @extend_schema(request=wire.CategorySerializer)
    def patch(self, request: Request, book, category) -> Response:
        row = access_category(self.member, category)
        changes = self.read(wire.CategorySerializer, partial=True).validated_data
        changes.pop("kind", None)
        return Response(wire.CategorySerializer(edit_category(self.member, row, **changes)).data)

    @extend_schema(description="Deletes a category that nothing uses; 409 where something does.", responses={204: None})
    def delete(self, request: Request, book, category) -> Response:
        delete_category(self.member, access_category(self.member, category))
        return Response(status=status.HTTP_204_NO_CONTENT)


def _query(name: str, kind, description: str = "") -> OpenApiParameter:
    return OpenApiParameter(name, kind, description=description)


_FILTERS = [
    _query("cursor", OpenApiTypes.STR, "`next` of the page before"),
    _query("kind", OpenApiTypes.STR),
    _query("account", OpenApiTypes.UUID),
    _query("category", OpenApiTypes.UUID, "with its children"),
    _query("member", OpenApiTypes.UUID),
    _query("project", OpenApiTypes.UUID),
    _query("tag", OpenApiTypes.UUID),
    _query("text", OpenApiTypes.STR, "any part of a note or of a merchant's name"),
    _query("date_from", OpenApiTypes.DATE, "inclusive"),
    _query("date_to", OpenApiTypes.DATE, "inclusive"),
]


class EntryList(BookView):
    """Entries, newest first, a page at a time by cursor."""

    serializer_class = wire.EntrySerializer
    needs = {"post": Action.RECORD}

    @extend_schema(parameters=_FILTERS, responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, book) -> Response:
        after = Cursor.parse(request.query_params.get("cursor", ""))
        if after is None and request.query_params.get("cursor"):
            raise ValidationError({"cursor": [gettext("This is no cursor of ours. Begin again without one.")]})
        page = entry_page(self.member, self._narrowed(), after=after)
        return Response(
            {
                "next": str(page.next_cursor) if page.next_cursor else None,
                "results": wire.EntrySerializer(list(page), many=True).data,
            }
        )

    def _narrowed(self) -> EntryFilter:
        asked = self.request.query_params
        rows = {
            name: access(self.member, asked[name])
            for name, access in (
                ("account", access_account),
                ("category", access_category),
                ("member", access_member),
                ("project", access_project),
                ("tag", access_tag),
            )
            if asked.get(name)
        }
        return EntryFilter(
            kind=asked.get("kind", ""),
            text=asked.get("text", ""),
            date_from=_date(asked, "date_from"),
            date_to=_date(asked, "date_to"),
            **rows,
        )

    @extend_schema(request=wire.EntryWriteSerializer, responses={201: wire.EntrySerializer})
    def post(self, request: Request, book) -> Response:
        entry = record_entry(self.member, draft=self.read(wire.EntryWriteSerializer).draft())
        return _entry_response(entry, 201)


def _date(asked, name: str) -> dt.date | None:
    if not asked.get(name):
        return None
    try:
        return dt.date.fromisoformat(asked[name])
    except ValueError:
        raise ValidationError({name: [gettext("Write the date as YYYY-MM-DD.")]}) from None


def _entry_response(entry, code: int = 200) -> Response:
    row = with_names(type(entry).objects.filter(pk=entry.pk)).get()
    attach_tags(row.book_id, [row])
    return Response(wire.EntrySerializer(row).data, code)


class EntryDetail(BookView):
    serializer_class = wire.EntrySerializer
    needs = {"patch": Action.EDIT_OWN, "delete": Action.EDIT_OWN}

    def get(self, request: Request, book, entry) -> Response:
        return _entry_response(access_entry(self.member, entry, with_bin=True))

    @extend_schema(
        request=wire.EntryChangeSerializer,
        description="Changes fields. 409 where `version` is not the entry's own any more: read it again and decide.",
    )
    def patch(self, request: Request, book, entry) -> Response:
        row = access_entry(self.member, entry, with_bin=True)
        asked = self.read(wire.EntryChangeSerializer)
        version = asked.validated_data["version"]
        return _entry_response(edit_entry(self.member, row, version=version, changes=asked.changes()))

    @extend_schema(description="Moves the entry to the recycle bin, where it stays for 30 days.", responses={204: None})
    def delete(self, request: Request, book, entry) -> Response:
        delete_entries(self.member, entries=[access_entry(self.member, entry, with_bin=True)])
        return Response(status=status.HTTP_204_NO_CONTENT)


class EntryRestore(BookView):
    """Takes an entry out of the recycle bin."""

    serializer_class = wire.EntrySerializer
    needs = {"post": Action.EDIT_OWN}

    @extend_schema(request=None)
    def post(self, request: Request, book, entry) -> Response:
        row = access_entry(self.member, entry, with_bin=True)
        restore_entries(self.member, entries=[row])
        return _entry_response(row)


class EntryHistory(BookView):
    """Who changed what, newest first."""

    serializer_class = wire.HistorySerializer

    @extend_schema(responses=wire.HistorySerializer(many=True))
    def get(self, request: Request, book, entry) -> Response:
        row = access_entry(self.member, entry, with_bin=True)
        return Response(wire.HistorySerializer(entry_history(row), many=True).data)


class MonthList(BookView):
    """The book's months with their sums, oldest first; the last twelve unless `first` and `last` say otherwise."""

    serializer_class = wire.MonthSerializer
    needs = {"get": Action.SEE_SUMS}

    @extend_schema(
        parameters=[_query("first", OpenApiTypes.INT, "yyyymm"), _query("last", OpenApiTypes.INT, "yyyymm")],
        responses=wire.MonthSerializer(many=True),
    )
    def get(self, request: Request, book) -> Response:
        last = _period(request, "last", current_period(self.member.book))
        first = _period(request, "first", shift_period(last, -11))
        if not shift_period(last, -119) <= first <= last:
            raise ValidationError({"first": [gettext("Choose at most ten years, the first month before the last.")]})
        months = month_series(self.member.book, first, last)
        return Response(wire.MonthSerializer(months, many=True).data)


class CategorySums(BookView):
    """What went to each first-level category in one month, largest first."""

    serializer_class = wire.CategorySumSerializer
    needs = {"get": Action.SEE_SUMS}

    @extend_schema(
        parameters=[_query("kind", OpenApiTypes.STR, "expense or income")],
        responses=wire.CategorySumSerializer(many=True),
    )
    def get(self, request: Request, book, period: int) -> Response:
        kind = request.query_params.get("kind", "expense")
        if kind not in ("expense", "income") or not 1 <= period % 100 <= 12:
            raise ValidationError({"kind": [gettext("Choose expense or income, and a month as yyyymm.")]})
        sums = category_sums(self.member.book, period, period, kind)
        return Response(wire.CategorySumSerializer(sums, many=True).data)


def _period(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name)
    if not text:
        return default
    if not (
        text.isascii() and text.isdigit() and len(text) == 6 and 1 <= int(text[4:]) <= 12 and int(text[:4]) >= 1970
    ):
        raise ValidationError({name: [gettext("Write the month as yyyymm.")]})
    return int(text)
