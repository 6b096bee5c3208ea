"""The book that the quick line's tests are read in: 小满家, on a Monday just after noon."""

import datetime

from ledger.quickline import QuickAccount, QuickCategory, QuickContext, QuickName
from ledger.scenarios import scene

TODAY = datetime.date(2026, 11, 23)
NOW = datetime.time(12, 13)

FAMILY = scene("family")
CATEGORIES = {category.key: number for number, category in enumerate(FAMILY.walk(), start=100)}

ACCOUNTS = {
    "现金": QuickAccount(1, "现金", "cash", ("cash",)),
    "微信": QuickAccount(2, "微信零钱", "wallet", ("微信", "零钱", "wechat")),
    "支付宝": QuickAccount(3, "支付宝余额", "wallet", ("支付宝", "alipay")),
    "余额宝": QuickAccount(4, "余额宝", "money_fund"),
    "招行": QuickAccount(5, "招商银行储蓄卡", "bank"),
    "工行": QuickAccount(6, "工商银行", "bank"),
    "信用卡": QuickAccount(7, "招商银行信用卡", "credit_card", ("信用卡", "credit card")),
    "花呗": QuickAccount(8, "花呗", "pay_later"),
    "老李欠": QuickAccount(9, "老李", "receivable", (), "老李"),
    "房贷": QuickAccount(10, "住房贷款", "loan", ("房贷",)),
}
MEMBERS = {"小满": QuickName(31, "小满"), "陈屿": QuickName(32, "陈屿", ("我",)), "奶奶": QuickName(33, "奶奶")}
MERCHANTS = {"7-11": QuickName(41, "7-11"), "老王菜摊": QuickName(42, "老王菜摊")}

CONTEXT = QuickContext(
    accounts=tuple(ACCOUNTS.values()),
    categories=tuple(
        QuickCategory(CATEGORIES[category.key], category.key, category.name.zh, category.kind)
        for category in FAMILY.walk()
    ),
    members=tuple(MEMBERS.values()),
    merchants=tuple(MERCHANTS.values()),
    category_for_concept=FAMILY.category_for_concept,
    account_id=ACCOUNTS["微信"].id,
)
