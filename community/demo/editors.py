"""编辑小江: twelve things used for a year, and the articles of the house. Brands are invented; editors keep no book here,
so their prices are their own.
"""

# A table of people's words reads best as they would be typed, and Chinese counts double in a line's length.
# ruff: noqa: E501

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from community.demo.facts import Facts
from community.demo.records import DemoArticle, DemoItem, DemoPost, DemoSaid, DemoTout, DemoVerdict

# Key, name, price in yuan, where, verdict at first and why, verdict after a year and what was found, title, words.
_THINGS = (
    (
        "pot",
        "禾本铸铁锅 24 厘米",
        269,
        "商场",
        "worth",
        "炖肉不用看火，蓄热好，关了火还能滚十分钟。就是沉，洗的时候要两只手。",
        "worth",
        "用了一年，锅沿磕掉米粒大一块，没生锈。一周两次，越养越好用，还值。",
        "铸铁锅，重到怀疑人生还买吗",
        "重是真重，可是红烧肉是真香。",
    ),
    (
        "chair",
        "云坐 C2 办公椅",
        899,
        "网上",
        "fair",
        "腰托能调，坐两小时不累。扶手有点晃，装的时候螺丝给少了一颗。",
        "not_worth",
        "用了一年，气压杆往下滑，客服说过保了。同样的钱现在会选保三年的。",
        "八百多的办公椅，坐进去第一周",
        "在家干活的人，先别急着买，等我坐满一年再来说。",
    ),
    (
        "bottle",
        "山泉 316 保温杯",
        129,
        "超市",
        "worth",
        "早上灌的水下午还烫，杯盖能拆开洗，放包里没漏过。",
        "worth",
        "用了一年，外面漆掉了一圈，保温没变。漆我不在乎，还值。",
        "一个保温杯，值不值一百多",
        "选杯子我只看两件事：盖子能不能拆，口能不能伸进手。",
    ),
    (
        "vacuum",
        "小帚 V8 吸尘器",
        1299,
        "网上大促",
        "fair",
        "吸猫毛很好，刷头要自己剪头发。电池标五十分钟，强力只有十二分钟。",
        "fair",
        "用了一年，电池强力只剩八分钟。每天随手吸够用，大扫除还是得拿扫把。",
        "有猫的家，吸尘器怎么选",
        "先说结论：它代替不了扫把，但能让你愿意每天吸一下。",
    ),
    (
        "umbrella",
        "一把晴雨伞",
        79,
        "便利店",
        "worth",
        "突然下雨买的，骨架比想的结实，黑胶遮光，夏天走十分钟不烫头。",
        "not_worth",
        "用了一年，风口吹翻两次，断了一根骨。便利店的价，买不到网上那个料。",
        "临时买的伞，意外好用？",
        "应急的东西，往往是最贵的那一份。",
    ),
    (
        "cooker",
        "老灶 4 升电饭煲",
        459,
        "商场",
        "worth",
        "煮饭比十年前那只香，预约很准。内胆别用铁勺刮就行。",
        "worth",
        "用了一年，天天用，内胆还是好的。一天一块多，这钱花得最踏实。",
        "电饭煲四百块和一千块差在哪",
        "差在屏幕，不差在饭。",
    ),
    (
        "pillow",
        "眠山乳胶枕",
        318,
        "网上",
        "fair",
        "刚睡三天落枕，第二周才习惯。味道散了五天。",
        "worth",
        "用了一年，没塌，脖子比原来好。前两周真的难熬，要给它点时间。",
        "换枕头前两周，我差点退货",
        "别在第三天下结论。",
    ),
    (
        "shoes",
        "跑山 3 代跑鞋",
        399,
        "工厂店",
        "worth",
        "上一代打折买的，回弹和新款差不多，便宜两百。",
        "fair",
        "用了一年，跑了六百多公里，前掌磨平了，该换了。按公里算不贵。",
        "跑鞋买上一代，差在哪",
        "新款的钱，多半花在颜色上。",
    ),
    (
        "lamp",
        "灯下 A1 护眼台灯",
        349,
        "网上",
        "fair",
        "光很匀，看书不晃眼。触摸开关太灵，擦灰都能点亮。",
        "fair",
        "用了一年，还是会半夜被猫踩亮。光没问题，开关真该改成按钮。",
        "护眼台灯，先看光还是先看开关",
        "参数都差不多，差的是每天按的那一下。",
    ),
    (
        "kettle",
        "沸点电水壶",
        89,
        "超市",
        "worth",
        "一升五，四分钟开，外壳不烫手，八十九块没什么可挑的。",
        "worth",
        "用了一年，水垢用白醋泡一次就好。便宜的东西做好一件事，就很值。",
        "八十九块的电水壶能用多久",
        "不联网、没有屏幕、不会说话，我最喜欢的家电。",
    ),
    (
        "coat",
        "北巷羽绒服",
        729,
        "换季打折",
        "worth",
        "反季买的，四折。充绒够南昌的冬天，帽子能拆。",
        "worth",
        "过了一个冬天，钻了几根绒，拉链顺。反季买这件事，比买哪件更省钱。",
        "六月买羽绒服，省了多少",
        "热的时候买冷的，冷的时候买热的。",
    ),
    (
        "course",
        "「七天学会剪辑」网课",
        199,
        "直播间",
        "not_worth",
        "七天讲的是软件按钮，免费教程里都有，群里天天推下一期高价课。",
        "not_worth",
        "一年了，群早解散了，课打不开了。想学东西先看有没有免费的前三节。",
        "直播间买的课，学完了吗",
        "编辑部也会冲动消费，写出来给大家垫一次背。",
    ),
)
_TALK = (
    (DemoSaid("strong", "我家那口锅用了十八年，传给我儿子。", 60),),
    (
        DemoSaid("cat", "坐椅子等一年后的评价，这才是我想看的。", 45),
        DemoSaid("mumu", "一年到了，气压杆果然。保三年那条我记下了。", 367 * 24 * 60),
    ),
    (DemoSaid("hill", "爬山的同意，口能伸进手最重要。", 30),),
    (DemoSaid("xunuo", "有年糕的人表示：强力八分钟真的够崩溃。", 50),),
    (DemoSaid("rain", "名字就叫南方有雨的我，一年坏三把。", 22),),
    (DemoSaid("sister", "“差在屏幕，不差在饭”，我笑了。", 35),),
    (DemoSaid("linxiaowen", "夜班回来倒头就睡，什么枕头都行……", 80),),
    (DemoSaid("hill", "买上一代是老手的做法。", 44),),
    (DemoSaid("xuyifan", "宿舍用那种十几块的夹子灯，也够了。", 70),),
    (DemoSaid("wan", "这种壶坏了也好修，里头就一个温控。", 90),),
    (DemoSaid("orange", "反季买孩子衣服千万别，长太快。", 65, (DemoSaid("xiaojiang", "对，大人才能反季。", 12),)),),
    (DemoSaid("fawn", "同款群，天天在发「最后三个名额」。", 25), DemoSaid("seven", "谢谢垫背。", 100)),
)


