"""scripts/env.sh says in one line what is missing before it makes anything."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def run_with(tmp_path, interpreter):
    """Run the script with only `sh`, `dirname` and a made-up python3 within reach."""
    for name in ["sh", "dirname"]:
        (tmp_path / name).symlink_to(shutil.which(name))
    if interpreter:
        python = tmp_path / "python3"
        python.write_text(f"#!{shutil.which('sh')}\n{interpreter}\n")
        python.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHON"} | {"PATH": str(tmp_path)}
    return subprocess.run(
        [shutil.which("sh"), str(ROOT / "scripts/env.sh"), "run"], env=environment, capture_output=True, text=True
    )


@pytest.mark.parametrize("interpreter", ["", "exit 1"], ids=["no Python", "an old Python"])
def test_a_missing_or_old_python_is_told(tmp_path, interpreter):
    done = run_with(tmp_path, interpreter)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "Python 3.11 or newer" in done.stderr


def test_a_missing_venv_is_told_with_the_line_that_mends_it(tmp_path):
    done = run_with(tmp_path, 'case "$2" in *ensurepip*) exit 1;; esac')
    assert done.returncode == 1
    assert done.stderr == "Python's venv is missing. This mends it: sudo apt install python3-venv\n"
