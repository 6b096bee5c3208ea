"""Reads of a book: querysets for lists, frozen dataclasses for reports."""
