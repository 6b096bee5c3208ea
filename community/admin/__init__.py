"""The staff's view of the community."""

from community.admin import articles, order, picks

__all__ = ["articles", "order", "picks"]
