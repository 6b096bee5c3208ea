from typing import Any, TypeVar

from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from ledger.access import access_book
from ledger.models import Member
from ledger.permissions import Action

S = TypeVar("S", bound=Serializer)


# What every address below a book shares: a stranger gets 404, a low role 403, before anything else happens.
# (Not a docstring: the documents of the API would show it to readers of any language.)
class BookView(GenericAPIView):
    pagination_class = None
    # The action that each method needs; services ask again.
    needs: dict[str, Action] = {}
    member: Member

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        method = (request.method or "").lower()
        self.member = access_book(request.user, kwargs["book"], self.needs.get(method, Action.SEE))

    def read(self, serializer_class: type[S]) -> S:
        """The request's body, checked; the serializer finds the rows of this book that it names."""
        return self._checked(serializer_class, self.request.data)

    def asked(self, serializer_class: type[S], **context: Any) -> S:
        """What stands after the question mark, checked."""
        return self._checked(serializer_class, self.request.query_params, **context)

    def _checked(self, serializer_class: type[S], sent: Any, **context: Any) -> S:
        serializer = serializer_class(data=sent, context={"member": self.member, **context})
        serializer.is_valid(raise_exception=True)
        return serializer
