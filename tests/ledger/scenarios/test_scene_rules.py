"""Each rule of the format refuses a file that breaks it, and says where."""

import pytest

from ledger.scenarios import SceneError, read_scene

GOOD = """
slug = "garden"
position = 90
name = { zh = "菜园", en = "Garden" }
pitch = { zh = "种了多少，收了多少。", en = "What was sown and what was reaped." }
icon = "plant"
color = "#336633"
default_account = "cash"
roles = { invite = "bookkeeper", guest = "contributor" }
budget = { of = "spending", period = "month" }
reading = { mode = "cost" }
[[accounts]]
key = "cash"
kind = "cash"
name = { zh = "现金", en = "Cash" }
icon = "cash"
[[categories]]
key = "seeds"
kind = "expense"
name = { zh = "种子", en = "Seeds" }
icon = "seedling"
essential = true
budget_bps = 9000
concepts = ["household"]
children = [
  { key = "flowers", name = { zh = "花", en = "Flowers" }, icon = "flower", concepts = ["household.plants"] },
]
[[modes]]
key = "spend"
kind = "expense"
name = { zh = "花了", en = "Spent" }
icon = "wallet"
[[cards]]
key = "harvest"
options = { days = 7 }
[[facts]]
key = "area"
type = "integer"
name = { zh = "几平米", en = "Area" }
ask = "needed"
needed_by = ["harvest"]
[[entry.fields]]
key = "bed"
type = "text"
name = { zh = "哪一畦", en = "Bed" }
icon = "shovel"
kinds = ["expense"]
"""

ICONS = {"plant", "cash", "seedling", "flower", "wallet", "shovel"}


def read(tmp_path, text, **checks):
    path = tmp_path / "garden.toml"
    path.write_text(text, encoding="utf-8")
    return read_scene(path, icons=ICONS, **checks)


def test_read_scene_takes_a_good_file(tmp_path):
    made = read(tmp_path, GOOD, cards={"harvest"})
    assert made.category("seeds.flowers").essential
    assert made.cards[0].options["days"] == 7
    assert made.facts[0].needed_by == ("harvest",)
    assert made.entry_fields[0].kinds == ("expense",)


SECOND_ACCOUNT = '[[accounts]]\nkey = "cash"\nkind = "bank"\nname = { zh = "卡", en = "Card" }\nicon = "cash"\n'
FACT = (
    '[[facts]]\nkey = "area"\ntype = "integer"\nname = { zh = "甲", en = "A" }\n'
    'ask = "needed"\nneeded_by = ["harvest"]\n'
)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('color = "#336633"', 'colour = "#336633"', "“color” is missing"),
        ("position = 90", "position = 90\nnickname = 1", "unknown key “nickname”"),
        ("position = 90", "position = true", "“position” must be of type int"),
        ('color = "#336633"', 'color = "green"', "is not of the form"),
        ('slug = "garden"', 'slug = "orchard"', "is not the name of the file"),
        ('en = "Garden" }', 'en = "" }', "“name” has no en translation"),
        (
            '{ zh = "种子", en = "Seeds" }',
            '{ en = "Seeds" }',
            r"categories\[1\]: “name” has no zh translation",
        ),
        ('zh = "种子", en = "Seeds"', 'zh = "种子", en = "Seeds", fr = "x"', "unknown key “fr”"),
        ('icon = "seedling"', 'icon = "seedlings"', r"categories\[1\]: icon “seedlings” does not exist"),
        ('icon = "flower"', 'icon = "rose"', "icon “rose” does not exist"),
        ('zh = "种子"', 'zh = "应收种子"', "shows “应收”"),
        ('en = "Seeds"', 'en = "Accrual"', "shows “Accrual”"),
        ("[[modes]]", SECOND_ACCOUNT + "[[modes]]", "accounts: key “cash” stands twice"),
        ('kind = "cash"', 'kind = "purse"', "“kind” is “purse”"),
        ('default_account = "cash"', 'default_account = "bank"', "“default_account” is “bank”"),
        ("essential = true\n", "", "“essential” is missing"),
        ('concepts = ["household.plants"]', 'concepts = ["household"]', "key “household” stands twice"),
        ("budget_bps = 9000", "budget_bps = 10001", "between 0 and 10000"),
        ('kind = "expense"\nname = { zh = "花了"', 'kind = "gift"\nname = { zh = "花了"', "“kind” is “gift”"),
        ('key = "spend"', 'key = "spend"\ncategory = "beans"', "“category” is “beans”"),
        ('key = "spend"', 'key = "spend"\nfrom_account = "cash"\nfrom_kind = "bank"', "not by both"),
        ('key = "harvest"', 'key = "gold"', "card “gold” is not in the registry"),
        ("days = 7", "days = 7.5", "“options” must be plain"),
        ('needed_by = ["harvest"]', 'needed_by = ["weather"]', "names “weather”, which does not exist"),
        ('needed_by = ["harvest"]', "needed_by = []", "no card needs"),
        ('type = "integer"', 'type = "choice"', "“choices” belong to the type choice"),
        ('type = "integer"', 'type = "float"', "“type” is “float”"),
        ("[[entry.fields]]", FACT + "[[entry.fields]]", "facts: key “area” stands twice"),
        ('kinds = ["expense"]', "kinds = []", "“kinds” must name"),
        ('mode = "cost"', 'mode = "guess"', "“mode” is “guess”"),
        ('invite = "bookkeeper"', 'invite = "owner"', "“invite” is “owner”"),
        ('slug = "garden"', "slug = ", "garden.toml"),
    ],
)
def test_read_scene_refuses_and_names_the_place(tmp_path, old, new, sentence):
    assert old in GOOD
    with pytest.raises(SceneError, match=sentence):
        read(tmp_path, GOOD.replace(old, new, 1), cards={"harvest"})


def test_read_scene_refuses_a_ninth_fact(tmp_path):
    facts = "".join(FACT.replace('"area"', f'"area_{number}"') for number in range(8))
    with pytest.raises(SceneError, match="9 facts are more than 8"):
        read(tmp_path, GOOD + facts)


def test_read_scene_leaves_cards_alone_without_a_registry(tmp_path):
    assert read(tmp_path, GOOD).cards[0].key == "harvest"
