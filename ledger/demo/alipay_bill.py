"""林晓雯's Alipay bill of the last twelve months, in the layout that the phone app sends.

It holds what of the family's book went through her Alipay, the daily yield of the money fund, and orders that were
never paid. Pay and mortgage are not in it, as in a real one. The true category of each row is known.
"""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass, replace

import pyzipper

from ledger.demo import almanac
from ledger.demo.dice import Dice
from ledger.demo.family_fixed import fund_yield_minor
from ledger.demo.records import DemoBook, DemoEntry

OWNER, OWNER_ACCOUNT = "林晓雯", "138****6612"
METHODS = {
    "yuebao": "余额宝",
    "huabei": "花呗",
    "cmb": "招商银行储蓄卡(6612)",
    "cmb_card": "招商银行信用卡(3307)",
}
FUND_HOUSE = "天弘基金管理有限公司"
SPENT, EARNED, NEITHER = "支出", "收入", "不计收支"
NEVER_PAID = 15

# Alipay's own word by the longest category that fits.
WORDS = {
    "groceries": "日用百货",
    "groceries.fruit": "餐饮美食",
    "groceries.vegetables": "餐饮美食",
    "groceries.meat": "餐饮美食",
    "dining": "餐饮美食",
    "children": "母婴亲子",
    "children.health": "医疗健康",
    "children.classes": "教育培训",
    "transport": "交通出行",
    "household": "日用百货",
    "household.kitchenware": "家居家装",
    "household.furniture": "家居家装",
    "household.appliances": "数码电器",
    "household.electronics": "数码电器",
    "household.express": "生活服务",
    "clothing": "服饰装扮",
    "clothing.skincare": "美容美发",
    "utilities": "充值缴费",
    "utilities.water": "生活服务",
    "utilities.gas": "生活服务",
    "health": "医疗健康",
    "fun": "文化休闲",
    "learning": "文化休闲",
    "social.gift": "餐饮美食",
    "other_income.second_hand": "收入",
}
# How a merchant is called in a bill, where it is not by its everyday name; stalls are people with masked names.
NAMES = {
    "叮咚买菜": "上海壹佰米网络科技有限公司",
    "盒马": "盒马（中国）有限公司",
    "南昌地铁": "南昌轨道交通集团有限公司",
    "南昌公交": "江西南昌公共交通运输集团有限责任公司",
    "国网江西省电力": "国网江西省电力有限公司",
    "南昌燃气": "南昌市燃气集团有限公司",
    "洪城水业": "南昌水业集团有限责任公司",
    "瑞幸咖啡": "luckincoffee",
    "孩子王": "孩子王儿童用品股份有限公司",
    "菜鸟裹裹": "杭州菜鸟供应链管理有限公司",
    "当当网": "北京当当科文电子商务有限公司",
    "菜市场二维码": "*桂花",
    "包子铺": "**华",
    "早点摊": "*小红",
    "社区生鲜店": "南昌市东湖区邻里生鲜店",
    "南昌拌粉店": "南昌市西湖区老味道拌粉店",
    "美宜佳": "美宜佳便利店",
    "闲鱼": "小**家",
}
# What the item line says in a bill, where the merchant has its own pattern; {} is the item, # a long number.
ITEMS = {
    "美团": "{}-美团外卖App-#",
    "饿了么": "{}-饿了么订单",
    "滴滴出行": "滴滴快车-行程#",
    "高德打车": "高德地图打车订单",
    "南昌地铁": "地铁-乘车码#",
    "南昌公交": "公交-乘车码#",
    "中国移动": "话费自动充值-138****6612",
    "国网江西省电力": "电费自动缴费-户号#",
    "美宜佳": "美宜佳-消费#",
    "菜鸟裹裹": "菜鸟裹裹-寄件费_#",
    "菜市场二维码": "商品",
    "包子铺": "收钱码收款",
    "早点摊": "收钱码收款",
}


@dataclass(frozen=True, slots=True)
class AlipayRow:
    """One line of the bill; `amount_minor` is positive, its meaning is in `direction` and `status`."""

    at: dt.datetime
    word: str
    counterparty: str
    counter_account: str
    item: str
    direction: str
    amount_minor: int
    method: str
    status: str
    order_id: str
    merchant_order_id: str
    remark: str = ""

    def line(self) -> str:
        amount = f"{self.amount_minor // 100}.{self.amount_minor % 100:02d}"
        return (
            f"{self.at:%Y-%m-%d %H:%M:%S},{self.word},{self.counterparty},{self.counter_account},{self.item},"
            f"{self.direction},{amount},{self.method},{self.status},{self.order_id}\t,{self.merchant_order_id}\t,"
            f"{self.remark},"
        )


def first_day(today: dt.date) -> dt.date:
    """The bill's first day: twelve months before the day after `today`."""
    return almanac.add_months(today + dt.timedelta(days=1), -12)


def _digits(dice: Dice, count: int) -> str:
    return "".join(str(dice.randrange(10)) for _ in range(count))


