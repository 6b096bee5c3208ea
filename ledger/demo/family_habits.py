"""What the family buys again and again: one row a habit, with how often, for how much, where, and paid how."""

# A table reads best with a habit on two lines, and Chinese counts double in a line's length.
# ruff: noqa: E501

from __future__ import annotations

from dataclasses import dataclass

Weighted = tuple[tuple[str, float], ...]

FUND: Weighted = (("yuebao", 0.8), ("huabei", 0.2))
LATER: Weighted = (("huabei", 1.0),)
CARD: Weighted = (("cmb_card", 1.0),)
WECHAT: Weighted = (("wechat", 1.0),)
CASH: Weighted = (("cash", 1.0),)
MARKET: Weighted = (("cash", 0.42), ("wechat", 0.58))


@dataclass(frozen=True, slots=True)
class Habit:
    """Either about `per_month` times on chance days, or every `every` days (from, to).

    `months` counts from the baby's birth (from, before); `low` and `high` are yuan; `hours` are of the day.
    `via` is empty where the account alone says it. `days` are weekdays, Monday 0.
    """

    key: str
    category: str
    by: str
    low: float
    high: float
    merchants: Weighted
    items: tuple[str, ...]
    pay: Weighted
    hours: tuple[float, float]
    per_month: float = 0.0
    every: tuple[int, int] = (0, 0)
    ending: str = "tidy"
    via: str = ""
    member: str = ""
    days: str = "0123456"
    months: tuple[int, int] = (-999, 999)
    noted: float = 0.35
    online: bool = False
    may_return: bool = False


def shops(*names: str) -> Weighted:
    """Shops of which the first is visited most."""
    return tuple((name, 1.0 / (place + 1)) for place, name in enumerate(names))


