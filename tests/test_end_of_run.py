"""CI fails when a test was skipped; the last line of a run names the journeys that were left out."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

CONFTEST = """
from tests.end_of_run import EndOfRun

def pytest_configure(config):
    config.end_of_run = EndOfRun(config)
    config.pluginmanager.register(config.end_of_run)

def pytest_collection_modifyitems(config, items):
    config.end_of_run.journeys_left_out = [item.nodeid for item in items if "journey" in item.name]
    items[:] = [item for item in items if "journey" not in item.name]
"""


def run(tmp_path, tests, *, ci, processes):
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_some.py").write_text(tests)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "DJANGO"))}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:django", "-p", "no:cacheprovider", "-n", processes, "."],
        cwd=tmp_path,
        env=environment | {"PYTHONPATH": str(ROOT), "CI": "true" if ci else ""},
        capture_output=True,
        text=True,
    )


SKIPPED = "import pytest\ndef test_good(): pass\ndef test_left(): pytest.skip()\n"


@pytest.mark.parametrize("processes", ["0", "2"])
def test_a_skipped_test_fails_ci_and_is_named(tmp_path, processes):
    done = run(tmp_path, SKIPPED, ci=True, processes=processes)
    assert done.returncode == 1
    assert "test_some.py::test_left" in done.stdout


def test_a_file_skipped_as_a_whole_fails_ci(tmp_path):
    skipped_file = "import pytest\npytest.skip(allow_module_level=True)\n"
    (tmp_path / "test_other.py").write_text("def test_good(): pass\n")
    assert run(tmp_path, skipped_file, ci=True, processes="0").returncode == 1


def test_a_skipped_test_fails_nobody_else(tmp_path):
    assert run(tmp_path, SKIPPED, ci=False, processes="0").returncode == 0


@pytest.mark.parametrize("processes", ["0", "2"])
def test_the_last_line_names_the_journeys_left_out(tmp_path, processes):
    done = run(tmp_path, "def test_good(): pass\ndef test_journey_of_sam(): pass\n", ci=False, processes=processes)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1] == (
        "Left out, no Chromium here: 1 browser journeys: test_some.py::test_journey_of_sam"
    )


def test_nothing_left_out_says_nothing(tmp_path):
    done = run(tmp_path, "def test_good(): pass\n", ci=True, processes="2")
    assert done.returncode == 0
    assert "1 passed" in done.stdout.splitlines()[-1]
