"""What is drawn for a paper before it is set: QR codes."""

import io

import segno


def qr(text: str) -> str:
    """Give `text` (a web address, mostly) as a QR code: an SVG image for a template's `qr` key.

    Error level M (15 % may be dirty) without the quiet zone: the templates leave white paper around it.
    """
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", border=0, scale=4, xmldecl=False, svgns=True)
    return out.getvalue().decode()
