"""Faces of the people of a book, and the parts of a line of its activity."""

import datetime as dt

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ledger.directory import directory_of
from ledger.models import Book, Entry, Member
from ledger.queries.activity.reverting import may_revert
from ledger.queries.activity.words import Told
from ledger.templatetags.ledger_page import face

register = template.Library()


@register.simple_tag
def recorder(book: Book, entry: Entry) -> Member | None:
    """Who recorded the entry, where the book is kept by more than one; else None."""
    directory = directory_of(book)
    return directory.people.get(entry.recorded_by_id) if directory.is_shared else None


@register.filter
def moment_clock(at: dt.datetime, now: dt.datetime) -> str:
    """The time of day, in the time zone of `now`; its day stands above."""
    return f"{at.astimezone(now.tzinfo):%H:%M}"


@register.filter
def after_name(sentence: str) -> str:
    """What somebody did, as it follows the name: in English with a small letter."""
    return sentence[:1].lower() + sentence[1:]


@register.simple_tag
def revert_address(member: Member, told: Told) -> str:
    """The address that takes a line back; "" where this member can't."""
    if not may_revert(member, told.line):
        return ""
    book = member.book.public_id
    if told.line.entry is not None:
        return reverse("ledger:entry-revert", args=[book, told.line.entry.client_id, told.line.version])
    assert told.line.change is not None
    return reverse("ledger:activity-revert", args=[book, told.line.change.public_id])


@register.simple_tag
def recorder_face(book: Book, entry: Entry) -> SafeString:
    """The face of who recorded the entry, with the name in words, where the book is kept by more than one."""
    person = recorder(book, entry)
    if person is None:
        return mark_safe("")
    said = _("Recorded by %(name)s") % {"name": person.name}
    return format_html('{}<span class="visually-hidden">{}</span>', face(person, "face-mark"), said)
