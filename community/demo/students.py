"""许一诺 and 许一凡: a picture book, a cat, a trip, and a student's month."""

# A table of people's words reads best as they would be typed, and Chinese counts double in a line's length.
# ruff: noqa: E501

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from statistics import median

from community.demo.facts import Facts, about, percent, yuan
from community.demo.records import DemoChart, DemoPost, DemoSaid, DemoVerdict

_DALI = (
    ("四张机票", "机票", "worth", "提前三周买的，四个人一起改期也没加钱，省下的够吃两顿。"),
    ("洱海边民宿五晚两间", "五晚两间", "worth", "二楼小阳台能看到日出，老板留了厨房，早饭自己煮，省了一笔。"),
    ("苍山索道四张", "索道", "fair", "那天山上全是雾，什么也没看见。看天气再买，别提前锁死。"),
    ("环海租车两天", "环海租车", "worth", "四个人摊下来比包车便宜，想停就停，记得拍照验车。"),
    ("扎染体验", "扎染体验", "worth", "自己染的桌布到现在还铺着，老师教得细，三个小时不赶人。"),
    ("洱海旅拍", "旅拍", "not_worth", "跟前面的客人撞了同一套动作，底片要加钱。手机拍的反而最好看。"),
    ("鲜花饼火腿寄回家", "鲜花饼", "fair", "景区里买的贵三成，走之前问民宿老板要了一家老店，后悔晚了。"),
)
_TOOLS = (
    (
        "显示器和硬盘",
        "equipment.computer",
        "显示器",
        "worth",
        "画大图不用来回缩放，颈椎好了一半。硬盘是丢过一次稿以后才懂的。",
    ),
    (
        "笔尖和支架",
        "equipment.tablet",
        "笔尖",
        "fair",
        "笔尖三个月一换，便宜的磨屏，贵的也就多撑一个月。支架可以不买。",
    ),
    ("一款字体的授权", "assets.fonts", "字体", "worth", "商用图没授权就是埋雷，客户问起来拿得出合同，这钱花得踏实。"),
    ("水彩课", "learning.courses", "水彩课", "fair", "前四节有用，后面都是作业点评。想学可以只买基础那段。"),
    ("画册", "learning.books", "画册", "worth", "没灵感的时候翻它，比刷手机管用。二手的也一样看。"),
)

_DORM = (
    ("二手教材", "books.textbooks", "二手", "worth", "旧书群收的，前主人把重点都划了，等于送了一份笔记。"),
    ("小夜灯", "daily.dormitory_things", "小夜灯", "worth", "熄灯以后不影响室友，充一次用一周，看书眼睛不酸。"),
    ("存储卡", "gadgets.accessories", "存储卡", "fair", "社团外拍要用，买了大容量的，其实一半都没用到。"),
    ("词汇书", "exams.material", "词汇书", "not_worth", "背到 abandon 就停了。图书馆能借，手机里也有，真不用买新的。"),
)


def posts(facts: Facts) -> Iterator[DemoPost]:
    yield from _trips(facts)
    yield from _nuo(facts)
    yield from _couple(facts)
    yield from _fan(facts)


