"""陈屿 and 林晓雯: the flat, the car, the room, the child and the kitchen."""

# A table of people's words reads best as they would be typed, and Chinese counts double in a line's length.
# ruff: noqa: E501

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from community.demo.facts import Facts, about, yuan
from community.demo.records import DemoChart, DemoPost, DemoSaid, DemoVerdict
from ledger.demo.family import birth_day

# Which stage of the budget each part of the room was planned in.
_STAGES = {
    "design": "design",
    "demolition": "demolition",
    "wiring": "wiring",
    "extras": "wiring",
    "carpentry": "carpentry",
    "paint": "paint",
    "materials": "fitting",
    "lighting_soft": "fitting",
    "appliances": "fitting",
}
_ROOM = (
    ("设计费", "设计费", "fair", "就一间房，图纸两版。好在插座高度是他提醒的，不然书桌一挡全白装。"),
    ("拆改清运", "拆改清运", "fair", "两个人一天拆完，垃圾清到楼下要另算，谈价时记得问这一句。"),
    ("插座改位和水电", "插座改位", "worth", "床头、书桌、衣柜里各加了插座，住进来才知道这钱不能省。"),
    ("墙面油漆", "油漆", "fair", "师傅手艺不错，味道散了快一个月，小满晚搬进去三周。"),
    ("木地板 11 平米", "木地板", "worth", "十一个平米铺完没多少损耗，小孩趴地上玩，脚感比瓷砖好太多。"),
    ("定制衣柜和书桌", "衣柜书桌", "worth", "贵是贵，可 11 平米全靠它收纳，书桌能一路用到她上小学。"),
    (
        "增项：插座和踢脚线",
        "增项",
        "not_worth",
        "全是合同里没写清楚的：踢脚线不含、插座多两个。签之前逐条问，这钱能省一半。",
    ),
    ("灯和窗帘", "灯 窗帘", "fair", "灯选得还行，窗帘没量准，多花了一次改尺寸的钱。"),
    ("小空调", "小空调", "worth", "一匹够用，夏天晚上开睡眠，电费没想的那么吓人。"),
)
_APPLIANCES = (
    ("电风扇", "worth", "夏天空调配它，温度能开高两度，老人不爱直吹也能转个方向。"),
    ("加湿器", "not_worth", "要天天换水天天擦，一偷懒就有味道，用了两个冬天就收起来了。"),
    ("吹风机", "worth", "不是什么大牌，风大、轻、噪音小，天天用的东西值得挑一挑。"),
)


def posts(facts: Facts) -> Iterator[DemoPost]:
    yield from _room(facts)
    yield from _chen(facts)
    yield from _lin(facts)


