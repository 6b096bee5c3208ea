"""Bills of our own writing, in every layout we read, and the archives they are sent in."""

import binascii
import io
import os
import struct
import zipfile
import zlib
from collections.abc import Sequence
from xml.sax.saxutils import escape

import pyzipper

ALIPAY_HEADER = (
    "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,"
)
ALIPAY_TITLE = "------------------------支付宝支付科技有限公司  电子客户回单------------------------"
ALIPAY_2021_HEADER = (
    "收/支                 ,交易对方                ,对方账号                ,商品说明                ,"
    "收/付款方式              ,金额                  ,交易状态                ,交易分类                ,"
    "交易订单号     ,商家订单号           ,交易时间            ,"
)
WECHAT_HEADER = (
    "交易时间",
    "交易类型",
    "交易对方",
    "商品",
    "收/支",
    "金额(元)",
    "支付方式",
    "当前状态",
    "交易单号",
    "商户单号",
    "备注",
)
WECHAT_RULE = "----------------------微信支付账单明细列表--------------------"


def alipay_row(
    at: str = "2025-03-08 12:30:15",
    *,
    category: str = "餐饮美食",
    counterparty: str = "巷口面馆",
    note: str = "午餐",
    direction: str = "支出",
    amount: str = "28.50",
    method: str = "余额宝",
    status: str = "交易成功",
    external_id: str = "2025030822001",
    merchant_order_id: str = "M1",
    remark: str = "",
) -> str:
    return (
        f"{at},{category},{counterparty},/,{note},{direction},{amount},{method},{status},"
        f"{external_id}\t,{merchant_order_id}\t,{remark},"
    )


def alipay_text(*rows: str, preamble: int = 8, end: str = "\n") -> str:
    lines = ["-" * 84, "导出信息：", "姓名：测试用户", *[f"{n}.说明" for n in range(preamble)], ALIPAY_TITLE]
    return "\n".join([*lines, ALIPAY_HEADER, *rows]) + end


def alipay_csv(*rows: str, encoding: str = "gb18030", preamble: int = 8, end: str = "\n") -> bytes:
    return alipay_text(*rows, preamble=preamble, end=end).encode(encoding)


def wechat_row(
    at: str = "2025-03-08 12:30:15",
    *,
    category: str = "商户消费",
    counterparty: str = "巷口面馆",
    note: str = "午餐",
    direction: str = "支出",
    amount: str = "¥28.50",
    method: str = "零钱",
    status: str = "支付成功",
    external_id: str = "4200002500001",
    merchant_order_id: str = "M1",
    remark: str = "/",
) -> tuple[str, ...]:
    return (
        at,
        category,
        counterparty,
        note,
        direction,
        amount,
        method,
        status,
        external_id + "\t",
        merchant_order_id + "\t",
        remark,
    )


def wechat_preamble(notes: int = 3) -> list[str]:
    return [
        "微信支付账单明细",
        "微信昵称：[测试用户]",
        "起始时间：[2025-03-01 00:00:00] 终止时间：[2025-03-31 23:59:59]",
        "导出类型：[全部]",
        "导出时间：[2025-04-01 09:00:00]",
        "",
        "共2笔记录",
        "收入：1笔 0.35元",
        "支出：1笔 28.16元",
        "中性交易：0笔 0.00元",
        "注：",
        *[f"{number}. 说明" for number in range(1, notes + 1)],
        "",
        WECHAT_RULE,
    ]


def wechat_csv(*rows: Sequence[str], encoding: str = "utf-8-sig", newline: str = "\r\n") -> bytes:
    lines = [line + "," * 8 for line in wechat_preamble()]
    lines += [",".join(WECHAT_HEADER), *[",".join(row) for row in rows]]
    return (newline.join(lines) + newline).encode(encoding)


def wechat_xlsx(*rows: Sequence[str | float], notes: int = 3, shared: bool = False) -> bytes:
    """Return the workbook as WeChat writes it: str cells as text, numbers as numbers, blank rows missing."""
    preamble: list[Sequence[str | float]] = [[line] if line else [] for line in wechat_preamble(notes)]
    return xlsx([*preamble, WECHAT_HEADER, *rows], shared=shared)


