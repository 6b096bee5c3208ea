"""The words that a new installation begins with; staff change them in the admin.

What only a tout writes is refused. What people also write who warn of it, or were caught by it, waits for the eyes of
staff. Abuse is masked.
"""

from community.rules.words import HOLD, MASK, REFUSE, Word

_TOUTS = (
    "秒下款",
    "包下款",
    "黑户可贷",
    "黑户可做",
    "黑户秒下",
    "黑白户",
    "无视黑白",
    "无视征信",
    "不看征信",
    "不查征信",
    "强开额度",
    "提额秒到",
    "代还信用卡",
    "信用卡代还",
    "专业套现",
    "套现秒到",
    "花呗套现",
    "白条套现",
    "背债人",
    "招背债",
    "职业背债",
    "刷单日结",
    "日结刷单",
    "刷单返利",
    "征信修复",
    "洗白征信",
    "包装流水",
    "做流水下款",
    "内部渠道下款",
    "手机卡回收",
    "收购银行卡",
    "跑分日结",
    "稳赚不赔",
    "带单稳赚",
)
_LOOKED_AT = (
    ("代做", ("交代做", "取代做", "年代做", "时代做", "现代做", "古代做", "当代做")),
    ("黑户", ("黑户外",)),
    ("秒下", ("秒下载", "秒下单", "秒下架", "秒下来", "秒下去")),
    ("背债", ()),
    ("养卡", ("营养卡", "养卡车", "营养卡路里")),
    ("套现", ("外套现", "手套现", "成套现", "全套现", "一套现", "两套现", "配套现")),
    ("刷单", ("刷单词", "刷单杠")),
    ("跑分", ("手机跑分", "跑分软件")),
    ("撸口子", ()),
    ("撸贷", ()),
    ("下款", ("楼下款", "线下款", "旗下款", "以下款", "剩下款", "下款式")),
    ("网贷代", ()),
    ("贷款中介", ()),
    ("助贷", ()),
    ("加微信", ("参加微信", "增加微信", "添加微信支付", "加微信支付")),
    ("加我微信", ()),
    ("加v信", ()),
    ("加薇信", ()),
    ("私我", ()),
    ("私聊我", ()),
    ("进群领", ()),
    ("兼职日结", ()),
    ("高价回收", ()),
)
_ABUSE = ("傻逼", "傻b", "煞笔", "他妈的", "操你妈", "草泥马", "狗东西", "滚犊子", "贱人", "去死吧")

WORDS: tuple[Word, ...] = (
    *(Word(pattern, REFUSE) for pattern in _TOUTS),
    *(Word(pattern, HOLD, unless) for pattern, unless in _LOOKED_AT),
    *(Word(pattern, MASK) for pattern in _ABUSE),
)
