"""The README: what a newcomer does first works as it is written there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_it_opens_with_the_two_commands():
    first = re.search(r"```\n(.*?)```", README, re.S)
    assert first and [line.split("#")[0].strip() for line in first[1].splitlines()] == ["make run", "make test"]
    assert first.start() < 100


def test_three_screenshots_are_shown_and_described():
    pictures = re.findall(r"!\[([^\]]+)\]\(([^)]+)\)", README)
    assert len(pictures) == 3
    for words, path in pictures:
        assert len(words) > 20 and (ROOT / path).read_bytes().startswith(b"\x89PNG")


def test_each_command_and_page_that_it_names_is_there():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    assert set(re.findall(r"`make ([a-z]+)", README)) <= targets
    for path in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / path).exists(), path
    commands = {path.stem for path in ROOT.glob("*/management/commands/*.py")}
    assert set(re.findall(r"manage\.py ([a-z_]+)", README)) <= commands