def _trips(facts: Facts) -> Iterator[DemoPost]:
    book = facts.book("chaoshan")
    people = len(book.members)
    end = dt.date.fromisoformat(str(book.facts["end_date"]))
    start = dt.date.fromisoformat(str(book.facts["start_date"]))
    paid = facts.entries("chaoshan")
    whole, planned = sum(entry.amount_minor for entry in paid), int(str(book.facts["plan_budget"]))
    groups = [
        ("车票", "long_haul"),
        ("住", "lodging"),
        ("吃", "food"),
        ("市内交通", "local_transport"),
        ("门票", "sights"),
        ("手信", "souvenirs"),
    ]
    lines = "\n".join(
        f"- {name} {yuan(facts.spent('chaoshan', key))}" for name, key in groups if facts.spent("chaoshan", key)
    )
    over = facts.today > end
    day = (facts.today - start).days + 1
    if over:
        title = f"潮汕四天三人，人均 {yuan(whole // people // 100 * 100)}"
        told = f"四天花完了，三个人一共 {yuan(whole)}，预算 {yuan(planned)}，还剩 {yuan(planned - whole)}。"
    else:
        title = f"潮汕四天三人，走到第 {day} 天人均 {yuan(whole // people // 100 * 100)}"
        told = (
            f"今天第 {day} 天，三个人一共花了 {yuan(whole)}，预算 {yuan(planned)}，来回车票和住都付过了，后面就是吃。"
        )
    yield DemoPost(
        key="chaoshan",
        author="xunuo",
        kind="scene",
        at=facts.days_after(min(facts.today, end), 0, "21:50"),
        title=title,
        body=f"{told}\n\n{lines}\n\n谁先付谁记，阿杰没下载，用链接记的。走完一起算，少转几次账。账本的架子放在下面，三五个人出去玩直接套。\n\n#潮汕 #旅行 #AA",
        arrangement="chaoshan",
        scene="trip",
        city="潮州",
        talk=(
            DemoSaid(
                "hill",
                "牛肉火锅吃了吗！吊龙要第一盘上。",
                22,
                (DemoSaid("xunuo", "第一天晚上就吃了，三个人吃到扶墙。", 12),),
            ),
            DemoSaid("seven", "没下载也能记这点好，我爸妈就不肯装东西。", 48),
        ),
        warmth=9,
        picked=True,
    )
    dali = facts.entries("dali")
    each = sum(entry.amount_minor for entry in dali) // len(facts.book("dali").members)
    yield DemoPost(
        key="dali",
        author="xunuo",
        kind="share",
        at=facts.days_after(dali[-1].date, 12, "22:30"),
        title=f"大理六天四人，每人 {yuan(each)}，哪些钱花得值",
        body=f"四个人一共 {yuan(each * len(facts.book('dali').members))}，谁付的都记在一本里，最后一键算清。下面的价都是四个人的总价。\n\n#大理 #旅行",
        items=tuple(
            facts.item(
                name,
                "dali",
                [entry for entry in dali if words in f"{entry.note}{entry.merchant}"],
                verdict,
                why,
                later=(DemoVerdict(400, "worth", "桌布洗了几十回，颜色反而更好看了。"),) if words == "扎染体验" else (),
            )
            for name, words, verdict, why in _DALI
        ),
        talk=(
            DemoSaid("hill", "旅拍撞动作这个，笑出声。", 80),
            DemoSaid("fawn", "总价和人均都写了，抄作业方便。", 200),
        ),
        scene="trip",
        city="大理",
        warmth=8,
    )