def _room(facts: Facts) -> Iterator[DemoPost]:
    book = facts.book("room")
    paid = facts.entries("room")
    whole = sum(entry.amount_minor for entry in paid)
    planned = int(str(book.facts["plan_budget"]))
    over = {budget.stage: -budget.amount_minor for budget in book.budgets}
    for entry in paid:
        over[_STAGES[entry.category_key.split(".")[0]]] += entry.amount_minor
    names = {"wiring": "水电和增项", "carpentry": "衣柜书桌", "fitting": "地板灯具空调", "paint": "油漆"}
    worst = sorted((stage for stage in names), key=lambda stage: -over[stage])[:3]
    lines = "\n".join(
        f"{number}. {names[stage]}，超 {yuan(over[stage])}" for number, stage in enumerate(worst, start=1)
    )
    done = paid[-1].date
    extras = facts.spent("room", "extras")
    yield DemoPost(
        key="room",
        author="chenyu",
        kind="share",
        at=facts.days_after(done, 9, "21:18"),
        title=f"儿童房翻新 {yuan(whole)}，超了 {yuan(whole - planned)}，超在这三样",
        body=f"""一间 11 平米的儿童房，预算 {yuan(planned)}，最后付出去 {yuan(whole)}。一笔一笔都在账本里，按阶段对了一下，超在这三样：

{lines}

设计和拆旧反而省了一点。最不甘心的是增项 {yuan(extras)}，全是签合同时没问的。九样东西单独列在下面，值不值各说各的，给要动工的人参考。

#装修 #儿童房 #预算""",
        items=tuple(
            facts.item(
                name,
                "room",
                [entry for entry in paid if words in entry.note and ("增项" in entry.note) == (words == "增项")],
                verdict,
                why,
            )
            for name, words, verdict, why in _ROOM
        ),
        talk=(
            DemoSaid(
                "wan",
                "干水电的说一句：增项多半出在「以现场为准」这五个字上，签之前让他把每个插座画在图上。",
                55,
                (DemoSaid("chenyu", "对，我就栽在这五个字上。", 90),),
            ),
            DemoSaid("orange", "增项那条看得我心里一紧，我们家下个月开工，先去逐条问。", 160),
            DemoSaid("linxiaowen", "窗帘那个是我量的……", 240, (DemoSaid("chenyu", "没事，下次我扶梯子。", 12),)),
            DemoSaid("hill", "九样都写了价格和值不值，收藏了，比看效果图有用。", 1300),
        ),
        scene="renovation",
        warmth=10,
        picked=True,
    )
    yield DemoPost(
        key="room-scene",
        author="chenyu",
        kind="scene",
        at=facts.days_after(done, 16, "20:40"),
        title="装修账本就按这个分：阶段定预算，增项单独记",
        body="好几个人问我账本怎么分的，把架子放出来了。里面没有一笔我家的账，只有分类。我觉得最有用的是两条：每个阶段先写预算，增项单独一类，千万别混进水电里。\n\n#装修 #账本分享",
        arrangement="room",
        scene="renovation",
        talk=(DemoSaid("orange", "套用了，直接就能开始记，谢谢。", 200),),
        warmth=6,
    )


