"""许一凡's campus: 一诺's brother, 20, on 1,800 a month and a job in the library; fifteen months, saving for a laptop."""

# A table reads best with a habit on two lines, and Chinese counts double in a line's length.
# ruff: noqa: E501

from __future__ import annotations

import datetime as dt
from functools import cache

from ledger.demo import almanac
from ledger.demo.dice import Dice
from ledger.demo.draft import Drafts
from ledger.demo.everyday import always, enough_at_first, next_day, play
from ledger.demo.family_habits import Habit, Weighted, shops
from ledger.demo.family_spending import drop_what_is_still_to_come
from ledger.demo.records import (
    DemoAccount,
    DemoAnswers,
    DemoBook,
    DemoBudget,
    DemoMember,
    DemoPay,
    DemoPerson,
    DemoScheduled,
)

KEY = "yifan"
MONTHS = 15
ALLOWANCE_MINOR, JOB_MINOR = 180_000, 42_000
ALLOWANCE_DAY, JOB_DAY, PHONE_DAY, MUSIC_DAY = 1, 15, 6, 20
PHONE_MINOR, MUSIC_MINOR = 3_900, 800
TUITION_MINOR, DORMITORY_MINOR, PRIZE_MINOR = 520_000, 120_000, 80_000
PRIZE_MONTH, PRIZE_DAY = 12, 10
TERM_WEEKS = 19

PEOPLE = (DemoPerson("xuyifan", "许一凡", "xuyifan@example.com", 2006),)
MEMBERS = (DemoMember("fan", "许一凡", "xuyifan", "owner", "#3f6fb5"),)

CARD: Weighted = (("campus_card", 1.0),)
WECHAT: Weighted = (("wechat", 1.0),)

# What stops when the term does; of the rest there is less at home.
ONLY_IN_TERM = frozenset({"breakfast", "lunch", "dinner", "gate", "laundry", "printing", "club", "supper", "textbooks"})
AT_HOME = 0.6

