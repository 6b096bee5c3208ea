"""Both languages say everything, and say the same; docs/translations.md has the terms."""

import re
from functools import cache
from pathlib import Path
from string import Formatter

import polib
import pytest
from allauth.account.adapter import get_adapter
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.management import CommandError, call_command
from django.template import engines
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from config.services.catalogues import PLURAL_FORMS, catalogue_path, merge_catalogue, translated
from config.services.texts import Text, TextRefused, texts_of_checkout, texts_of_python, texts_of_template

ROOT = Path(__file__).resolve().parents[2]
HAN = re.compile(r"[\u4e00-\u9fff]")
NAMED = re.compile(r"%\((\w+)\)[sd]")
# What a Chinese reader meets in Latin letters: names of products, formats and of fields of the API.
LATIN_IN_CHINESE = {
    *("Changji", "English", "App", "Apple", "KTV", "QQ", "UC", "Chrome", "Edge", "Safari", "iPhone", "Bark", "TA"),
    *("Microsoft", "Authenticator", "PNG", "SVG", "AVIF", "GIF", "JPEG", "WebP", "IP", "UTC", "https", "Webhook"),
    *("CSV", "Excel", "kbf", "WPS", "Numbers", "PDF", "OFX", "xls", "xlsx", "zip", "JSON", "MB", "kB", "ID", "SSE"),
    *("IRR", "HTML", "Markdown", "API", "OpenAPI", "RFC", "ISO", "CNY", "Authorization", "Bearer"),
    *("Accept-Language", "Retry-After", "cursor", "client_id", "yyyymm", "null", "false", "preview", "year", "T", "R"),
    *("id", "key", "giver", "taker"),
    *("recorded", "edited", "deleted", "restored", "imported", "changed", "missed"),
}
# Formats of Django's date filter: their letters are places for digits, and a language orders them its own way.
DATE_FORMATS = {"D j M", "D j M Y", "F", "F Y", "M", "j M", "j M Y", "l"}
# A sign between words has no word in it.
SIGNS = {", "}
# Words of bookkeepers and of other products; docs/translations.md names ours.
NOT_OUR_WORDS = (
    "借方",
    "贷方",
    "权责",
    "科目",
    "记账凭证",
    "帐",
    "登陆",
    "用户名",
    "帐号",
    "删除成功",
    "操作成功",
    "令牌",
)


def catalogue(language: str) -> polib.POFile:
    return polib.pofile(str(catalogue_path(ROOT / "locale", language)))


