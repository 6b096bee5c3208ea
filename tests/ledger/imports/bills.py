"""Small bills in the formats of Alipay and WeChat, bringing them into a book, and what came of it."""

import io

import pytest
from django.db.models import Sum

from ledger.models import Entry, ImportBatch
from ledger.services.imports import Upload, begin_import, import_files, read_import
from ledger.services.rollups import integrity_differences

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


def locked(content: io.BytesIO, password: str) -> io.BytesIO:
    pyzipper = pytest.importorskip("pyzipper")
    packed = io.BytesIO()
    with pyzipper.AESZipFile(packed, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(password.encode())
        archive.writestr("账单.csv", content.getvalue())
    packed.seek(0)
    return packed


def bring(member, *files, **more) -> ImportBatch:
    return import_files(member, files=[(f"bill{n}.csv", file) for n, file in enumerate(files)], **more)


def preview(member, *files) -> ImportBatch:
    uploads = [Upload(f"bill{n}.csv", file) for n, file in enumerate(files)]
    return read_import(begin_import(member, uploads=uploads, queued=False).pk)


def written(book) -> list[tuple]:
    return sorted(
        Entry.objects.filter(book=book, deleted_at__isnull=True).values_list(
            "kind", "date", "amount_minor", "from_account__name", "to_account__name", "merchant__name"
        ),
        key=str,
    )


def sums(book) -> dict[str, int]:
    live = Entry.objects.filter(book=book, deleted_at__isnull=True)
    return dict(live.values_list("kind").annotate(Sum("amount_minor")))


def assert_exact(book) -> None:
    assert list(integrity_differences(book.pk)) == []


LUNCH = alipay_row("2025-03-08 12:30:15", "沙县小吃", "18.50", number="2025030822001", what="牛肉面", word="餐饮美食")
SHOP = alipay_row("2025-03-09 19:02:00", "美宜佳", "32.00", number="2025030922002", method="招商银行储蓄卡(1234)")
PAY = alipay_row(
    "2025-03-10 09:00:00",
    "某某公司",
    "1200.00",
    number="2025031022003",
    direction="收入",
    method="余额",
    word="转账红包",
)
SAVED = alipay_row(
    "2025-03-11 08:00:00",
    "余额宝",
    "300.00",
    number="2025031122004",
    direction="不计收支",
    what="余额宝-单次转入",
    word="投资理财",
    method="招商银行储蓄卡(1234)",
)
REFUNDED = alipay_row("2025-03-01 20:00:00", "优衣库", "199.00", number="R100", what="外套", word="服饰装扮")
REFUND = alipay_row(
    "2025-03-05 11:00:00",
    "优衣库",
    "59.00",
    number="R100_2",
    direction="不计收支",
    what="退款-外套",
    word="退款",
    status="退款成功",
)
NEUTRAL = alipay_row(
    "2025-03-08 10:00:00", "妈妈", "66.00", number="n1", direction="不计收支", what="超市", method="亲情卡(妈妈)"
)
