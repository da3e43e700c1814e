"""docs/behaviours.md names tests that exist, and a behaviour was not seen before it had one."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| ([A-Z]+\d+) \| (.+?) \| (.*?) \| +(\d{4}-\d\d-\d\d)? *\|$")


def rows():
    lines = (ROOT / "docs" / "behaviours.md").read_text().splitlines()
    return [match.groups() for line in lines if (match := ROW.match(line))]


def functions_of(path):
    """Names of the test functions of a file."""
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def named(cell):
    return [part.strip() for part in cell.split(",") if part.strip()]


def test_every_row_is_read_and_keys_are_unique():
    text = (ROOT / "docs" / "behaviours.md").read_text()
    written = [line for line in text.splitlines() if re.match(r"^\| [A-Z]+\d+ \|", line)]
    keys = [row[0] for row in rows()]
    assert len(keys) == len(written) > 80
    assert len(keys) == len(set(keys))


def test_the_tests_named_exist():
    missing = []
    for key, _behaviour, cell, _seen in rows():
        for name in named(cell):
            path, _colons, function = name.partition("::")
            if not (ROOT / path).is_file() or function not in functions_of(path):
                missing.append(f"{key}: {name}")
    assert missing == []


def test_nothing_is_seen_without_a_test():
    assert [key for key, _behaviour, cell, seen in rows() if seen and not named(cell)] == []
