"""What people send as text, without what nobody typed."""

import re

# What XML and PostgreSQL refuse, so that one post would break a whole feed; a line's end and a tab stay. And what turns
# the direction of all that stands behind it.
_UNWANTED = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """The text without control characters and marks of direction; lines end in one way."""
    return _UNWANTED.sub("", text.replace("\r\n", "\n"))