def _nuo(facts: Facts) -> Iterator[DemoPost]:
    year = facts.month(1, 12)
    drinks, cups = (
        facts.spent("yinuo", "treats.drinks", between=year),
        len(facts.entries("yinuo", "treats.drinks", between=year)),
    )
    yield DemoPost(
        key="drinks",
        author="xunuo",
        kind="story",
        at=facts.at(0, 3, "15:10"),
        title=f"一年 {cups} 杯，奶茶咖啡花了 {yuan(drinks)}",
        body=f"平均一杯 {yuan(drinks // cups)}，一个月 {about(drinks // 12)}。不打算戒，画稿的下午需要它。\n\n只做了一件事：加料不要了，杯子换小的。快乐没少，钱少了一点。\n\n#奶茶 #日常",
        talk=(
            DemoSaid("fawn", "杯子换小的真的有用，我从大杯换中杯，一个月少一百多。", 18),
            DemoSaid(
                "xuyifan", "姐，你一年的奶茶是我两个月生活费。", 55, (DemoSaid("xunuo", "周末请你喝，小杯。", 7),)
            ),
        ),
        scene="personal",
        warmth=9,
    )
    months = sorted((facts.earned("freelance", between=facts.month(ago)), facts.month(ago)[0]) for ago in range(1, 13))
    middle = int(median(amount for amount, _first in months))
    yield DemoPost(
        key="income",
        author="xunuo",
        kind="story",
        at=facts.at(0, 6, "23:50"),
        title=f"自由插画师的十二个月：从 {yuan(months[0][0])} 到 {yuan(months[-1][0])}",
        body=f"最少的是 {months[0][1]:%-m 月} {yuan(months[0][0])}，最多的是 {months[-1][1]:%-m 月} {yuan(months[-1][0])}，中间数 {yuan(middle)}。\n\n按中间数过日子会慌，按最少的过日子才睡得着。多出来的月份先留税、再留三个月的房租，剩下的才是可以花的。\n\n#自由职业 #插画 #收入",
        talk=(
            DemoSaid("mumu", "先留税这一步，很多自由职业的客户都忘了，赞。", 60),
            DemoSaid("hejing", "做节日生意的抱抱你。", 130),
            DemoSaid(
                "cat",
                "读研接稿，最少的月份是 0，看完平静了一点。",
                400,
                (DemoSaid("xunuo", "我第一年也有 0。稳住。", 40),),
            ),
        ),
        scene="freelance",
        warmth=10,
        picked=True,
    )
    social = facts.entries("freelance", "social_tax.social")[-1].amount_minor
    yield DemoPost(
        key="social",
        author="xunuo",
        kind="story",
        at=facts.at(2, 21, "20:40"),
        title=f"灵活就业社保，每个月 {yuan(social)}，要不要交",
        body=f"没有公司，自己去办的，每月 {yuan(social)}。头一年心疼，去年去医院做了个小检查，医保用上了，就不心疼了。\n\n只说自己的情况：先把医疗那部分交上，是我能给三十五岁的自己做的事。各地规定不一样，去窗口问最准。\n\n#自由职业 #社保",
        talk=(
            DemoSaid("linxiaowen", "护士表示：医保这个真的别断。", 25),
            DemoSaid("cat", "窗口问最准+1，网上说什么的都有。", 300),
        ),
        scene="freelance",
        warmth=6,
    )
    tools = [
        facts.one(name, "freelance", category, verdict, why, words=words)
        for name, category, words, verdict, why in _TOOLS
        if facts.there_is("freelance", category, words)
    ]
    yield DemoPost(
        key="tools",
        author="xunuo",
        kind="share",
        at=facts.days_after(max(tool.bought_on or facts.today for tool in tools), 10, "22:20"),
        title="画画吃饭的几样开销，哪样值",
        body="都是接稿账本里的，价格是最近一次买的。工具不会让人画得好，只会让人画得久。\n\n#插画 #自由职业",
        items=tuple(tools),
        talk=(DemoSaid("cat", "字体授权踩过坑，客户法务找上门那天手都是凉的。", 70),),
        scene="freelance",
        warmth=7,
    )
    yield DemoPost(
        key="late-clients",
        author="xunuo",
        kind="question",
        at=facts.at(1, 15, "21:35"),
        title="稿费拖了一个多月，怎么催才不像吵架？",
        body="合作过两次的客户，稿子上线了，尾款一直说在走流程。我不想撕破脸，又真的等着交房租。大家怎么写那条消息？\n\n#自由职业 #稿费",
        talk=(
            DemoSaid(
                "hejing",
                "给你我催下午茶账的原话：「您好，X 月 X 日的尾款到期 N 天了，方便告诉我哪一天能到账吗？我好安排这边的付款。」问哪一天，不问付不付。",
                33,
                (DemoSaid("xunuo", "发了，回了我下周三。问哪一天真的管用！", 1400),),
                accepted=True,
            ),
            DemoSaid("mumu", "下次合同写上：逾期按日算违约金。写了不一定用，可是对方会先付你。", 90),
        ),
        scene="freelance",
        warmth=8,
    )
    rents = facts.entries("yinuo", "home.rent")
    yield DemoPost(
        key="rent-two-years",
        author="xunuo",
        kind="story",
        at=facts.days_after(rents[-1].date, 4, "19:40"),
        title=f"租了两年的小房子，房租一共 {yuan(sum(entry.amount_minor for entry in rents))}",
        body=f"{len(rents)} 个月，每月 {yuan(rents[-1].amount_minor)}，没涨过。房东周姐人好，我的办法是每月提前一天转，灯坏了自己换。\n\n便宜的不是房租，是不用搬家。\n\n#租房",
        talk=(DemoSaid("hill", "“便宜的是不用搬家”，搬过四次的人哭了。", 40),),
        scene="personal",
        warmth=8,
    )
    gym = facts.entries("yinuo", "sport.gym")
    yield DemoPost(
        key="gym",
        author="xunuo",
        kind="share",
        at=facts.days_after(gym[-1].date, 7, "18:20"),
        title=f"健身月卡办了 {len(gym)} 个月，说句实话",
        body="月付，随时能停。价格是一个月的。\n\n#健身",
        items=(
            facts.item(
                "健身月卡",
                "yinuo",
                gym[-1:],
                "fair",
                "去得勤的月份很划算，赶稿的月份一次都没去。月付比年卡贵，但是敢停。",
            ),
        ),
        talk=(DemoSaid("seven", "年卡受害者：敢停最值钱。", 50),),
        scene="personal",
        warmth=6,
    )
    subs = facts.spent("yinuo", "subscriptions.video", between=facts.month(1, 6))
    yield DemoPost(
        key="nuo-checkin",
        author="xunuo",
        kind="checkin",
        at=facts.at(0, 15, "23:20"),
        title="想买先睡一觉：三件没买，一件买了",
        body=f"没买：香薰机、第三个托特包、盲盒。买了：年糕的猫抓板，它等不了。顺手看了一眼，连续包月半年扣了 {yuan(subs)}，先停了。",
        challenge="no-impulse",
        talk=(DemoSaid("fawn", "年糕：算你识相。", 15),),
        scene="personal",
        warmth=7,
    )
    yield DemoPost(
        key="nuo-chart",
        author="xunuo",
        kind="chart",
        at=facts.at(0, 2, "23:30"),
        title="独居插画师上个月的钱花在哪",
        body="房租以外，吃是大头，意料之中。图里是比例，你们可以拿去比，也可以不比。\n\n#独居 #日常",
        chart=DemoChart("yinuo", *facts.month(1)),
        talk=(DemoSaid("cat", "「也可以不比」，温柔。", 35),),
        scene="personal",
        warmth=6,
    )
    yield DemoPost(
        key="freelance-scene",
        author="xunuo",
        kind="scene",
        at=facts.at(5, 22, "21:10"),
        title="接稿账本：每个项目一本小账，税先留出来",
        body="按项目记收入和外包，税和社保单独一类。最重要的是那个「留着交税的」账户，钱一到就先划过去，不算自己的。架子给同行。\n\n#自由职业 #账本分享",
        arrangement="freelance",
        scene="freelance",
        talk=(DemoSaid("cat", "拿走了，谢谢一诺姐。", 95),),
        warmth=7,
    )
    skin = facts.entries("yinuo", "care.skincare", words="防晒")
    if skin:
        yield DemoPost(
            key="sunscreen",
            author="xunuo",
            kind="share",
            at=facts.days_after(skin[-1].date, 30, "16:40"),
            title="不出门的人也要防晒吗？用了一个月",
            body="画桌靠窗，下午西晒。\n\n#护肤 #独居",
            items=(
                facts.item("防晒", "yinuo", skin[-1:], "worth", "不搓泥，不泛白，坐窗边画一下午手臂没有再黑一截。"),
            ),
            talk=(DemoSaid("linxiaowen", "靠窗也要涂，紫外线不管你出没出门。", 45),),
            scene="personal",
            warmth=5,
        )
    hobby = facts.entries("yinuo", "leisure.hobby", words="陶艺")
    if hobby:
        yield DemoPost(
            key="pottery",
            author="xunuo",
            kind="share",
            at=facts.days_after(hobby[-1].date, 9, "17:05"),
            title="陶艺体验：杯子丑，但是我的",
            body=f"前后去了 {len(hobby)} 次。\n\n#周末 #手作",
            items=(
                facts.item(
                    "陶艺体验一次", "yinuo", hobby[-1:], "worth", "两个小时不看手机，做出来的杯子歪歪的，每天都在用。"
                ),
            ),
            talk=(DemoSaid("hill", "歪的好看，拿得住。", 60),),
            scene="personal",
            warmth=6,
        )