def _chen(facts: Facts) -> Iterator[DemoPost]:
    mortgage: list[tuple[dt.date, int]] = []
    for day, amount in facts.payments("family", "housing.mortgage", "mortgage"):
        if not mortgage or mortgage[-1][1] != amount:
            mortgage.append((day, amount))
    first, last = mortgage[0][1], mortgage[-1][1]
    lines = "\n".join(f"- {day:%Y 年 %-m 月}起，每月 {yuan(amount)}" for day, amount in mortgage)
    yield DemoPost(
        key="mortgage",
        author="chenyu",
        kind="story",
        at=facts.days_after(mortgage[-1][0], 6, "22:05"),
        title=f"同一笔房贷，月供从 {yuan(first)} 到 {yuan(last)}",
        body=f"三年里什么也没做，就是每月 20 号还款，把扣款一笔一笔记下来：\n\n{lines}\n\n现在每个月比最早少还 {yuan(first - last)}。这钱没有拿去多花，直接并到了应急的那份里。利率会变，记一笔扣款比记「大概三千」有用。\n\n#房贷 #家庭账本",
        talk=(
            DemoSaid("hill", "同样 20 号还款，我从来没对过每个月扣了多少，今晚去翻。", 80),
            DemoSaid("mumu", "会计来点个赞：扣款短信别删，按月对一遍，利率调整那个月最容易错。", 300),
        ),
        scene="family",
        warmth=8,
    )
    car = facts.payments("family", "transport.car_loan", "car_loan")
    month = car[-2][1]
    yield DemoPost(
        key="car-loan",
        author="chenyu",
        kind="story",
        at=facts.days_after(car[-1][0], 2, "21:30"),
        title=f"车贷今天还完了，{yuan(month)} 一个月的那种轻松",
        body=f"每个月 12 号扣 {yuan(month)}，扣到最后一期 {yuan(car[-1][1])}，结清。账本里「车贷」那一行终于变成 0。\n\n给自己定了个规矩：下个月开始，这笔钱照扣，只是扣进自家的存款里，先扣满六个月再说别的。\n\n#还债 #攒钱",
        talk=(
            DemoSaid("fawn", "这个规矩好，债还完了日子照旧过，钱就自己攒下来了。", 45),
            DemoSaid("hejing", "恭喜！我们店里的设备款也是这么熬过来的。", 600),
        ),
        scene="family",
        warmth=8,
    )
    year = facts.month(1, 12)
    parts = [
        ("充电", "charging"),
        ("加油", "fuel"),
        ("保险", "insurance"),
        ("停车", "parking"),
        ("过路费", "tolls"),
        ("保养", "upkeep"),
        ("洗车", "wash"),
    ]
    sums = [(name, facts.spent("car", key, between=year)) for name, key in parts]
    whole = facts.spent("car", between=year)
    lines = "\n".join(f"- {name} {yuan(amount)}" for name, amount in sorted(sums, key=lambda pair: -pair[1]) if amount)
    yield DemoPost(
        key="car-year",
        author="chenyu",
        kind="story",
        at=facts.at(0, 2, "20:10"),
        title=f"一台混动车，整整一年养了 {yuan(whole)}",
        body=f"不算车价和折旧，十二个月的开销都在这里：\n\n{lines}\n\n平均一个月 {about(whole // 12)}。上下班充电，跑高速加油。单看停车不起眼，一年加起来也不少。\n\n#养车 #混动",
        talk=(
            DemoSaid("strong", "我的面包车一年光油就这个数……羡慕能充电的。", 70),
            DemoSaid("hill", "停车费这行真实，一次五块十块，从来没当回事。", 500),
        ),
        scene="car",
        warmth=7,
    )
    repair, claim = facts.entries("car", "repair.body"), facts.entries("car", "claims", kind="income")
    if repair and claim:
        cost, back = repair[-1].amount_minor, claim[-1].amount_minor
        yield DemoPost(
            key="scratch",
            author="chenyu",
            kind="story",
            at=facts.days_after(max(repair[-1].date, claim[-1].date), 3, "12:40"),
            title=f"蹭了一下 {yuan(cost)}，走保险赔了 {yuan(back)}，到底划不划算",
            body=f"地库转弯蹭到柱子，钣金喷漆 {yuan(cost)}，保险赔回 {yuan(back)}，自己掏 {yuan(cost - back)}。\n\n后来才想明白：出一次险，明年的优惠就没了。小刮小蹭先问一句「明年会涨多少」，再决定报不报。\n\n#养车",
            talk=(DemoSaid("wan", "几百块的小蹭我都自己掏，图个省心。", 130),),
            scene="car",
            warmth=4,
        )
    things = [
        facts.one(name, "family", "household.appliances", verdict, why, words=name, first=True)
        for name, verdict, why in _APPLIANCES
        if facts.there_is("family", "household.appliances", name)
    ]
    yield DemoPost(
        key="appliances",
        author="chenyu",
        kind="share",
        at=facts.at(1, 12, "20:55"),
        title=f"家里的 {len(things)} 件小家电，用久了才敢说值不值",
        body="都是自己掏钱买、天天在用（或者已经不用）的。价格是当年第一次买的价。牌子不重要，重要的是用不用得上。\n\n#小家电 #家用",
        items=tuple(things),
        talk=(
            DemoSaid("seven", "加湿器同款命运，现在在阳台养灰。", 33),
            DemoSaid("sister", "吹风机同意，省什么别省天天用的。", 210),
        ),
        scene="family",
        warmth=6,
    )
    given = facts.spent("gifts", between=year)
    times = len(facts.entries("gifts", between=year))
    weddings = facts.entries("gifts", "wedding", between=year)
    yield DemoPost(
        key="gifts",
        author="chenyu",
        kind="story",
        at=facts.at(0, 4, "21:45"),
        title=f"一年 {times} 次人情，一共送出去 {yuan(given)}",
        body=f"翻了一下人情本，一年 {times} 次，{yuan(given)}，其中婚礼 {len(weddings)} 场，{yuan(sum(entry.amount_minor for entry in weddings))}。\n\n我的办法是每个月留出一份人情的预算，没用完的攒到过年发红包。记下每家送过多少，不是为了计较，是还的时候心里有数，别失礼。\n\n#人情往来 #红包",
        talk=(
            DemoSaid("orange", "按月留一份这个办法好，过年那个月就不会突然塌下来。", 150),
            DemoSaid(
                "rain",
                "想问亲疏怎么定？我们单位同事结婚现在起步都不一样。",
                400,
                (DemoSaid("chenyu", "看对方当年给过多少，没有来往过的按单位里大家的数。", 60),),
            ),
        ),
        scene="gifts",
        warmth=6,
    )
    yield DemoPost(
        key="every-cent",
        author="chenyu",
        kind="question",
        at=facts.at(2, 14, "19:20"),
        title="买菜的几块几毛，有必要一笔一笔记吗？",
        body="我家买菜一天两三笔，晓雯记得细，我总觉得累。你们是按笔记，还是一周记一个总数？有没有人两种都试过？\n\n#家庭账本 #买菜",
        talk=(
            DemoSaid(
                "mumu",
                "两种都试过。按笔记三个月，知道钱花在哪类上；之后改成一周一个总数，误差没多少。想改习惯就细记，只想控总数就粗记。",
                95,
                (DemoSaid("chenyu", "这个思路清楚，先细记三个月。", 30),),
                accepted=True,
            ),
            DemoSaid("linxiaowen", "反正账单导进来也是一笔一笔的，我顺手分个类而已。", 130),
            DemoSaid("strong", "我开店的，进货一笔不落，家里的菜一周记一次。", 260),
        ),
        scene="family",
        warmth=5,
    )
    nights = facts.entries("family", "fun.travel", words="周末出去住一晚")[-3:]
    whys = (
        ("fair", "房间干净，隔音一般，小满半夜醒了两次。淡季去的话这个价不贵。"),
        ("worth", "老板帮忙热奶，早饭有手擀面。带娃出门，省心比景色重要。"),
        ("worth", "推窗就是梯田，晚上安静得很，第二天全家都没看手机。"),
    )
    yield DemoPost(
        key="weekend",
        author="chenyu",
        kind="share",
        at=facts.days_after(nights[-1].date, 5, "13:05"),
        title="带两岁娃周末住一晚，三次的房钱都在这",
        body="一小时车程以内，周六去周日回，只住一晚。房钱是实付，饭钱油钱没算进来。\n\n#带娃 #周末",
        items=tuple(
            facts.item(f"{entry.merchant}（第 {number} 次）", "family", [entry], verdict, why, place=entry.merchant)
            for number, (entry, (verdict, why)) in enumerate(zip(nights, whys[-len(nights) :], strict=True), start=1)
        ),
        talk=(DemoSaid("sister", "能热奶的老板就是五星。", 65),),
        scene="family",
        warmth=5,
    )
    hot, mild = facts.month(facts.since(7)), facts.month(facts.since(4))
    keys = ("utilities.electricity", "utilities.water", "utilities.gas")
    summer, spring = facts.spent("family", *keys, between=hot), facts.spent("family", *keys, between=mild)
    yield DemoPost(
        key="power",
        author="chenyu",
        kind="story",
        at=facts.at(facts.since(7) - 1, 6, "12:30"),
        title=f"7 月水电燃气 {yuan(summer)}，4 月是 {yuan(spring)}",
        body=f"同一个家，7 月比 4 月多 {yuan(summer - spring)}，差的几乎全是空调。所以我家的预算七八月单独加一份，别的月份省下来的不动它。\n\n季节性的钱，按年摊比按月骂自己有用。\n\n#水电费 #预算",
        talk=(DemoSaid("rain", "按年摊，学到了。", 90),),
        scene="family",
        warmth=4,
    )
    yield DemoPost(
        key="chen-checkin",
        author="chenyu",
        kind="checkin",
        at=facts.at(0, 1, "08:40"),
        title="「八天不花钱」做到了七天",
        body=f"固定的不算，挑八天一分不花，做到七天。破功那天是周五下班，路过卤味店。整个月外面吃饭 {yuan(facts.spent('family', 'dining', between=facts.month(1)))}，心里有数了。",
        challenge="no-spend-days",
        talk=(DemoSaid("fawn", "卤味店：我在等你。", 25), DemoSaid("linxiaowen", "那天我也吃了，不能全怪你。", 70)),
        scene="family",
        warmth=5,
    )
    yield DemoPost(
        key="family-chart",
        author="chenyu",
        kind="chart",
        at=facts.at(0, 3, "08:15"),
        title="上个月我们家的钱都去哪了",
        body="三代四口，两个人上班。只放比例，金额就不晒了。买菜和孩子加起来比房贷多，有老人有小孩的家大概都这样吧。\n\n#家庭账本",
        chart=DemoChart("family", *facts.month(1)),
        talk=(DemoSaid("orange", "我家房贷占一半……看到别人的比例才知道该往哪儿使劲。", 180),),
        scene="family",
        warmth=6,
    )


