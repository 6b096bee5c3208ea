"""Small bills in the formats of Alipay and WeChat, for tests that say what stands in them."""

import io

ALIPAY_HEADER = (
    "交易时间,交易分类,交易对方,对方账号,商品说明,收/支,金额,收/付款方式,交易状态,交易订单号,商家订单号,备注,"
)
WECHAT_HEADER = "交易时间,交易类型,交易对方,商品,收/支,金额(元),支付方式,当前状态,交易单号,商户单号,备注"


def alipay(*rows: str) -> io.BytesIO:
    """A bill of Alipay's app; each row is `alipay_row(...)`."""
    title = "------------------------支付宝（中国）网络技术有限公司  电子客户回单------------------------"
    return io.BytesIO("\n".join((title, ALIPAY_HEADER, *rows, "")).encode("gb18030"))


def alipay_row(
    at: str,
    who: str,
    amount: str,
    *,
    number: str,
    direction: str = "支出",
    what: str = "商品",
    word: str = "日用百货",
    method: str = "余额宝",
    status: str = "交易成功",
    order: str = "",
) -> str:
    return f"{at},{word},{who},/,{what},{direction},{amount},{method},{status},{number}\t,{order}\t,,"


def wechat(*rows: str) -> io.BytesIO:
    """A bill of WeChat; each row is `wechat_row(...)`."""
    title = "----------------------微信支付账单明细列表--------------------"
    return io.BytesIO("\n".join(("\ufeff微信支付账单明细", title, WECHAT_HEADER, *rows, "")).encode())


def wechat_row(
    at: str,
    who: str,
    amount: str,
    *,
    number: str,
    direction: str = "支出",
    type_: str = "商户消费",
    what: str = "/",
    method: str = "零钱",
    status: str = "支付成功",
    order: str = "/",
    remark: str = "/",
) -> str:
    return f"{at},{type_},{who},{what},{direction},¥{amount},{method},{status},{number}\t,{order}\t,{remark}"