def posts(facts: Facts) -> Iterator[DemoPost]:
    for number, (row, talk) in enumerate(zip(_THINGS, _TALK, strict=True)):
        key, name, price, place, verdict, why, later, found, title, words = row
        at = facts.at(14 + number % 6, 3 + 2 * number, f"{11 + number % 9}:{10 + 3 * number % 50}")
        yield DemoPost(
            key=f"editor-{key}",
            author="xiaojiang",
            kind="share",
            at=at,
            title=title,
            body=f"{words}\n\n自己掏钱买的，没有谁送。一年以后我会回来补一次：还值不值。\n\n#用了一年 #编辑自购",
            items=(
                DemoItem(
                    name=name,
                    price_minor=price * 100,
                    verdict=verdict,
                    why=why,
                    place=place,
                    bought_on=at.date() - dt.timedelta(days=12),
                    later=(DemoVerdict(366, later, found),),
                ),
            ),
            talk=talk,
            city="",
            warmth=4 + number % 5,
            picked=key in ("chair", "kettle"),
        )


def tout(facts: Facts) -> DemoTout:
    # The house's checks refuse plainer offers before anybody reads them; this one slipped by.
    return DemoTout(
        by="tout",
        post="laptop",
        text="同学别等了，今天就能拿到新电脑，不看收入当天下来，想了解的看我主页头像上的号。",
        at=facts.days_after(facts.at(0, 16, "23:00").date(), 1, "09:12"),
        reported_by="xuyifan",
        reason="credit",
        decided_by="laodeng",
        appeal="我只是热心帮同学，没有放贷，凭什么删我的评论？我主页什么也没写，请恢复。",
    )


