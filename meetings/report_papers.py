"""The quarter's report as a PDF and as a workbook: what the page shows, once more as plain data."""

from django.utils.translation import gettext as _

from involvement.models import Organisation
from involvement.workbooks import Sheet, Value, workbook_file
from meetings.queries.report.people import FEW
from meetings.queries.report.tables import Cell, Kept, Report, Table, in_words

# Tables of one number now and one before: together they are the first sheet.
COMPARED = {"meetings", "people", "said", "told", "ways"}


def title_of(report: Report) -> str:
    """What a reader's window calls it."""
    return _("The quarter’s report: %(where)s, %(when)s") % {"where": report.where, "when": report.when}


# --- PDF ------------------------------------------------------------------------------------------


def paper(report: Report, *, is_private: bool) -> dict:
    """Data for report.typ. ``is_private``: the one home that it is about has a private address."""
    return {
        "organisation": Organisation.current().name,
        "where": report.where,
        "when": report.when,
        "as_of": report.as_of,
        "is_private": is_private,
        "is_empty": report.is_empty,
        "sums": [
            {"number": now, "words": each.words, "before": before}
            for each in report.sums
            for now, before in [each.in_words]
        ],
        "sections": [
            {
                "heading": section.heading,
                "lines": section.lines,
                "tables": [_table(table) for table in section.tables if table.rows],
            }
            for section in report.sections
        ],
        "voices": [
            {
                "home": each["name"],
                "pairs": [_pair(pair) for pair in each["pairs"]],
            }
            for each in report.voices
        ],
        "more_voices": report.more_voices,
        "homes": [_table(report.by_home)] if report.by_home else [],
        "notes": report.notes,
    }


def _pair(pair: dict) -> dict:
    said = {"said": pair["said"], "label": _label(pair), "did": pair["did"], "after": pair["did_meta"]}
    return {**said, "is_done": pair["kind"] in ("did", "done")}


def _label(pair: dict) -> str:
    """What stands above our answer."""
    words = {"no": _("No, because"), "not_yet": _("Not yet, because"), "done": _("Done")}
    return words.get(pair["kind"], _("We did"))


def _table(table: Table) -> dict:
    texts = any(isinstance(cell, str) for row in table.rows for cell in row[1:])
    return {"caption": table.caption, "columns": list(table.columns), "rows": table.in_words, "texts": texts}


# --- Workbook -------------------------------------------------------------------------------------


def workbook(report: Report, *, language: str) -> bytes:
    """One sheet for what is compared with the three months before, one for each other table, one that says how it is
    counted."""
    title = title_of(report)
    tables = [table for section in report.sections for table in section.tables if table.key not in COMPARED]
    tables += [report.by_home] if report.by_home else []
    sheets = [_whole(report, title)]
    sheets += [_sheet(table) for table in tables if table.rows]
    sheets += [_voices(report)] if report.voices else []
    notes = [[report.as_of], *([note] for note in report.notes)]
    sheets.append(Sheet(_("How this is counted"), title, (_("How this is counted"),), notes))
    return workbook_file(sheets, title=title, language=language)


def _whole(report: Report, title: str) -> Sheet:
    rows = [
        [section.heading, *(_value(cell) for cell in row)]
        for section in report.sections
        for table in section.tables
        if table.key in COMPARED
        for row in table.rows
    ]
    return Sheet(_("The whole"), title, (_("Part"), _("What"), report.when, report.before), rows)


def _sheet(table: Table) -> Sheet:
    """A table; what was kept of so many takes two columns, so that each is a number."""
    double = {number for row in table.rows for number, cell in enumerate(row) if isinstance(cell, Kept)}
    columns: list[str] = []
    for number, words in enumerate(table.columns):
        columns += [words, _("%(column)s: of how many") % {"column": words}] if number in double else [words]
    rows = [
        [value for number, cell in enumerate(row) for value in _values(cell, is_double=number in double)]
        for row in table.rows
    ]
    return Sheet(table.caption, table.caption, tuple(columns), rows)


def _values(cell: Cell, *, is_double: bool) -> list[Value]:
    if isinstance(cell, Kept):
        return [cell.kept, cell.total]
    return [_value(cell), None] if is_double else [_value(cell)]


def _value(cell: Cell) -> Value:
    return in_words(cell) if cell is FEW else cell


def _voices(report: Report) -> Sheet:
    rows = [[each["name"], pair["said"], _label(pair), pair["did"]] for each in report.voices for pair in each["pairs"]]
    columns = (_("Home"), _("You said"), _("Answer"), _("In our words"))
    return Sheet(_("Voices"), _("What everybody may read"), columns, rows)
