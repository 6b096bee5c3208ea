"""Text bills: which encoding, which line is the header, which cells a row has.

Everything streams: a chunk of the file is in memory, never the file.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from operator import itemgetter
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ledger.importers.base import BillUnreadable, Rejected
from ledger.importers.cells import BLANKS

# Enough for every preamble we know (the longest has 30 lines) and cheap to look at twice.
HEAD_BYTES = 64 * 1024

_CHUNK_BYTES = 64 * 1024
# Nothing in a bill is this long. A longer line is damage; keeping its start keeps memory bounded.
_LINE_CHARS = 64 * 1024
# A quoted note may run over lines, but a quote that never closes must not swallow the file.
_NOTE_LINES = 20

# One byte a character: it takes any text, and a person may say which of its kind is the right one.
_WESTERN = "cp1252"

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(head: bytes) -> str:
    """Return the encoding of a text that begins with `head`: by its mark, else UTF-8, else GB18030, else Western.

    Strict decoding is asked first; then a few broken characters are forgiven (one in two hundred), since
    a bill with one damaged name is still a bill. Raises BillUnreadable for what is not text.
    """
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return encoding
    # A NUL or two is damage; more is no text.
    if head.count(0) * 200 <= len(head):
        for encoding in ("utf-8", "gb18030"):
            try:
                # The head may end inside a character, so the decoder is told that more will come.
                text = codecs.getincrementaldecoder(encoding)().decode(head)
            except UnicodeDecodeError:
                continue
            if encoding == "utf-8" or _is_chinese(text):
                return encoding
        for encoding in ("utf-8", "gb18030"):
            text = head.decode(encoding, "replace")
            if text.count("\ufffd") * 200 <= len(text) and (encoding == "utf-8" or _is_chinese(text)):
                return encoding
        if _is_western(head):
            return _WESTERN
    raise BillUnreadable(
        "undecodable",
        gettext_lazy(
            "The characters of this file cannot be read. Bring the file as it was sent, without opening "
            "and saving it in another program."
        ),
    )


def _is_chinese(text: str) -> bool:
    """Are the characters mostly everyday ones? A few high bytes of Western letters form rare ones by chance."""
    wide = [character for character in text if character > "\x7f" and character != "\ufffd"]
    everyday = sum(len(character.encode("gb2312", "ignore")) > 0 for character in wide)
    return everyday * 2 >= len(wide)


def _is_western(head: bytes) -> bool:
    """Is it mostly ASCII, without control characters, with some accented letters among it?"""
    if not head or any(byte < 32 and byte not in b"\t\r\n" for byte in head):
        return False
    return sum(byte > 127 for byte in head) * 5 <= len(head)


def decoded(head: bytes) -> str:
    """Return the beginning of a file as text, or "" when it is not text. For `sniff`."""
    try:
        return head.decode(encoding_of(head), "replace")
    except BillUnreadable:
        return ""


def has_header(head: bytes, required: frozenset[str]) -> bool:
    """Say whether some line of `head` names all the `required` columns."""
    return any(required <= {cell.strip(_EDGES) for cell in line.split(",")} for line in _lines_of(head))


def _lines_of(head: bytes) -> list[str]:
    return decoded(head).replace("\r", "\n").split("\n")


# A header cell may be quoted.
_EDGES = BLANKS + '"'


class Lines:
    """The lines of a text file, without their ends.

    `unfinished` is true once the last line has come without a line end: the file may have been cut there.
    `columns` is how many the table has, set by whoever finds its header; 0 before.
    """

    def __init__(self, file: BinaryIO, encoding: str = "") -> None:
        file.seek(0)
        self.encoding = encoding or encoding_of(file.read(HEAD_BYTES))
        file.seek(0)
        self._file = file
        self.unfinished = False
        self.columns = 0

    def __iter__(self) -> Iterator[str]:
        decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(self.encoding)("replace"), translate=True)
        rest = ""
        while chunk := self._file.read(_CHUNK_BYTES):
            lines = (rest + _visible(decoder.decode(chunk))).split("\n")
            rest = lines.pop()[:_LINE_CHARS]
            yield from lines
        rest += _visible(decoder.decode(b"", final=True))
        if rest:
            self.unfinished = True
            yield rest


def csv_rows(
    file: BinaryIO, columns: tuple[str, ...], *, required: frozenset[str], ends: tuple[str, ...]
) -> Iterator[tuple[int, list[str]] | Rejected]:
    """Yield (line, cells) of a table inside a text file, cells trimmed and in the order of `columns`.

    The header is the first line that names all of `required`, wherever it stands; a column that the file
    does not have is "". A line that begins with one of `ends` closes the table; a later header opens it
    again, as in files joined end to end. Blank lines are passed over; a row too short for its required
    columns, and a last row that was cut off, come back as Rejected.
    Raises BillUnreadable when no header is found.
    """
    lines = Lines(file)
    found = False
    inside = False
    for number, cells, line in _csv_cells(lines, ends):
        if line.startswith(ends):
            inside = False
            continue
        if not inside:
            names = [cell.strip(BLANKS) for cell in cells]
            if required.issubset(names):
                found = inside = True
                lines.columns = named = sum(map(bool, names))
                width = len(names)
                # Columns that the file lacks read the blank that every row is padded with.
                places = [names.index(column) if column in names else width for column in columns]
                pick = itemgetter(*places)
                needed = 1 + max(names.index(column) for column in required)
                padding = [""] * (width + 1)
            continue
        length = len(cells)
        if length < needed or (length < named and lines.unfinished):
            if line.strip(BLANKS + ","):
                yield Rejected(number, _("This row is cut off. Export the bill again to get it whole."))
            continue
        if length <= width:
            cells += padding[length:]
        else:
            cells[width] = ""
        values = list(map(str.strip, pick(cells)))
        if values[0] or any(values):
            yield number, values
    if not found:
        raise header_missing()


def header_missing() -> BillUnreadable:
    """Return the error for a bill whose title is there and whose table is not."""
    return BillUnreadable(
        "header_missing",
        gettext_lazy("This file has no table of transactions. It was probably cut off: export it again."),
    )


def _visible(text: str) -> str:
    # PostgreSQL stores no NUL in a text. The other two are blanks that str.strip() does not know; a mark of
    # UTF-8 stands in the middle where files were joined.
    return text.replace("\0", "").replace("\u200b", "").replace("\ufeff", "")


def table_rows(file: BinaryIO, *, encoding: str = "", delimiter: str = ",") -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells) of every line of a text file, whatever is in it; cells are not trimmed."""
    lines = Lines(file, encoding)
    for number, cells, _line in _csv_cells(lines, (), delimiter):
        lines.columns = max(lines.columns, len(cells))
        yield number, cells


