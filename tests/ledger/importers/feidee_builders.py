"""Exports of 随手记 of our own writing, in each of its layouts."""

import sqlite3
import struct
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.ledger.importers.builders import plain_zip, xlsx

CSV_COLUMNS = {
    "v4": ["交易类型", "日期", "类别", "子类别", "项目", "账户", "账户币种", "金额", "商家", "备注", "关联Id"],
    "v5": ["交易类型", "日期", "类别", "子类别", "账户", "账户币种", "金额", "成员", "商家", "项目", "备注", "关联Id"],
    "v5-least": ["交易类型", "日期", "子类别", "账户", "金额", "备注", "关联Id"],
}
LEGACY_COLUMNS = ["交易类型", "日期", "分类", "子分类", "账户1", "账户2", "金额", "成员", "商家", "项目", "备注"]
CLOUD_COLUMNS = [*LEGACY_COLUMNS[:6], "账户币种", "金额", "成员", "商家", "项目分类", "项目", "记账人", "备注"]
# Since July 2026 each sheet names its columns.
COLUMNS_2026 = {
    "支出": ["交易类型", "日期", "一级分类", "二级分类", "支出账户", "金额", "成员", "商家", "项目", "备注"],
    "收入": ["交易类型", "日期", "一级分类", "二级分类", "收入账户", "金额", "成员", "商家", "项目", "备注"],
    "转账": ["交易类型", "日期", "转出账户", "转入账户", "金额", "成员", "商家", "项目", "备注"],
    "余额变更": ["交易类型", "日期", "账户1", "账户2", "金额", "成员", "商家", "项目", "备注"],
}

Row = Mapping[str, str]


def feidee_csv(*rows: Row, version: str = "v5", title: str = "", newline: str = "\r\n") -> bytes:
    """The app's CSV; rows by the names of its columns."""
    columns = CSV_COLUMNS[version]
    title = title or f"随手记导出文件(headers:{version.partition('-')[0]};Android;MyMoney For Android;13.2)"
    lines = [title, *(",".join(f'"{cell}"' for cell in line) for line in [columns, *_cells(columns, rows)])]
    return ("\ufeff" + newline.join(lines) + newline).encode()


def feidee_cloud_xlsx(*sheets: Sequence[Row]) -> bytes:
    """A cloud book: amounts are numbers."""
    return xlsx(*[[CLOUD_COLUMNS, *_typed(CLOUD_COLUMNS, rows)] for rows in sheets])


def feidee_legacy_xls(*sheets: Sequence[Row]) -> bytes:
    return xls(*[[LEGACY_COLUMNS, *_typed(LEGACY_COLUMNS, rows)] for rows in sheets])


def feidee_2026_xls(**sheets: Sequence[Row]) -> bytes:
    """The web site's Excel of July 2026; sheets by the name of their kind, rows by the columns that those have."""
    return xls(*[[COLUMNS_2026[name], *_typed(COLUMNS_2026[name], rows)] for name, rows in sheets.items()])


def _cells(columns: Sequence[str], rows: Sequence[Row]) -> list[list[str]]:
    assert all(set(row) <= set(columns) for row in rows)
    return [[row.get(column, "") for column in columns] for row in rows]


def _typed(columns: Sequence[str], rows: Sequence[Row]) -> list[list[str | float]]:
    amount = columns.index("金额")
    return [[float(cell) if at == amount else cell for at, cell in enumerate(row)] for row in _cells(columns, rows)]


