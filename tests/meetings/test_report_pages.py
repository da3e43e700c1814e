"""The quarter's report as page, PDF and workbook: who may open it, and that all three say the same."""

import datetime as dt
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from involvement import workbooks
from involvement.models import Audit, Organisation, Reach
from meetings.queries.report.making import report_of, scope_of
from meetings.queries.report.scope import homes_of
from meetings.report_papers import COMPARED
from tests import make
from tests.involvement.test_pdf import squeezed, tags_of
from tests.meetings.test_report import SUMMER, home, in_november, london, met, promised, said, tell  # noqa: F401

pytestmark = pytest.mark.django_db
PAGE = "/reports/2026-q3/"


@pytest.fixture
def houses():
    """Two homes with something of everything, the second with a private address."""
    Organisation.objects.update_or_create(pk=1, defaults={"name": "Harbour Homes"})
    Organisation.forget()
    elm, safe = home("Elm Court", code="elm"), home("Safe House", code="safe", is_private=True, address="1 Secret Road")
    promised()
    for place in (elm, safe):
        met(place, "07-08", more_came=7, minutes_out_at=london("2026-07-09T10:00"))
        met(place, "08-08", state="cancelled", cancelled_reason="=1+1, the boiler broke.")
        for person in place.people:
            said(place, "07-14", author=person)
        tell(place, place.people[0], "08-01", state="told", ended_at=london("2026-08-02T09:00"))
    said(elm, "07-20", words="More light in the hall.", author=elm.people[0], status="done", waiting_since=None,
         done_on=dt.date(2026, 8, 20), reach=Reach.PUBLIC, public_answer="+ two lamps.")  # fmt: skip
    return elm, safe


def words_of(answer) -> str:
    page = answer.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main")]).split())


def sheets_of(answer) -> dict[str, list[tuple]]:
    """The rows of each sheet, below its title."""
    book = load_workbook(io.BytesIO(answer.content))
    return {sheet.title: list(sheet.iter_rows(min_row=2, values_only=True)) for sheet in book}


def text_of(answer) -> str:
    return squeezed(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages))


def test_staff_of_a_home_that_is_not_open_yet_read_that_there_is_nothing(client):
    to_come = make.service(opened_on=timezone.localdate() + dt.timedelta(days=200))
    answer = make.sign_in(client, make.manager(service=to_come)).get("/reports/", follow=True)
    assert answer.status_code == 200 and to_come.name in words_of(answer)


# --- Who may open it ------------------------------------------------------------------------------

WHO = {
    "advisor": (make.advisor, "Harbour Homes", {"elm", "safe"}),
    "deputy": (make.deputy_advisor, "Harbour Homes", {"elm", "safe"}),
    "board": (make.board_member, "Harbour Homes", {"elm", "safe"}),
    "leadership": (make.leader, "Harbour Homes", {"elm", "safe"}),
    "manager": (make.manager, "Elm Court", {"elm"}),
    "staff": (make.staff, "Elm Court", {"elm"}),
    "customer": (make.resident, None, set()),
    "champion": (make.champion, None, set()),
    "lead": (make.safeguarding_lead, None, set()),
    "ended_staff": (make.ended_staff, None, set()),
    "ended_board": (make.ended_board_member, None, set()),
}


@pytest.mark.parametrize("role", WHO)
@pytest.mark.parametrize("file", ["", "report.pdf", "report.xlsx"])
def test_each_reads_the_homes_that_are_theirs_and_no_other(client, houses, role, file):
    build, where, codes = WHO[role]
    tied = role in ("manager", "staff", "customer", "champion", "ended_staff")
    make.sign_in(client, build(service=houses[0]) if tied else build())
    whole = client.get(PAGE + file)
    assert whole.status_code == (200 if codes else 404)
    if not file and codes:
        assert f"{where} , July to September 2026" in words_of(whole)
    for code in ("elm", "safe", "no-such"):
        assert client.get(f"{PAGE}{file}?service={code}").status_code == (200 if code in codes else 404), code
    assert client.get("/reports/").status_code == (302 if codes else 404)


