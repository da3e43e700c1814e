"""How many kilobytes go over the line, compressed: as the server sends it, and pages as a proxy would compress them."""

import gzip
import re
from urllib.request import Request, urlopen

ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')


def fetch(port: int, path: str) -> tuple[bytes, int]:
    """The text of an answer, and how many bytes of body were sent for it (a page that came as it is: gzip)."""
    request = Request(f"http://127.0.0.1:{port}{path}", headers={"Accept-Encoding": "br, gzip"})
    with urlopen(request, timeout=30) as answer:
        body = answer.read()
        compressed = answer.headers.get("Content-Encoding")
    if compressed or path.startswith("/static/"):
        return body, len(body)
    return body, len(gzip.compress(body, 6))


def visit(port: int, path: str, *, font: bool = True) -> float:
    """Kilobytes of a first visit: the page and all it names (scripts, styles, the icon, the font)."""
    page, total = fetch(port, path)
    for asset in sorted(set(ASSET.findall(page.decode()))):
        if font or not asset.endswith(".woff2"):
            total += fetch(port, asset)[1]
    return total / 1000


def weights(port: int) -> list[tuple[str, int, float]]:
    """What, the goal and the kilobytes."""
    return [
        ("HTML of the list", 10, fetch(port, "/suggestions/")[1] / 1000),
        ("everything on the first visit (list, not signed in)", 100, visit(port, "/suggestions/")),
        ("/s/house1/, everything but the font", 30, visit(port, "/s/house1/", font=False)),
    ]
