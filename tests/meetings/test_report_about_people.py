"""In the quarter's report of all homes: who is heard, by what people said about themselves."""

import pytest

from involvement.models import EqualityFigures
from involvement.operations.equality import figures_of
from tests import make
from tests.meetings.test_report import SUMMER, home, in_november, report  # noqa: F401
from tests.meetings.test_report_pages import PAGE, sheets_of, text_of, words_of

pytestmark = pytest.mark.django_db

ROW = "Age: 25 to 34"


@pytest.fixture
def elm():
    return home("Elm Court", code="elm")


def counted(*, answers=(("25", 42, 20), ("35", 33, 12), ("85", 12, 11), ("not_said", 4, 1))) -> None:
    figures = figures_of((120, 60, 20), {"age": list(answers)}, 10)
    EqualityFigures.objects.create(first=SUMMER.first, upto="2026-10-07", minimum=10, figures=figures)


def who(found):
    return next(section for section in found.sections if section.key == "who")


def test_the_report_of_all_homes_has_what_enough_people_said(elm):
    counted()
    section = who(report(make.advisor()))
    (table,) = [each for each in section.tables if each.key == "about-people"]
    # The number of 4 is hidden, and with it that of 12; of these few were not heard, so one more of those is hidden.
    assert table.rows == [[ROW, 40, 20], ["Age: 35 to 44", 35, None]]
    assert "About 90 people said who they are, and 45 of them were heard." in section.lines[-1]


def test_that_of_one_home_or_for_staff_has_nothing_of_it(elm):
    counted()
    for found in (report(make.advisor(), place=elm), report(make.staff(service=elm))):
        section = who(found)
        assert "about-people" not in [each.key for each in section.tables]
        assert not [line for line in section.lines if "who they are" in line or "themselves" in line]


def test_before_it_is_counted_and_of_too_few_it_says_so(elm):
    advisor = make.advisor()
    assert who(report(advisor)).lines[-1].startswith("What people said about themselves is counted a week after")
    counted(answers=(("25", 12, 6),))
    assert who(report(advisor)).lines[-1].startswith("Too few people said who they are")


def test_page_paper_and_workbook_have_it(client, elm):
    counted()
    make.sign_in(client, make.advisor())
    assert f"{ROW} 40 20" in words_of(client.get(PAGE))
    assert "Age:25to34" in text_of(client.get(f"{PAGE}report.pdf")).replace(" ", "")
    book = sheets_of(client.get(f"{PAGE}report.xlsx"))
    assert (ROW, 40, 20) in book["What people said about themselve"[:31]]
