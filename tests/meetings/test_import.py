"""Taking in an earlier list: all or nothing, never twice, and errors that somebody can put right."""

import pytest
from django.core.management import CommandError, call_command

from meetings.models import CountedAgreement, Status, Suggestion
from meetings.operations import imports
from tests import make

pytestmark = pytest.mark.django_db
HEAD = "body,agrees,moderated,when,kind,number\n"


@pytest.fixture
def house():
    return make.service("Elm Court", code="elm")


@pytest.fixture
def take_in(house, tmp_path, capsys):
    """Import these lines; returns what was printed."""

    def run(lines, *options, columns="words=body,agreements=agrees,rejected=moderated,posted=when", head=HEAD):
        path = tmp_path / "list.csv"
        path.write_bytes(lines if isinstance(lines, bytes) else (head + lines).encode())
        try:
            call_command("import_suggestions", str(path), "--service", "elm", "--map", columns, *options)
        finally:
            run.errors = (printed := capsys.readouterr()).err
        return printed.out

    return run


def test_rows_come_in_with_their_agreements_and_without_a_day(take_in, house):
    out = take_in('"A bench. In the ""shade""",12,1,2024-05-17T10:00:00Z,,\nBins,0,0,,,\n')
    assert "2 came in at Elm Court" in out
    one = Suggestion.objects.get(agreements=12)
    assert (one.title, one.words, one.service) == ('A bench. In the "shade"', 'A bench. In the "shade"', house)
    assert (one.source, one.status, one.shown, one.author) == ("import", Status.SENT, True, None)
    assert one.posted_at.isoformat() == "2024-05-01T00:00:00+00:00"
    assert CountedAgreement.objects.get().number == 12


def test_rejected_rows_are_not_shown_and_nobody_waits_for_them(take_in):
    take_in("Rude,0,-1,,,\nFine,0,1,,,\nNot seen,0,0,,,\n")
    assert dict(Suggestion.objects.values_list("title", "shown")) == {"Rude": False, "Fine": True, "Not seen": True}
    assert Suggestion.objects.get(title="Rude").waiting_since is None


def test_a_moderators_column_counts_also_when_nobody_names_it(take_in):
    take_in("Rude,0,-1,,,\n", columns="words=body")
    assert not Suggestion.objects.get().shown


def test_a_dry_run_changes_nothing(take_in):
    assert "2 would come in" in take_in("A,0,1,,,\nB,0,-1,,,\n", "--dry-run")
    assert not Suggestion.objects.exists()


def test_it_is_safe_to_repeat_and_to_go_on(take_in):
    take_in("A bench,0,1,,,\nA bench,0,1,,,\nBins,0,1,,,\n")
    assert Suggestion.objects.count() == 3
    out = take_in("A bench,0,1,,,\nA bench,7,1,,,\nBins,0,1,,,\nA hedge,0,1,,,\n")
    assert "3 of them here already" in out and "1 came in" in out
    assert Suggestion.objects.count() == 4


def test_a_key_of_its_own_tells_rows_apart(take_in):
    columns = "words=body,key=kind+number"
    take_in("A bench,0,1,,x,1\nA bench,0,1,,y,1\n", columns=columns)
    assert Suggestion.objects.count() == 2
    assert "2 of them here already" in take_in("Other words,0,1,,x,1\nMore,0,1,,y,1\n", columns=columns)
    with pytest.raises(CommandError):
        take_in("A,0,1,,x,2\nB,0,1,,x,2\n", columns=columns)
    assert "Row 3: its key stands in row 2 too." in take_in.errors


def test_errors_are_named_by_row_and_nothing_comes_in(take_in):
    lines = "Good,1,1,,,\n,1,1,,,\nA,many,1,,,\nB,1,1,yesterday,,\nC,1,1,2999-01-01,,\nD,1\n" + "x" * 4001 + ",1,1,,,\n"
    with pytest.raises(CommandError, match="6 things to put right in the file first. Nothing was taken in."):
        take_in(lines)
    assert [line for line in take_in.errors.splitlines() if line.startswith("Row")] == [
        "Row 3: there are no words.",
        "Row 4: “many” in agrees is not a whole number.",
        "Row 5: “yesterday” in when is not a day such as 2026-11-22.",
        "Row 6: 2999-01-01 has not come yet.",
        "Row 7: it does not have as many cells as the first line.",
        "Row 8: body is longer than 4,000 letters.",
    ]
    assert not Suggestion.objects.exists()


def test_topics_are_known_by_name_or_refused(take_in):
    columns = "words=body,topic=kind"
    take_in("A,0,1,,Bins and litter,\nB,0,1,,wifi,\nC,0,1,,,\n", columns=columns)
    assert dict(Suggestion.objects.values_list("title", "topic")) == {"A": "bins", "B": "wifi", "C": "other"}
    with pytest.raises(CommandError):
        take_in("D,0,1,,Politics,\n", columns=columns)
    assert "there is no topic “Politics” here" in take_in.errors


@pytest.mark.parametrize(
    "content, said",
    [
        (b"title,agrees\nA,1\n", "There is no column “body”. The first line of the file has: title, agrees."),
        (b"", "has: nothing"),
        ("body,agrees,moderated,when\nCafé,1,1,\n".encode("latin-1"), "not in UTF-8"),
    ],
)
def test_a_file_that_is_none_is_refused_in_plain_words(take_in, content, said):
    with pytest.raises(CommandError, match=said):
        take_in(content)


@pytest.mark.parametrize("columns", ["", "words", "words=", "text=body", "agreements=agrees"])
def test_a_map_that_makes_no_sense_is_refused(take_in, columns):
    with pytest.raises(CommandError, match="--map"):
        take_in("A,0,1,,,\n", columns=columns)


def test_an_unknown_place_is_refused_with_those_there_are(house):
    with pytest.raises(CommandError, match="There are: elm"):
        call_command("import_suggestions", "x.csv", "--service", "oak", "--map", "words=body")


def test_a_failure_half_way_leaves_nothing(take_in, monkeypatch):
    monkeypatch.setattr(imports, "CHUNK", 2)
    real = imports._suggestion

    def fail_late(row, *others):
        if row.words == "Row 4":
            raise RuntimeError("the power went")
        return real(row, *others)

    monkeypatch.setattr(imports, "_suggestion", fail_late)
    with pytest.raises(RuntimeError):
        take_in("".join(f"Row {number},0,1,,,\n" for number in range(6)))
    assert not Suggestion.objects.exists() and not CountedAgreement.objects.exists()


def test_progress_is_told(take_in, monkeypatch):
    monkeypatch.setattr(imports, "CHUNK", 2)
    take_in("".join(f"Row {number},0,1,,,\n" for number in range(4)))
    assert "2 of 4" in take_in.errors and "4 of 4" in take_in.errors
