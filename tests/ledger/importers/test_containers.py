"""What people bring: archives with passwords, damaged files, bombs, and files that are no bill."""

import io
import struct
import traceback
import tracemalloc
import zipfile

import pytest

from ledger.importers import BillUnreadable, PasswordNeeded, PasswordWrong, RawRecord, open_bill
from ledger.importers.containers import MAX_BYTES, MAX_LOCKED_BYTES
from tests.ledger.importers.builders import (
    aes_zip,
    alipay_csv,
    alipay_row,
    alipay_text,
    plain_zip,
    sheet_xml,
    wechat_csv,
    wechat_row,
    wechat_xlsx,
    xlsx_of,
    zipcrypto_zip,
)

PASSWORD = "314159"
BILL = alipay_csv(alipay_row(), alipay_row("2025-03-09 08:00:00"))
CHINESE_NAME = "支付宝交易明细(20250301-20250331).csv"


def refusal(content: bytes, password: str | None = None) -> BillUnreadable:
    def read() -> None:
        with open_bill(io.BytesIO(content), password=password) as bills:
            for bill in bills:
                list(bill.read())

    with pytest.raises(BillUnreadable) as refused:
        read()
    assert len(str(refused.value)) > 10
    return refused.value


@pytest.mark.parametrize(
    "locked",
    [
        zipcrypto_zip(CHINESE_NAME.encode("gbk"), BILL, PASSWORD),
        zipcrypto_zip(CHINESE_NAME.encode("gbk"), BILL, PASSWORD, stored=True),
        aes_zip({CHINESE_NAME: BILL}, PASSWORD),
    ],
    ids=["zipcrypto", "zipcrypto-stored", "aes"],
)
class TestLocked:
    # A password comes out of a chat, with blanks around it or in full-width digits.
    @pytest.mark.parametrize("password", [PASSWORD, f" {PASSWORD}\n", "３１４１５９"])
    def test_open_bill_with_the_password_reads_it(self, locked, password):
        with open_bill(io.BytesIO(locked), name="bill.zip", password=password) as bills:
            (bill,) = bills
            assert (bill.name, bill.format, bill.source) == (CHINESE_NAME, "alipay-app-csv", "alipay")
            assert [row.amount_minor for row in bill.read()] == [2850, 2850]
            # Read anew, from the beginning.
            assert len(list(bill.read())) == 2

    @pytest.mark.parametrize("password", [None, ""])
    def test_open_bill_without_a_password_asks_for_it(self, locked, password):
        assert isinstance(refusal(locked, password), PasswordNeeded)

    def test_open_bill_with_any_wrong_password_says_so(self, locked):
        # ZipCrypto lets one wrong password in 256 through its first check, so a few hundred are tried.
        for number in range(600):
            error = refusal(locked, f"{number:06}")
            assert isinstance(error, PasswordWrong), number

    def test_open_bill_with_a_wrong_password_leaves_no_trace_of_it(self, locked):
        error = refusal(locked, "271828")
        assert "271828" not in "".join(traceback.format_exception(error))
        assert "271828" not in repr(error.__dict__)


def test_open_bill_of_a_locked_workbook_reads_it():
    locked = aes_zip({"微信支付账单.xlsx": wechat_xlsx(wechat_row())}, PASSWORD)
    with open_bill(io.BytesIO(locked), password=PASSWORD) as bills:
        (bill,) = bills
        assert (bill.format, len(list(bill.read()))) == ("wechat-xlsx", 1)


def test_open_bill_of_several_files_gives_each_and_names_what_is_no_bill():
    members = {
        "__MACOSX/._a.csv": b"litter",
        ".DS_Store": b"litter",
        "a.csv": BILL,
        "b.csv": wechat_csv(wechat_row()),
        "c.pdf": b"%PDF-1.7",
        "d.zip": plain_zip({"a.csv": BILL}),
    }
    with open_bill(io.BytesIO(plain_zip(members))) as bills:
        assert [(bill.name, bill.format) for bill in bills] == [
            ("a.csv", "alipay-app-csv"),
            ("b.csv", "wechat-csv"),
        ]
        assert [(name, error.code) for name, error in bills.skipped] == [("c.pdf", "pdf"), ("d.zip", "nested")]


def test_open_bill_of_a_member_without_a_name_reads_it():
    with open_bill(io.BytesIO(zipcrypto_zip(b"", BILL, PASSWORD)), password=PASSWORD) as bills:
        assert [bill.name for bill in bills] == [""]


