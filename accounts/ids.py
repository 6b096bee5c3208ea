"""Identifiers that are shown outside: time-ordered, so that they index well."""

import os
import time
import uuid


def uuid7() -> uuid.UUID:
    """A UUID version 7 of RFC 9562, section 5.7: 48 bits of Unix milliseconds, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds << 80) | int.from_bytes(os.urandom(10), "big")
    value &= ~(0xF << 76) & ~(0x3 << 62)
    return uuid.UUID(int=value | (0x7 << 76) | (0x2 << 62))
