"""A streaming reader of .xlsx: rows of text, nothing else.

openpyxl's reader keeps a tree of what it has read (three million empty rows, packed in 26 KB, took it 244 MB
and this one 10), counts its way to a row that calls itself number 999999999, and gives amounts as floats. This
reader keeps one chunk and the shared strings, gives what is written, and refuses documents that declare
entities.
"""

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from decimal import Context, InvalidOperation
from itertools import islice
from typing import BinaryIO
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

from ledger.importers.base import BillUnreadable, damaged
from ledger.importers.cells import EPOCH_1900, EPOCH_1904
from ledger.importers.signatures import XLS_MAGIC
from ledger.importers.xls import OldWorkbook

# Large, since the XML parser goes over an unfinished token again with every chunk.
_CHUNK_BYTES = 1024 * 1024
# The lists of sheets and of parts are read whole.
_INDEX_BYTES = 1024 * 1024
# Wider than any bill; what lies beyond is not looked at.
_COLUMNS = 64
# The most that a spreadsheet program puts into a cell.
_CELL_CHARS = 32_767
_SHARED_STRINGS = 1_000_000
_HEAD_ROWS = 60
_HEAD_SHEETS = 8

# Spreadsheets have fifteen significant digits; the rest is noise of their arithmetic (26.800000000000001).
_FIFTEEN_DIGITS = Context(prec=15)
_COLUMN_LETTERS = re.compile(r"[A-Z]{1,3}")

_XML_ERRORS = (
    expat.ExpatError,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)


def open_workbook(file: BinaryIO) -> "Workbook | OldWorkbook":
    """Return the workbook in a file, .xlsx or .xls, by what it begins with. Raises BillUnreadable."""
    file.seek(0)
    return OldWorkbook(file) if file.read(len(XLS_MAGIC)) == XLS_MAGIC else Workbook(file)


