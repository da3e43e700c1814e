"""The planted faults still fit the code, and what becomes of one is told truly."""

from pathlib import Path

import pytest

from scripts import mutants
from scripts.mutants import Fault, read_faults, try_fault

ROOT = Path(__file__).resolve().parent.parent


def test_there_are_ten_or_more_and_each_fits_the_code():
    faults = read_faults()
    assert len({fault.name for fault in faults}) == len(faults) >= 10
    counts = {fault.name: (ROOT / fault.file).read_text(encoding="utf-8").count(fault.find) for fault in faults}
    assert {name: count for name, count in counts.items() if count != 1} == {}
    assert [fault.name for fault in faults if fault.find == fault.replace] == []


def test_each_fault_names_tests_that_exist():
    assert [test for fault in read_faults() for test in fault.tests if not (ROOT / test.split("::")[0]).exists()] == []


@pytest.fixture
def fault(tmp_path):
    (tmp_path / "code.py").write_text("limit = 5\n")
    return Fault(name="a limit", file="code.py", find="5", replace="500", tests=("tests",))


@pytest.mark.parametrize(
    ("code", "outcome"), [(1, "found"), (0, "NOT FOUND: its tests stay green"), (5, "NO ANSWER: pytest ended with 5")]
)
def test_only_a_failing_test_finds_a_fault(tmp_path, monkeypatch, fault, code, outcome):
    seen = []

    def run_tests(root, tests, *options):
        seen.append((root / "code.py").read_text())
        return code, ""

    monkeypatch.setattr(mutants, "run_tests", run_tests)
    assert try_fault(fault, tmp_path) == outcome
    assert seen == ["limit = 500\n"]
    assert (tmp_path / "code.py").read_text() == "limit = 5\n"


def test_a_fault_that_no_longer_fits_is_no_success(tmp_path, fault):
    (tmp_path / "code.py").write_text("limit = 6\n")
    assert try_fault(fault, tmp_path).startswith("NOT PLANTED")