def test_a_visitor_is_led_to_the_door(client, houses):
    for path in ("/reports/", PAGE, f"{PAGE}report.pdf", f"{PAGE}report.xlsx"):
        assert client.get(path)["Location"].startswith("/sign-in/?next=/reports/")


def test_staff_of_two_homes_read_both_together_and_each(client, houses):
    elm, _safe = houses
    oak = home("Oak House", code="oak")
    met(oak, "07-10")
    sunita = make.staff("Sunita", service=elm)
    make._tie(make.Post, sunita, service=oak)
    make.sign_in(client, sunita)
    answer = client.get(PAGE)
    assert answer.context["report"].where == "Your homes"
    assert [row[0] for row in answer.context["report"].by_home.rows] == ["Elm Court", "Oak House"]
    assert "Safe House" not in words_of(answer)
    assert client.get(f"{PAGE}?service=oak").context["report"].sums[0].now == 1


def test_the_button_stands_where_homes_are_at_a_glance(client, houses):
    button = 'href="/reports/"'
    for who in (make.advisor(), make.manager(service=houses[0]), make.board_member()):
        assert button in make.sign_in(client, who).get("/").content.decode()
    assert button in client.get("/").content.decode()
    assert button not in make.sign_in(client, make.resident(service=houses[0])).get("/").content.decode()


def test_the_button_leads_to_the_last_quarter_that_is_over(client, houses):
    make.sign_in(client, make.advisor())
    assert client.get("/reports/")["Location"] == PAGE


def test_an_organisation_that_began_this_quarter_has_its_first_report(client):
    make.service("New House", opened_on=dt.date(2026, 11, 2))
    make.sign_in(client, make.advisor())
    assert client.get("/reports/")["Location"] == "/reports/2026-q4/"
    answer = client.get("/reports/2026-q4/")
    assert answer.context["switch"] == {"earlier": None, "later": None}
    assert "Nothing is written down for these months" in words_of(answer)


@pytest.mark.parametrize(
    "period", ["2026-11", "2027-q1", "2023-q4", "2026-q5", "x", "2026-q3%00", "٢٠٢٦-q3", "0000-q1"]
)
def test_what_is_no_quarter_of_ours_is_not_there(client, houses, period):
    make.sign_in(client, make.advisor())
    for file in ("", "report.pdf", "report.xlsx"):
        assert client.get(f"/reports/{period}/{file}").status_code == 404


@pytest.mark.parametrize("query", ["page=x", "page=-1", "page=99999999999999999999", "service="])
def test_what_no_address_can_mean_shows_the_page(client, houses, query):
    assert make.sign_in(client, make.advisor()).get(f"{PAGE}?{query}").status_code == 200


# --- The page -------------------------------------------------------------------------------------


def test_the_page_goes_from_quarter_to_quarter_and_keeps_the_home(client, houses):
    make.sign_in(client, make.advisor())
    answer = client.get(f"{PAGE}?service=elm")
    assert answer.context["switch"]["earlier"]["url"] == "/reports/2026-q2/?service=elm"
    later = answer.context["switch"]["later"]["url"]
    assert later == "/reports/2026-q4/?service=elm"
    assert "October to December 2026, so far" in words_of(client.get(later))
    assert client.get(later).context["switch"]["later"] is None
    assert "As the portal knows it on 20 November 2026, noon." in words_of(answer)
    assert f'href="{PAGE}report.pdf?service=elm"' in answer.content.decode()


def test_every_table_says_what_it_is_and_names_its_rows(client, houses):
    page = make.sign_in(client, make.advisor()).get(PAGE).content.decode()
    tables = re.findall(r"<table.*?</table>", page, re.DOTALL)
    assert len(tables) > 8
    for each in tables:
        assert re.search(r"<caption[^>]*>[^<]+</caption>", each)
        assert each.count('scope="row"') == each.count("<tr>") - 1 > 0 and 'scope="col"' in each