# fmt: off
HABITS: tuple[Habit, ...] = (
    Habit("breakfast", "canteen.breakfast", "fan", 4, 7.5, shops("一食堂", "二食堂"), ("早饭", "豆浆油条", "粥 鸡蛋"), CARD, (7.1, 8.3), 19, ending="half", noted=0.1),
    Habit("lunch", "canteen.meals", "fan", 11, 17, shops("一食堂", "二食堂", "清真食堂"), ("午饭", "鸡腿饭", "拌粉 瓦罐汤"), CARD, (11.4, 12.8), 21, ending="half", noted=0.15),
    Habit("dinner", "canteen.meals", "fan", 10, 16, shops("二食堂", "一食堂"), ("晚饭", "盖浇饭", "麻辣香锅"), CARD, (17.2, 18.8), 18, ending="half", noted=0.15),
    Habit("gate", "canteen.window", "fan", 12, 20, shops("校门口小炒", "沙县小吃"), ("拌粉", "炒饭"), WECHAT, (17.5, 20), 5),
    Habit("supper", "canteen.supper", "fan", 8, 17, shops("炸串摊", "烤冷面"), ("夜宵", "炸串"), WECHAT, (21.3, 23), 3),
    Habit("takeaway", "takeaway", "fan", 18, 32, shops("美团", "饿了么"), ("汉堡套餐", "黄焖鸡", "螺蛳粉", "麻辣烫"), WECHAT, (11.5, 21), 8, online=True, noted=0.5),
    Habit("milk_tea", "milk_tea.drinks", "fan", 9, 17, shops("蜜雪冰城", "茶百道", "瑞幸咖啡"), ("柠檬水", "奶茶", "冰美式"), WECHAT, (13, 20.5), 11, noted=0.4),
    Habit("snacks", "milk_tea.snacks", "fan", 5, 21, shops("校园超市", "零食很忙"), ("薯片", "辣条", "饮料"), WECHAT, (12, 22), 8),
    Habit("fruit", "milk_tea.fruit", "fan", 8, 22, shops("校园水果店",), ("香蕉", "橘子", "西瓜半个"), WECHAT, (16, 20.5), 5, ending="fen"),
    Habit("bakery", "milk_tea.bakery", "fan", 5, 13, shops("巷口面包",), ("面包", "蛋挞"), WECHAT, (9, 19), 2.5),
    Habit("textbooks", "books.textbooks", "fan", 22, 58, shops("教材中心", "旧书群"), ("教材", "二手教材"), WECHAT, (9, 18), 0.5, noted=0.8),
    Habit("stationery", "books.stationery", "fan", 4, 15, shops("文具店",), ("笔芯", "笔记本"), WECHAT, (9, 20), 1.0),
    Habit("printing", "books.printing", "fan", 1, 6, shops("打印店",), ("打印作业", "复印资料"), WECHAT, (8.2, 21), 4, ending="half"),
    Habit("toiletries", "daily.toiletries", "fan", 14, 48, shops("校园超市", "天猫超市"), ("洗衣液", "抽纸", "牙膏"), WECHAT, (12, 22), 1.8),
    Habit("skincare", "daily.skincare", "fan", 15, 30, shops("理发店",), ("理发",), WECHAT, (12, 20), 1.0, ending="yuan"),
    Habit("laundry", "daily.laundry", "fan", 3, 5, shops("自助洗衣房",), ("洗衣服",), WECHAT, (9, 22), 7, ending="half", noted=0.05),
    Habit("parcels", "daily.parcels", "fan", 6, 12, shops("菜鸟驿站",), ("寄快递",), WECHAT, (10, 19), 0.5, ending="yuan"),
    Habit("medicine", "daily.medicine", "fan", 9, 36, shops("校医院", "校门口药店"), ("感冒药", "创可贴"), WECHAT, (9, 19), 0.5),
    Habit("room", "daily.dormitory_things", "fan", 9, 49, shops("日用旗舰店",), ("床帘", "插线板", "小夜灯"), WECHAT, (12, 22), 0.6, online=True, may_return=True),
    Habit("clothes", "clothes.clothes", "fan", 59, 169, shops("优衣库", "运动旗舰店"), ("卫衣", "T 恤", "裤子"), WECHAT, (12, 22.5), 0.75, online=True, may_return=True),
    Habit("shoes", "clothes.shoes_bags", "fan", 129, 239, shops("运动旗舰店",), ("球鞋",), WECHAT, (12, 22), 0.11, online=True, may_return=True),
    Habit("transit", "travel_home.transit", "fan", 1, 4, shops("南昌地铁", "南昌公交"), ("地铁",), WECHAT, (9, 21), 7, ending="half", noted=0.05),
    Habit("bike", "travel_home.bike", "fan", 1, 2, shops("共享单车",), ("骑车",), WECHAT, (7.5, 22), 9, ending="half", noted=0.02),
    Habit("taxi", "travel_home.taxi", "fan", 7, 16, shops("滴滴出行",), ("拼车",), WECHAT, (10, 22.5), 1.4, ending="fen"),
    Habit("meals_out", "together.meals_out", "fan", 42, 88, shops("火锅店", "烤鱼店", "自助餐"), ("寝室聚餐 AA", "班级聚餐"), WECHAT, (17.8, 20.5), 3, days="456", noted=0.8),
    Habit("club", "together.club", "fan", 10, 40, shops("摄影社",), ("社团外拍", "社费"), WECHAT, (14, 20), 0.8, noted=0.8),
    Habit("gifts", "together.gifts", "fan", 35, 98, shops("礼品店",), ("室友生日", "礼物"), WECHAT, (12, 21), 0.5, noted=0.9),
    Habit("films", "together.outings", "fan", 32, 48, shops("万达影城",), ("电影票",), WECHAT, (13, 20), 1.2, days="456"),
    Habit("badminton", "together.sport", "fan", 8, 15, shops("校体育馆",), ("羽毛球", "游泳票"), WECHAT, (15, 20), 2.2, ending="yuan"),
    Habit("accessories", "gadgets.accessories", "fan", 15, 69, shops("数码旗舰店",), ("耳机套", "数据线", "存储卡"), WECHAT, (12, 22), 0.5, online=True, may_return=True),
    Habit("games", "subscriptions.games", "fan", 6, 30, shops("应用商店",), ("游戏月卡",), WECHAT, (20, 23), 0.6, ending="yuan"),
    Habit("exam_material", "exams.material", "fan", 9, 39, shops("当当网",), ("四六级真题", "词汇书"), WECHAT, (12, 22), 0.3),
)
# fmt: on


def terms(year: int) -> tuple[tuple[dt.date, dt.date], tuple[dt.date, dt.date]]:
    """The terms that begin in a year: from the last Monday of February, and from the first of September."""
    spring, autumn = dt.date(year, 2, 22), dt.date(year, 9, 1)
    return _term_from(spring), _term_from(autumn)


