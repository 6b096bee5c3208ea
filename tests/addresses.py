"""The addresses of the site by their names."""

from functools import cache

from django.urls import URLResolver, get_resolver, reverse


@cache
def every_address() -> dict[str, tuple[str, set[str]]]:
    """Each name of the site -> its pattern and the names of its arguments."""
    return dict(walk(get_resolver()))


def walk(resolver, namespace="", prefix=""):
    for found in resolver.url_patterns:
        pattern = prefix + str(found.pattern)
        if isinstance(found, URLResolver):
            inner = f"{namespace}{found.namespace}:" if found.namespace else namespace
            yield from walk(found, inner, pattern)
        else:
            yield f"{namespace}{found.name}", (pattern, set(names_of(pattern)))


def names_of(pattern: str) -> list[str]:
    return [part.split(">")[0].split(":")[-1] for part in pattern.split("<")[1:]]


def is_api(name: str) -> bool:
    pattern, _arguments = every_address()[name]
    return pattern.startswith("api/")


def address(name: str, arguments: dict[str, object]) -> str:
    """Where it lies; `arguments` may hold more than it takes. KeyError where they hold less."""
    _pattern, wanted = every_address()[name]
    return reverse(name, kwargs={key: arguments[key] for key in wanted})
