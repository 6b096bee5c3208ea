"""Which importers there are, and which of them a file is for.

A module of this package that has a FORMAT is an importer; there is no list to keep.
"""

import importlib
import pkgutil
from functools import cache
from typing import cast

from django.utils.translation import gettext_lazy as _

import ledger.importers
from ledger.importers.base import TEXT, BillUnreadable, Importer


@cache
def importers() -> dict[str, Importer]:
    """Return every importer by its FORMAT, in alphabetical order."""
    found: dict[str, Importer] = {}
    for entry in pkgutil.iter_modules(ledger.importers.__path__):
        module = importlib.import_module(f"{ledger.importers.__name__}.{entry.name}")
        key = getattr(module, "FORMAT", None)
        if key is None:
            continue
        if key in found:
            raise AssertionError(f"two importers call themselves {key}")
        found[key] = cast(Importer, module)
    return dict(sorted(found.items()))


def recognise(head: bytes, name: str = "", *, carrier: str = TEXT) -> Importer:
    """Return the importer that is surest of a file.

    `head` is what `sniff` is given: the first 64 KiB of a text, or the first rows of a workbook as text
    (`workbook.head_of`). Raises BillUnreadable, naming what can be read, when none is sure at all.
    """
    sure, importer = max(
        ((each.sniff(head, name), each) for each in importers().values() if carrier == each.CARRIER),
        key=lambda pair: pair[0],
        default=(0.0, None),
    )
    if importer is None or sure <= 0:
        raise unrecognised()
    return importer


def unrecognised() -> BillUnreadable:
    """Return the error for a file that no importer knows, naming those that exist."""
    return BillUnreadable(
        "unrecognised",
        _("This is no bill we can read yet. Today we read: %(formats)s."),
        formats=_Labels(),
    )


class _Labels:
    # Joined when the sentence is shown, so that the names come in the reader's language.
    def __str__(self) -> str:
        return " · ".join(str(each.LABEL) for each in importers().values())