def head_of(file: BinaryIO) -> bytes:
    """Return the first rows of each sheet as lines of tab-separated UTF-8, for `sniff`."""
    workbook = open_workbook(file)
    lines = []
    for sheet in workbook.sheets[:_HEAD_SHEETS]:
        for _number, cells in islice(workbook.rows(sheet), _HEAD_ROWS):
            lines.append("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in cells))
    return "\n".join(lines).encode("utf-8", "replace")


class Workbook:
    """The sheets of an .xlsx file. Raises BillUnreadable when it is damaged.

    `sheets` names the parts in the order of the tabs; `epoch` is day 0 of its serial dates. Sizes are the
    caller's concern (`containers` checks them).
    """

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        try:
            self._archive = zipfile.ZipFile(file)
            targets = _targets(self._elements("xl/_rels/workbook.xml.rels"))
            self.sheets: list[str] = []
            self.epoch = EPOCH_1900
            for name, attributes in self._elements("xl/workbook.xml"):
                if name == "sheet":
                    target = targets.get(_prefixed(attributes, "id"), "")
                    if target in self._archive.NameToInfo:
                        self.sheets.append(target)
                elif name == "workbookPr" and attributes.get("date1904") in ("1", "true"):
                    self.epoch = EPOCH_1904
        except _XML_ERRORS:
            raise damaged() from None
        self._strings: list[str] | None = None

    def rows(self, sheet: str) -> Iterator[tuple[int, list[str]]]:
        """Yield (row number, cells as text) of the rows that have cells. Raises BillUnreadable."""
        if self._strings is None:
            self._strings = self._shared_strings()
        yield from self._parsed(sheet, _SheetReader(self._strings))

    def _shared_strings(self) -> list[str]:
        part = "xl/sharedStrings.xml"
        if part not in self._archive.NameToInfo:
            return []
        return list(self._parsed(part, _StringsReader()))

    def _elements(self, part: str) -> list[tuple[str, dict[str, str]]]:
        if self._archive.getinfo(part).file_size > _INDEX_BYTES:
            raise damaged()
        return list(self._parsed(part, _ElementsReader()))

    def _parsed(self, part: str, reader: "_Reader") -> Iterator:
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = reader.start
        parser.EndElementHandler = reader.end
        parser.CharacterDataHandler = reader.text
        parser.StartDoctypeDeclHandler = _refuse_doctype
        try:
            with self._archive.open(part) as stream:
                while chunk := stream.read(_CHUNK_BYTES):
                    parser.Parse(chunk, False)
                    yield from reader.done
                    reader.done.clear()
                parser.Parse(b"", True)
                yield from reader.done
        except _XML_ERRORS:
            raise damaged() from None


def _refuse_doctype(*_declared: object) -> None:
    raise BillUnreadable(
        "workbook_entities",
        _("This workbook declares entities, as no spreadsheet program does. Bring the file as it was sent."),
    )


def _targets(relationships: list[tuple[str, dict[str, str]]]) -> dict[str, str]:
    return {
        attributes.get("Id", ""): posixpath.normpath(posixpath.join("/xl", attributes.get("Target", "")))[1:]
        for _name, attributes in relationships
    }


def _prefixed(attributes: dict[str, str], name: str) -> str:
    # The prefix of the relationships' namespace is the writer's choice.
    return next((value for key, value in attributes.items() if key.endswith(f":{name}")), "")


class _Reader:
    """Handlers of one part. `done` collects what is ready; the parser's loop takes it away."""

    def __init__(self) -> None:
        self.done: list = []

    def start(self, name: str, attributes: dict[str, str]) -> None: ...

    def end(self, name: str) -> None: ...

    def text(self, text: str) -> None: ...


class _ElementsReader(_Reader):
    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.done.append((name.rpartition(":")[2], attributes))


class _StringsReader(_Reader):
    """The shared strings: the text of each `si`, without the phonetic readings."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[str] = []
        self._taking = False
        self._phonetic = False
        self._count = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "t":
            self._taking = not self._phonetic
        elif name == "si":
            self._pieces = []
        elif name == "rPh":
            self._phonetic = True

    def end(self, name: str) -> None:
        name = name.rpartition(":")[2]
        if name == "si":
            self._count += 1
            if self._count > _SHARED_STRINGS:
                raise ValueError(name)
            self.done.append("".join(self._pieces)[:_CELL_CHARS])
        elif name == "t":
            self._taking = False
        elif name == "rPh":
            self._phonetic = False

    def text(self, text: str) -> None:
        if self._taking:
            self._pieces.append(text)


class _SheetReader(_Reader):
    """The rows of a sheet as (number, cells)."""

    def __init__(self, strings: list[str]) -> None:
        super().__init__()
        self._strings = strings
        self._number = 0
        self._cells: list[str] = []
        self._column = -1
        self._type = ""
        self._pieces: list[str] = []
        self._taking = False
        self._phonetic = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            self._type = attributes.get("t", "n")
            self._pieces.clear()
            where = attributes.get("r")
            self._column = _column_of(where) if where else self._column + 1
        elif name == "v" or name == "t":
            self._taking = not self._phonetic
        elif name == "row":
            number = attributes.get("r", "")
            self._number = int(number) if number.isdigit() else self._number + 1
            self._cells = []
            self._column = -1
        elif name == "rPh":
            self._phonetic = True

    def end(self, name: str) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "v" or name == "t":
            self._taking = False
        elif name == "c":
            if self._pieces and self._column < _COLUMNS:
                cells = self._cells
                missing = self._column - len(cells)
                if missing > 0:
                    cells.extend([""] * missing)
                value = self._value("".join(self._pieces))
                if missing >= 0:
                    cells.append(value)
                else:
                    cells[self._column] = value
        elif name == "row":
            if self._cells:
                self.done.append((self._number, self._cells))
        elif name == "rPh":
            self._phonetic = False

    def text(self, text: str) -> None:
        if self._taking:
            self._pieces.append(text)

    def _value(self, text: str) -> str:
        if self._type == "s":
            index = int(text)
            return self._strings[index] if 0 <= index < len(self._strings) else ""
        if self._type == "n" and (len(text) > 15 or "E" in text or "e" in text):
            try:
                number = _FIFTEEN_DIGITS.create_decimal(text).normalize()
            except InvalidOperation:
                return text[:_CELL_CHARS]
            # Written out, 1E999999 would be a million digits.
            return format(number, "f") if abs(number.adjusted()) < 30 else text[:_CELL_CHARS]
        return text[:_CELL_CHARS]


def _column_of(reference: str) -> int:
    """Return the place of a cell in its row: "C7" is 2."""
    letter = reference[0]
    if "A" <= letter <= "Z" and not reference[1:2].isalpha():
        return ord(letter) - 65
    letters = _COLUMN_LETTERS.match(reference)
    if not letters:
        raise ValueError(reference)
    place = 0
    for letter in letters[0]:
        place = place * 26 + ord(letter) - 64
    return place - 1
