"""Who is there besides the demo's people: neighbours who read and talk, and keep no book that we know of."""

from community.demo.records import DemoNeighbour

# People of the demo by their keys, under the name that they chose here.
MEMBERS = (
    DemoNeighbour("chenyu", "陈屿", "修设备的，房贷还到五十四岁", "chenyu@example.com"),
    DemoNeighbour("linxiaowen", "林晓雯", "护士，小满的妈妈", "linxiaowen@example.com"),
    DemoNeighbour("liubo", "刘波", "早上四点的面包师傅", "liubo@example.com"),
    DemoNeighbour("hejing", "何静", "开面包店，也做曲奇", "hejing@example.com"),
    DemoNeighbour("xiaozhou", "小周", "巷口面包收银", "xiaozhou@example.com"),
    DemoNeighbour("xunuo", "许一诺", "插画，独居，养一只叫年糕的猫", "xunuo@example.com"),
    DemoNeighbour("xuyifan", "许一凡", "大二，在攒一台电脑", "xuyifan@example.com"),
    DemoNeighbour("xiaojiang", "编辑小江", "编辑部的，什么都自己买来用一年", "xiaojiang@example.com"),
)
READERS = (
    DemoNeighbour("mumu", "木木会计", "做了十二年账"),
    DemoNeighbour("wan", "老万", "水电工，也接小修"),
    DemoNeighbour("orange", "阿橘妈妈", "孩子三岁，刚开始记账"),
    DemoNeighbour("sister", "楼上的二姐", "两个娃"),
    DemoNeighbour("hill", "周末爬山的人", "住在红谷滩"),
    DemoNeighbour("seven", "小七", "结婚第一年"),
    DemoNeighbour("strong", "开早餐店的阿强", "十八年，没涨过豆浆价"),
    DemoNeighbour("rain", "南方有雨", ""),
    DemoNeighbour("fawn", "小鹿先存钱", "月光到不月光"),
    DemoNeighbour("cat", "研二的猫", "读书，接一点稿"),
    DemoNeighbour("yuwan", "鱼丸粗面", "巷口面包楼上的学生"),
)
TOUT = DemoNeighbour("tout", "金姐在线", "")