def xlsx(*sheets: Sequence[Sequence[str | float]], shared: bool = False) -> bytes:
    strings: list[str] = []
    parts = {
        f"xl/worksheets/sheet{n}.xml": sheet_xml(rows, strings if shared else None) for n, rows in enumerate(sheets, 1)
    }
    if shared:
        items = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in strings)
        parts["xl/sharedStrings.xml"] = f"{_XML}<sst {_MAIN}>{items}</sst>"
    return xlsx_of(parts)


def xlsx_of(parts: dict[str, str | bytes]) -> bytes:
    """Return a workbook of these sheet parts, with the two indexes that name them."""
    sheets = [name for name in parts if name.startswith("xl/worksheets/")]
    listed = "".join(f'<sheet name="Sheet{n}" sheetId="{n}" r:id="rId{n}"/>' for n in range(1, len(sheets) + 1))
    targets = "".join(
        f'<Relationship Id="rId{n}" Type="t" Target="{name.removeprefix("xl/")}"/>' for n, name in enumerate(sheets, 1)
    )
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    whole = {
        "xl/workbook.xml": f'{_XML}<workbook {_MAIN} xmlns:r="{relations}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"{_XML}<Relationships>{targets}</Relationships>",
    } | parts
    return plain_zip(whole)


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet_xml(rows: Sequence[Sequence[str | float]], strings: list[str] | None) -> str:
    out = [f"{_XML}<worksheet {_MAIN}><sheetData>"]
    for number, cells in enumerate(rows, 1):
        if not cells:
            continue
        out.append(f'<row r="{number}">')
        for column, value in zip("ABCDEFGHIJKLMN", cells, strict=False):
            where = f'r="{column}{number}"'
            if isinstance(value, float):
                out.append(f"<c {where}><v>{value!r}</v></c>")
            elif not value:
                out.append(f"<c {where}/>")
            elif strings is None:
                out.append(f'<c {where} t="inlineStr"><is><t>{escape(value)}</t></is></c>')
            else:
                out.append(f'<c {where} t="s"><v>{len(strings)}</v></c>')
                strings.append(value)
        out.append("</row>")
    out.append("</sheetData></worksheet>")
    return "".join(out)


def plain_zip(members: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def aes_zip(members: dict[str, bytes], password: str) -> bytes:
    buffer = io.BytesIO()
    with pyzipper.AESZipFile(buffer, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def zipcrypto_zip(name: bytes, content: bytes, password: str, *, stored: bool = False) -> bytes:
    """Return an archive locked the old way, as the Chinese apps send it.

    `name` is bytes and the UTF-8 flag stays off: that is how names in GBK are packed. The cipher is section
    6.1 of PKWARE's APPNOTE; no library of ours writes it.
    """
    deflate = zlib.compressobj(wbits=-15)
    packed = content if stored else deflate.compress(content) + deflate.flush()
    crc = zlib.crc32(content)
    locked = _zipcrypto(os.urandom(11) + bytes([crc >> 24]) + packed, password.encode())
    method = 0 if stored else 8
    shared = struct.pack("<HHHHHLLLHH", 20, 1, method, 0, 0x5821, crc, len(locked), len(content), len(name), 0)
    local = b"PK\x03\x04" + shared + name
    central = b"PK\x01\x02" + struct.pack("<H", 20) + shared + struct.pack("<HHHLL", 0, 0, 0, 0, 0) + name
    end = struct.pack("<HHHHLLH", 0, 0, 1, 1, len(central), len(local) + len(locked), 0)
    return local + locked + central + b"PK\x05\x06" + end


def _zipcrypto(plain: bytes, password: bytes) -> bytes:
    keys = [0x12345678, 0x23456789, 0x34567890]

    def crc32_step(crc: int, byte: int) -> int:
        # binascii inverts before and after; the cipher wants the bare step.
        return binascii.crc32(bytes([byte]), crc ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

    def update(byte: int) -> None:
        keys[0] = crc32_step(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        keys[2] = crc32_step(keys[2], keys[1] >> 24)

    for byte in password:
        update(byte)
    out = bytearray()
    for byte in plain:
        word = (keys[2] & 0xFFFF) | 2
        out.append(byte ^ (((word * (word ^ 1)) >> 8) & 0xFF))
        update(byte)
    return bytes(out)
