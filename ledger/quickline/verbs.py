"""Words that say what kind of movement a line is, and the fillers between the words that matter."""

from __future__ import annotations

import re

# A person's name after a verb: a short Chinese name or a Latin word, up to the amount or the next space.
_WHO = r"(?P<who>[一-鿿·]{1,4}?|[a-z]+)"
_STOP = r"(?=\s|\d|[¥￥，,。;；]|的?钱|[一二两三四五六七八九十][十百千万块]|$)"

# (pattern, debt). The first that matches is believed.
DEBTS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), debt)
    for pattern, debt in (
        (rf"(?:借给|借出给|借出去给|借出)\s*{_WHO}{_STOP}", "lend"),
        (rf"\blen[td](?: to)? {_WHO}\b", "lend"),
        (rf"(?:向|跟|找|和|问|从){_WHO}借(?:入|了|来)?", "borrow"),
        (rf"借入\s*{_WHO}?{_STOP}", "borrow"),
        (rf"\bborrow(?:ed)?(?: from)? (?!\d){_WHO}\b", "borrow"),
        (rf"{_WHO}(?:还我|还钱|还了我|还来|还的钱)", "collect"),
        (rf"(?:收回|收债|讨回|收){_WHO}(?:的?(?:欠款|账|钱|借款))", "collect"),
        (rf"(?:收债|收回)\s*{_WHO}{_STOP}", "collect"),
        (rf"\b{_WHO} (?:paid|pays) (?:me )?back\b", "collect"),
        (rf"(?:还给|还债给|还债|还钱给|归还)\s*{_WHO}{_STOP}", "repay"),
        (rf"\b(?:repaid|repay|pay back|paid back) (?!\d){_WHO}\b", "repay"),
        (rf"还(?!款)\s*{_WHO}(?:的?钱)?{_STOP}", "repay"),
    )
)

REFUND = re.compile(r"退款|退货款|退货|退回|退了|退(?!休|税|票费|改费|订费)|\brefund(?:ed)?\b")

# The account said after one of these is the target.
TRANSFER_TO = re.compile(
    r"转账到|转账给|转到|转入|转进|转去|转存|转账|转给|转(?!转)|提现到|提现|充值到|充到|存入|存到|存进|存(?!款)|还款到|还款|还(?=\S)"
    r"|\btransfer(?:red)?\b|\bmoved?\b|\bwithdr[ae]w\b|\btop ?up\b|\bpay off\b|\bpaid off\b|->|→|\bto\b"
)
# With one of these the account said after it is the source.
TRANSFER_FROM = re.compile(r"\bfrom\b|从")
WITHDRAW_CASH = re.compile(r"取现|取钱|取款|\bcash out\b")
TOP_UP = re.compile(r"充值|\btop ?up\b")

INCOME = re.compile(
    r"收入|收到|收了|收款|进账|入账|到账|挣了?|赚了?|发了|发(?=工资|奖金|薪|年终)|收(?=房租|租金)|卖了|\bincome\b|\breceived?\b|\bearn(?:ed)?\b|\bgot\b"
)
SPEND = re.compile(r"支出|支付|花了?|花费|付款|付了?|买了?|消费|发给|\bspen[td]\b|\bpaid\b|\bpay\b|\bbought\b|\bbuy\b")

NOTE = re.compile(r"(?:备注|note)\s*[:：]?\s*(?P<note>.+)$|[“\"「](?P<quoted>[^”\"」]+)[”\"」]")
TAG = re.compile(r"#(?P<tag>[^\s#,，。]+)")

# Words that carry nothing by themselves once the words that matter were taken out.
FILLERS = re.compile(
    r"[的了在用吃喝去坐打给请点和跟是到把共块元钱笔]|一共|总共|充值|充了|缴费|交|缴|一杯|一份|一个|一顿|一下|通过|使用"
    r"|(?:\d+|[一两三四五六七八九十])[个人杯份斤次瓶件张盒包袋只条双本碗串盘根片]"
    r"|\b(?:for|at|with|by|on|in|via|using|the|a|an|of|my|and|to|from|i|me)\b"
)
SEPARATORS = re.compile(r"[\s,，.。;；:：、!！?？~·|]+")
