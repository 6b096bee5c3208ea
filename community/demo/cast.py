"""The whole community of the demo, as told by the books of a demo."""

from __future__ import annotations

from community.demo import bakery, editors, family, students
from community.demo.facts import Facts
from community.demo.learners import LESSONS
from community.demo.neighbours import MEMBERS, READERS, TOUT
from community.demo.records import Community
from ledger.demo.records import Demo


def build_community(demo: Demo) -> Community:
    """Posts in the order of their days. The demo must hold all its books; the same demo gives the same community."""
    facts = Facts(demo)
    told = [post for module in (family, bakery, students, editors) for post in module.posts(facts)]
    return Community(
        neighbours=(*MEMBERS, *READERS, TOUT),
        posts=tuple(sorted(told, key=lambda post: (post.at, post.key))),
        articles=tuple(editors.articles(facts)),
        tout=editors.tout(facts),
        lessons=LESSONS,
    )
