"""How names are compared, and which topics (`#`) a text names."""

import re
import unicodedata

from community.rules.texts import plain

LONGEST_TOPIC = 30
MOST_TOPICS = 8
# A topic ends at a space or a mark; nobody leaves a space before it in Chinese. `#` inside an address, or before a bare
# number (#3), names none.
TOPIC = re.compile(r"(?<![0-9A-Za-z_/&#])[#＃]([\w·\-]{1,40})")
# What Unicode calls ignorable: it has no shape of its own, so a name with it looks like the same name without it.
_UNSEEN = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0"
    r"\ufff0-\ufff8\U000e0000-\U000e0fff]"
)
# What stands between back-ticks is code.
_CODE = re.compile(r"```.*?(?:```|\Z)|`[^`\n]*`", re.DOTALL)


def name_key(name: str) -> str:
    """A name as it is compared: 全角 as half-width, no difference between cases, one space for many, nothing unseen."""
    seen = _UNSEEN.sub("", plain(name))
    return " ".join(unicodedata.normalize("NFKC", seen).casefold().split())


def topic_slug(name: str) -> str:
    """The address of a topic; empty where the name is none (only digits or marks)."""
    slug = name_key(name).replace(" ", "").strip("-_·")
    return "" if slug.isdigit() or len(slug) > LONGEST_TOPIC else slug


def topics_in(text: str) -> list[str]:
    """The topics that a text names, as written, each once, in their order; at most MOST_TOPICS."""
    found = {topic_slug(name): name.strip("-_·") for name in reversed(TOPIC.findall(_CODE.sub(" ", text)))}
    found.pop("", None)
    return list(reversed(found.values()))[:MOST_TOPICS]
