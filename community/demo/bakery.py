"""刘波, 何静 and 小周: the bakery and the cookies."""

# A table of people's words reads best as they would be typed, and Chinese counts double in a line's length.
# ruff: noqa: E501

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from community.demo.facts import Facts, about, percent, yuan
from community.demo.records import DemoChart, DemoPost, DemoSaid, DemoVerdict

_EQUIPMENT = (
    (
        "烤箱两台和醒发箱",
        "烤箱",
        "worth",
        "全店的命根子，一天开十四个小时。预算再紧也别在这儿省。",
        (DemoVerdict(420, "worth", "一年多，加热管换过，主体没毛病。还是那句话，这里别省。"),),
    ),
    ("搅拌机和冷藏柜", "搅拌机", "worth", "搅拌机买大了一号，现在看刚好。冷藏柜一定要看夏天的功率。", ()),
    (
        "货架和桌椅",
        "货架",
        "not_worth",
        "桌椅摆了四套，学生都是打包走，开张一个月就撤掉三套，白占地方。",
        (DemoVerdict(380, "not_worth", "撤下来的桌椅二手只卖了两百。先问清楚顾客坐不坐，再买椅子。"),),
    ),
    ("收银机和打印机", "收银机", "fair", "能用，系统老是要升级收费。刚开店其实一个收钱码加本子也够。", ()),
)


def posts(facts: Facts) -> Iterator[DemoPost]:
    yield from _he(facts)
    yield from _liu(facts)
    yield from _zhou(facts)
    yield from _cookies(facts)


def _left(facts: Facts, ago: int) -> int:
    month = facts.month(ago)
    return facts.earned("bakery", between=month) - facts.spent("bakery", between=month)