def test_of_many_homes_all_are_found_page_by_page(client, houses, monkeypatch):
    monkeypatch.setattr("meetings.views.public.report.ON_A_PAGE", 3)
    for number in range(6):
        home(f"House {number}", people=1)
    make.sign_in(client, make.advisor())
    seen, url = [], PAGE
    while url:
        answer = client.get(url)
        seen += [name for name, _cells in answer.context["page"].object_list]
        url = answer.context["older"]
    assert seen == sorted(["Elm Court", "Safe House", *(f"House {number}" for number in range(6))])


def test_one_home_and_forty_take_as_many_queries_as_a_page(client, houses):
    make.sign_in(client, make.advisor())
    client.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE)
    for number in range(40):
        place = home(f"House {number}", people=2)
        met(place, "07-08")
        said(place, "07-14", author=place.people[0])
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE)
    # Fifteen count, the rest finds out who looks and at which homes.
    assert len(many) == len(few) <= 20, [query["sql"][:120] for query in many]


# --- The files ------------------------------------------------------------------------------------


def test_the_workbook_has_the_numbers_of_the_page(client, houses):
    advisor = make.advisor()
    make.sign_in(client, advisor)
    found = client.get(PAGE).context["report"]
    sheets = sheets_of(client.get(f"{PAGE}report.xlsx"))
    whole = {row[1]: list(row[2:]) for row in sheets["The whole"][1:]}
    compared = [table for section in found.sections for table in section.tables if table.key in COMPARED]
    numbers = {words: cells for table in compared for words, *cells in table.rows}
    shown = {words: [cell if isinstance(cell, int) else None for cell in cells] for words, cells in numbers.items()}
    few = {words: [cell for cell in cells if isinstance(cell, str)] for words, cells in whole.items()}
    assert {
        words: [None if isinstance(cell, str) else cell for cell in cells] for words, cells in whole.items()
    } == shown
    assert all(cell == "fewer than 10" for cells in few.values() for cell in cells)
    assert whole["Different people heard"] == [24, 0] and whole["People who came, all meetings added up"] == [14, 0]
    homes = {row[0]: row for row in sheets["Home by home"][1:]}
    assert homes["Elm Court"] == ("Elm Court", 1, 7, 10, 13, 1, 12, 1, 0, 0, 1)
    (promise,) = sheets["Promises"][1:]
    row = next(section for section in found.sections if section.key == "promises").tables[0].rows[0]
    assert promise == (row[0], row[1].kept, row[1].total, row[2], row[3], row[4], row[5], None)
    assert sum(promise[3:7]) + promise[1] == promise[2]
    topics = sheets["What it was about"][1:]
    assert topics and all(cells[1] == sum(cells[2:7]) for cells in topics)
    assert sheets["How this is counted"][1:] == [(note,) for note in (found.as_of, *found.notes)]


def test_no_cell_of_the_workbook_is_worked_out_and_days_are_days(client, houses):
    answer = make.sign_in(client, make.advisor()).get(f"{PAGE}report.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f"] == []
    sheets = sheets_of(answer)
    (elm, _private) = sheets["Why meetings were cancelled"][1:]
    assert (elm[0], elm[1].date(), elm[2]) == ("Elm Court", dt.date(2026, 8, 8), "'=1+1, the boiler broke.")
    assert sheets["Voices"][1:] == [("Elm Court", "More light in the hall.", "We did", "'+ two lamps.")]


def test_the_workbook_is_titled_and_keeps_its_heads_in_sight(client, houses):
    answer = make.sign_in(client, make.advisor()).get(f"{PAGE}report.xlsx")
    book = load_workbook(io.BytesIO(answer.content))
    assert book.properties.title == "The quarter’s report: Harbour Homes, July to September 2026"
    assert book.properties.language == "en-gb"
    assert {sheet.freeze_panes for sheet in book} == {"B3", "A3"}
    assert all(sheet.column_dimensions["A"].width >= 14 for sheet in book)
    assert answer["Content-Disposition"] == 'attachment; filename="involvement-2026-q3.xlsx"'


