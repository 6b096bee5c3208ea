"""Links that are given away: as a picture to scan."""

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_code(link: str) -> SafeString:
    """The link as a QR code, dark on white in any theme, since not every phone reads it the other way round."""
    code = segno.make(link, error="m", micro=False)
    return mark_safe(
        code.svg_inline(border=3, dark="#231a12", light="#ffffff", omitsize=True, svgclass="qr", lineclass=None)
    )