def _order_id(at: dt.datetime, middle: str, dice: Dice) -> str:
    """A trade number: day, kind, and digits; twenty-eight in all."""
    return f"{at:%Y%m%d}{middle}{_digits(dice, 20 - len(middle))}"


def _word(category: str) -> str:
    return WORDS.get(category) or WORDS.get(category.partition(".")[0], "其他")


def _account_of(name: str) -> str:
    """A counterparty's masked address, always the same: a mail, a phone, or only a slash for the large ones."""
    dice = Dice(0, f"alipay/account/{name}")
    if "*" in name:
        return f"1{dice.choice('358')}{dice.randrange(10)}******{_digits(dice, 2)}"
    if "旗舰店" in name or "店" in name:
        letters = "".join(dice.choice("abcdefghijklmnopqrstuvwxyz") for _ in range(3))
        return f"{letters}***@{dice.choice(('163.com', 'qq.com', '126.com'))}"
    return "/"


def _bought(entry: DemoEntry, today: dt.date, seed: int, returned: dict[str, int]) -> AlipayRow:
    """The row of a purchase; one that went back in full is closed, and the refund has a row of its own."""
    dice = Dice(seed, f"alipay/{entry.key}")
    at = dt.datetime.combine(entry.date, entry.time or dt.time(12))
    name = NAMES.get(entry.merchant, entry.merchant)
    item = ITEMS.get(entry.merchant, "{}").format(entry.item or entry.note or "商品").replace("#", _digits(dice, 12))
    method = METHODS[entry.from_account]
    if dice.chance(0.04):
        method += dice.choice(("&红包", "&支付宝随机立减"))
    online = "旗舰店" in name or name in ("天猫超市",)
    closed = returned.get(entry.key) == entry.amount_minor
    waiting = online and (today - entry.date).days <= 6 and dice.chance(0.6)
    return AlipayRow(
        at=at,
        word=_word(entry.category_key),
        counterparty=name,
        counter_account=_account_of(name),
        item=item,
        direction=SPENT,
        amount_minor=entry.amount_minor,
        method=method,
        status="交易关闭" if closed else "等待确认收货" if waiting else "交易成功",
        order_id=_order_id(at, "22001", dice),
        merchant_order_id=f"T200P{_digits(dice, 19)}" if online else _digits(dice, 32),
    )


def _refunded(entry: DemoEntry, original: AlipayRow, seed: int) -> AlipayRow:
    dice = Dice(seed, f"alipay/{entry.key}")
    return replace(
        original,
        at=dt.datetime.combine(entry.date, entry.time or dt.time(12)),
        word="退款",
        item=f"退款-{original.item}",
        direction=NEITHER,
        amount_minor=entry.amount_minor,
        method=original.method.partition("&")[0],
        status="退款成功",
        order_id=f"{original.order_id}_{_digits(dice, 19)}",
    )


def _moved(entry: DemoEntry, seed: int) -> AlipayRow:
    """A transfer: into the money fund, out of it, or paying 花呗."""
    dice = Dice(seed, f"alipay/{entry.key}")
    at = dt.datetime.combine(entry.date, entry.time or dt.time(12))
    row = AlipayRow(
        at,
        "投资理财",
        FUND_HOUSE,
        "/",
        "",
        NEITHER,
        entry.amount_minor,
        METHODS[entry.from_account],
        "交易成功",
        _order_id(at, "00031", dice),
        "",
    )
    if entry.to_account == "huabei":
        bill = almanac.month_start(entry.date, -1)
        return replace(
            row,
            word="信用借还",
            counterparty="花呗",
            item=f"自动还款-花呗{bill:%Y年%m月}账单",
            status="还款成功",
            order_id=_order_id(at, "29020", dice),
        )
    return replace(row, item="余额宝-单次转入" if entry.to_account == "yuebao" else "余额宝-转出到银行卡")


def _sold(entry: DemoEntry, seed: int) -> AlipayRow:
    dice = Dice(seed, f"alipay/{entry.key}")
    at = dt.datetime.combine(entry.date, entry.time or dt.time(12))
    name = NAMES[entry.merchant]
    return AlipayRow(
        at,
        "收入",
        name,
        _account_of(name),
        entry.item,
        EARNED,
        entry.amount_minor,
        "余额宝",
        "交易成功",
        _order_id(at, "22001", dice),
        f"T200P{_digits(dice, 19)}",
    )


def _yields(today: dt.date, seed: int) -> list[AlipayRow]:
    """The money fund credits every morning what the day before yielded."""
    rows = []
    for day in almanac.days_between(first_day(today), today):
        dice = Dice(seed, f"alipay/yield/{day}")
        at = dt.datetime.combine(day, dice.at(2.2, 6.4))
        rows.append(
            AlipayRow(
                at,
                "投资理财",
                FUND_HOUSE,
                "/",
                f"余额宝-{day - dt.timedelta(days=1):%Y.%m.%d}-收益发放",
                NEITHER,
                fund_yield_minor(day, today, seed),
                "余额宝",
                "交易成功",
                _order_id(at, "10020", dice),
                "",
            )
        )
    return rows


