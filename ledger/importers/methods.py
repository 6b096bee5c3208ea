"""收/付款方式: what kind of account a bill's words name."""

import re
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class PaymentMethod:
    """`name` is what the account may be called, `kind` one of the ledger's account kinds, `tail` the last
    digits of its number. All three are "" when the words name no account of one's own (a voucher, someone
    else's card): `kind` "" says so.
    """

    name: str
    kind: str
    tail: str


_NOTHING = PaymentMethod("", "", "")

# The exporter's own wallet goes by many names; the same word is another account in another app's bill.
_WALLETS = {"alipay": "支付宝余额", "wechat": "微信零钱"}
_WALLET_WORDS = {"余额": "alipay", "账户余额": "alipay", "支付宝余额": "alipay", "支付宝": "alipay"} | {
    "零钱": "wechat",
    "微信零钱": "wechat",
    "微信": "wechat",
}
_FUNDS = ("余额宝", "余利宝", "零钱通", "理财通", "小金库")
_PAY_LATER = ("花呗", "白条", "分付", "月付", "先用后付", "先享后付")
_LOANS = ("借呗", "备用金", "微粒贷", "网商贷")
# The card of a relative: what it pays for is that person's money.
_OTHERS = ("亲情卡", "亲属卡", "小荷包", "亲友代付")
_PREPAID = ("骑行卡", "储值卡", "礼品卡", "购物卡", "公交卡", "一卡通")
_VOUCHERS = ("红包", "券", "立减", "优惠", "积分", "集分宝", "抵扣", "花呗金")

_NUMBER = re.compile(r"[(（](\d{3,4})[)）]")
_ANY_BRACKETS = re.compile(r"[(（][^()（）]*[)）]?")
_INSTALMENTS = re.compile(r"分期|\d+期")
_CARD_WORDS = re.compile(r"储蓄卡|借记卡|信用卡|贷记卡")


@lru_cache(maxsize=4096)
def payment_method(raw: str, source: str = "") -> PaymentMethod:
    """Return the account that `raw` names in a bill of `source` ("alipay", "wechat", or "" when unknown).

    What follows "&" was already deducted. An empty `raw` is the exporter's wallet, where money lands when
    a bill does not say.

    >>> payment_method("招商银行信用卡(1234)&红包", "alipay")
    PaymentMethod(name='招商银行', kind='credit_card', tail='1234')
    """
    for part in raw.split("&"):
        method = _one(part.strip(), source)
        if method.kind or method.name:
            return method
    wallet = _WALLETS.get(source, "")
    return PaymentMethod(wallet, "wallet", "") if wallet and not raw.strip() else _NOTHING


def _one(text: str, source: str) -> PaymentMethod:
    text = text.removeprefix("云闪付-")
    number = _NUMBER.search(text)
    tail = number[1] if number else ""
    words = _INSTALMENTS.sub("", _ANY_BRACKETS.sub("", text)).strip(" -")
    if not words:
        return _NOTHING
    if words in _WALLET_WORDS:
        return PaymentMethod(_WALLETS[_WALLET_WORDS[words]], "wallet", "")
    if any(word in words for word in _OTHERS):
        return _NOTHING
    if "银行" in words or _CARD_WORDS.search(words) or tail:
        credit = "信用卡" in words or "贷记卡" in words
        name = _CARD_WORDS.sub("", words).strip() or words
        return PaymentMethod(name, "credit_card" if credit else "bank", tail)
    # The longest words first would not matter here: no word of one list is part of another's.
    for kind, names in (("money_fund", _FUNDS), ("pay_later", _PAY_LATER), ("loan", _LOANS)):
        for name in names:
            if name in words and not (kind == "pay_later" and words == "花呗金"):
                return PaymentMethod(name, kind, "")
    if any(word in words for word in _VOUCHERS):
        return _NOTHING
    if any(word in words for word in _PREPAID):
        return PaymentMethod(words, "prepaid", "")
    if words == "数字人民币":
        return PaymentMethod(words, "wallet", "")
    if words == "现金":
        return PaymentMethod(words, "cash", "")
    return PaymentMethod(words, "", "")