# fmt: off
HABITS: tuple[Habit, ...] = (
    # Food at home.
    Habit("market_granny", "groceries.vegetables", "granny", 11, 33, shops("菜市场", "老陈蔬菜摊"),
          ("青菜豆腐", "辣椒空心菜", "萝卜排骨", "小白菜 西红柿", "菜"), MARKET, (6.7, 8.3), 12, ending="half",
          months=(1, 999)),
    Habit("market_meat", "groceries.meat", "granny", 22, 58, shops("菜市场", "猪肉铺老李"),
          ("五花肉", "土鸡蛋", "鲫鱼一条", "排骨"), MARKET, (6.7, 8.3), 8.5, ending="half", months=(1, 999)),
    Habit("market_lin", "groceries.vegetables", "lin", 9, 34, shops("钱大妈", "社区生鲜店", "菜市场二维码"),
          ("蔬菜", "散称蔬菜", "时令蔬菜"), FUND, (16.9, 19.4), 6.5, ending="fen", via="alipay"),
    Habit("fruit", "groceries.fruit", "lin", 15, 46, shops("百果园", "鲜丰水果", "社区生鲜店"),
          ("水果", "蓝莓 香蕉", "砂糖橘", "苹果"), FUND, (17.2, 20.3), 5, ending="fen", via="alipay", noted=0.5),
    Habit("fresh_online", "groceries.meat", "lin", 46, 112, shops("叮咚买菜", "盒马"),
          ("生鲜配送订单", "肉蛋水产", "排骨 鸡翅"), FUND, (10, 21), 4, ending="tidy", via="alipay", online=True),
    Habit("milk", "groceries.dairy", "lin", 28, 66, shops("阳光乳业奶站", "永辉超市"),
          ("鲜牛奶", "酸奶一板"), WECHAT, (17, 20), 2.6, via="wechat"),
    Habit("supermarket", "groceries.supermarket", "chen", 112, 268, shops("永辉超市", "天虹超市", "沃尔玛"),
          ("周末采购", "超市购物"), CARD, (10, 20.5), 4.2, ending="tidy", days="456"),
    Habit("staples", "groceries.staples", "chen", 62, 128, shops("永辉超市", "沃尔玛"), ("大米 10kg", "食用油"), CARD,
          (10, 20), 1.1),
    # Eating out.
    Habit("lunch_chen", "dining.lunch", "chen", 12, 24, shops("厂区食堂", "瓦罐汤拌粉", "兰州拉面", "黄焖鸡米饭"),
          ("午饭", "拌粉 瓦罐汤", "牛肉面"), WECHAT, (11.7, 12.8), 13, via="wechat", days="01234"),
    Habit("lunch_lin", "dining.lunch", "lin", 11, 22, shops("医院食堂", "沙县小吃", "南昌拌粉店"),
          ("午餐", "套餐饭", "拌粉"), FUND, (11.6, 13.1), 6, via="alipay"),
    Habit("breakfast", "dining.breakfast", "lin", 4, 12, shops("包子铺", "早点摊"), ("早餐", "包子豆浆"), FUND,
          (6.8, 7.9), 3, ending="half", via="alipay"),
    Habit("breakfast_chen", "dining.breakfast", "chen", 5, 12, shops("早点摊", "汤粉店"), ("早饭", "拌粉", "瓦罐汤"), CASH, (6.6, 7.7),
          6, ending="half", days="01234"),
    Habit("takeaway", "dining.takeaway", "lin", 28, 66, shops("美团", "饿了么"), ("小炒黄牛肉盖饭", "水饺", "麻辣烫", "黄焖鸡米饭", "煨汤拌粉"), LATER,
          (17.8, 21.6), 4.6, via="alipay", online=True),
    Habit("drinks", "dining.drinks", "lin", 10, 20, shops("瑞幸咖啡", "蜜雪冰城", "茶百道"), ("饮品订单", "奶茶", "果茶"),
          FUND, (13.2, 17.5), 2.6, via="alipay", noted=0.2),
    Habit("gathering", "dining.gathering", "chen", 98, 226, shops("赣菜馆", "火锅店", "烤鱼店"), ("一家人吃饭", "聚餐"),
          CARD, (17.8, 20.2), 1.8, days="456"),
    # The child.
    Habit("formula", "children.formula", "lin", 262, 288, shops("母婴旗舰店", "孩子王"), ("婴儿配方奶粉 800g", "奶粉 3 段"),
          CARD, (9, 22), every=(11, 13), via="alipay", member="man", months=(0, 999), online=True, may_return=True),
    Habit("baby_food", "children.formula", "lin", 22, 52, shops("孩子王", "母婴旗舰店"), ("宝宝辅食", "米粉", "果泥"), LATER,
          (9, 22), 2.6, via="alipay", member="man", months=(6, 999), online=True),
    Habit("diapers", "children.diapers", "lin", 138, 192, shops("母婴旗舰店", "纸尿裤旗舰店"), ("尿裤 XL 大包", "拉拉裤"), LATER,
          (9, 22), every=(24, 29), via="alipay", member="man", months=(0, 999), online=True, may_return=True),
    Habit("diapers_small", "children.diapers", "lin", 138, 178, shops("母婴旗舰店"), ("尿裤 M 码", "尿裤 S 码"), CARD,
          (9, 22), every=(20, 26), via="alipay", member="man", months=(0, 13), online=True),
    Habit("baby_care", "children.diapers", "lin", 36, 92, shops("孩子王", "母婴旗舰店"), ("婴儿湿巾", "护臀膏", "洗衣液 婴儿"),
          LATER, (9, 22), 1.1, via="alipay", member="man", months=(0, 999), online=True),
    Habit("baby_clothes", "children.clothes", "lin", 58, 168, shops("童装旗舰店", "巴拉巴拉"), ("童装", "连体衣", "小鞋子"),
          CARD, (12, 22.5), 0.9, via="alipay", member="man", months=(-1, 999), online=True, may_return=True),
    Habit("toys", "children.toys", "lin", 22, 76, shops("绘本旗舰店", "玩具店"), ("绘本", "玩具 积木", "洞洞书"), LATER,
          (12, 22.5), 1.6, via="alipay", member="man", months=(3, 999), online=True, may_return=True),
    Habit("class", "children.classes", "lin", 1060, 1120, shops("早教中心"), ("早教课 12 节",), CARD, (10, 18),
          every=(83, 99), member="man", months=(12, 999), via="alipay"),
    Habit("baby_doctor", "children.health", "lin", 68, 228, shops("妇幼保健院", "社区卫生服务中心"), ("疫苗", "儿科门诊", "疫苗接种"),
          FUND, (8.3, 11.3), 0.6, via="alipay", member="man", months=(0, 999)),
    # The car and the way.
    Habit("fuel", "transport.fuel", "chen", 178, 252, shops("中国石化", "中国石油"), ("92 号汽油", "加油"), CARD, (7.2, 20),
          1.3, noted=0.7),
    Habit("charging", "transport.charging", "chen", 8, 21, shops("特来电", "国家电网充电桩"), ("充电",), WECHAT, (19.5, 22.6), 5,
          ending="fen", via="wechat", noted=0.4),
    Habit("parking", "transport.parking", "chen", 3, 12, shops("停车场", "商场停车"), ("停车费",), WECHAT, (9, 21), 8,
          ending="yuan", via="wechat"),
    Habit("toll", "transport.toll", "chen", 12, 38, shops("江西高速 ETC"), ("ETC 通行费",), WECHAT, (8, 20), 2.6, ending="half",
          via="wechat"),
    Habit("wash", "transport.upkeep", "chen", 25, 38, shops("洗车店"), ("洗车",), WECHAT, (10, 18), 0.9, ending="yuan",
          via="wechat"),
    Habit("service", "transport.upkeep", "chen", 420, 560, shops("汽车 4S 店"), ("保养 机油机滤",), CARD, (9.5, 17),
          every=(176, 196), noted=1.0),
    Habit("transit", "transport.transit", "lin", 2, 4.6, shops("南昌地铁", "南昌公交"), ("地铁乘车码", "公交乘车码"), FUND,
          (7.1, 18.6), 5, ending="half", via="alipay", noted=0.05),
    Habit("taxi", "transport.taxi", "lin", 11, 29, shops("滴滴出行", "高德打车"), ("快车订单", "打车"), FUND, (7.2, 22), 1.4,
          ending="fen", via="alipay"),
    # The home.
    Habit("corner_shop", "household.cleaning", "lin", 7, 39, shops("美宜佳"), ("便利店购物", "抽纸 垃圾袋", "日用品"), FUND,
          (7.4, 22.4), 7.3, via="alipay", noted=0.15),
    Habit("cleaning", "household.cleaning", "lin", 24, 62, shops("天猫超市", "日用百货旗舰店"), ("抽纸 24 包", "洗衣液", "垃圾袋"),
          LATER, (12, 22.8), 2.0, via="alipay", online=True, may_return=True),
    Habit("toiletries", "household.toiletries", "lin", 28, 79, shops("天猫超市", "屈臣氏"), ("洗发水", "牙膏牙刷", "沐浴露"), LATER,
          (12, 22.8), 1.3, via="alipay", online=True, may_return=True),
    Habit("kitchenware", "household.kitchenware", "lin", 32, 118, shops("厨具旗舰店", "名创优品"), ("保鲜盒", "不粘锅", "碗碟"),
          CARD, (12, 22.8), 0.5, via="alipay", online=True, may_return=True),
    Habit("parcels", "household.express", "lin", 8, 16, shops("菜鸟裹裹", "顺丰速运"), ("寄件费",), FUND, (9, 20), 0.7,
          ending="yuan", via="alipay"),
    Habit("clothes_lin", "clothing.clothes", "lin", 86, 246, shops("女装旗舰店", "优衣库"), ("连衣裙", "针织衫", "外套"), CARD,
          (12, 22.8), 0.9, via="alipay", online=True, may_return=True),
    Habit("clothes_chen", "clothing.clothes", "chen", 98, 268, shops("优衣库", "海澜之家"), ("衬衫", "裤子"), CARD, (12, 21), 0.4),
    Habit("shoes", "clothing.shoes_bags", "chen", 158, 329, shops("安踏", "李宁"), ("运动鞋",), CARD, (12, 21), 0.22),
    Habit("skincare", "clothing.skincare", "lin", 68, 168, shops("护肤旗舰店", "屈臣氏"), ("面霜", "防晒"), LATER, (12, 22.8), 0.5,
          via="alipay", online=True, may_return=True),
    Habit("hair", "clothing.hair", "chen", 25, 45, shops("楼下理发店"), ("理发",), WECHAT, (10, 20), 1.4, ending="yuan",
          via="wechat"),
    # Health.
    Habit("medicine", "health.medicine", "lin", 18, 72, shops("大参林药房", "老百姓大药房"), ("感冒药", "维生素 D", "药"), WECHAT,
          (9, 21), 2.4, via="wechat"),
    Habit("doctor", "health.doctor", "chen", 38, 208, shops("市第一医院", "社区医院"), ("挂号 检查", "门诊"), WECHAT, (8.2, 11.5),
          0.8, via="wechat", noted=0.7),
    Habit("elder_health", "elders.health", "granny", 22, 76, shops("社区医院", "老百姓大药房"), ("降压药", "拿药"), WECHAT,
          (8.2, 10.5), 0.8, via="wechat", member="granny", months=(1, 999), noted=0.6),
    # Before the child: dinners out and check-ups.
    Habit("dinners_before", "dining.dinner", "chen", 62, 168, shops("小龙虾馆", "赣菜馆", "烤肉店"), ("两个人吃饭", "晚饭"), CARD,
          (18, 20.5), 6.5, months=(-999, -1)),
    Habit("checkups_before", "health.doctor", "lin", 168, 420, shops("妇幼保健院"), ("产检", "产检 B 超"), FUND, (8.2, 11),
          2.2, via="alipay", months=(-9, 0), noted=0.9),
    Habit("things_before", "children.diapers", "lin", 96, 368, shops("母婴旗舰店", "孩子王"), ("待产包", "婴儿床", "推车配件"), CARD,
          (12, 22), 4.5, via="alipay", months=(-4, 1), online=True),
    # Fun.
    Habit("outing", "fun.outings", "chen", 58, 218, shops("动物园", "游乐场", "植物园"), ("门票", "周末带小满玩"), CARD,
          (9.5, 16), 1.5, days="56", months=(4, 999)),
    Habit("weekend_away", "fun.travel", "chen", 380, 720, shops("庐山民宿", "婺源客栈", "度假酒店"), ("周末出去住一晚", "民宿"),
          CARD, (13, 20), every=(68, 104), noted=0.9, days="456"),
    Habit("gear", "household.appliances", "lin", 118, 468, shops("家电旗舰店", "小米之家"), ("电风扇", "吹风机", "加湿器"), CARD,
          (12, 22), 0.5, via="alipay", online=True),
    Habit("film", "fun.shows", "chen", 58, 98, shops("万达影城"), ("电影票两张",), CARD, (18, 20.5), 0.5),
    Habit("games", "fun.games", "chen", 6, 30, shops("应用商店"), ("游戏月卡",), WECHAT, (20.5, 22.9), 0.7, ending="yuan",
          via="wechat", noted=0.1),
    Habit("books", "learning.books", "lin", 26, 72, shops("当当网", "新华书店"), ("书",), LATER, (12, 22.5), 0.6, via="alipay",
          online=True, may_return=True),
)
# fmt: on
