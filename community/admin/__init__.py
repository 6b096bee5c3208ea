"""The staff's view of the community."""

from community.admin import articles, order, picks, things

__all__ = ["articles", "order", "picks", "things"]
