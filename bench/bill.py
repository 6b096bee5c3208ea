"""The workload as a bill of Alipay's app, with the refunds that a real one has."""

import random
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from bench import workload

TITLE = "------------------------支付宝（中国）网络技术有限公司  电子客户回单------------------------"
HEADER = "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,"
METHODS = (
    "账户余额",
    "招商银行储蓄卡(1234)",
    "工商银行储蓄卡(5678)",
    "建设银行储蓄卡(9012)",
    "余额宝",
    "花呗",
    "中国银行储蓄卡(3456)",
    "农业银行储蓄卡(7890)",
    "招商银行信用卡(4321)",
    "交通银行信用卡(8765)",
    "中信银行信用卡(2109)",
    "平安银行储蓄卡(6543)",
)
WORDS = ("餐饮美食", "日用百货", "交通出行", "服饰装扮", "医疗健康", "文化休闲", "充值缴费", "生活服务")
SURNAMES = "李王张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
TRADES = (
    "家常菜馆", "便利店", "超市", "面馆", "火锅城", "水果店", "大药房", "书店", "咖啡", "服饰店", "五金店", "烘焙坊",
    "汽修", "理发店", "花店", "母婴店", "电器行", "健身房", "宠物店", "文具店",
)  # fmt: skip
# One expense in so many goes back in full.
REFUND_EVERY = 100
# An upload is a file of at most 64 MB.
ROWS_A_FILE = 250_000


def write_bills(n: int, folder: Path) -> tuple[list[Path], int]:
    """Writes the bills of N entries of the workload; returns the files and how many records they hold."""
    lines = _lines(n)
    files, records = [], 0
    while part := list(islice(lines, ROWS_A_FILE)):
        path = folder / f"alipay-{n}-{len(files)}.csv"
        path.write_bytes("\n".join((TITLE, HEADER, *part, "")).encode("gb18030"))
        files.append(path)
        records += len(part)
    return files, records


def _lines(n: int) -> Iterator[str]:
    rng = random.Random(n)
    for number, row in enumerate(workload.rows(n)):
        at = f"{row.date} {rng.randrange(6, 24):02d}:{rng.randrange(60):02d}:{rng.randrange(60):02d}"
        amount = f"{row.amount_minor // 100}.{row.amount_minor % 100:02d}"
        order = f"{row.date:%Y%m%d}22001{number:015d}"
        shop = f"{SURNAMES[row.merchant // 20]}记{TRADES[row.merchant % 20]}"
        word, what = WORDS[row.category % len(WORDS)], row.note or "商品"
        if row.kind == "transfer":
            bank = METHODS[(1, 2, 3)[number % 3]]
            yield f"{at},投资理财,余额宝,/,余额宝-单次转入,不计收支,{amount},{bank},交易成功,{order}\t,\t,,"
            continue
        direction = "支出" if row.kind == "expense" else "收入"
        method = METHODS[row.from_account if row.kind == "expense" else 4]
        yield f"{at},{word},{shop},/,{what},{direction},{amount},{method},交易成功,{order}\t,T{number}\t,,"
        if row.kind == "expense" and number % REFUND_EVERY == 0:
            later = f"{row.date} 23:59:59"
            yield f"{later},退款,{shop},/,退款-{what},不计收支,{amount},{method},退款成功,{order}_1\t,T{number}\t,,"
