"""The structure of a shared book, as a post keeps it (`Post.data["scene"]`)."""

from collections.abc import Mapping
from typing import Any


def category_names(data: Mapping[str, Any]) -> set[str]:
    """What the categories of a post's structure are called; none for a post without one."""
    tops = (data.get("scene") or {}).get("categories", [])
    return {row["name"] for top in tops for row in (top, *top["children"])}
