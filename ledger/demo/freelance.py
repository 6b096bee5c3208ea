"""一诺接稿: an illustrator's work of thirty-six months, good months and thin ones, and two clients who pay late."""

from __future__ import annotations

import datetime as dt

from ledger.demo import almanac
from ledger.demo.dice import Dice
from ledger.demo.draft import Drafts
from ledger.demo.everyday import enough_at_first, next_day
from ledger.demo.records import DemoAccount, DemoAnswers, DemoBook, DemoMember, DemoScheduled
from ledger.demo.yinuo import PAYDAY, yinuo_book

KEY = "freelance"
NUO = {"recorded_by": "nuo"}
# What each month of the calendar brings, in yuan: any twelve in a row have 3,800, 16,500 and 7,400 in the middle.
MONTH_YUAN = (8800, 3800, 6100, 7500, 7900, 10200, 6600, 5200, 7400, 7000, 12500, 16500)
FIXED_YUAN = (3800, 7400, 16500)
# Nothing is written down in the last days: she is behind with a picture book.
QUIET_DAYS = 7
LESSON_DAYS, ORDER_DAYS = (8, 22), (4, 13, 19)
PLATFORM_FEE_BPS = 600
SOCIAL_DAY, SOCIAL_MINOR, TAX_PERCENT = 20, 106_800, 5
PREPAID_TAX_PERCENT = 3
PAY_BEFORE_MINOR = 490_000
SPARE_MINOR = 236_240

QINGHE, CHENGZI, XIAOLU = "青禾童书", "橙子文化", "小鹿教育"
ACCOUNTS = {QINGHE: "owed_qinghe", CHENGZI: "owed_chengzi", XIAOLU: "owed_xiaolu"}
# Who has not paid: when it was handed in, and how many days were agreed.
LATE = (
    (QINGHE, "《小河去哪儿》尾款", 280_000, 76, 30),
    (CHENGZI, "秋茶海报三张", 160_000, 38, 30),
)
PROJECTS = {
    QINGHE: ("《小河去哪儿》", "《外婆的菜园》", "《半夜的猫》", "《一个人的雨天》"),
    CHENGZI: ("茶饮海报", "节气日历", "中秋礼盒插画", "新年红包封"),
    XIAOLU: ("识字卡", "绘画课插图", "拼音挂图"),
}
# Category, payee, note, whether it belongs to a project, yuan from and to, and every how many days.
COSTS = (
    ("software.subscriptions", "绘图软件", "连续包月", False, 58, 58.5, (30, 31)),
    ("software.cloud", "网盘", "扩容", False, 19, 20, (30, 31)),
    ("assets.fonts", "字体商店", "字体授权", True, 60, 240, (70, 120)),
    ("assets.brushes", "笔刷小店", "笔刷", False, 12, 45, (50, 90)),
    ("assets.print", "快印店", "打样", True, 28, 130, (16, 30)),
    ("premises.cafe", "街角咖啡", "改稿", False, 19, 36, (6, 13)),
    ("travel.express", "顺丰速运", "寄合同 样书", True, 12, 26, (18, 35)),
    ("travel.rail", "铁路 12306", "去杭州见编辑", True, 180, 268, (110, 170)),
    ("travel.treat", "瓦罐汤", "请编辑吃饭", True, 78, 190, (90, 150)),
    ("learning.books", "当当", "画册", False, 48, 128, (45, 80)),
    ("learning.courses", "线上课", "水彩课", False, 199, 399, (190, 260)),
    ("outsourcing.partner", "小艾", "上色分成", True, 300, 620, (60, 100)),
    ("equipment.tablet", "数码店", "笔尖 支架", False, 39, 160, (150, 240)),
    ("equipment.computer", "数码店", "显示器 硬盘", False, 420, 980, (330, 420)),
)


def freelance_book(today: dt.date, seed: int) -> DemoBook:
    """Her work as of `today`: what she pays herself is what her everyday receives."""
    drafts = Drafts(almanac.month_start(today, -36), today)
    dice = Dice(seed, "freelance")
    last = today - dt.timedelta(days=QUIET_DAYS)
    for month in almanac.months_between(drafts.first, today):
        _write_income(drafts, month, last, dice)
    _write_costs(drafts, last, seed)
    _write_pay(drafts, seed)
    _write_tax(drafts)
    opening = {
        account: enough_at_first(drafts, account, spare)
        for account, spare in (("work_card", SPARE_MINOR), ("alipay", 21_460), ("set_aside", 12_300))
    }
    return DemoBook(
        key=KEY,
        name="一诺接稿",
        scene="freelance",
        icon="brush",
        color="#3d6a8a",
        created_by="xunuo",
        opened_on=drafts.first,
        members=(DemoMember("nuo", "许一诺", "xunuo", "owner", "#8a5fa8"),),
        accounts=_accounts(drafts, opening),
        entries=drafts.numbered("w"),
        planned=(),
        answers=DemoAnswers({}, (), (), {}),
        facts={"credit_days": 30, "tax_percent": TAX_PERCENT, "social_month": SOCIAL_MINOR},
        scheduled=_scheduled(today),
    )