def _term_from(day: dt.date) -> tuple[dt.date, dt.date]:
    """Nineteen weeks from the first Monday on that day or after, to a Friday."""
    monday = day + dt.timedelta(days=-day.weekday() % 7)
    return monday, monday + dt.timedelta(days=7 * TERM_WEEKS - 3)


def term_of(today: dt.date) -> tuple[dt.date, dt.date]:
    """The term that `today` lies in, else the next one."""
    every = [term for year in (today.year - 1, today.year, today.year + 1) for term in terms(year)]
    return next(term for term in every if today <= term[1])


@cache
def in_term(day: dt.date) -> bool:
    return term_of(day)[0] <= day


def yifan_book(today: dt.date, seed: int) -> DemoBook:
    """His book as of `today`; the same arguments give the same book."""
    drafts = Drafts(almanac.add_months(today, -MONTHS) + dt.timedelta(days=1), today)
    play(drafts, HABITS, label="yifan", seed=seed, often=_often)
    _write_fixed(drafts, seed)
    drop_what_is_still_to_come(drafts)
    start, end = term_of(today)
    return DemoBook(
        key=KEY,
        name="一凡的大学",
        scene="campus",
        icon="school",
        color="#3f6fb5",
        created_by="xuyifan",
        opened_on=drafts.first,
        members=MEMBERS,
        accounts=_accounts(drafts, _openings(drafts)),
        entries=drafts.numbered("y"),
        planned=(),
        answers=DemoAnswers({}, (DemoPay("fan", ALLOWANCE_DAY, ALLOWANCE_MINOR, "bank"),), (), {}),
        facts={
            "allowance_day": ALLOWANCE_DAY,
            "term_start": start.isoformat(),
            "term_end": end.isoformat(),
            "goal_name": "笔记本电脑",
            "goal_amount": 599_900,
        },
        budgets=(
            DemoBudget(190_000),
            DemoBudget(18_000, category_key="takeaway"),
            DemoBudget(24_000, category_key="milk_tea"),
        ),
        scheduled=_scheduled(today),
    )


def _often(habit: Habit, day: dt.date) -> float:
    if in_term(day):
        return 1.0
    return 0.0 if habit.key in ONLY_IN_TERM else AT_HOME


def _write_fixed(drafts: Drafts, seed: int) -> None:
    """What comes from home, from the library and from the school, and what is taken each month."""
    dice = Dice(seed, "yifan/fixed")
    fan = {"recorded_by": "fan"}
    for month in almanac.months_between(drafts.first, drafts.today):
        at_home = not in_term(month.replace(day=14))
        drafts.add(month, dt.time(7, 30), "income", 80_000 if at_home else ALLOWANCE_MINOR, to_account="bank", category_key="allowance",
                   note="妈妈转的生活费", **fan)  # fmt: skip
        if not at_home:
            drafts.add(month.replace(day=JOB_DAY), dt.time(8, 20), "income", JOB_MINOR, to_account="bank",
                       category_key="part_time.campus_job", merchant="学校图书馆", note="图书馆勤工", **fan)  # fmt: skip
        drafts.add(month.replace(day=PHONE_DAY), dt.time(8, 10), "expense", PHONE_MINOR, from_account="wechat",
                   category_key="subscriptions.phone", merchant="中国移动", **fan)  # fmt: skip
        drafts.add(month.replace(day=MUSIC_DAY), dt.time(6, 30), "expense", MUSIC_MINOR, from_account="wechat",
                   category_key="subscriptions.video", merchant="音乐会员", note="学生价", **fan)  # fmt: skip
        if month.month == PRIZE_MONTH:
            drafts.add(month.replace(day=PRIZE_DAY), dt.time(8, 25), "income", PRIZE_MINOR, to_account="bank",
                       category_key="aid.scholarship", note="三等奖学金", **fan)  # fmt: skip
        if month.month in (6, 12):
            drafts.add(month.replace(day=1), dt.time(8, 30), "expense", 3_000, from_account="wechat", category_key="exams.fees",
                       note="四六级报名", **fan)  # fmt: skip
        if month.month == 9:
            # The term's money comes and goes on one day, so that it never looks like something to live on.
            drafts.add(month.replace(day=3), dt.time(8, 5), "income", TUITION_MINOR + DORMITORY_MINOR, to_account="alipay",
                       category_key="allowance", note="爸爸转的学费", **fan)  # fmt: skip
            drafts.add(month.replace(day=3), dt.time(8, 12), "expense", TUITION_MINOR, from_account="alipay",
                       category_key="tuition.tuition", merchant="学校财务处", **fan)  # fmt: skip
            drafts.add(month.replace(day=3), dt.time(8, 13), "expense", DORMITORY_MINOR, from_account="alipay",
                       category_key="tuition.dormitory", merchant="学校财务处", **fan)  # fmt: skip
        if month.month in (1, 2, 5, 7, 8, 10):
            drafts.add(month.replace(day=dice.randint(4, 26)), dt.time(8, 15), "expense", dice.choice((6_850, 7_400)),
                       from_account="wechat", category_key="travel_home.home", merchant="铁路 12306", note="学生票", **fan)  # fmt: skip
    for festival in almanac.festivals(drafts.first, drafts.today):
        drafts.add(festival, dt.time(8, 5), "income", 60_000, to_account="bank", category_key="red_packet_in.new_year",
                   note="压岁钱", **fan)  # fmt: skip