def _never_paid(rows: list[AlipayRow], seed: int) -> list[AlipayRow]:
    """Orders that were dropped and closed, shortly before the one that was paid."""
    dice = Dice(seed, "alipay/never-paid")
    bought = sorted(
        (row for row in rows if row.direction == SPENT and "旗舰店" in row.counterparty), key=lambda row: row.at
    )
    return [
        replace(
            row,
            at=row.at - dt.timedelta(minutes=dice.randint(4, 50)),
            amount_minor=row.amount_minor + dice.choice((0, 300, 500, 1000)),
            direction=NEITHER if dice.chance(0.7) else SPENT,
            method="",
            status="交易关闭",
            order_id=_order_id(row.at, "22001", dice),
            merchant_order_id=f"T200P{_digits(dice, 19)}",
        )
        for row in dice.sample(bought, min(NEVER_PAID, len(bought)))
    ]


def alipay_rows(book: DemoBook, today: dt.date, seed: int) -> list[tuple[AlipayRow, str]]:
    """The bill's rows, newest first, each with its true category key; empty for what is neither spent nor earned."""
    returned = {entry.refund_of: entry.amount_minor for entry in book.entries if entry.refund_of}
    bought: dict[str, AlipayRow] = {}
    rows: list[tuple[AlipayRow, str]] = []
    for entry in book.entries:
        if entry.via != "alipay":
            continue
        if entry.kind == "expense":
            row = bought[entry.key] = _bought(entry, today, seed, returned)
        elif entry.kind == "refund":
            row = _refunded(entry, bought[entry.refund_of], seed)
        elif entry.kind == "income":
            row = _sold(entry, seed)
        else:
            row = _moved(entry, seed)
        if entry.date >= first_day(today):
            rows.append((row, entry.category_key))
    rows.extend((row, "") for row in _never_paid([row for row, _key in rows], seed))
    rows.extend((row, "interest.money_fund") for row in _yields(today, seed))
    return sorted(rows, key=lambda pair: (pair[0].at, pair[0].order_id), reverse=True)


HINTS = (
    "1.本回单内容可表明支付宝受理了相应支付交易申请，因系统原因或通讯故障等偶发因素导致本回单与实际交易结果不符时，以实际交易情况为准；",
    "2.请勿将本回单作为收款方发货的凭据使用，请查证账户实际到账情况后再进行发货操作；",
    "3.支付宝快捷支付等非余额支付方式可能既产生支付宝交易也同步产生银行交易，因此请勿使用本回单进行重复记账；",
    "4.本回单如经任何涂改、编造，均立即失去效力；",
    "5.部分账单如：充值提现、账户转存或者个人设置收支等不计入为收入或者支出，记为不计收支类；",
    "6.因统计逻辑不同，明细金额直接累加后，可能会和下方统计金额不一致，请以实际交易金额为准；",
    "7.禁止将本回单用于非法用途；",
    "8.本明细仅展示当前账单中的交易，不包括已删除的记录；",
    "9.本明细仅供个人对账使用。",
)
HEADER = "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,"


def bill_bytes(rows: list[AlipayRow], today: dt.date) -> bytes:
    """The bill as the app sends it: GB18030, its counts and sums first, then the header and the rows."""

    def counted(direction: str) -> str:
        amounts = [row.amount_minor for row in rows if row.direction == direction]
        return f"{direction}：{len(amounts)}笔 {sum(amounts) // 100}.{sum(amounts) % 100:02d}元"

    lines = [
        "-" * 84,
        "导出信息：",
        f"姓名：{OWNER}",
        f"支付宝账户：{OWNER_ACCOUNT}",
        f"起始时间：[{first_day(today)} 00:00:00]    终止时间：[{today} 23:59:59]",
        "导出交易类型：[全部]",
        f"导出时间：[{today} 09:05:12]",
        f"共{len(rows)}笔记录",
        counted(EARNED),
        counted(SPENT),
        counted(NEITHER),
        "",
        "特别提示：",
        *HINTS,
        "",
        f"{'-' * 24}支付宝支付科技有限公司  电子客户回单{'-' * 24}",
        HEADER,
        *(row.line() for row in rows),
    ]
    return ("\n".join(lines) + "\n").encode("gb18030")


def bill_name(today: dt.date) -> str:
    return f"支付宝交易明细({first_day(today):%Y%m%d}-{today:%Y%m%d}).csv"


def zipped_bill(bill: bytes, today: dt.date, password: str) -> bytes:
    """The bill in an AES-encrypted zip, as it comes by mail.

    Raises ValueError unless the password is six digits.
    """
    if not (len(password) == 6 and password.isascii() and password.isdigit()):
        raise ValueError("the password of a bill is six digits")
    buffer = io.BytesIO()
    with pyzipper.AESZipFile(buffer, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        archive.writestr(bill_name(today), bill)
    return buffer.getvalue()
