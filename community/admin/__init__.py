"""The staff's view of the community."""

from community.admin import articles, picks

__all__ = ["articles", "picks"]