def _lin(facts: Facts) -> Iterator[DemoPost]:
    birth = birth_day(facts.today)
    first = birth.replace(day=1)
    year = (first, _add_months(first, 12) - dt.timedelta(days=1))
    whole = facts.spent("baby", between=year)
    yield DemoPost(
        key="first-year",
        author="linxiaowen",
        kind="chart",
        at=facts.days_after(year[1], 20, "20:30"),
        title=f"小满第一年花了 {yuan(whole)}",
        body=f"从出生那个月算起，整整十二个月，一共 {yuan(whole)}，平均一个月 {about(whole // 12)}。月嫂和住院没算在孩子头上，推车和安全座椅是奶奶买的，也算进来了。\n\n图里只放比例。最想跟准备当妈的人说：尿裤别囤小码，长得比你拆箱快。\n\n#养娃 #第一年",
        chart=DemoChart("baby", *year),
        talk=(
            DemoSaid("orange", "大件一次花完，后面就是奶粉和尿裤，跟我家一模一样。", 40),
            DemoSaid(
                "sister", "别囤小码+1，我家 S 码送出去三包。", 95, (DemoSaid("linxiaowen", "送出去也算没白买 😂", 20),)
            ),
            DemoSaid("seven", "谢谢写得这么清楚，打算明年要孩子，照着留预算。", 700),
        ),
        scene="baby",
        warmth=10,
        picked=True,
    )
    gear = facts.entries("baby", "gear.pram")
    yield DemoPost(
        key="pram",
        author="linxiaowen",
        kind="share",
        at=facts.days_after(gear[-1].date, 25, "21:10"),
        title="奶奶买的两个大件：推车和安全座椅",
        body="两样都是奶奶掏的钱，记在奶奶名下。老人舍得给孙女花，我们就把每一笔都记清楚，将来讲给小满听。\n\n#婴儿用品 #推车",
        items=(
            facts.item(
                "婴儿推车",
                "baby",
                [entry for entry in gear if "推车" in entry.note],
                "fair",
                "能平躺、避震好，可是十一公斤，没电梯的楼我一个人搬不上去。",
                later=(DemoVerdict(330, "fair", "两岁了只有逛远路才推，平时都自己走。二手能卖个三成，好好留着包装。"),),
            ),
            facts.item(
                "安全座椅",
                "baby",
                [entry for entry in gear if "安全座椅" in entry.note],
                "worth",
                "出院第二个月就用上了。这个钱不用比价到最低，装得对、天天用才要紧。",
                later=(DemoVerdict(360, "worth", "每天接送都在用，套子拆下来洗过五六次，没变形。"),),
            ),
        ),
        talk=(DemoSaid("orange", "十一公斤我也搬过，最后换了轻便的，姐妹们买前先拎一拎。", 120),),
        scene="baby",
        warmth=6,
    )
    diapers = facts.entries("baby", "diapers.diapers", between=year)
    spent = facts.spent("baby", "diapers.diapers", between=year)
    yield DemoPost(
        key="diapers",
        author="linxiaowen",
        kind="story",
        at=facts.days_after(year[1], 33, "13:20"),
        title=f"第一年的尿裤：{len(diapers)} 次下单，{yuan(spent)}",
        body=f"去掉退掉的几单，第一年尿裤一共 {yuan(spent)}，平均一个月 {about(spent // 12)}。我的办法是只看每片多少钱，大促囤一个月的量就停，孩子换码比大促来得勤。\n\n#尿裤 #养娃",
        talk=(DemoSaid("sister", "看每片价格+1，包装越大不一定越便宜。", 66),),
        scene="baby",
        warmth=5,
    )
    formula = facts.month(1, 6)
    tins = facts.entries("baby", "food.formula", between=formula)
    milk = facts.spent("baby", "food.formula", between=formula)
    yield DemoPost(
        key="formula",
        author="linxiaowen",
        kind="story",
        at=facts.at(0, 5, "12:50"),
        title=f"半年奶粉 {yuan(milk)}，我怎么控制的",
        body=f"最近六个整月，奶粉买了 {len(tins)} 单，退货扣掉以后 {yuan(milk)}。两岁以后慢慢换成鲜奶和正餐，量在往下走。\n\n我是护士，同事总问要不要买更贵的。我的回答是：孩子喝着没事、长得好，就不用为罐子上的字多花钱。\n\n#奶粉",
        talk=(
            DemoSaid("seven", "“不用为罐子上的字多花钱”，记下来了。", 77),
            DemoSaid(
                "orange",
                "请问几岁开始换的鲜奶？",
                200,
                (DemoSaid("linxiaowen", "一岁以后一点点加，先听儿保医生的，每家不一样。", 50),),
            ),
        ),
        scene="baby",
        warmth=6,
    )
    photos = facts.entries("baby", "keepsakes.photos")
    portraits = (
        ("周岁照", "fair", "二十张精修，选片时加的都是套路。拍之前定好张数，别当场心软。"),
        ("两岁照", "worth", "只要了最小的套餐，自己带衣服。有了周岁那次的教训，一分没加。"),
    )
    things = [
        facts.item(name, "baby", [entry for entry in photos if name in entry.note][-1:], verdict, why)
        for name, verdict, why in portraits
        if any(name in entry.note for entry in photos)
    ]
    if things:
        yield DemoPost(
            key="portraits",
            author="linxiaowen",
            kind="share",
            at=facts.days_after(things[-1].bought_on or facts.today, 6, "20:05"),
            title="小满的照相馆账：定好张数再进门",
            body="照片是给以后看的，钱是现在花的。两件事分开想，就不会在选片那一刻心软。\n\n#儿童摄影",
            items=tuple(things),
            talk=(DemoSaid("sister", "选片那一刻真的会心软，我加了一千二……", 84),),
            scene="baby",
            warmth=5,
        )
    lessons = facts.entries("baby", "classes.lessons")
    yield DemoPost(
        key="classes",
        author="linxiaowen",
        kind="share",
        at=facts.days_after(lessons[-1].date, 18, "22:00"),
        title="早教课上了几轮，说说值不值",
        body=f"从第一次报名到现在交了 {len(lessons)} 次钱，一共 {yuan(sum(entry.amount_minor for entry in lessons))}。价格是最近一次的 12 节。\n\n#早教",
        items=(
            facts.item(
                "早教课 12 节",
                "baby",
                lessons[-1:],
                "fair",
                "小满喜欢唱歌那节，别的在家也能玩。它真正的用处是我和别的妈妈聊上了天。",
            ),
        ),
        talk=(
            DemoSaid("orange", "对，那一小时是给妈妈上的。", 55),
            DemoSaid("sister", "我们小区妈妈轮流带着玩，一分钱不花，也挺好。", 190),
        ),
        scene="baby",
        warmth=5,
    )
    told = facts.at(3, 20, "21:25")
    packets = facts.earned("baby", "packets", "new_year", between=(dt.date.min, told.date()))
    yield DemoPost(
        key="packets",
        author="linxiaowen",
        kind="story",
        at=told,
        title="孩子的红包要不要单独存？我家的做法",
        body=f"满月礼金和压岁钱，我们一分没动，单独记在小满自己的账本里，到今天 {yuan(packets)}。没买什么产品，就放着。\n\n人情是我们还的，钱是她的。等她上学了，拿这个本子教她数钱。\n\n#压岁钱 #养娃",
        talk=(
            DemoSaid(
                "fawn",
                "小时候的压岁钱「帮你存着」，然后就没有然后了……小满幸福。",
                30,
                (DemoSaid("linxiaowen", "哈哈哈，所以才要写进账本里。", 15),),
            ),
            DemoSaid("mumu", "单独记一本很对，家里的可花的钱里就不会多算这一块。", 260),
        ),
        scene="baby",
        warmth=7,
    )
    nanny = facts.entries("family", "household.housekeeping", words="月嫂")
    yield DemoPost(
        key="nanny",
        author="linxiaowen",
        kind="share",
        at=facts.days_after(nanny[-1].date, 40, "14:10"),
        title="26 天月嫂，值不值得看你要什么",
        body="住院是医生护士的事，我自己就是护士；请月嫂，是为了让我妈和婆婆都能睡觉。\n\n#月嫂 #坐月子",
        items=(
            facts.item(
                "月嫂 26 天",
                "family",
                nanny,
                "worth",
                "夜里她接手，我一次能睡四个小时，这一条就值。做饭一般，提前说好忌口。",
                later=(DemoVerdict(400, "worth", "一年多回头看，还是值。省别的也别省那个月的觉。"),),
            ),
        ),
        talk=(
            DemoSaid("orange", "能睡四个小时就是无价。", 25),
            DemoSaid(
                "seven",
                "想问合同要注意什么？",
                300,
                (DemoSaid("linxiaowen", "换人的条件、忌口、休息日，这三条写进去。", 40),),
            ),
        ),
        scene="family",
        warmth=7,
    )
    month = facts.month(1)
    food = facts.spent("family", "groceries", between=month)
    kinds = [
        ("肉蛋", "meat"),
        ("蔬菜", "vegetables"),
        ("水果", "fruit"),
        ("超市", "supermarket"),
        ("奶", "dairy"),
        ("米面油", "staples"),
    ]
    lines = "\n".join(
        f"- {name} {yuan(facts.spent('family', f'groceries.{key}', between=month))}" for name, key in kinds
    )
    yield DemoPost(
        key="groceries",
        author="linxiaowen",
        kind="story",
        at=facts.at(0, 6, "09:30"),
        title=f"四口人一个月买菜 {yuan(food)}，明细给你看",
        body=f"上个月的，奶奶掌勺，天天在家吃两顿：\n\n{lines}\n\n平均一天 {about(food // month[1].day)}。奶奶去早市，比超市便宜是真的，前提是当天吃完。\n\n#买菜 #家常饭",
        talk=(
            DemoSaid("strong", "南昌早市七点以后就不便宜了，要赶早。", 35),
            DemoSaid("rain", "四口人这个数很会过了。", 240),
        ),
        scene="family",
        warmth=7,
    )
    toys = (
        ("玩具 积木", "积木", "worth", "大颗粒的，从一岁半玩到现在，散了一地也能再拼。"),
        ("洞洞书", "洞洞书", "worth", "抠坏了两本，可是她自己会翻了，比手机强。"),
        ("绘本", "绘本", "fair", "买太快了，翻来翻去只认那一本。后来先去图书馆借，喜欢再买。"),
    )
    things = [
        facts.one(name, "family", "children.toys", verdict, why, words=words)
        for words, name, verdict, why in toys
        if facts.there_is("family", "children.toys", words)
    ]
    yield DemoPost(
        key="toys",
        author="linxiaowen",
        kind="share",
        at=facts.days_after(max(thing.bought_on or facts.today for thing in things), 4, "21:00"),
        title="两岁孩子真正玩得住的三样",
        body="玩具不在多。这三样是她自己去架子上拿的，别的都落灰了。\n\n#玩具 #绘本",
        items=tuple(things),
        talk=(DemoSaid("seven", "图书馆借绘本这招，谢谢提醒，一直忘了。", 80),),
        scene="baby",
        warmth=5,
    )
    skin = (
        ("防晒", "worth", "医院里来来回回也要涂，轻、不搓泥，用完会回购。"),
        ("面霜", "fair", "冬天够润，夏天闷。夜班脸干，这个钱只够冬天用。"),
    )
    things = [
        facts.one(name, "family", "clothing.skincare", verdict, why, words=name)
        for name, verdict, why in skin
        if facts.there_is("family", "clothing.skincare", name)
    ]
    yield DemoPost(
        key="skincare",
        author="linxiaowen",
        kind="share",
        at=facts.days_after(max(thing.bought_on or facts.today for thing in things), 12, "23:10"),
        title="夜班护士的护肤，就这两样",
        body="下夜班只想睡觉，步骤越少越能坚持。\n\n#护肤 #夜班",
        items=tuple(things),
        talk=(DemoSaid("xunuo", "步骤越少越能坚持，画稿到三点的人同意。", 60),),
        scene="family",
        warmth=5,
    )
    pots = (
        ("不粘锅", "fair", "头半年真不粘，后来涂层花了。煎蛋还行，别用铁铲。"),
        ("保鲜盒", "worth", "一周的菜分好放进去，下班省半小时，盖子要选能单买的。"),
    )
    things = [
        facts.one(name, "family", "household.kitchenware", verdict, why, words=name)
        for name, verdict, why in pots
        if facts.there_is("family", "household.kitchenware", name)
    ]
    yield DemoPost(
        key="pots",
        author="linxiaowen",
        kind="share",
        at=facts.days_after(max(thing.bought_on or facts.today for thing in things), 8, "19:35"),
        title="厨房里换得最勤的和最耐用的",
        body="价格是最近一次买的。锅是消耗品，别买太贵；盒子是工具，买一套就够。\n\n#厨房",
        items=tuple(things),
        talk=(DemoSaid("strong", "开早餐店的：不粘锅在我这儿活不过三个月。", 90),),
        scene="family",
        warmth=4,
    )
    yield DemoPost(
        key="second-hand",
        author="linxiaowen",
        kind="question",
        at=facts.at(4, 9, "20:15"),
        title="亲戚送的旧衣服收不收？怕伤和气",
        body="表姐家孩子比小满大一岁，总送整包衣服来，有的能穿，有的真穿不了。我想只收能穿的，又怕她不高兴。你们怎么说的？\n\n#养娃 #人情往来",
        talk=(
            DemoSaid(
                "sister",
                "我会当面挑：「这几件正好，别的留给下一个妹妹」，顺便回一箱水果。没有人不高兴。",
                75,
                accepted=True,
            ),
            DemoSaid("hill", "衣服都收下，穿不了的转给小区捐衣箱，不用让她知道。", 140),
        ),
        scene="baby",
        warmth=4,
    )
    yield DemoPost(
        key="lin-checkin",
        author="linxiaowen",
        kind="checkin",
        at=facts.at(2, 28, "21:50"),
        title="清理订阅：两个人加起来砍掉了三个",
        body=f"对着账本把连续包月过了一遍，上个月家里还在扣 {yuan(facts.spent('family', 'fun.subscriptions', between=facts.month(3)))}。看得少的先停，真想看再开，一集没落下。",
        challenge="subscriptions",
        talk=(DemoSaid("seven", "停了才发现根本没想起来过。", 40),),
        scene="family",
        warmth=5,
    )
    yield DemoPost(
        key="baby-scene",
        author="linxiaowen",
        kind="scene",
        at=facts.days_after(year[1], 45, "20:20"),
        title="宝宝账本的分类，打算要孩子的可以直接拿走",
        body="第一年写了很多，后来发现分类比记得勤更重要：奶粉辅食一类，尿裤洗护一类，大件单独一类。架子放这里，点一下就能用，里面没有我家的数字。\n\n#养娃 #账本分享",
        arrangement="baby",
        scene="baby",
        talk=(DemoSaid("seven", "拿走了，预产期三月。", 50, (DemoSaid("linxiaowen", "恭喜！尿裤别囤小码！", 10),)),),
        warmth=7,
    )


def _add_months(day: dt.date, months: int) -> dt.date:
    at = day.year * 12 + day.month - 1 + months
    return day.replace(year=at // 12, month=at % 12 + 1)
