from functools import cache

from django.utils.functional import cached_property
from rest_framework import serializers
from rest_framework.utils.serializer_helpers import BindingDict


# (Not docstrings: the documents of the API would show them.)
# A serializer whose fields are made once for its class. Django REST framework copies the declared ones for every
# instance, which took a sixth of the time of recording an entry. Shared fields know no request: what depends on the
# context belongs into a method of the serializer itself, and not into a SerializerMethodField.
class SharedFieldsSerializer(serializers.Serializer):
    @cached_property
    def fields(self) -> BindingDict:
        return _fields(type(self))


@cache
def _fields(serializer_class: type[serializers.Serializer]) -> BindingDict:
    fields = BindingDict(serializer_class())
    for name, field in fields.serializer.get_fields().items():
        fields[name] = field
    return fields