def _couple(facts: Facts) -> Iterator[DemoPost]:
    book = facts.book("couple")
    saved = next(account.today_minor for account in book.accounts if account.key == "jar")
    goal = int(str(book.facts["goal_amount"]))
    yield DemoPost(
        key="deposit",
        author="xunuo",
        kind="story",
        at=facts.at(0, 18, "22:45"),
        title=f"两个人攒首付，攒到 {yuan(saved)} 了",
        body=f"目标 {yuan(goal)}，走了 {percent(saved, goal)}%。每人每月先存，剩下的再花，谁的项目款到了就多存一点。\n\n账是共同的，密码也是共同的，吵架那天谁也不许动这个罐子——这条是写下来的。\n\n#情侣 #攒钱 #首付",
        talk=(
            DemoSaid("fawn", "吵架不许动罐子，这条必须学。", 20),
            DemoSaid("hill", "慢一点没关系，两个人都在存最难得。", 180),
        ),
        scene="couple",
        warmth=9,
    )
    year = facts.month(1, 12)
    cat = facts.spent("couple", "pets", between=year)
    parts = [("猫粮罐头", "pets.food"), ("猫砂猫抓板", "pets.litter"), ("看医生", "pets.vet")]
    lines = "\n".join(
        f"- {name} {yuan(facts.spent('couple', key, between=year))}"
        for name, key in parts
        if facts.spent("couple", key, between=year)
    )
    yield DemoPost(
        key="cat",
        author="xunuo",
        kind="story",
        at=facts.at(0, 10, "20:20"),
        title=f"养年糕一年花了 {yuan(cat)}",
        body=f"一只猫，十二个月：\n\n{lines}\n\n一个月 {about(cat // 12)}。养之前以为贵在粮，养了才知道贵在「它好像不太舒服」。留一份看病的钱再带它回家。\n\n#养猫",
        talk=(
            DemoSaid("cat", "年糕好名字！我家的叫豆沙。", 14),
            DemoSaid("linxiaowen", "留一份看病的钱，人和猫都一样。", 70),
        ),
        scene="couple",
        warmth=9,
    )
    yield DemoPost(
        key="dates",
        author="xunuo",
        kind="story",
        at=facts.at(1, 20, "23:10"),
        title="约会的钱怎么分，我们试过三种",
        body=_dates(facts),
        talk=(DemoSaid("rain", "比例分这个听着公平，下次谈谈。", 120),),
        scene="couple",
        warmth=6,
    )
    games = facts.entries("couple", "shows.games")
    if games:
        yield DemoPost(
            key="escape-room",
            author="xunuo",
            kind="share",
            at=facts.days_after(games[-1].date, 3, "23:30"),
            title="两个人去密室，值不值这个票",
            body="价格是两个人的。\n\n#周末 #约会",
            items=(
                facts.item(
                    "密室双人票",
                    "couple",
                    games[-1:],
                    "fair",
                    "机关做得好，胆小的那个（不是我）全程闭眼，等于一个人在玩。",
                ),
            ),
            talk=(DemoSaid("fawn", "替周航点个蜡。", 25),),
            scene="couple",
            warmth=6,
        )


