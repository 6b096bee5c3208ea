"""The icon of a category that another app names: that of a scene's category of the same name or meaning."""

from functools import cache

from ledger import scenarios
from ledger.guessing import guess

# What other apps call their usual categories; the first word that a name contains decides.
_WORDS = (
    ("早餐|早点", "egg-fried"),
    ("水果", "apple"),
    ("零食|饮料|奶茶|咖啡", "cup"),
    ("食|餐|饭|菜", "tools-kitchen-2"),
    ("酒店|机票|旅|度假", "plane"),
    ("烟|酒|茶", "glass-full"),
    ("鞋|帽|包包|箱包", "shoe"),
    ("衣|服饰|裤", "hanger"),
    ("化妆|美容|护肤|饰品", "brush"),
    ("火车|高铁", "train"),
    ("打车|租车|滴滴", "car"),
    ("加油|私家车|停车|行车|车", "car"),
    ("公交|地铁|交通|路费", "bus"),
    ("房租|住房|房", "home"),
    ("水电|煤气|燃气|物业|居家", "home-bolt"),
    ("话费|手机|通讯|座机", "phone"),
    ("上网|网费|宽带", "wifi"),
    ("快递|邮", "package"),
    ("电影|娱乐|休闲|游戏", "device-gamepad-2"),
    ("运动|健身", "run"),
    ("宠", "paw"),
    ("书|学|培训|进修|教育", "book"),
    ("礼|人情|红包|请客|孝", "gift"),
    ("慈善|捐", "heart"),
    ("药|医|治疗|保健|健康", "pill"),
    ("税", "receipt-tax"),
    ("利息|银行|手续|金融|按揭", "building-bank"),
    ("保险", "umbrella"),
    ("投资|理财|股|基金", "chart-line"),
    ("工资|薪|职业", "briefcase"),
    ("奖|加班|兼职", "award"),
    ("孩|宝宝|婴|奶粉", "baby-carriage"),
    ("日用|日常|用品|家具|家电", "shopping-bag"),
    ("丢失|烂账|坏账|杂", "dots"),
)
_NOTHING_KNOWN = {"expense": "tag", "income": "coin"}


def category_icon(name: str, kind: str, otherwise: str = "") -> str:
    """Return the icon for a category of that name; `kind` is expense or income, `otherwise` the icon of its parent."""
    return (
        _icons_by_name(kind).get(name.casefold())
        or next((icon for words, icon in _WORDS if any(word in name for word in words.split("|"))), "")
        or _icon_by_meaning(name, kind)
        or otherwise
        or _NOTHING_KNOWN[kind]
    )


@cache
def _icons_by_name(kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for scene in scenarios.load_scenes():
        for category in scene.walk():
            if category.kind == kind:
                found.setdefault(category.name.zh.casefold(), category.icon)
                found.setdefault(category.name.en.casefold(), category.icon)
    return found


def _icon_by_meaning(name: str, kind: str) -> str:
    concept = guess("", name, "", kind).concept
    while concept:
        icon = _icons_by_concept(kind).get(concept)
        if icon:
            return icon
        concept = concept.rpartition(".")[0]
    return ""


@cache
def _icons_by_concept(kind: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for scene in scenarios.load_scenes():
        for category in scene.walk():
            if category.kind == kind:
                for concept in category.concepts:
                    found.setdefault(concept, category.icon)
    return found