def _he(facts: Facts) -> Iterator[DemoPost]:
    opened = dt.date.fromisoformat(str(facts.book("bakery").facts["opened_on"]))
    since = (facts.today.year - opened.year) * 12 + facts.today.month - opened.month
    months = [_left(facts, since - number) for number in range(since)]
    eighth = next(number for number, left in enumerate(months, start=1) if left > 0)
    lines = "\n".join(f"- 第 {number} 个月 {yuan(left)}" for number, left in enumerate(months[:eighth], start=1))
    lost = -sum(months[: eighth - 1])
    yield DemoPost(
        key="eighth-month",
        author="hejing",
        kind="story",
        at=facts.at(since - eighth - 1, 6, "22:30"),
        title=f"第 {eighth} 个月才赚钱：面包店的真实流水",
        body=f"""学校旁边的小店，两个合伙人。每个月的收入减掉当月花的，开业到现在是这样的（设备另算，第一个月里有装修尾款）：

{lines}

前 {eighth - 1} 个月加起来亏 {yuan(lost)}，第 {eighth} 个月第一次是正的。没有逆袭，就是熬过了装修尾款和第一个寒假，熟客慢慢多了。

想开店的朋友，手里多留半年的房租再开门。

#开店 #面包店 #真实流水""",
        talk=(
            DemoSaid(
                "strong",
                "我早餐店第 5 个月回正，看到你这个数，眼泪都要下来了。",
                35,
                (DemoSaid("hejing", "早餐更辛苦，您保重身体。", 25),),
            ),
            DemoSaid(
                "mumu",
                "房租按季付，单月看会跳。你这样按当月付的记也行，就是要知道哪几个月有房租。",
                120,
                (DemoSaid("hejing", "对，付房租那个月心里先垫一下。", 40),),
            ),
            DemoSaid("hill", "第一次看到有人把亏的月份一个个写出来，佩服。", 500),
            DemoSaid("yuwan", "去吃过，海盐卷好吃，加油。", 900),
        ),
        scene="shop",
        warmth=10,
        picked=True,
    )
    month = facts.month(1)
    orders, cut = (
        facts.earned("bakery", "delivery", between=month),
        facts.spent("bakery", "commission.delivery", between=month),
    )
    whole = facts.earned("bakery", between=month)
    yield DemoPost(
        key="delivery-cut",
        author="hejing",
        kind="story",
        at=facts.at(0, 4, "23:05"),
        title=f"上个月外卖卖了 {yuan(orders)}，抽走 {yuan(cut)}",
        body=f"抽成占外卖收入的 {percent(cut, orders)}%。外卖占我们总收入的 {percent(orders, whole)}%，不做不行，全靠它也不行。\n\n现在的办法：外卖只上能放两小时的品种，袋子里放一张小卡，写着几点出炉。来店里的人，是从这张卡来的。\n\n#外卖 #开店",
        talk=(
            DemoSaid("strong", "小卡这招学走了。", 45),
            DemoSaid("liubo", "小卡是小周画的，给她加鸡腿。", 90, (DemoSaid("xiaozhou", "听到了哦。", 6),)),
        ),
        scene="shop",
        warmth=7,
    )
    vouchers = facts.earned("bakery", "vouchers", between=month)
    yield DemoPost(
        key="vouchers",
        author="hejing",
        kind="story",
        at=facts.at(0, 8, "21:50"),
        title=f"团购到底赚不赚？上个月核销 {yuan(vouchers)}",
        body=f"团购占收入 {percent(vouchers, whole)}%。一张券卖得便宜，单看不赚，可是周二周三下午没人的时候，它让烤箱不空转。\n\n我们只在工作日下午开团，周末不开。规矩定死，就不会自己跟自己抢生意。\n\n#团购 #开店",
        talk=(DemoSaid("mumu", "把团购当闲时产能卖，这个想法是对的。", 100),),
        scene="shop",
        warmth=5,
    )
    quarter = facts.month(1, 3)
    offices = facts.earned("bakery", "corporate", between=quarter)
    yield DemoPost(
        key="offices",
        author="hejing",
        kind="question",
        at=facts.at(0, 10, "20:35"),
        title="企业下午茶的账款总是晚给，怎么开口催？",
        body=f"最近三个整月企业下午茶收了 {yuan(offices)}，量不大，可是账期长，面粉钱等不了。都是熟客，怎么催才不伤感情？有没有做过的说说。\n\n#开店 #账款",
        talk=(
            DemoSaid(
                "mumu",
                "送货单当场签字，写明几号付款；到期前三天发一条「明天方便安排吗」，到期当天打电话。提前说，比事后催客气得多。",
                65,
                (DemoSaid("hejing", "签字这步我们从来没做过，下一单就加上。", 30),),
                accepted=True,
            ),
            DemoSaid("wan", "我们干工程的：先付三成再开工，熟人也一样。", 190),
        ),
        scene="shop",
        warmth=5,
    )
    yield DemoPost(
        key="bakery-chart",
        author="hejing",
        kind="chart",
        at=facts.at(0, 5, "07:40"),
        title="面包店上个月的成本比例",
        body="两个合伙人商量后决定只放比例。原料永远是第一，第二名每个季度会换人：有房租的月份是房租，没有的月份是工资。\n\n#开店 #成本",
        chart=DemoChart("bakery", *month),
        talk=(DemoSaid("strong", "原料比例跟我差不多，放心了。", 75),),
        scene="shop",
        warmth=6,
    )
    yield DemoPost(
        key="shop-scene",
        author="hejing",
        kind="scene",
        at=facts.at(4, 12, "21:20"),
        title="小店账本的架子：按渠道分收入，按去处分成本",
        body="开店三年改过四次分类，这一版最顺手：到店、外卖、团购、企业单分开记，抽成单独一类，房租不和水电混。架子随便拿，里面没有我们的账。\n\n#开店 #账本分享",
        arrangement="bakery",
        scene="shop",
        talk=(
            DemoSaid(
                "strong",
                "早餐店套用了，把「企业单」改成「包子预订」，够用。",
                160,
                (DemoSaid("hejing", "哈哈哈包子预订可以！", 20),),
            ),
        ),
        warmth=7,
    )