def _write_income(drafts: Drafts, month: dt.date, last: dt.date, dice: Dice) -> None:
    """A month's work: small orders of the platform, lessons, and pictures for clients that bring the rest."""
    yuan = MONTH_YUAN[month.month - 1]
    left = yuan * 100 if yuan in FIXED_YUAN else yuan * 100 + dice.randrange(-90, 91) * 100
    if month == drafts.today.replace(day=1):
        # What of this month has come so far.
        left = max(0, left * last.day // 30 // 100 * 100) if last >= month else 0
    for client, note, amount, ago, days in LATE:
        handed = drafts.today - dt.timedelta(days=ago)
        if handed.replace(day=1) == month:
            left -= amount
            _invoice(drafts, handed, client, note, amount, days, dice)
    for day in ORDER_DAYS:
        amount = min(left // 400 * 100, dice.price(120, 380, "ten"))
        left -= amount
        _order(drafts, min(month.replace(day=day), last), amount, dice)
    for day in LESSON_DAYS:
        amount = min(left // 300 * 100, dice.price(180, 420, "ten"))
        left -= amount
        drafts.add(min(month.replace(day=day), last), dice.at(15, 17), "income", amount, to_account="alipay",
                   category_key="teaching.offline", merchant="周末画室", note="儿童水彩课",
                   extra={"hours": "2.5"}, **NUO)  # fmt: skip
    clients = [QINGHE, CHENGZI, XIAOLU]
    first, second = dice.sample(clients, 2)
    part = left * dice.randint(55, 70) // 100 // 5000 * 5000
    for client, day, amount in ((first, dice.randint(5, 12), part), (second, dice.randint(16, 26), left - part)):
        handed = min(month.replace(day=day), last)
        # What those who are late were sent last is what they have not paid.
        if dice.chance(0.5) and (client == XIAOLU or (drafts.today - handed).days > LATE[0][3]):
            paid_after = dice.randint(12, 40)
            if handed + dt.timedelta(days=paid_after) < last:
                _invoice(drafts, handed, client, "画稿尾款", amount, 30, dice)
                drafts.add(handed + dt.timedelta(days=paid_after), dice.at(10, 17), "transfer", amount,
                           from_account=ACCOUNTS[client], to_account="work_card", note="款到了", **NUO)  # fmt: skip
                continue
        drafts.add(handed, dice.at(10, 18), "income", amount, to_account="work_card", merchant=client,
                   category_key="royalties.books" if client == QINGHE and dice.chance(0.2) else "final_payment.design",
                   project=_project(client, handed), extra=_hours(amount, dice), **NUO)  # fmt: skip


def _order(drafts: Drafts, day: dt.date, amount: int, dice: Dice) -> None:
    """A commission of the platform, what the platform keeps of it, and the rest brought to the card."""
    fee = amount * PLATFORM_FEE_BPS // 10_000
    drafts.add(day, dt.time(11, 2), "income", amount, to_account="job_platform", category_key="platform.orders",
               merchant="画师平台", note=dice.choice(("头像", "情侣头像", "宠物画像")), **NUO)  # fmt: skip
    drafts.add(day, dt.time(11, 3), "expense", fee, from_account="job_platform", category_key="platform_fee.service",
               merchant="画师平台", **NUO)  # fmt: skip
    drafts.add(day + dt.timedelta(days=2), dt.time(9, 30), "transfer", amount - fee, from_account="job_platform",
               to_account="work_card", note="提现", **NUO)  # fmt: skip


def _invoice(drafts: Drafts, day: dt.date, client: str, note: str, amount: int, days: int, dice: Dice) -> None:
    drafts.add(day, dice.at(10, 18), "income", amount, to_account=ACCOUNTS[client], merchant=client, note=note,
               category_key="final_payment.design", project=_project(client, day),
               extra={"due_on": (day + dt.timedelta(days=days)).isoformat(), "invoice": "has", **_hours(amount, dice)},
               **NUO)  # fmt: skip


def _project(client: str, day: dt.date) -> str:
    """What she drew for a client in that quarter."""
    names = PROJECTS[client]
    return names[(day.year * 4 + (day.month - 1) // 3) % len(names)]


def _hours(amount: int, dice: Dice) -> dict[str, object]:
    """The hours that a picture took, at 55 to 115 yuan each, in halves."""
    return {"hours": str(max(1, round(amount / 100 / dice.uniform(55, 115) * 2)) / 2)}


def _write_costs(drafts: Drafts, last: dt.date, seed: int) -> None:
    clients = tuple(PROJECTS)
    for category, payee, note, of_project, low, high, every in COSTS:
        dice = Dice(seed, f"freelance/{category}")
        day = drafts.first + dt.timedelta(days=dice.randint(2, every[1]))
        while day <= last:
            account = dice.weighted((("alipay", 0.7), ("work_card", 0.3)))
            drafts.add(day, dice.at(9, 21), "expense", dice.price(low, high), from_account=account,
                       category_key=category, merchant=payee, note=note,
                       project=_project(dice.choice(clients), day) if of_project else "", **NUO)  # fmt: skip
            day += dt.timedelta(days=dice.randint(*every))
    for month in almanac.months_between(drafts.first, last):
        if month.replace(day=SOCIAL_DAY) <= last:
            drafts.add(month.replace(day=SOCIAL_DAY), dt.time(9, 1), "expense", SOCIAL_MINOR, from_account="work_card",
                       category_key="social_tax.social", merchant="灵活就业社保", **NUO)  # fmt: skip


def _write_pay(drafts: Drafts, seed: int) -> None:
    """What she pays herself on the 10th: the sums that her everyday receives, and a like one before that began."""
    paid = {
        entry.date: entry.amount_minor
        for entry in yinuo_book(drafts.today, seed).entries
        if entry.category_key == "pay.monthly"
    }
    for month in almanac.months_between(drafts.first, drafts.today):
        day = month.replace(day=PAYDAY)
        if day > drafts.today - dt.timedelta(days=QUIET_DAYS) and day not in paid:
            continue
        drafts.add(day, dt.time(8), "transfer", paid.get(day, PAY_BEFORE_MINOR), from_account="work_card",
                   to_account="myself", note="给自己发工资", **NUO)  # fmt: skip


def _write_tax(drafts: Drafts) -> None:
    """Some of each month is put by; a part of each quarter's income is prepaid after it, the last one in December."""
    by_month = dict.fromkeys(almanac.months_between(drafts.first, drafts.today), 0)
    for row in drafts.rows:
        if row.kind == "income":
            by_month[row.date.replace(day=1)] += row.amount_minor
    last = drafts.today - dt.timedelta(days=QUIET_DAYS)
    for month, amount in by_month.items():
        after = almanac.month_start(month, 1)
        put_by = amount * 4 // 100 // 1_000 * 1_000
        if after.replace(day=11) <= last:
            drafts.add(after.replace(day=11), dt.time(8, 30), "transfer", put_by, from_account="work_card",
                       to_account="set_aside", note="留出来交税", **NUO)  # fmt: skip
        quarter = sum(by_month.get(almanac.month_start(month, -back), 0) for back in range(3))
        day = month.replace(day=28) if month.month == 12 else after.replace(day=14)
        if month.month % 3 == 0 and day <= last and month >= almanac.month_start(drafts.first, 2):
            drafts.add(day, dt.time(14, 12), "expense", quarter * PREPAID_TAX_PERCENT // 100, from_account="set_aside",
                       category_key="social_tax.income_tax", merchant="税务局", note="预缴个税", **NUO)  # fmt: skip


def _accounts(drafts: Drafts, opening: dict[str, int]) -> tuple[DemoAccount, ...]:
    def account(key: str, name: str, kind: str, scene_key: str = "", **fields) -> DemoAccount:
        start = opening.get(key, 0)
        return DemoAccount(key, name, kind, start, start + drafts.total_minor(key), scene_key, **fields)

    return (
        account("work_card", "招行工作卡", "bank", "work_card", number_tail="7718"),
        account("alipay", "支付宝", "wallet", "alipay"),
        account("job_platform", "画师平台", "wallet", "job_platform"),
        account("set_aside", "留着交税的", "money_fund", "set_aside"),
        *(account(key, client, "receivable", counterparty=client) for client, key in ACCOUNTS.items()),
        account("myself", "发给自己的", "capital", "myself"),
    )


def _scheduled(today: dt.date) -> tuple[DemoScheduled, ...]:
    return (
        DemoScheduled("day", "交稿：节气日历", today + dt.timedelta(days=6), icon="brush", party=CHENGZI),
        DemoScheduled("expense", "灵活就业社保", next_day(today, SOCIAL_DAY), "month", SOCIAL_MINOR,
                      category_key="social_tax.social", account="work_card"),
        DemoScheduled("transfer", "给自己发工资", next_day(today, PAYDAY), "month", 520_000,
                      account="work_card", to_account="myself"),
    )  # fmt: skip
