"""What stands in an address or behind a button, where nobody typed it, so that nothing is said of what is wrong."""

from uuid import UUID


def whole_number(text: str) -> int | None:
    """A number from 0 as our pages write it; None for anything else that somebody sent."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def public_id(text: str) -> UUID:
    """The id of something; for anything else that somebody sent one that nothing has."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)
