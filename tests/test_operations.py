"""docs/operations.md: every command, option, setting and page in it exists, and every alarm has its lines."""

import re
from pathlib import Path

import pytest
import yaml
from django.core.management import get_commands, load_command_class
from django.urls import resolve

from involvement.queries.watching import NAMES

ROOT = Path(__file__).resolve().parent.parent
TEXT = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
SERVICES = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
# What the containers themselves, and not the portal, read.
OTHER_SETTINGS = {"PGPASSWORD", "FILE", "KEY", "USER_NAME"}


def code() -> list[str]:
    """What stands as code: in blocks, one line each, and in the text, where it may run over a line's end."""
    blocks = re.findall(r"^```\n(.*?)^```", TEXT, re.M | re.S)
    spans = re.findall(r"`([^`]+)`", re.sub(r"^```\n.*?^```", "", TEXT, flags=re.M | re.S))
    return [line for block in blocks for line in block.splitlines()] + [" ".join(span.split()) for span in spans]


def used(pattern: str) -> list:
    return [match for line in code() for match in re.findall(pattern, line)]


def test_each_command_of_manage_takes_the_options_that_are_written():
    found = used(r"manage\.py ([a-z_]+)([^|]*)")
    assert {"backup", "restore", "move_database", "check_health", "sweep"} <= {name for name, _ in found}
    for name, rest in found:
        command = load_command_class(get_commands()[name], name)
        known = {
            option for action in command.create_parser("manage.py", name)._actions for option in action.option_strings
        }
        assert set(re.findall(r"(?<= )--[a-z-]+", rest)) <= known, (name, rest)


def test_options_named_alone_belong_to_a_command_of_ours():
    known = {"--workers"}
    for name in ("backup", "restore", "check_health", "move_database", "sweep"):
        actions = load_command_class(get_commands()[name], name).create_parser("manage.py", name)._actions
        known |= {option for action in actions for option in action.option_strings}
    assert {line for line in code() if line.startswith("--")} <= known


def test_each_service_that_it_names_is_in_the_picture():
    for line in code():
        if match := re.search(r"docker compose (?:exec -T|exec|run --rm|logs|ps|stop|restart) ([a-z ]+)", line):
            words = match[1].split(" python")[0].split()
            assert words and set(words) <= SERVICES.keys(), line
    assert set(used(r"--scale ([a-z]+)=")) <= SERVICES.keys()


def test_each_setting_that_it_names_is_described():
    described = set(re.findall(r"^#?\s*([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.M))
    named = set(re.findall(r"\b([A-Z]{2,}(?:_[A-Z]+)+|PGPASSWORD)\b", TEXT))
    assert named - OTHER_SETTINGS <= described


def test_each_page_and_file_that_it_names_is_there():
    for path in used(r"^(/[a-z/]+/)$"):
        if not path.startswith("/srv"):
            assert resolve(path)
    for name in used(r"^((?:docs|tests|deploy)/[\w./]+)$"):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("name", NAMES)
def test_each_alarm_has_lines_that_say_what_to_do(name):
    lines = re.search(rf"^### {name}\n\n(.+?)(?=\n\n###|\Z)", TEXT, re.M | re.S)
    assert lines and len(lines[1]) > 40


def test_what_the_issue_names_has_a_heading():
    headings = re.findall(r"^## (.+)", TEXT, re.M)
    assert {"Install", "Upgrade", "Scale out", "Back up", "Restore", "Moving to PostgreSQL", "What to watch"} <= set(
        headings
    )