def _liu(facts: Facts) -> Iterator[DemoPost]:
    year = facts.month(1, 12)
    wages = facts.spent("bakery", "staff.wages", between=facts.month(3, 12))
    limit = facts.book("bakery").approval_above_minor or 0
    yield DemoPost(
        key="partner-pay",
        author="liubo",
        kind="question",
        at=facts.at(2, 20, "23:15"),
        title="合伙人该不该领工资？",
        body=f"两个人合伙开面包店，我早上四点进店，她管外卖和账。店员的工资过去一年发了 {yuan(wages)}，我们俩一直没给自己开，只按月支取一点，年后再分红。\n\n最近觉得不对：多干的和少干的，分的一样。合伙人到底该不该领工资？领多少算合理？\n\n#开店 #合伙",
        talk=(
            DemoSaid(
                "mumu",
                "应该。干活的钱和出钱的钱要分开：谁干活谁领工资，按请人来干要付多少定；剩下的利润再按出资比例分。不领工资，账上看着赚钱，其实是你们在贴。",
                48,
                (
                    DemoSaid("liubo", "「按请人来干要付多少定」，这句把我点醒了，今晚就跟合伙人商量。", 35),
                    DemoSaid("hejing", "已经商量过了，我同意，先按小周的工资定。", 1500),
                ),
                accepted=True,
            ),
            DemoSaid("strong", "我跟小舅子合伙就是因为这个散的，早说清楚早好。", 150),
            DemoSaid("wan", "工资要领，还要打到卡上，别从钱箱里拿。", 310, (DemoSaid("liubo", "被说中了……", 15),)),
        ),
        scene="shop",
        warmth=9,
        picked=True,
    )
    fit = [entry for entry in facts.entries("bakery", "repair.purchase") if entry.amount_minor >= 200_000]
    yield DemoPost(
        key="equipment",
        author="liubo",
        kind="share",
        at=facts.days_after(fit[-1].date, 45, "21:40"),
        title="开一家面包店，四样大件的钱和后悔",
        body="都是开业前一个月付的，价格是真付的价。写出来不是让人照买，是让人少买。\n\n#开店 #面包店 #设备",
        items=tuple(
            facts.item(name, "bakery", [entry for entry in fit if words in entry.note], verdict, why, later=later)
            for name, words, verdict, why, later in _EQUIPMENT
            if any(words in entry.note for entry in fit)
        ),
        talk=(
            DemoSaid("strong", "桌椅那条真的，早餐店也一样，买了就吃灰。", 55),
            DemoSaid("hill", "“不是让人照买，是让人少买”，点赞。", 400),
        ),
        scene="shop",
        warmth=8,
    )
    works = facts.entries("bakery", "repair.premises", words="店面装修")
    lines = "\n".join(f"- {entry.note.split()[-1]} {yuan(entry.amount_minor)}" for entry in works)
    yield DemoPost(
        key="fit-out",
        author="liubo",
        kind="story",
        at=facts.days_after(works[-1].date, 70, "22:20"),
        title=f"店面装修 {yuan(sum(entry.amount_minor for entry in works))}，钱是这样一步步付的",
        body=f"{lines}\n\n尾款是开业前付清的，现在想想应该留一点，开张一周就发现水池漏。下次一定写进合同：留一成，满三个月再付。\n\n#装修 #开店",
        talk=(
            DemoSaid("wan", "留一成是规矩，不肯留的师傅要多想想。", 60),
            DemoSaid("chenyu", "我们家也留了质保金，确实好使。", 300),
        ),
        scene="shop",
        warmth=5,
    )
    month = facts.month(1)
    stock, takings = facts.spent("bakery", "stock", between=month), facts.earned("bakery", between=month)
    yield DemoPost(
        key="flour",
        author="liubo",
        kind="story",
        at=facts.at(0, 2, "22:40"),
        title=f"原料占收入 {percent(stock, takings)}%，我每周只盯三个数",
        body=f"上个月收入 {yuan(takings)}，面粉黄油牛奶这些一共 {yuan(stock)}，占 {percent(stock, takings)}%。\n\n每周只盯：扔掉几个、黄油用了几块、哪一款剩得最多。扔掉的东西最诚实。\n\n#面包店 #成本",
        talk=(
            DemoSaid(
                "yuwan",
                "晚上八点半来买打折的，就是在帮你少扔对吧。",
                70,
                (DemoSaid("liubo", "对，欢迎常来帮忙。", 12),),
            ),
        ),
        scene="shop",
        warmth=6,
    )
    rents = facts.entries("bakery", "rent.shop")
    yield DemoPost(
        key="rent",
        author="liubo",
        kind="story",
        at=facts.days_after(rents[-1].date, 1, "20:50"),
        title=f"又到交房租，一季 {yuan(rents[-1].amount_minor)}",
        body=f"从开店到现在交了 {len(rents)} 次。房租是按季的，日子是按天过的，中间差着三个月。\n\n现在每天打烊先扣出一份放到另一张卡里，扣够九十天刚好交。不做这一步，交租那天总要去凑。\n\n#房租 #开店",
        talk=(
            DemoSaid("strong", "每天扣一份，土办法最管用。", 40),
            DemoSaid("hill", "家里交物业费也可以这么干。", 380),
        ),
        scene="shop",
        warmth=6,
    )
    tubes = facts.entries("bakery", "repair.equipment", between=year, words="加热管")
    if tubes:
        yield DemoPost(
            key="tubes",
            author="liubo",
            kind="share",
            at=facts.at(0, 7, "15:30"),
            title=f"烤箱修了 {len(tubes)} 回的一年：加热管是消耗品",
            body="设备买来只是开始，修的钱要提前算进去。价格是最近一次的。\n\n#设备 #面包店",
            items=(
                facts.item(
                    "烤箱加热管",
                    "bakery",
                    tubes[-1:],
                    "fair",
                    "通用件够用，原厂贵一倍没看出多耐用。自己会换，省一次上门费。",
                ),
            ),
            talk=(DemoSaid("wan", "断电再换，别问我怎么知道的。", 50),),
            scene="shop",
            warmth=4,
        )
    yield DemoPost(
        key="line",
        author="liubo",
        kind="story",
        at=facts.at(6, 18, "23:30"),
        title=f"合伙第三年，我们定了一条 {yuan(limit)} 的线",
        body=f"超过 {yuan(limit)} 的支出，要另一个人点头才算数。\n\n定这条线是因为有一回我急用钱，先拿了没说。钱后来补上了，话过了半年才说开。有了线，反而不用猜对方在想什么。\n\n#合伙 #开店",
        talk=(
            DemoSaid("hejing", "翻篇了。", 30),
            DemoSaid(
                "mumu", "内控不是不信任，是让信任不用天天考试。", 110, (DemoSaid("liubo", "这句能挂店里吗？", 20),)
            ),
        ),
        scene="shop",
        warmth=8,
    )
    yield DemoPost(
        key="closed-in-summer",
        author="liubo",
        kind="question",
        at=facts.at(facts.since(6), 11, "22:00"),
        title="暑假学校没人，小店要不要干脆关一个月？",
        body="房租照付，人工照发，可七八月收入要掉一截。关门省原料和电，可又怕老客忘了我们。开在学校边上的，你们怎么过？\n\n#开店 #淡季",
        talk=(
            DemoSaid(
                "strong",
                "别关。缩时间，只开早上和傍晚，拿空出来的时间试新品、修设备。关一个月，回来要花两个月把人叫回来。",
                85,
                (DemoSaid("liubo", "听劝，今年改成半天。", 45),),
                accepted=True,
            ),
            DemoSaid("yuwan", "暑假留校的人会想你们的！", 130),
        ),
        scene="shop",
        warmth=6,
    )
    yield DemoPost(
        key="liu-checkin",
        author="liubo",
        kind="checkin",
        at=facts.at(4, 30, "23:40"),
        title="每天记一笔，四点起床的人做到了",
        body=f"收摊记一笔，记完再睡。上个月店里员工餐 {yuan(facts.spent('bakery', 'staff.meals', between=facts.month(5)))}，以前从来没数过。",
        challenge="every-day",
        talk=(DemoSaid("fawn", "四点起床还记账，我没有借口了。", 60),),
        scene="shop",
        warmth=5,
    )


