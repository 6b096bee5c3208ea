"""Message catalogues are merged and compiled here, so that no gettext tools have to be installed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polib

from config.services.texts import Text

# How many forms a plural has; Chinese counts books and entries with one.
PLURAL_FORMS = {
    "en": "nplurals=2; plural=(n != 1);",
    "zh_Hans": "nplurals=1; plural=0;",
}
# The language that the texts in the code are written in.
SOURCE_LANGUAGE = "en"
WRAP_WIDTH = 110


@dataclass(slots=True)
class CatalogueChange:
    """What a merge did to one catalogue, and what it leaves to translate, as msgids."""

    added: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    differs: bool = False


def catalogue_path(locale: Path, language: str) -> Path:
    return locale / language / "LC_MESSAGES" / "django.po"


def compile_catalogues(locale: Path) -> list[Path]:
    """Writes the .mo beside each .po that is newer than it, and returns those written."""
    written = []
    for source in sorted(locale.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        draft = target.with_suffix(".mo.new")
        polib.pofile(str(source)).save_as_mofile(str(draft))
        draft.replace(target)
        written.append(target)
    return written


def merge_catalogue(
    path: Path, language: str, texts: Mapping[tuple[str, str], Text], *, write: bool
) -> CatalogueChange:
    """Brings the catalogue at `path` in line with the texts of the code, keeping what is translated.

    Texts that the code has lost are dropped, new ones come in empty (in the source language as they stand), all in
    the order of their msgids, so that two branches seldom touch the same line.
    """
    before = path.read_text("utf-8") if path.exists() else ""
    known = {(entry.msgctxt or "", entry.msgid): entry for entry in polib.pofile(before)} if before else {}
    change = CatalogueChange(
        added=sorted(key[1] for key in texts.keys() - known.keys()),
        dropped=sorted(key[1] for key in known.keys() - texts.keys()),
    )
    catalogue = polib.POFile(wrapwidth=WRAP_WIDTH)
    catalogue.metadata = {
        "Project-Id-Version": "Changji",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURAL_FORMS[language],
    }
    for key in sorted(texts, key=lambda key: (key[1], key[0])):
        entry = _entry(texts[key], known.get(key), language)
        catalogue.append(entry)
        if not translated(entry):
            change.missing.append(entry.msgid)
    after = f"{catalogue}\n"
    change.differs = after != before
    if write and change.differs:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(after, "utf-8")
    return change


def translated(entry: polib.POEntry) -> bool:
    """Whether every form of the entry is filled in and nobody doubts it."""
    forms = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    return all(forms) and not entry.fuzzy


def _entry(text: Text, known: polib.POEntry | None, language: str) -> polib.POEntry:
    entry = polib.POEntry(
        msgid=text.msgid,
        msgctxt=text.context or None,
        occurrences=[(place, "") for place in text.places],
        tcomment=known.tcomment if known else "",
        flags=[flag for flag in known.flags if flag == "fuzzy"] if known else [],
    )
    if re.search(r"%\(\w+\)", text.msgid + text.plural):
        entry.flags.append("python-format")
    own = language == SOURCE_LANGUAGE
    if not text.plural:
        entry.msgstr = (known.msgstr if known else "") or (text.msgid if own else "")
        return entry
    entry.msgid_plural = text.plural
    count = int(PLURAL_FORMS[language].removeprefix("nplurals=").partition(";")[0])
    forms = known.msgstr_plural if known and known.msgid_plural == text.plural else {}
    source = [text.msgid] + [text.plural] * (count - 1)
    entry.msgstr_plural = {n: forms.get(n, "") or (source[n] if own else "") for n in range(count)}
    return entry
