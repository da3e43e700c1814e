"""Pictures as uploads, good ones and hostile ones, made here so that no file is kept in the project."""

import io
import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.PngImagePlugin import PngInfo


def picture(kind="JPEG", size=(60, 40), mode="RGB", **options) -> bytes:
    """A good picture of that kind as bytes."""
    out = io.BytesIO()
    Image.new(mode, size, "teal" if mode in ("RGB", "RGBA") else 90).save(out, kind, **options)
    return out.getvalue()


def jpeg(name="photo.jpg", content: bytes | None = None, content_type="image/jpeg") -> SimpleUploadedFile:
    """An upload: a small good JPEG, unless its content is given."""
    return SimpleUploadedFile(name, picture() if content is None else content, content_type=content_type)


# --- Hostile files --------------------------------------------------------------------------------


def _png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_of_size(width: int, height: int, *, chunks: bytes = b"", rows: bytes = b"\0" * 64) -> bytes:
    """A PNG whose header says this size, whatever its few bytes of picture hold: a bomb when it is large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = _png_chunk(b"IDAT", zlib.compress(rows)) + _png_chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + _png_chunk(b"IHDR", header) + chunks + body


def real_bomb(width: int, height: int) -> bytes:
    """A whole PNG of one colour: a few kilobytes that open into hundreds of megabytes."""
    packer = zlib.compressobj(9)
    row = b"\0" + b"\0" * (width * 3)
    data = b"".join(packer.compress(row) for _row in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _png_chunk(b"IHDR", header) + _png_chunk(b"IDAT", data) + _png_chunk(b"IEND", b"")


MARK = b"PLANTED-MARK-7f3a"
SCRIPT = b"<script>alert('" + MARK + b"')</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"
NO_PICTURES = {
    "svg": SVG,
    "svg-xml": b'<?xml version="1.0"?>' + SVG,
    "svg-entity": b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
    "html": b"<!doctype html><html><body>" + SCRIPT,
    "php": b"<?php system($_GET['c']); ?>" + MARK,
    "shell": b"#!/bin/sh\ncat /etc/passwd\n",
    "pdf": b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>endobj\n%%EOF",
    "zip": b"PK\x03\x04" + b"\0" * 60,
    "exe": b"MZ\x90\0" + b"\0" * 200,
    "elf": b"\x7fELF" + b"\0" * 200,
    "empty": b"",
    "zeros": b"\0" * 500,
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd)(r)file\n%%EOF",
    "xpm": b'/* XPM */ static char *x[] = {"1 1 1 1","a c #000","a"};',
    "gif-header": b"GIF89a" + SCRIPT,
    "jpeg-header": b"\xff\xd8\xff\xe0" + SCRIPT,
    "png-header": b"\x89PNG\r\n\x1a\n" + SCRIPT,
    "webp-header": b"RIFF\x40\0\0\0WEBPVP8 " + SCRIPT,
    "heic-header": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + SCRIPT,
    "mvg": b"push graphic-context\nfill 'url(https://example.org/x\"|ls \"-la)'\npop graphic-context",
}
NAMES = ["photo.jpg", "photo.png", "photo.svg", "../../photo.jpg", "photo.jpg.html", "photo.php", "ph\0oto.jpg"]
OTHER_FORMATS = ("GIF", "BMP", "TIFF", "PPM", "ICO", "PCX", "TGA", "DDS")


def refused_files():
    """(what, content) of files that must be refused, over a hundred."""
    yield from NO_PICTURES.items()
    for kind in OTHER_FORMATS:
        yield f"other {kind}", picture(kind)
    for kind in ("JPEG", "PNG", "WEBP"):
        whole = picture(kind, size=(300, 200))
        for cut in range(1, 35):
            yield f"{kind} cut at {cut}/40", whole[: len(whole) * cut // 40]
        for start in (0, 1, 4):
            yield f"{kind} with a broken beginning at {start}", whole[:start] + b"\xaa\x55" * 6 + whole[start + 12 :]
    for width, height in ((5001, 5000), (25_000_001, 1), (1, 30_000_000), (65_500, 65_500), (2**31 - 1, 2**31 - 1)):
        yield f"bomb {width}x{height}", png_of_size(width, height)
    yield "a whole bomb", real_bomb(13_000, 13_000)
    yield "no size", png_of_size(0, 0)
    for number in range(8):
        yield f"text bomb {number}", png_of_size(60, 40, chunks=_text_bomb() * (20 + number))
    yield "too big", picture() + b"\0" * (10 * 1024 * 1024)


def _text_bomb() -> bytes:
    return _png_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"a" * 4_000_000))


def polyglots():
    """(what, content) of files that are pictures and carry something else: kept only as written anew."""
    gps = Image.Exif()
    gps[0x010E] = MARK.decode()
    gps.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)})
    loads = {
        "script": SCRIPT,
        "svg": SVG,
        "php": NO_PICTURES["php"],
        "zip": b"PK\x03\x04" + MARK,
        "html": b"<html>" + MARK,
    }
    for kind in ("JPEG", "PNG", "WEBP", "HEIF"):
        whole = picture(kind, size=(300, 200))
        for what, load in loads.items():
            yield f"{kind} with {what} after it", whole + load
        yield f"{kind} with a place in it", picture(kind, exif=gps)
        yield f"{kind} with a profile", picture(kind, icc_profile=b"\0" * 100 + MARK)
        yield f"{kind} with XMP", picture(kind, xmp=b"<x:xmpmeta>" + MARK + b"</x:xmpmeta>")
    for load in loads.values():
        yield "JPEG with a comment", picture(comment=load)
        info = PngInfo()
        info.add_text("Comment", load.decode())
        yield "PNG with a text", picture("PNG", pnginfo=info)
    for mode in ("L", "P", "1", "RGBA", "LA", "CMYK", "I;16"):
        kinds = {"CMYK": ("JPEG",)}.get(mode, ("PNG",))
        for kind in kinds:
            yield f"{kind} in {mode}", picture(kind, mode=mode) + MARK
    for orientation in range(1, 9):
        turned = Image.Exif()
        turned[0x0112] = orientation
        turned[0x010E] = MARK.decode()
        yield f"turned {orientation}", picture(exif=turned)
    for number in range(2, 8):
        frames = [Image.new("RGB", (40, 40), (number * 30, 0, 0))] * number
        for kind in ("WEBP", "PNG"):
            out = io.BytesIO()
            frames[0].save(out, kind, save_all=True, append_images=frames[1:])
            yield f"{kind} that moves", out.getvalue() + MARK
