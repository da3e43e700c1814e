"""The bench says plainly what was not met, and measures what it says."""

import os
import smtplib
import subprocess
import sys
from pathlib import Path

import pytest

from bench import ask, data
from bench.__main__ import growth_rows, page_rows, summary, verdict
from bench.load import Result
from bench.rows import GROWTH, PAGES, most_milliseconds
from bench.sending import FOUR_OF_ONE, Sent, mail_server, raw_rate, report, rows_of
from involvement.smtp import post
from tests import make

ROOT = Path(__file__).resolve().parent.parent


def of_list(*, ratio=0.05, queries=5, p95=10.0, wrong=0, name="list"):
    rounds = [(ratio, Result(rate=400, p50=5, p95=p95, wrong=wrong))] * 5
    return page_rows({name: rounds}, {name: queries})[0][-1]


def test_the_figure_is_the_median_and_what_lies_far_apart_is_noisy():
    assert summary([0.05, 0.051, 0.052, 0.049, 0.05]) == (0.05, "[0.049-0.052]")
    assert summary([0.05, 0.058, 0.05, 0.05, 0.05]) == (0.05, "[0.050-0.058] noisy")


def test_a_row_is_met_when_speed_queries_and_answers_are_as_they_should_be():
    assert of_list() == "yes"
    assert of_list(ratio=0.034) == "**no**"
    assert of_list(queries=6) == "**no**"
    assert of_list(p95=61, name="send") == "**no**"
    assert of_list(wrong=3) == "**no**, 15 answered wrongly"


def test_growth_compares_each_round_with_the_same_round_at_a_thousand_rows():
    def rounds(*rates):
        return [(0.1, Result(rate=rate, p50=5, p95=10, wrong=0)) for rate in rates]

    found = {f"{name}@1000": rounds(100, 200, 100) for name in GROWTH}
    found |= {f"{name}@1000000": rounds(90, 180, 90) for name in GROWTH}
    found["grow-agreed@1000000"] = rounds(84, 160, 84)
    told = {row[0]: row[-1] for row in growth_rows(found, [1000, 1_000_000])}
    assert told == {"first page": "yes", "90 % deep": "yes", "by status": "yes", "most agreed": "**no**"}


def test_a_word_that_is_written_wrongly_may_take_longer():
    assert most_milliseconds("search “washing machine”") == 30
    assert most_milliseconds("search “washng machne”") == 100


@pytest.mark.django_db
def test_a_database_that_holds_less_is_refused(monkeypatch):
    monkeypatch.setattr(data, "make", lambda *_args, **_options: None)
    make.suggestion(service=make.service())
    with pytest.raises(SystemExit, match="fewer than 1,000 suggestions and 5,000 agreements"):
        ask.main(1_000, with_sql=False)


@pytest.mark.wide
def test_it_makes_its_database_and_measures_a_page(tmp_path):
    """The real command, with a folder of its own: one page, one round, SQLite."""
    program = (
        "import sys; from pathlib import Path; import bench.__main__ as bench;"
        f"bench.FOLDER = Path({str(tmp_path)!r}); sys.argv = ['bench', *sys.argv[1:]]; bench.main()"
    )
    env = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    asked = ["list", "--only", "sqlite", "--rounds", "1", "--seconds", "1"]
    done = subprocess.run([sys.executable, "-c", program, *asked], cwd=ROOT, env=env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "SQLite, 10,001 suggestions, 50,025 agreements" in done.stdout
    row = next(line for line in done.stdout.splitlines() if PAGES["list"].words in line)
    words, goal, figure, queries, rate, *_rest = [cell.strip() for cell in row.strip("|").split("|")]
    assert (goal, queries) == ("≥ 0.035, ≤ 5 queries", "5") and float(rate) > 0 and "wrongly" not in row
    assert "With 100 rows the list takes 5 queries." in done.stdout


def of_sending(*, moved=1.1, digest=0.4, four=1.4, mails=100, different=100):
    """The last cells of the rows, when a hundred people are sent to at these rates of raw smtplib or of one worker."""

    def rounds(rate):
        return [Sent(rate=1000 * rate, raw=1000, mails=mails, different=different)] * 5

    found = {"moved": rounds(moved), "digest": rounds(digest), "one": rounds(1), "four": rounds(four)}
    return [row[-2:] for row in rows_of(found, 100, summary, verdict)]


def test_sending_is_met_when_it_is_fast_enough_and_everybody_got_one():
    assert [met for _server, met in of_sending(four=FOUR_OF_ONE)] == ["yes", "yes", "yes"]
    slow = of_sending(moved=0.99, digest=0.34, four=FOUR_OF_ONE - 0.1)
    assert [met for _server, met in slow] == ["**no**"] * 3
    assert of_sending(four=9, mails=101)[0] == ["5 twice, 0 lost of 500", "**no**"]
    assert of_sending(four=9, mails=99, different=99)[0] == ["0 twice, 5 lost of 500", "**no**"]


def test_the_mail_server_of_the_bench_counts_what_came_and_what_was_new():
    with mail_server() as port:
        assert raw_rate(port, b"Subject: Hello\r\nMessage-ID: <a@b>\r\n\r\nWords\r\n", 3) > 0
        raw_rate(port, b"Subject: Hello\r\nmessage-id: <c@b>\r\n\r\nWords\r\n", 1)
        assert report(port) == (4, 2)
        assert report(port) == (0, 0)
        with smtplib.SMTP("127.0.0.1", port) as conversation:
            post(conversation, "a@example.org", "b@example.org", b"Message-ID: <d@b>\r\n\r\n.\r\nWords")
            assert conversation.has_extn("pipelining")
        assert report(port) == (1, 1)