def _dates(facts: Facts) -> str:
    year = facts.month(2, 12)
    spent = facts.spent("couple", "dates", between=year)
    return f"轮流请、各付各的、共同钱包。最后留下的是共同钱包：按收入比例往里放，出去玩都从里面付。一年约会吃饭喝咖啡一共 {yuan(spent)}，一个月 {about(spent // 12)}。\n\n分得清楚不伤感情，分不清楚才伤。\n\n#情侣 #约会"


def _fan(facts: Facts) -> Iterator[DemoPost]:
    ago = next(ago for ago in range(1, 13) if facts.month(ago)[0].month in (3, 4, 5, 10, 11, 12))
    month = facts.month(ago)
    groups = [
        ("食堂", ("canteen",)),
        ("外卖", ("takeaway",)),
        ("奶茶零食水果", ("milk_tea",)),
        ("和同学", ("together",)),
        ("日用", ("daily",)),
        ("衣服", ("clothes",)),
        ("交通回家", ("travel_home",)),
        ("话费会员", ("subscriptions",)),
        ("书和考试", ("books", "exams")),
    ]
    rows = [(name, facts.spent("yifan", *keys, between=month)) for name, keys in groups]
    spent = facts.spent("yifan", between=month)
    lines = "\n".join(f"- {name} {yuan(amount)}" for name, amount in sorted(rows, key=lambda row: -row[1]) if amount)
    job = facts.earned("yifan", "part_time", between=month)
    allowance = facts.earned("yifan", "allowance", between=month)
    yield DemoPost(
        key="enough",
        author="xuyifan",
        kind="story",
        at=facts.at(ago - 1, 3, "22:10"),
        title=f"一个月 {yuan(allowance)} 够不够",
        body=f"家里每月给 {yuan(allowance)}，图书馆勤工 {yuan(job)}。{month[0]:%-m 月}一共花了 {yuan(spent)}：\n\n{lines}\n\n结论：在南昌的学校，好好吃食堂就够；想喝奶茶、出去玩，得自己挣。{_verdict(allowance + job - spent)}\n\n#大学生 #生活费",
        talk=(
            DemoSaid("xunuo", "弟，外卖那行我看见了。", 15, (DemoSaid("xuyifan", "期中周！特殊情况！", 4),)),
            DemoSaid("cat", "研二路过，食堂确实是南昌学校的底气。", 90),
            DemoSaid("yuwan", "和我差不多，我奶茶比你多……", 150),
        ),
        scene="campus",
        warmth=10,
        picked=True,
    )
    term = facts.month(1, 12)
    meals, orders = (
        facts.entries("yifan", "canteen.meals", between=term),
        facts.entries("yifan", "takeaway", between=term),
    )
    canteen, away = (
        sum(entry.amount_minor for entry in meals) // len(meals),
        sum(entry.amount_minor for entry in orders) // len(orders),
    )
    yield DemoPost(
        key="canteen",
        author="xuyifan",
        kind="story",
        at=facts.at(0, 7, "12:35"),
        title=f"食堂一顿 {yuan(canteen)}，外卖一顿 {yuan(away)}",
        body=f"翻了一年的账：食堂正餐 {len(meals)} 顿，平均 {yuan(canteen)}；外卖 {len(orders)} 顿，平均 {yuan(away)}。一顿差 {yuan(away - canteen)}。\n\n也不是不能点，就是点之前先走到食堂门口看一眼，有时候走着走着就饿得不挑了。\n\n#大学生 #食堂",
        talk=(DemoSaid("yuwan", "走着走着就不挑了，科学。", 20),),
        scene="campus",
        warmth=8,
    )
    jar = next(account.today_minor for account in facts.book("yifan").accounts if account.key == "jar")
    goal = int(str(facts.book("yifan").facts["goal_amount"]))
    yield DemoPost(
        key="laptop",
        author="xuyifan",
        kind="story",
        at=facts.at(0, 16, "23:00"),
        title=f"攒一台笔记本：{yuan(jar)} / {yuan(goal)}",
        body=f"还差 {yuan(goal - jar)}。没打算分期，问过学长，免息的那种也要占额度、要手续费，晚几个月买又不会死。\n\n勤工的钱一到先划走一半，剩下的当没发生过。\n\n#大学生 #攒钱",
        talk=(
            DemoSaid("chenyu", "晚几个月买，这句说得比很多大人明白。", 40),
            DemoSaid("xunuo", "我有台旧的先借你用。", 80, (DemoSaid("xuyifan", "！！！谢谢姐", 2),)),
        ),
        scene="campus",
        warmth=9,
    )
    things = [
        facts.one(name, "yifan", category, verdict, why, words=words)
        for name, category, words, verdict, why in _DORM
        if facts.there_is("yifan", category, words)
    ]
    yield DemoPost(
        key="dorm",
        author="xuyifan",
        kind="share",
        at=facts.days_after(max(thing.bought_on or facts.today for thing in things), 6, "21:30"),
        title="宿舍里买得最值和最亏的",
        body="都不贵，可是学生的钱经不起买错。\n\n#大学生 #宿舍",
        items=tuple(things),
        talk=(
            DemoSaid("cat", "abandon 是全国人民的终点。", 12),
            DemoSaid("yuwan", "小夜灯求链接，算了我去超市看。", 55),
        ),
        scene="campus",
        warmth=8,
    )
    hoodie = facts.entries("yifan", "clothes.clothes", words="卫衣") or facts.entries("yifan", "clothes.clothes")
    yield DemoPost(
        key="hoodie",
        author="xuyifan",
        kind="share",
        at=facts.days_after(hoodie[-1].date, 25, "18:50"),
        title="一件卫衣穿三个季节",
        body="一年衣服就买几件，干脆买耐穿的。\n\n#大学生 #穿搭",
        items=(facts.item("卫衣", "yifan", hoodie[-1:], "worth", "洗了好几次没起球，纯色的，怎么穿都不会错。"),),
        talk=(DemoSaid("fawn", "纯色万岁。", 33),),
        scene="campus",
        warmth=5,
    )
    tea = facts.spent("yifan", "milk_tea.drinks", between=term)
    yield DemoPost(
        key="fan-checkin",
        author="xuyifan",
        kind="checkin",
        at=facts.at(0, 20, "22:40"),
        title="想买先睡一觉：游戏皮肤没买",
        body=f"睡了两晚，第三天活动结束了，问题解决。另外算了一下一年喝的 {yuan(tea)}，决定先把奶茶从每天改成每周。",
        challenge="no-impulse",
        talk=(DemoSaid("yuwan", "活动结束了问题就解决了 哈哈哈", 10),),
        scene="campus",
        warmth=7,
    )
    yield DemoPost(
        key="library-job",
        author="xuyifan",
        kind="question",
        at=facts.at(2, 12, "20:50"),
        title="图书馆勤工和校外家教，大二选哪个？",
        body=f"图书馆一个月 {yuan(facts.entries('yifan', 'part_time', kind='income')[-1].amount_minor)}，走路五分钟，能看书。校外家教一小时抵它半天，可来回要一个半小时。有做过的学长学姐吗？\n\n#大学生 #兼职",
        talk=(
            DemoSaid(
                "cat",
                "先把来回的时间也算进时薪再比。我算完选了图书馆，省下的时间考了个证。",
                65,
                (DemoSaid("xuyifan", "这么一算差得不多，那就图书馆了。", 30),),
                accepted=True,
            ),
            DemoSaid("linxiaowen", "晚上一个人来回要注意安全，这个也要算进去。", 110),
        ),
        scene="campus",
        warmth=6,
    )
    yield DemoPost(
        key="campus-scene",
        author="xuyifan",
        kind="scene",
        at=facts.at(facts.since(9) - 1 if facts.since(9) > 1 else 0, 8, "19:30"),
        title="新生拿走：大学账本这么分就够了",
        body="食堂、外卖、奶茶、和同学，四类就能看出钱去哪了。学费住宿费单独放，别把自己吓到。\n\n#大学生 #账本分享",
        arrangement="yifan",
        scene="campus",
        talk=(DemoSaid("yuwan", "套用了，外卖那类已经开始发红。", 44),),
        warmth=7,
    )
    yield DemoPost(
        key="club",
        author="xuyifan",
        kind="story",
        at=facts.at(1, 25, "23:05"),
        title="摄影社一年花多少？不买相机的玩法",
        body=_club(facts),
        talk=(DemoSaid("hill", "会等光的人，用什么都拍得好。", 85),),
        scene="campus",
        warmth=6,
    )


def _club(facts: Facts) -> str:
    club = facts.spent("yifan", "together.club", between=facts.month(2, 12))
    return f"社费和外拍车费，一年 {yuan(club)}。相机是社里轮流借的，借的时候拍得反而认真。\n\n社长说得好：先学会等光，再想换镜头。\n\n#摄影 #社团"


def _verdict(left_minor: int) -> str:
    if left_minor >= 0:
        return f"那个月还剩 {yuan(left_minor)}，进了攒钱罐。"
    return f"那个月超了 {yuan(-left_minor)}，从上个月剩的里补的。"
