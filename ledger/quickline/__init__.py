"""The quick line: one sentence, as people type it, read into the parts of an entry."""

from .model import QuickAccount, QuickCategory, QuickContext, QuickLine, QuickName, QuickToken
from .parser import parse_quick_line

__all__ = [
    "QuickAccount",
    "QuickCategory",
    "QuickContext",
    "QuickLine",
    "QuickName",
    "QuickToken",
    "parse_quick_line",
]