def _zhou(facts: Facts) -> Iterator[DemoPost]:
    yield DemoPost(
        key="till-short",
        author="xiaozhou",
        kind="question",
        at=facts.at(1, 8, "22:15"),
        title="打烊对钱箱少了二十块，要不要跟老板说？",
        body="昨天忙的时候可能找错了，少了二十。我自己补上不难，可又觉得不说不好。做过收银的前辈怎么处理？\n\n#收银 #打工",
        talk=(
            DemoSaid(
                "hejing",
                "说。少了就记「盘亏二十」，写上日期。补钱的习惯一开，真有问题反而看不出来了。——你老板",
                20,
                (DemoSaid("xiaozhou", "……老板你怎么也在这里", 3),),
                accepted=True,
            ),
            DemoSaid("mumu", "记短款，别自己补。这是保护你。", 60),
            DemoSaid("strong", "我家店员敢说少了，我就敢把钱箱给她管。", 200),
        ),
        scene="shop",
        warmth=8,
    )
    yield DemoPost(
        key="closing",
        author="xiaozhou",
        kind="story",
        at=facts.at(3, 16, "22:50"),
        title="打烊前十五分钟，我的收摊顺序",
        body="数钱箱 → 对收钱码 → 报剩货 → 关烤箱 → 拍一张货架。以前倒着来，钱数到一半有人进来买面包，又得重数。\n\n顺序对了，十五分钟能回家。\n\n#打工 #面包店",
        talk=(DemoSaid("yuwan", "怪不得你们家关门特别准时。", 40),),
        scene="shop",
        warmth=5,
    )


