"""Tables as a workbook for spreadsheets (XLSX): numbers are numbers, days are days, and no text is worked out."""

import datetime as dt
import io
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill

from involvement.csv_files import harmless
from involvement.pdf.engine import SURROGATE

Value = str | int | float | dt.date | None

NAME_AT_MOST = 31
NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
DAY = "d mmmm yyyy"
# Widths in letters.
NARROW, WIDE, WIDEST = 14, 48, 90

_BOLD, _TITLE = Font(bold=True), Font(bold=True, size=14)
_HEAD = PatternFill("solid", fgColor="E2F0ED")
_WRAPPED = Alignment(wrap_text=True, vertical="top")


@dataclass(frozen=True)
class Sheet:
    """``name`` is on the tab, ``title`` above the heads of the columns."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: Iterable[list[Value]]


def workbook_file(sheets: list[Sheet], *, title: str, language: str) -> bytes:
    """The sheets as one file, written row by row. Title and heads stay in sight. ``language`` is a BCP 47 tag."""
    book = Workbook(write_only=True)
    book.properties.title, book.properties.language = _clean(title), language
    book.properties.creator = ""
    for sheet in sheets:
        _write(book, sheet, right_to_left=language.partition("-")[0] == "ar")
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _write(book: Workbook, sheet: Sheet, *, right_to_left: bool) -> None:
    page = book.create_sheet(sheet.name.translate(NOT_IN_A_NAME)[:NAME_AT_MOST])
    page.freeze_panes = "B3" if len(sheet.columns) > 1 else "A3"
    page.sheet_view.rightToLeft = right_to_left
    rows = [[_value(value) for value in row] for row in sheet.rows]
    for number, width in enumerate(_widths(sheet.columns, rows)):
        page.column_dimensions[chr(ord("A") + number)].width = width
    page.append([_cell(page, _value(sheet.title), font=_TITLE)])
    page.append([_cell(page, _value(words), font=_BOLD, fill=_HEAD, alignment=_WRAPPED) for words in sheet.columns])
    for row in rows:
        page.append([_written(page, value) for value in row])


def _widths(columns: tuple[str, ...], rows: list[list[Value]]) -> list[int]:
    """As wide as the longest text of a column asks for, within bounds; a sheet with one column is for reading."""
    if len(columns) == 1:
        return [WIDEST]
    found = []
    for number in range(len(columns)):
        longest = max((len(row[number]) for row in rows if isinstance(row[number], str)), default=0)
        found.append(min(max(NARROW, longest + 2), WIDE))
    return found


def _value(value: Value) -> Value:
    return harmless(_clean(value)) if isinstance(value, str) else value


def _clean(text: str) -> str:
    """Without the signs that a workbook cannot hold."""
    return SURROGATE.sub("", ILLEGAL_CHARACTERS_RE.sub("", text))


def _written(page, value: Value):
    if isinstance(value, dt.date):
        cell = _cell(page, value, alignment=_WRAPPED)
        cell.number_format = DAY
        return cell
    return _cell(page, value, alignment=_WRAPPED) if isinstance(value, str) else value


def _cell(page, value: Value, **style: Any) -> WriteOnlyCell:
    cell = WriteOnlyCell(page, value=value)
    for name, how in style.items():
        setattr(cell, name, how)
    return cell