def _openings(drafts: Drafts) -> dict[str, int]:
    """The card is topped up from the phone, the phone from the bank; what the bank did not need went into the jar."""
    fan = {"recorded_by": "fan"}
    days = (next_day(drafts.today, ALLOWANCE_DAY) - drafts.today).days
    opening = {"alipay": 0}
    for account, today_minor, other, step, high, note in (
        ("campus_card", 6_350, "wechat", 5_000, 12_000, "充饭卡"),
        ("wechat", 11_840, "bank", 10_000, 30_000, "转进零钱"),
        ("bank", 1_200 + 4_850 * days, "jar", 5_000, 230_000, "取出来用"),
    ):
        opening[account] = drafts.close_backwards(
            account,
            today_minor=today_minor,
            other=other,
            step=always(step),
            low=always(0),
            high=always(high),
            top_up={"note": note, **fan},
            sweep={"note": "攒电脑" if other == "jar" else "转回去", **fan},
        )
    opening["jar"] = enough_at_first(drafts, "jar", 0)
    return opening


def _accounts(drafts: Drafts, opening: dict[str, int]) -> tuple[DemoAccount, ...]:
    def account(key: str, name: str, kind: str) -> DemoAccount:
        start = opening[key]
        return DemoAccount(key, name, kind, start, start + drafts.total_minor(key), key)

    return (
        account("campus_card", "校园卡", "prepaid"),
        account("wechat", "微信零钱", "wallet"),
        account("bank", "银行卡", "bank"),
        account("jar", "攒钱罐", "deposit"),
        account("alipay", "支付宝", "wallet"),
    )


def _scheduled(today: dt.date) -> tuple[DemoScheduled, ...]:
    def monthly(kind: str, name: str, day: int, amount_minor: int, **fields) -> DemoScheduled:
        return DemoScheduled(kind, name, next_day(today, day), "month", amount_minor, **fields)

    def next_of(months: tuple[int, ...], day: int) -> dt.date:
        """The next such day of one of these months after today."""
        candidates = [dt.date(year, month, day) for year in (today.year, today.year + 1) for month in months]
        return next(each for each in sorted(candidates) if each > today)

    september = next_of((9,), 3)
    return (
        monthly("income", "生活费", ALLOWANCE_DAY, ALLOWANCE_MINOR, category_key="allowance", to_account="bank"),
        monthly("income", "图书馆勤工", JOB_DAY, JOB_MINOR, category_key="part_time.campus_job", to_account="bank"),
        monthly("expense", "话费", PHONE_DAY, PHONE_MINOR, category_key="subscriptions.phone", account="wechat"),
        DemoScheduled(
            "expense", "学费", september, "year", TUITION_MINOR, category_key="tuition.tuition", account="alipay"
        ),
        DemoScheduled(
            "expense", "住宿费", september, "year", DORMITORY_MINOR, category_key="tuition.dormitory", account="alipay"
        ),
        DemoScheduled(
            "income",
            "奖学金",
            next_of((PRIZE_MONTH,), PRIZE_DAY),
            "year",
            PRIZE_MINOR,
            category_key="aid.scholarship",
            to_account="bank",
        ),
        DemoScheduled("day", "四六级考试", next_of((6, 12), 14), icon="certificate"),
        DemoScheduled("day", "选课开始", next_of((1, 7), 5), icon="list-check"),
    )
