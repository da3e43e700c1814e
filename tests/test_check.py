"""`make check` runs every check, and one red one makes it red."""

import sys

from scripts import check


def test_one_failing_check_fails_the_whole_and_is_named(monkeypatch, capsys):
    says = [sys.executable, "-c", "print('what is wrong'); raise SystemExit(1)"]
    monkeypatch.setattr(check, "CHECKS", {"first": says, "second": [sys.executable, "-c", ""]})
    assert check.main() == 1
    output = capsys.readouterr().out
    assert "FAILED first" in output
    assert "what is wrong" in output
    assert "ok     second" in output
    assert output.splitlines()[-1] == "Checks: 1 ok, failed: first"


def test_all_well(monkeypatch, capsys):
    monkeypatch.setattr(check, "CHECKS", {"only": [sys.executable, "-c", ""]})
    assert check.main() == 0
    assert capsys.readouterr().out.splitlines()[-1] == "Checks: 1 ok"


def test_what_is_promised_is_checked():
    assert set(check.CHECKS) == {"style", "format", "templates", "lock", "migrations", "settings", "words"}