def test_open_bill_of_a_path_names_the_bill_after_the_file(tmp_path):
    path = tmp_path / "三月.csv"
    path.write_bytes(BILL)
    with open_bill(path) as bills:
        (bill,) = bills
        assert (bill.name, len(list(bill.read()))) == ("三月.csv", 2)
    assert bill.file.closed


def test_open_bill_of_an_open_file_leaves_it_open():
    file = io.BytesIO(BILL)
    with open_bill(file):
        pass
    assert not file.closed


def test_open_bill_of_a_missing_path_says_why(tmp_path):
    with pytest.raises(BillUnreadable) as refused:
        open_bill(tmp_path / "nothing.csv")
    assert refused.value.code == "not_opened"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.4 ...", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "xls"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"\0\0\0\x18ftypheic", "picture"),
        (b"RIFF\0\0\0\0WEBP", "picture"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><html>", "page"),
        (b"OFXHEADER:100\nDATA:OFXSGML\n", "ofx"),
        (b'<?xml version="1.0"?>\n<?OFX OFXHEADER="200"?><OFX>', "ofx"),
        (b"SQLite format 3\0" + bytes(80), "database"),
        (b"Rar!\x1a\x07\0", "archive"),
        (b"\x1f\x8b\x08", "archive"),
        (plain_zip({"mymoney.sqlite": b"x"}), "database"),
        (plain_zip({"word/document.xml": "<x/>"}), "document"),
        (plain_zip({"inner.zip": plain_zip({"a.csv": BILL})}), "nested"),
        (plain_zip({}), "empty"),
        (plain_zip({"a.csv": b""}), "empty"),
        (b"\x80\x81\xff" * 400, "undecodable"),
        (bytes(range(256)) * 8, "undecodable"),
        ("记得买菜，还有牛奶\n".encode(), "unrecognised"),
        (xlsx_of({"xl/worksheets/sheet1.xml": sheet_xml([["日期", "金额"]], None)}), "unrecognised"),
        (b"PK\x03\x04" + b"garbage" * 20, "damaged"),
    ],
)
def test_open_bill_of_what_is_no_bill_says_what_to_bring(content, code):
    assert refusal(content).code == code


def test_open_bill_of_an_unknown_file_names_what_can_be_read():
    said = str(refusal("日期,金额\n".encode()))
    assert "Alipay" in said or "支付宝" in said


@pytest.mark.parametrize("build", [lambda: plain_zip({"a.csv": BILL}), lambda: wechat_xlsx(wechat_row(), shared=True)])
def test_open_bill_of_a_truncated_archive_says_it_is_damaged(build):
    whole = build()
    for kept in (len(whole) // 3, len(whole) - 30, len(whole) - 1):
        assert refusal(whole[:kept]).code == "damaged"


def test_open_bill_of_an_archive_with_a_broken_byte_says_it_is_damaged():
    # Stored in the clear, so that the byte changes nothing but the checksum.
    archive = bytearray(plain_zip({"a.csv": BILL}))
    archive[60] ^= 0xFF
    assert refusal(bytes(archive)).code == "damaged"


def test_open_bill_of_a_file_over_the_limit_refuses_before_reading_it(tmp_path):
    path = tmp_path / "big.csv"
    with path.open("wb") as file:
        file.write(BILL)
        file.truncate(200 * 1024 * 1024)
    tracemalloc.start()
    try:
        with pytest.raises(BillUnreadable) as refused:
            open_bill(path)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert refused.value.code == "too_large"
    assert peak < 1024 * 1024


def peak_of_refusal(content: bytes, password: str | None = None) -> tuple[str, int]:
    tracemalloc.start()
    try:
        code = refusal(content, password).code
        return code, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def with_declared_size(archive: bytes, size: int) -> bytes:
    """Return the archive with another uncompressed size in the directory, where readers look for it."""
    at = archive.rindex(b"PK\x01\x02") + 24
    return archive[:at] + struct.pack("<L", size) + archive[at + 4 :]


def with_members(count: int) -> bytes:
    """Return an archive whose directory names one member `count` times."""
    archive = plain_zip({"a.csv": b"1"})
    start, end = archive.index(b"PK\x01\x02"), archive.index(b"PK\x05\x06")
    directory = archive[start:end] * count
    numbers = struct.pack("<HHHHLLH", 0, 0, count, count, len(directory), start, 0)
    return archive[:start] + directory + b"PK\x05\x06" + numbers


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (plain_zip({"a.csv": bytes(40 * 1024 * 1024)}), "bomb"),
        (plain_zip({"a.csv": bytes(65 * 1024 * 1024)}), "too_large"),
        (with_declared_size(plain_zip({"a.csv": BILL}), 0xFFFFFFF0), "too_large"),
        # A size that is too small cuts the content there, and the checksum tells.
        (with_declared_size(plain_zip({"a.csv": bytes(40 * 1024 * 1024)}), 1000), "damaged"),
        (plain_zip({f"{n}.csv": BILL for n in range(65)}), "too_many_members"),
        (with_members(50_000), "too_many_members"),
        (xlsx_of({"xl/worksheets/sheet1.xml": bytes(40 * 1024 * 1024)}), "bomb"),
    ],
    ids=["ratio", "size", "declared", "lied", "members", "directory", "workbook"],
)
def test_open_bill_of_a_bomb_refuses_it_in_little_memory(content, code):
    found, peak = peak_of_refusal(content)
    assert found == code
    assert peak < 4 * 1024 * 1024


