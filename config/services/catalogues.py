"""Message catalogues are compiled here, so that no gettext tools have to be installed."""

from pathlib import Path

import polib


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
