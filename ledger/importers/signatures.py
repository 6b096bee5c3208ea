"""Files that are no bill, known by their first bytes, and what to bring instead."""

from collections.abc import Set

from django.utils.translation import gettext_lazy as _

from ledger.importers.base import BillUnreadable

ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06")

XLS_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\0")

_FOREIGN = {
    "pdf": _(
        "This is a PDF, made for showing to others. In Alipay or WeChat choose the bill for your own "
        "bookkeeping, which comes as CSV or Excel."
    ),
    "picture": _(
        "This is a picture. We read bills, not screenshots: export the bill in Alipay or WeChat and bring that file."
    ),
    "page": _("This is a web page. Bring the file that the page lets you download."),
    "ofx": _("This is a bank statement in OFX, which we cannot read yet. Bring the CSV or Excel file."),
    "archive": _("We cannot open this kind of archive. Unpack it and bring the bill itself."),
    "document": _("This is a text document or a presentation. Bring the bill as CSV or Excel."),
}


def refuse_foreign(head: bytes, members: Set[str] = frozenset()) -> None:
    """Raise BillUnreadable when `head`, or an archive's `members`, show something we know to be no bill."""
    kind = _kind_of_archive(members) if members else _kind_of(head)
    if kind:
        raise BillUnreadable(kind, _FOREIGN[kind])


def _kind_of_archive(members: Set[str]) -> str:
    if members & {"word/document.xml", "ppt/presentation.xml"}:
        return "document"
    if "content.xml" in members and "mimetype" in members:
        return "document"
    return ""


def _kind_of(head: bytes) -> str:
    if head.startswith(b"%PDF"):
        return "pdf"
    if head.startswith(_PICTURES) or head[4:8] == b"ftyp" or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return "picture"
    if head.startswith(_ARCHIVES):
        return "archive"
    text = head[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if text.startswith((b"<!doctype html", b"<html")):
        return "page"
    if text.startswith((b"ofxheader", b"<?ofx")) or b"<ofx>" in text:
        return "ofx"
    return ""