def said(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def sources(entry: polib.POEntry) -> list[str]:
    return [entry.msgid, entry.msgid_plural] if entry.msgid_plural else [entry.msgid]


def named_places(text: str) -> set[str]:
    return set(NAMED.findall(text.replace("%%", "")))


def braced_places(text: str) -> list[str]:
    return sorted(name for _, name, _, _ in Formatter().parse(re.sub(r"`[^`]*`", "", text)) if name is not None)


@cache
def texts_of_the_code() -> dict[tuple[str, str], Text]:
    """Read once for both languages: it takes most of what either needs."""
    return texts_of_checkout(ROOT)


@pytest.mark.parametrize("language", PLURAL_FORMS)
def test_catalogue_when_it_is_compared_with_the_code_then_it_has_every_text_in_words_and_no_other(language):
    change = merge_catalogue(catalogue_path(ROOT / "locale", language), language, texts_of_the_code(), write=False)

    assert (change.added, change.dropped, change.missing) == ([], [], [])
    assert not change.differs, "run `manage.py messages`"


@pytest.mark.parametrize("language", PLURAL_FORMS)
def test_catalogue_when_its_entries_are_read_then_none_is_doubted_or_left_over(language):
    entries = catalogue(language)

    assert len(entries) > 1000
    assert [entry.msgid for entry in entries if not translated(entry) or entry.obsolete] == []


@pytest.mark.parametrize("language", PLURAL_FORMS)
def test_catalogue_when_values_are_put_in_then_every_place_is_filled_as_in_the_source(language):
    for entry in catalogue(language):
        first, every = named_places(entry.msgid), set().union(*map(named_places, sources(entry)))
        for number, text in enumerate(said(entry)) if translated(entry) else ():
            # The English singular may do without its number, as “left for today” does.
            wanted = first if language == "en" and number == 0 else every
            assert named_places(text) == wanted, entry.msgid
            assert braced_places(text) == braced_places(entry.msgid), entry.msgid
            if every:
                assert "%(" not in text % dict.fromkeys(every, 7), entry.msgid


def test_chinese_when_it_is_read_then_it_is_chinese():
    for entry in catalogue("zh_Hans"):
        if entry.msgid in DATE_FORMATS | SIGNS:
            continue
        for text in said(entry):
            bare = re.sub(r"<code>.*?</code>|<[^>]*>|`[^`]*`|%\(\w+\)[sd]|\{\w*\}", " ", text)
            words = set(re.findall(r"[A-Za-z][A-Za-z_-]*", bare))
            assert words <= LATIN_IN_CHINESE, (entry.msgid, text)
            assert HAN.search(bare) or entry.msgid in LATIN_IN_CHINESE or not re.search(r"\w", bare), text


def test_chinese_when_its_signs_are_read_then_they_are_those_of_chinese():
    for entry in catalogue("zh_Hans"):
        if entry.msgid in DATE_FORMATS:
            continue
        for text in said(entry):
            bare = re.sub(r"<[^>]*>|%\(\w+\)[sd]", "", text)
            assert not re.search(r"[\u4e00-\u9fff][,.?!;:]|[,?!;:][\u4e00-\u9fff]", bare), text
            bare = re.sub(r"<[^>]*>|%\(\w+\)[sd]", "…", text)
            # A space stands between Chinese and Latin letters or digits.
            assert not re.search(r"[\u4e00-\u9fff][A-Za-z0-9]|[A-Za-z0-9][\u4e00-\u9fff]", bare), text


@pytest.mark.parametrize("word", NOT_OUR_WORDS)
def test_chinese_when_its_words_are_searched_then_those_of_others_are_absent(word):
    assert [entry.msgid for entry in catalogue("zh_Hans") if any(word in text for text in said(entry))] == []


def test_chinese_when_the_list_of_words_names_one_then_the_catalogue_uses_it():
    texts = {entry.msgid: said(entry)[0] for entry in catalogue("zh_Hans")}
    page = (ROOT / "docs" / "translations.md").read_text("utf-8")
    words = [row.split("|")[1:3] for row in page.partition("## Words")[2].splitlines() if row.startswith("| ")][2:]

    assert len(words) > 40
    assert {english.strip(): texts[english.strip()] for english, _ in words} == {
        english.strip(): chinese.strip() for english, chinese in words
    }


def test_chinese_when_somebody_signs_in_then_the_word_is_not_that_of_accounts_with_money():
    texts = {entry.msgid: said(entry)[0] for entry in catalogue("zh_Hans")}

    assert "账号" in texts["No account yet?"]
    assert [msgid for msgid, text in texts.items() if "sign in" in msgid.lower() and "账户" in text] == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_templates_when_they_are_compiled_in_a_language_then_each_is_understood(language):
    with translation.override(language):
        for path in sorted((ROOT / "templates").rglob("*.*")):
            engines["django"].from_string(path.read_text("utf-8"))


def test_doorway_when_nobody_chose_then_it_speaks_chinese_and_english_on_request(client, db):
    page = client.get("/").content.decode()
    assert '<html lang="zh-hans"' in page.lower()
    assert "每一种生活，一本账" in page

    client.post(reverse("set_language"), {"language": "en"})
    page = client.get("/").content.decode()
    assert '<html lang="en"' in page
    assert "A book for every kind of life" in page


@pytest.mark.parametrize("name", sorted(get_adapter().error_messages))
def test_account_errors_when_they_are_read_in_chinese_then_none_is_english(name):
    with translation.override("zh-hans"):
        assert HAN.search(str(get_adapter().error_messages[name]))


def test_passwords_when_their_rules_are_read_in_chinese_then_none_is_english():
    with translation.override("zh-hans"):
        rules = password_validators_help_texts()

    assert rules
    assert all(HAN.search(rule) for rule in rules)


def test_staff_pages_when_their_frame_is_read_in_chinese_then_it_is_translated():
    with translation.override("zh-hans"):
        frame = [gettext(text) for text in ("Search apps and models...", "Apply Filters", "Return to site")]

    assert all(HAN.search(text) for text in frame)


def test_scripts_when_they_are_read_then_they_hold_no_texts():
    """Scripts take their texts from the page, where templates have them translated."""
    for path in (ROOT / "static" / "js").rglob("*.js"):
        code = re.sub(r"/\*.*?\*/|(?m:^\s*//.*$)", "", path.read_text("utf-8"), flags=re.DOTALL)
        assert not HAN.search(code), path.name
        assert re.findall(r"""["'`][A-Z][a-z]+ [a-z][^"'`]*["'`]""", code) == [], path.name


def test_python_when_gettext_goes_by_another_name_then_its_texts_are_found():
    source = """
from django.utils import translation
from django.utils.translation import gettext_lazy as _, gettext as now, ngettext, pgettext
_("One " "sentence.")
now('Another.')
ngettext("%(n)d day", "%(n)d days", n) % {"n": n}
pgettext("month", "May")
translation.gettext("By the module.")
other("Not a text.")
"""

    assert set(texts_of_python(source)) == {
        Text("One sentence."),
        Text("Another."),
        Text("%(n)d day", "%(n)d days"),
        Text("May", context="month"),
        Text("By the module."),
    }


@pytest.mark.parametrize("call", ["_(name)", '_(f"Hello {name}")', 'ngettext("one", many, 2)'])
def test_python_when_a_text_is_computed_then_it_is_refused(call):
    source = f"from django.utils.translation import gettext as _, ngettext\n\n{call}\n"

    with pytest.raises(TextRefused, match=r"here\.py:3"):
        list(texts_of_python(source, "here.py"))


def test_templates_when_texts_stand_in_tags_then_each_is_found():
    source = """{% load i18n %}
        <p title="{% translate 'A title' %}">{% trans "It's here" context "place" %}</p>
    {% if value == _("A value") %}{{ name|default:_("A default") }}{% endif %}
  {% blocktranslate count n=days trimmed %}
      {{ n }} day
  {% plural %}
      {{ n }} days for {{ name }}
  {% endblocktranslate %}
{# translate "Not a text" #}
"""

    assert set(texts_of_template(source)) == {
        Text("A title"),
        Text("It's here", context="place"),
        Text("A value"),
        Text("A default"),
        Text("%(n)s day", "%(n)s days for %(name)s"),
    }


def test_merge_when_texts_come_and_go_then_what_is_translated_stays(tmp_path):
    path = tmp_path / "zh_Hans" / "LC_MESSAGES" / "django.po"
    both = {text.key: text for text in (Text("Stays", places=("a.py",)), Text("Goes"))}
    merge_catalogue(path, "zh_Hans", both, write=True)
    filled = polib.pofile(str(path))
    for entry in filled:
        entry.msgstr = "有"
    filled.save()

    later = {text.key: text for text in (Text("Stays", places=("b.py",)), Text("%(n)d new", "%(n)d new ones"))}
    change = merge_catalogue(path, "zh_Hans", later, write=True)

    assert (change.added, change.dropped, change.missing) == (["%(n)d new"], ["Goes"], ["%(n)d new"])
    assert change.differs
    assert [(entry.msgid, said(entry)) for entry in polib.pofile(str(path))] == [("%(n)d new", [""]), ("Stays", ["有"])]
    assert not merge_catalogue(path, "zh_Hans", later, write=True).differs


def test_merge_when_the_language_is_that_of_the_code_then_texts_stand_for_themselves(tmp_path):
    path = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    change = merge_catalogue(path, "en", {("", "%(n)d day"): Text("%(n)d day", "%(n)d days")}, write=True)

    assert change.missing == []
    assert said(polib.pofile(str(path))[0]) == ["%(n)d day", "%(n)d days"]


def test_command_when_a_text_is_missing_then_the_check_lists_it_and_fails(tmp_path, settings, capsys):
    (tmp_path / "accounts").mkdir()
    (tmp_path / "accounts" / "page.py").write_text(
        'from django.utils.translation import gettext as _\n\n_("Nobody translated this.")\n', "utf-8"
    )
    settings.BASE_DIR = tmp_path

    with pytest.raises(CommandError, match=r"manage\.py messages"):
        call_command("messages", check=True)
    assert "? Nobody translated this." in capsys.readouterr().out
    assert not (tmp_path / "locale").exists()

    call_command("messages")
    assert polib.pofile(str(catalogue_path(tmp_path / "locale", "zh_Hans"))).find("Nobody translated this.") is not None