def _csv_cells(lines: Lines, ends: tuple[str, ...], delimiter: str = ",") -> Iterator[tuple[int, list[str], str]]:
    """Yield (line number, cells, line). A quote is special only where a cell begins."""
    stream = iter(lines)
    number = 0
    waiting: list[str] = []
    while True:
        line = waiting.pop(0) if waiting else next(stream, None)
        if line is None:
            return
        number += 1
        if '"' not in line:
            yield number, line.split(delimiter), line
            continue
        cells = _quoted_cells(line, delimiter)
        taken = 0
        if cells is None:
            # A cell is still open: a note over several lines, or a stray quote.
            text = line
            while cells is None and taken < _NOTE_LINES:
                if taken == len(waiting):
                    following = next(stream, None)
                    if following is None:
                        break
                    waiting.append(following)
                following = waiting[taken]
                if following.startswith(ends) or following.count(delimiter) + 1 >= lines.columns:
                    # That is a row of its own, so the quote was a stray one.
                    break
                taken += 1
                text += "\n" + following
                cells = _quoted_cells(text, delimiter)
            if cells is None:
                taken = 0
                cells = line.replace('"', "").split(delimiter)
        yield number, cells, line
        number += taken
        del waiting[:taken]


def _quoted_cells(text: str, delimiter: str) -> list[str] | None:
    """Return the cells of one logical line, or None while a quoted cell is open."""
    # A reader that had to take the second line was still inside a quoted cell.
    reader = csv.reader((text + "\n", ""), delimiter=delimiter)
    try:
        cells = next(reader)
    except csv.Error:
        return text.replace('"', "").split(delimiter)
    return None if reader.line_num > 1 else cells
