"""Markdown as it is shown: what is kept of it, what becomes a link, and that nothing in it runs."""

import re
from html.parser import HTMLParser

import pytest

from community.rules.language import language_of
from community.rules.markup import ATTRIBUTES, TAGS, html_of, text_of
from community.rules.naming import topic_slug, topics_in
from tests.community.xss import VECTORS


def shown(source: str) -> str:
    def topic(name: str) -> str | None:
        return f"/topics/{topic_slug(name)}/" if topic_slug(name) else None

    return html_of(source, topic=topic, people=lambda text: [(text, None)])


class Looked(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        allowed = ATTRIBUTES.get(tag, set()) | ({"rel"} if tag == "a" else set())
        if tag not in TAGS or any(name not in allowed for name, _value in attrs):
            self.wrong.append(f"{tag} {attrs}")
        href = dict(attrs).get("href") or "/"
        if not re.match(r"https?://|mailto:|/(?!/)", href):
            self.wrong.append(href)


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_but_harmless_tags_is_left(vector):
    looked = Looked()
    looked.feed(shown(f"{vector}\n\n一段话 {vector} #话题"))
    looked.close()
    assert looked.wrong == []


def test_what_markdown_becomes():
    assert shown("# 大\n\n**粗** ~~删~~\n第二行") == "<h3>大</h3>\n<p><strong>粗</strong> <s>删</s><br>\n第二行</p>"
    assert shown("![图](https://a.example/x.png)") == (
        '<p>!<a href="https://a.example/x.png" rel="nofollow ugc noopener noreferrer">图</a></p>'
    )
    assert "href" not in shown("[a](//evil.example) [b](x.html)")
    assert "<th>" in shown("| 物 | 价 |\n| --- | --- |\n| 杯 | 9 |")
    assert text_of(shown("# 大\n\n- 一 & <b>\n- 二")) == "大 一 & <b> 二"


def test_topics_are_links_and_code_is_not():
    made = shown("说说#租房，`#code` [#链接](https://a.example) 第 #3 条 #ＲＥＮＴ")
    assert made.count("<a ") == 3
    assert '<a href="/topics/租房/" rel="nofollow ugc noopener noreferrer">#租房</a>，' in made
    assert "/topics/rent/" in made
    assert topics_in("#一 #一 #Two #two https://a.example/#no `#no`") == ["一", "Two"]


def test_the_language_of_a_text():
    assert language_of("我买了一个 iPhone 的保护壳，挺好用的") == "zh-hans"
    assert language_of("I bought a cup, 值") == "en"