def _cookies(facts: Facts) -> Iterator[DemoPost]:
    months = [(facts.month(ago)[0], facts.earned("gift_boxes", between=facts.month(ago))) for ago in range(1, 13)]
    best, worst = max(months, key=lambda pair: pair[1]), min(months, key=lambda pair: pair[1])
    yield DemoPost(
        key="cookies",
        author="hejing",
        kind="story",
        at=facts.at(0, 12, "20:10"),
        title=f"曲奇礼盒：最好的月卖 {yuan(best[1])}，最差的 {yuan(worst[1])}",
        body=f"面包店之外我自己做的曲奇网店，一年十二个月：最好的是 {best[0]:%-m 月}，{yuan(best[1])}；最差的是 {worst[0]:%-m 月}，{yuan(worst[1])}。\n\n靠节日吃饭的生意，不能按最好的月份过日子。旺季赚的，先留出淡季的包材和我自己的工钱。\n\n#网店 #曲奇",
        talk=(
            DemoSaid("xunuo", "自由职业同感，按最差的月份过日子。", 45, (DemoSaid("hejing", "对！你这句更好。", 15),)),
        ),
        scene="online-shop",
        warmth=7,
    )
    yield DemoPost(
        key="refunds",
        author="hejing",
        kind="story",
        at=facts.at(1, 18, "21:15"),
        title="网店的退款，我分成两种记",
        body=_refunds(facts),
        talk=(DemoSaid("mumu", "分两类记才看得出哪种能改善，专业。", 88),),
        scene="online-shop",
        warmth=5,
    )
    boxes, photos, ads = (facts.entries("gift_boxes", key) for key in ("packing.boxes", "samples.photos", "ads.feed"))
    yield DemoPost(
        key="cookie-things",
        author="hejing",
        kind="share",
        at=facts.days_after(max(boxes[-1].date, photos[-1].date, ads[-1].date), 3, "22:15"),
        title="开网店花得值和不值的三样",
        body="都是最近一次付的钱，一次的价，不是一个月的。\n\n#网店 #开店",
        items=(
            facts.item(
                "快递纸箱一批",
                "gift_boxes",
                boxes[-1:],
                "worth",
                "加厚的，贵一点点，碎一盒赔的钱够买半捆。别在箱子上省。",
            ),
            facts.item(
                "新品拍照",
                "gift_boxes",
                photos[-1:],
                "worth",
                "自己拍了两年，找人拍一次，同一款的询问多了一倍。淡季拍便宜。",
            ),
            facts.item(
                "信息流投放",
                "gift_boxes",
                ads[-1:],
                "not_worth",
                "点的人多，买的人少。后来只在节前两周投，平时把钱留给老客的小礼物。",
            ),
        ),
        talk=(DemoSaid("strong", "投放这条我也交过学费。", 60),),
        scene="online-shop",
        warmth=6,
    )
    parcels = facts.spent("gift_boxes", "express", between=facts.month(1, 6))
    yield DemoPost(
        key="parcels",
        author="hejing",
        kind="story",
        at=facts.at(0, 14, "13:30"),
        title=f"半年快递费 {yuan(parcels)}，怎么谈下来的",
        body=f"最近六个整月快递 {yuan(parcels)}，平均一个月 {about(parcels // 6)}。\n\n谈价只有一条：把一年的件数按月写在纸上，带去网点。他看到你旺季的量，淡季的价才肯松。\n\n#快递 #网店",
        talk=(DemoSaid("seven", "原来快递还能谈，长见识。", 150),),
        scene="online-shop",
        warmth=4,
    )
    yield DemoPost(
        key="he-checkin",
        author="hejing",
        kind="checkin",
        at=facts.at(0, 9, "22:55"),
        title="想买先睡一觉：这个月忍住了一台和面机",
        body="家用的小和面机，看了三个晚上，第四天早上不想要了。店里那台大的，周一借来用就行。",
        challenge="no-impulse",
        talk=(DemoSaid("liubo", "随便借，记得洗。", 20),),
        scene="online-shop",
        warmth=5,
    )


def _refunds(facts: Facts) -> str:
    year = facts.month(2, 12)
    sold = facts.earned("gift_boxes", between=year)
    returned = facts.spent("gift_boxes", "refunds.returned", between=year)
    only = facts.spent("gift_boxes", "refunds.refund_only", between=year)
    return f"十二个月卖了 {yuan(sold)}，退货退款 {yuan(returned)}，仅退款 {yuan(only)}。\n\n退货多半是买错口味，改详情页能少；仅退款多半是碎了，改包装能少。混在一起记，就永远不知道该改哪一样。\n\n#网店 #退货"
