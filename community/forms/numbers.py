"""Numbers that stand in an address or behind a button, where nobody typed them."""


def whole_number(text: str) -> int | None:
    """A number from 0 as our pages write it; None for anything else that somebody sent."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