def xls(*sheets: Sequence[Sequence[str | float]]) -> bytes:
    """A workbook of 1997 (BIFF8 in a compound file): texts and numbers, and nothing that xlrd does not need."""
    parts = [_records((0x0809, struct.pack("<HHHHLL", 0x600, 0x10, 0, 0, 0, 6)), *_sheet(rows)) for rows in sheets]
    names = [f"Sheet{n}".encode("utf-16-le") for n in range(1, len(sheets) + 1)]
    head = (0x0809, struct.pack("<HHHHLL", 0x600, 0x05, 0, 0, 0, 6))
    offset = len(_records(head, *[(0x85, bytes(8) + name) for name in names], (0x0A, b"")))
    listed = []
    for name, part in zip(names, parts, strict=True):
        listed.append((0x85, struct.pack("<LHBB", offset, 0, len(name) // 2, 1) + name))
        offset += len(part)
    return _compound(_records(head, *listed, (0x0A, b"")) + b"".join(parts))


def _sheet(rows: Sequence[Sequence[str | float]]) -> list[tuple[int, bytes]]:
    found: list[tuple[int, bytes]] = []
    for row, cells in enumerate(rows):
        for column, value in enumerate(cells):
            where = struct.pack("<HHH", row, column, 0)
            if isinstance(value, float):
                found.append((0x0203, where + struct.pack("<d", value)))
            elif value:
                text = value.encode("utf-16-le")
                found.append((0x0204, where + struct.pack("<HB", len(text) // 2, 1) + text))
    return [*found, (0x0A, b"")]


def _records(*records: tuple[int, bytes]) -> bytes:
    return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in records)


def _compound(stream: bytes) -> bytes:
    """The stream in a compound file of 512-byte sectors: the table of sectors, the directory, then the stream."""
    # Short streams would lie elsewhere, so this one is made long enough.
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    count = len(stream) // 512
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    chain = [table, end, *range(3, count + 2), end]
    assert len(chain) <= 128
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<LLLLLLLLL", 0, 1, 1, 0, 4096, end, 0, end, 0)
    head += struct.pack("<109L", 0, *[free] * 108)
    return head + struct.pack("<128L", *chain, *[free] * (128 - len(chain))) + _directory(len(stream)) + stream


def _directory(size: int) -> bytes:
    def entry(name: str, kind: int, child: int, start: int, length: int) -> bytes:
        title = name.encode("utf-16-le") + b"\0\0" if name else b""
        links = struct.pack("<LLL", 0xFFFFFFFF, 0xFFFFFFFF, child)
        return (
            title.ljust(64, b"\0")
            + struct.pack("<HBB", len(title), kind, 1)
            + links
            + bytes(36)
            + struct.pack("<LL4x", start, length)
        )

    root = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0)
    return root + entry("Workbook", 2, 0xFFFFFFFF, 2, size) + entry("", 0, 0xFFFFFFFF, 0, 0) * 2


KBF_IOS = bytes.fromhex("25245e232621405f402d202d2146ff00")
KBF_ANDROID = bytes(13) + b"\x46\xff\x00"

_KBF_TABLES = """
    CREATE TABLE t_account (accountPOID LONG, name, accountGroupPOID, balance decimal(12, 2), currencyType,
        amountOfLiability decimal(12, 2), amountOfCredit decimal(12, 2), parent LONG, hidden);
    CREATE TABLE t_account_group (accountGroupPOID LONG, name);
    CREATE TABLE t_category (categoryPOID LONG, name, parentCategoryPOID LONG, depth);
    CREATE TABLE t_tag (tagPOID LONG, name, tagType);
    CREATE TABLE t_tradingEntity (tradingEntityPOID LONG, name);
    CREATE TABLE t_transaction_projectcategory_map (transactionPOID LONG, projectCategoryPOID LONG, type);
    CREATE TABLE t_transaction (transactionPOID LONG, tradeTime LONG, memo, type, buyerAccountPOID LONG,
        buyerCategoryPOID LONG, buyerMoney decimal(12, 2), sellerAccountPOID LONG, sellerCategoryPOID LONG,
        sellerMoney decimal(12, 2), relation, relationUnitPOID LONG);"""


def feidee_kbf(statements: str, *, disguise: bytes = KBF_IOS, photos: int = 0) -> bytes:
    """A backup: a database with 随手记's tables, filled by `statements`, its beginning replaced, photos beside it."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "mymoney.sqlite")
        database = sqlite3.connect(path)
        database.executescript(_KBF_TABLES + statements)
        database.close()
        content = path.read_bytes()
    pictures = {f"photo/{n}.jpg": b"\xff\xd8\xff" for n in range(photos)}
    return plain_zip({"mymoney.sqlite": disguise + content[16:]} | pictures)