def articles(facts: Facts) -> Iterator[DemoArticle]:
    yield DemoArticle(
        slug="monthly-0-6-percent",
        column="sums",
        at=facts.at(2, 9, "10:00"),
        title="每月 0.6%，一年到底是多少",
        summary="12,000 元分 12 期，每期手续费 0.6%。乘以 12 是 7.2%，真实年化却是 13.03%。差在哪儿，拿张纸就能算清。",
        picked=True,
        body="""<p>小许换手机，12,000 元，分 12 期，每期手续费 0.6%。店员说：「一年才 7.2%。」这个数，只对了一半。</p>
<h2>先把每一期写下来</h2>
<p>本金每期还 1,000 元，手续费每期 72 元，一共还 1,072 元，还十二次，总共 12,864 元。手续费合计 864 元，正好是 12,000 的 7.2%。到这里，店员没说错。</p>
<h2>可你并没有把 12,000 用满一年</h2>
<p>第一个月，你欠着 12,000；第二个月，只欠 11,000；到最后一个月，你手里只剩 1,000 元是借来的。手续费却一直按 12,000 收。</p>
<table><thead><tr><th>第几期</th><th>这个月用着的钱</th><th>这个月的手续费</th></tr></thead><tbody><tr><td>1</td><td>12,000</td><td>72</td></tr><tr><td>6</td><td>7,000</td><td>72</td></tr><tr><td>12</td><td>1,000</td><td>72</td></tr></tbody></table>
<p>十二个月平均下来，你用着的钱只有 6,500 元。用 6,500 元一年，付 864 元，随手一除就是 13.3%。按每期的现金流仔细算，每个月的利率是 1.086%，一年是 <strong>13.03%</strong>；要是算上利滚利，是 13.84%。</p>
<blockquote><p>手续费按最开始的本金收，欠的钱却一期比一期少。看总数，不如看年化。</p></blockquote>
<h2>下次遇到分期，问三句</h2>
<ol><li>十二期一共还多少？减去现价，就是真正的代价。</li><li>提前还清，剩下几期的手续费退不退？</li><li>直接付款有没有优惠？有的话，优惠也是代价的一部分。</li></ol>
<p>如果手头的钱够付，又留得出三个月的开销，先想想不分期。如果不够，先看看能不能等两个月再买。这两条，都不用花一分钱。</p>""",
    )
    yield DemoArticle(
        slug="free-instalments",
        column="sums",
        at=facts.at(1, 6, "10:00"),
        title="「免息」两个字，有时候写在价格里",
        summary="同一台机器，直接付 4,699，分期 12 期每期 409，标着免息。省下来的 209，就是免掉的那部分。",
        body="""<p>商品页上写着：分 12 期，每期 409 元，0 利息 0 手续费。409 乘以 12，是 4,908 元。</p>
<p>再看一眼旁边：直接付款，立减 209，实付 4,699 元。</p>
<h2>那 209 元去了哪儿</h2>
<p>选分期，就拿不到立减。多付的 209 元换了个名字，叫「原价」。4,699 元的东西，每个月还 409，还十二次，折成年化是 8.11%，并不是零。</p>
<h2>怎么看穿它</h2>
<ul><li>只比两个数：直接付的实付价，和分期的总还款。</li><li>两个数一样，才是真的免息。</li><li>不一样，差的就是利息，不管它叫什么。</li></ul>
<blockquote><p>免的是名字，不是钱。</p></blockquote>
<p>真免息也不是不能用，前提是每一期的扣款日都记进账本的日程里。忘一次，逾期的费用就把省下的全吃回去了。</p>""",
    )
    yield DemoArticle(
        slug="first-week",
        column="begin",
        at=facts.at(4, 5, "09:00"),
        title="第一周：只记，不评价",
        summary="记账最容易死在第三天。第一周只做一件事：记下来，不许骂自己。",
        series="first-month",
        series_position=1,
        body="""<p>很多人记账，记到第三天就停了。不是懒，是每记一笔就要审判一次自己：这杯奶茶该不该买？审判久了，谁都想逃。</p>
<h2>第一周的规矩</h2>
<ol><li>花了就记，当场记，十秒钟。</li><li>分类拿不准就放「其他」。</li><li>不看总数，不设预算，不骂自己。</li></ol>
<p>七天以后，你会有四五十笔真实的数。它们不好看，可是它们是真的。后面所有的决定，都要站在这些真的数上面。</p>
<blockquote><p>先看见，再改变。顺序不要反。</p></blockquote>
<h2>漏了怎么办</h2>
<p>漏了就漏了。周日晚上对一次余额，差多少记一笔「没记到的」。差一点点，不影响你看清楚大头。</p>""",
    )
    yield DemoArticle(
        slug="second-week",
        column="begin",
        at=facts.at(4, 12, "09:00"),
        title="第二周：找出三个大头",
        summary="八成的钱，通常只去了三个地方。找到它们，别的先不管。",
        series="first-month",
        series_position=2,
        body="""<p>打开这一周的分类，从大到小排。前三名加起来，往往就占了八成。</p>
<p>林晓雯家的前三名是：房贷、买菜、孩子。她说，看到排名的那一刻心里一松——原来不是奶茶的问题。</p>
<h2>大头分两种</h2>
<ul><li><strong>动不了的</strong>：房租、房贷、保险。它们一年只值得看一次，看的时候认真谈。</li><li><strong>动得了的</strong>：吃饭、打车、孩子的东西。它们值得每周看一眼。</li></ul>
<p>第二周只做一件事：在动得了的里面挑一个，定一个比现在少一成的数。少一成，不疼，能坚持。</p>
<blockquote><p>省钱不是把每一样都砍一刀，是在对的地方砍一小刀。</p></blockquote>
<p>剩下的分类，先放过它们。一次只改一样，改成了再改下一样。</p>""",
    )
    yield DemoArticle(
        slug="third-week",
        column="begin",
        at=facts.at(4, 19, "09:00"),
        title="第三周：给下个月留一个缺口",
        summary="预算不是把钱分光，是留出一块谁也不许动的。",
        series="first-month",
        series_position=3,
        body="""<p>第一次做预算的人，喜欢把收入一分不剩地分给每个分类。然后第一场同学婚礼，就把整张表打翻了。</p>
<h2>先留缺口</h2>
<p>把上个月的开销加起来，再往上加一成，作为「会发生、但不知道是什么」的那一份。轮胎、红包、拔智齿，都从这里出。</p>
<h2>再分别的</h2>
<p>分的时候用自己的中位数，不用理想数。外面吃饭三个月的中位数是多少，就先写多少，写完再减一成。账本里「按近几个月的中位数帮你填好」，就是做这件事的。</p>
<blockquote><p>做不到的预算，比没有预算更伤人。</p></blockquote>
<p>月底没动用的缺口，不要花掉，让它留在那里。留满三个月的开销，你就有了一笔应急的钱。</p>""",
    )
    yield DemoArticle(
        slug="eight-months",
        column="people",
        at=facts.at(1, 20, "10:00"),
        title="熬过第七个月：一家面包店的账",
        summary="装修、房租、寒假。何静把亏的月份一个一个写了出来，我们去店里坐了一下午。",
        body="""<p>巷口面包在大学东门往里走一百米。四点，刘波进店和面；七点，何静来开收银。学生管她叫「静姐」，不知道她也是老板。</p>
<p>她在社区里写过一篇帖子，把亏损的月份一行一行列出来。底下留言最多的一句是：「第一次看到有人这么写。」</p>
<h2>为什么要写出来</h2>
<p>「开店前我到处问，大家只说赚了多少，」她说，「没有人告诉我，第一个寒假学校空了，一天只来二十个人，你该怎么办。」</p>
<h2>他们怎么办的</h2>
<ul><li>寒假缩到半天，把省下的电费和原料记下来，发现关一整天反而更亏。</li><li>外卖的抽成单独一类，不再和房租混在一起看。</li><li>两个人约好：超过一个数的支出，要另一个人点头。</li></ul>
<blockquote><p>账不是写给税务局看的，是写给凌晨三点睡不着的自己看的。</p></blockquote>
<p>临走的时候她往我手里塞了一个海盐卷。我问要不要记一笔，她说：「要。记试吃。」</p>""",
    )


COLUMNS = (
    ("sums", "算一算", "Sums", "把一件事的真实价格算到底。", "What a thing really costs, worked out to the end."),
    (
        "begin",
        "从零开始",
        "Beginnings",
        "第一次记账，一周一件事。",
        "Keeping a book for the first time, one thing a week.",
    ),
    ("people", "人物", "People", "去看看别人怎么过日子。", "How others live with their money."),
)
SERIES = (("first-month", "第一个月怎么记", "三周，三件小事。读完一篇，做一件，再读下一篇。"),)
