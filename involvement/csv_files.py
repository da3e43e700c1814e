"""Tables as files that spreadsheets open: UTF-8 with its mark, in pieces, and with nothing in them that a spreadsheet
would take for a formula (OWASP, CSV injection)."""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from django.http import StreamingHttpResponse
from django.utils import timezone, translation

# What a spreadsheet takes for the beginning of a formula, also as wide as an Asian letter.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
# Where a spreadsheet that does not part columns by commas begins a new cell inside one of ours: Excel in Polish parts
# them by semicolons, LibreOffice by tabs and semicolons too, and then no quotes hold a cell together.
INSIDE = re.compile(r"""([;\t\r\n][\s"]*)(?=[=+\-@＝＋－＠])""")
MARK = "\ufeff"


def harmless(value) -> str:
    """The value as text that is shown and never worked out: an apostrophe stands before the sign of a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA_SIGNS) or text.lstrip().startswith(FORMULA_SIGNS) else text


def _unbroken(value) -> str:
    """The same for a file whose columns may be parted otherwise: each place at which a cell could begin."""
    return INSIDE.sub(r"\1'", harmless(value))


def lines(rows: Iterable[Iterable]) -> str:
    """Rows as lines of a file."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerows([_unbroken(value) for value in row] for row in rows)
    return out.getvalue()


def csv_response(*, name: str, heading: Iterable, pieces: Iterable[Iterable[Iterable]]) -> StreamingHttpResponse:
    """A file with a heading and the rows of each piece, sent piece by piece, in the language and zone of whoever asks.
    ``name`` is that of the file without its ending."""
    language, zone = translation.get_language(), timezone.get_current_timezone()

    def stream() -> Iterator[bytes]:
        yield (MARK + lines([heading])).encode()
        rest = iter(pieces)
        while True:
            with translation.override(language), timezone.override(zone):
                piece = next(rest, None)
                if piece is None:
                    return
                made = lines(piece)
            yield made.encode()

    response = StreamingHttpResponse(stream(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate().isoformat()}.csv"'
    return response