def test_a_workbook_holds_what_no_workbook_can_hold():
    rows = [["a\x0bb\x00\ud800c", "\t=cmd", 1.5], ["＝x", None, 2]]
    sheet = workbooks.Sheet("A/B: [C]" + "x" * 40, "=title", ("@x", "y", "z"), rows)
    book = load_workbook(io.BytesIO(workbooks.workbook_file([sheet], title="t", language="ar")))
    (page,) = book
    assert page.title == "A B   C " + "x" * 23
    assert list(page.iter_rows(values_only=True)) == [
        ("'=title", None, None),
        ("'@x", "y", "z"),
        ("abc", "'\t=cmd", 1.5),
        ("'＝x", None, 2),
    ]
    assert page.sheet_view.rightToLeft


def test_the_paper_says_what_the_page_says(client, houses):
    advisor = make.advisor()
    make.sign_in(client, advisor)
    found = client.get(PAGE).context["report"]
    answer = client.get(f"{PAGE}report.pdf")
    text = text_of(answer)
    said_there = [each.heading for each in found.sections] + [found.as_of, found.where, found.when, *found.notes]
    for section in found.sections:
        for table in section.tables:
            for row in table.in_words:
                if "Safe House" not in row:
                    said_there += [squeezed("".join(row)) if table.key in COMPARED else row[0]]
    assert [words for words in said_there if squeezed(words) not in text] == []
    assert squeezed("More light in the hall.") in text
    kinds = {kind for kind, _told in tags_of(answer.content)}
    assert {"/H1", "/H2", "/Table", "/TH", "/TD"} <= kinds
    assert PdfReader(io.BytesIO(answer.content)).trailer["/Root"]["/Lang"] == "en-GB"


@pytest.mark.parametrize("file", ["report.pdf", "report.xlsx"])
def test_a_private_home_is_not_named_in_what_leaves_the_portal(client, houses, file):
    make.sign_in(client, make.board_member())
    answer = client.get(PAGE + file)
    words = text_of(answer) if file.endswith("pdf") else repr(sheets_of(answer))
    assert squeezed("home with a private address") in squeezed(words)
    assert squeezed("Safe House") not in squeezed(words) and "safe" not in answer["Content-Disposition"]
    page = client.get(PAGE).content.decode()
    assert "Safe House" in page and "Secret Road" not in page + words


def test_the_paper_of_a_private_home_says_that_it_stays_inside(client, houses):
    make.sign_in(client, make.manager(service=houses[1]))
    warning = squeezed("The address of this home is private. Keep this paper inside.")
    for path in (f"{PAGE}report.pdf", f"{PAGE}report.pdf?service=safe"):
        answer = client.get(path)
        assert warning in text_of(answer) and "Secret" not in text_of(answer)
        assert answer["Content-Disposition"] == 'inline; filename="involvement-2026-q3.pdf"'
    make.sign_in(client, make.manager(service=houses[0]))
    answer = client.get(f"{PAGE}report.pdf")
    assert warning not in text_of(answer)
    assert answer["Content-Disposition"] == 'inline; filename="involvement-2026-q3-elm.pdf"'


@pytest.mark.parametrize("file", ["report.pdf", "report.xlsx"])
def test_that_it_was_taken_out_stays_in_the_audit(client, houses, file):
    advisor = make.advisor()
    make.sign_in(client, advisor)
    client.get(PAGE)
    assert not Audit.objects.filter(kind="export").exists()
    client.get(PAGE + file)
    client.get(f"{PAGE}{file}?service=safe")
    entries = (
        Audit.objects.filter(kind="export").order_by("pk").values_list("user", "reason", "about_label", "about_id")
    )
    assert list(entries) == [
        (advisor.user_id, "report", "", None),
        (advisor.user_id, "report", "involvement.service", houses[1].pk),
    ]


def test_six_hundred_homes_are_one_table_in_the_files(houses):
    """The files hold every home, whatever the pages of the page."""
    for number in range(60):
        home(f"House {number}", people=0)
    viewer = make.viewer(make.advisor())
    scope = scope_of(viewer, homes_of(viewer), SUMMER)
    assert len(report_of(viewer, scope, on_paper=True).by_home.rows) == 62
