"""Every target of the Makefile is told by `make help` and by the README."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# What other targets do first, and what says all this.
NOT_TOLD = {"env", "help"}


def targets():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z]+):", text, re.MULTILINE)) - NOT_TOLD


def test_every_target_is_told():
    told = set(re.findall(r'echo "make ([a-z]+)', (ROOT / "Makefile").read_text(encoding="utf-8")))
    assert told == targets()
    in_readme = set(re.findall(r"`?\bmake ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert targets() - in_readme == set()
