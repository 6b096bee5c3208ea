"""What kind of account another app's name for it means: 「招商银行信用卡」 is a credit card, 「公交卡」 is prepaid."""

import re

from ledger.importers.methods import payment_method

# The first that is found decides, so what is owed comes before the banks that it is owed to.
_KINDS = tuple(
    (kind, re.compile(words, re.IGNORECASE))
    for kind, words in (
        ("receivable", "应收|借出|债权|欠我|待报销|报销|代付|receivable|claim"),
        ("payable", "应付|借入|欠款|债务|负债|payable"),
        ("credit_card", "信用卡|贷记卡|credit"),
        ("pay_later", "花呗|白条|月付|分付|先用后付|先享后付"),
        ("loan", "房贷|车贷|贷款|按揭|公积金贷|借呗|微粒贷|网商贷|loan|mortgage"),
        ("deposit", "定期|定存|存单|大额存"),
        ("money_fund", "余额宝|余利宝|零钱通|理财通|小金库|货币基金"),
        ("investment", "基金|股票|证券|理财|投资|黄金|债券|期货|外汇|保险|养老|社保|公积金|fund|stock|invest"),
        ("prepaid", "公交|交通卡|地铁|一卡通|饭卡|储值|充值|购物卡|会员卡|礼品卡|预付|加油卡|押金"),
        ("wallet", "支付宝|微信|财付通|零钱|钱包|京东|云闪付|数字人民币|翼支付|paypal|alipay|wechat|wallet"),
        ("cash", "现金|零花|零用|纸币|备用|小金|cash"),
        (
            "bank",
            "银行|储蓄|借记|存折|工资卡|[工农中建交招邮]行|浦发|民生|平安|光大|兴业|中信|广发|华夏|bank|debit|saving|卡",
        ),
    )
)


def kind_of_account(name: str, hint: str = "") -> str:
    """Return an account kind of the ledger; `hint` is the kind that the file's own words suggest, "" for none.

    A name that says the bank alone may be a card that is owed on, which only the hint knows.
    """
    found = next((kind for kind, words in _KINDS if words.search(name)), "") or payment_method(name).kind
    if hint == "payable" and found == "bank":
        return "credit_card"
    return found or hint or "wallet"
