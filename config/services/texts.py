"""The texts that people may see, as the code names them: calls of gettext in Python, translate tags in templates."""

import ast
import gettext
import importlib.util
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.extract import extract_python
from django.utils.translation.template import templatize

# Folders whose Python and templates speak to people. Scripts hold no texts: pages hand them over as data attributes.
PYTHON_FOLDERS = ("accounts", "community", "config", "ledger", "offers")
TEMPLATE_FOLDER = "templates"
# The frame of the staff pages comes without catalogues of its own; what Django has no words for is translated here.
# Its optional parts are not installed.
PACKAGE_WITHOUT_CATALOGUES = "unfold"
PARTS_NOT_INSTALLED = {"contrib", "unfold_crispy"}
CATALOGUES_OF_DJANGO = ("django.conf", "django.contrib.admin", "django.contrib.auth")

CALLS = {
    "gettext": ("msgid",),
    "gettext_lazy": ("msgid",),
    "gettext_noop": ("msgid",),
    "ngettext": ("msgid", "plural"),
    "ngettext_lazy": ("msgid", "plural"),
    "pgettext": ("context", "msgid"),
    "pgettext_lazy": ("context", "msgid"),
    "npgettext": ("context", "msgid", "plural"),
    "npgettext_lazy": ("context", "msgid", "plural"),
}
# What Django writes in the place of template tags.
TEMPLATE_CALLS = CALLS | {"_": ("msgid",)}


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a catalogue, and the files that say it."""

    msgid: str
    plural: str = ""
    context: str = ""
    places: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.msgid


class TextRefused(ValueError):
    """A text can't be put into a catalogue: it is computed, or one text has two different plurals."""


def texts_of_checkout(root: Path) -> dict[tuple[str, str], Text]:
    """Every text of the checkout at `root`, by context and msgid, with those of the staff pages' frame.

    Raises TextRefused.
    """
    found: dict[tuple[str, str], Text] = {}
    for place, texts in _texts_by_place(root):
        for text in texts:
            known = found.get(text.key, text)
            if known.plural and text.plural and known.plural != text.plural:
                raise TextRefused(f"{place}: “{text.msgid}” has the plural “{known.plural}” elsewhere.")
            places = tuple(sorted({*known.places, place}))
            found[text.key] = Text(text.msgid, known.plural or text.plural, text.context, places)
    return found


def _texts_by_place(root: Path) -> Iterator[tuple[str, Iterable[Text]]]:
    for folder in PYTHON_FOLDERS:
        yield from _texts_below(root / folder, root)
    yield from _texts_below(root / TEMPLATE_FOLDER, root)
    known = _msgids_of_django()
    for place, texts in _texts_below(_folder_of(PACKAGE_WITHOUT_CATALOGUES), None):
        yield place, (text for text in texts if text.msgid not in known)


def _texts_below(folder: Path, root: Path | None) -> Iterator[tuple[str, Iterable[Text]]]:
    """The texts of each file below `folder`, named from `root`, or all by the folder's own name."""
    for path in sorted(folder.rglob("*")):
        place = path.relative_to(root).as_posix() if root else folder.name
        if PARTS_NOT_INSTALLED & set(path.parts) if not root else "migrations" in path.parts:
            continue
        if path.suffix == ".py":
            yield place, texts_of_python(path.read_text("utf-8"), str(path))
        elif path.suffix in {".html", ".txt"}:
            yield place, texts_of_template(path.read_text("utf-8"), str(path))


def _folder_of(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent


def _msgids_of_django() -> set[str]:
    """What Django's own catalogues say in Chinese; a plural by its singular."""
    msgids: set[str] = set()
    for package in CATALOGUES_OF_DJANGO:
        translations = gettext.translation("django", _folder_of(package) / "locale", ["zh_Hans"])
        for key in translations._catalog:  # type: ignore[attr-defined]
            msgid = key[0] if isinstance(key, tuple) else key
            msgids.add(msgid.rpartition("\x04")[2])
    return msgids


def texts_of_python(source: str, origin: str = "") -> Iterator[Text]:
    """The texts of gettext's calls, under whatever name the module imports them; raises TextRefused."""
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module in {"django.utils", "django.utils.translation"}
        for alias in node.names
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = ""
        if isinstance(node.func, ast.Name):
            called = names.get(node.func.id, "")
        elif isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            called = node.func.attr if names.get(node.func.value.id) == "translation" else ""
        if called not in CALLS:
            continue
        words = [part.value for part in node.args if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        if len(words) != len(CALLS[called]):
            raise TextRefused(f"{origin}:{node.lineno}: {called} takes its texts as they are, not computed ones.")
        yield _text(CALLS[called], words)


def texts_of_template(source: str, origin: str = "") -> Iterator[Text]:
    """The texts of translate and blocktranslate tags, and of `_("…")` in any other tag."""
    # What stands between the tags comes out as filler whose indentation would mean something to Python.
    lines = (line.strip() for line in templatize(source, origin=origin).splitlines())
    python = BytesIO("\n".join(lines).encode())
    calls: Any = extract_python(python, dict.fromkeys(TEMPLATE_CALLS), [], {})
    for _line, called, words, _comments in calls:
        # What stands behind the texts is the number that chooses between them.
        yield _text(TEMPLATE_CALLS[called], [words] if isinstance(words, str) else list(words))


def _text(parts: Sequence[str], words: Sequence[str]) -> Text:
    said = dict(zip(parts, words, strict=False))
    return Text(said["msgid"], said.get("plural", ""), said.get("context", ""))
