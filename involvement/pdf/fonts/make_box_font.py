"""Make BoxForAnySign.ttf: a plain box for every sign that no other font can draw.

Run by hand with fonttools installed, `python make_box_font.py BoxForAnySign.ttf`; the result is kept beside this file.

PDF/UA-1 refuses a sign that has no glyph, so one rare sign in somebody's words would stop a whole document.
With this font last in the list there is always a glyph. The signs share 8,192 glyphs that look the same: a PDF
keeps one meaning for each glyph, so with a single one all boxes on a page would be read aloud as the same sign.
"""

import sys

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

GLYPHS = 8192
WIDTH = 700


def box():
    """The outline: a ring 60 units thick, as tall as a capital."""
    pen = TTGlyphPen(None)
    outer = [(80, 0), (80, 680), (620, 680), (620, 0)]
    inner = [(140, 60), (560, 60), (560, 620), (140, 620)]
    for ring in (outer, inner):
        pen.moveTo(ring[0])
        for point in ring[1:]:
            pen.lineTo(point)
        pen.closePath()
    return pen.glyph()


def same_as(glyphs, name):
    pen = TTGlyphPen(glyphs)
    pen.addComponent(name, (1, 0, 0, 1, 0, 0))
    return pen.glyph()


def main(target):
    names = [".notdef"] + [f"b{n}" for n in range(GLYPHS)]
    signs = [c for c in range(0x20, 0x110000) if not 0xD800 <= c < 0xE000]
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({c: f"b{c % GLYPHS}" for c in signs})
    first = {".notdef": box()}
    builder.setupGlyf(first | {name: same_as(first, ".notdef") for name in names[1:]})
    builder.setupHorizontalMetrics(dict.fromkeys(names, (WIDTH, 80)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable(
        {"familyName": "Box For Any Sign", "styleName": "Regular", "psName": "BoxForAnySign-Regular"}
    )
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    builder.setupPost(keepGlyphNames=False)
    builder.save(target)


if __name__ == "__main__":
    main(sys.argv[1])