def test_open_bill_of_a_locked_archive_too_large_to_unlock_says_so():
    archive = bytearray(zipcrypto_zip(b"a.csv", BILL, PASSWORD))
    at = archive.rindex(b"PK\x01\x02") + 20
    archive[at : at + 4] = struct.pack("<L", MAX_LOCKED_BYTES + 1)
    assert refusal(bytes(archive), PASSWORD).code == "locked_too_large"


LAUGHS = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>
<worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData></worksheet>"""


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"])
def test_open_bill_of_a_workbook_with_entities_refuses_it(part):
    parts = {"xl/worksheets/sheet1.xml": sheet_xml([["x"]], None)} | {part: LAUGHS}
    assert refusal(xlsx_of(parts)).code == "workbook_entities"


@pytest.mark.parametrize(
    "sheet",
    [
        "<worksheet><sheetData>" + "<row/>" * 400_000 + "</sheetData></worksheet>",
        '<worksheet><sheetData><row r="999999999999"><c r="ZZZ1"><v>1</v></c></row></sheetData></worksheet>',
        "<worksheet><sheetData>" + "<row><c><v>1E999999</v></c></row>" * 60 + "</sheetData></worksheet>",
        '<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>99999999</v></c></row></sheetData></worksheet>',
        "<worksheet>" + "<a>" * 100_000 + "</a>" * 100_000 + "</worksheet>",
    ],
    ids=["empty rows", "far row", "huge numbers", "missing string", "deep"],
)
def test_open_bill_of_a_hostile_sheet_stays_small(sheet):
    # Stored, so that the ratio lets it pass and the reader itself is tried.
    code, peak = peak_of_refusal(stored_xlsx({"xl/worksheets/sheet1.xml": sheet}))
    assert code in ("unrecognised", "damaged")
    assert peak < 32 * 1024 * 1024


def stored_xlsx(parts: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_of(parts))) as packed,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as stored,
    ):
        for name in packed.namelist():
            stored.writestr(name, packed.read(name))
    return buffer.getvalue()


class EndlessBill(io.RawIOBase):
    """A bill of `rows` rows that is made while it is read."""

    def __init__(self, rows: int) -> None:
        self._head = alipay_text().encode("gb18030")
        self._row = (alipay_row() + "\n").encode("gb18030")
        self._size = len(self._head) + rows * len(self._row)
        self._at = 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self._at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        return self._at

    def read(self, size: int = -1) -> bytes:
        end = self._size if size < 0 else min(self._size, self._at + size)
        head = self._head[self._at : end]
        start = max(self._at - len(self._head), 0)
        rest = max(end - len(self._head), 0) - start
        skipped = start % len(self._row)
        rows = (self._row * ((rest + skipped) // len(self._row) + 1))[skipped : skipped + rest] if rest > 0 else b""
        self._at = max(end, self._at)
        return head + rows


def test_read_of_a_large_file_keeps_a_chunk_in_memory():
    rows = 50_000
    tracemalloc.start()
    try:
        with open_bill(EndlessBill(rows), name="big.csv") as bills:
            count = sum(isinstance(row, RawRecord) for row in bills.bills[0].read())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert count == rows
    assert peak < 4 * 1024 * 1024


def test_read_of_one_endless_line_keeps_its_beginning_only():
    bill = BILL + b"x" * (20 * 1024 * 1024)
    tracemalloc.start()
    try:
        with open_bill(io.BytesIO(bill)) as bills:
            rows = list(bills.bills[0].read())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [isinstance(row, RawRecord) for row in rows] == [True, True, False]
    assert peak < 4 * 1024 * 1024


def test_the_limit_holds_a_year_of_a_busy_person():
    # Forty payments a day, 300 bytes each.
    assert MAX_BYTES > 40 * 366 * 300
