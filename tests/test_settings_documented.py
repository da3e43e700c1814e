"""Every setting that the code reads from the environment is described in .env.example, and the other way round."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def settings_read():
    """Names given to `env(...)` or `env.kind(...)` in the settings."""
    tree = ast.parse((ROOT / "involvement/settings.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args or not isinstance(node.args[0], ast.Constant):
            continue
        called = node.func.value if isinstance(node.func, ast.Attribute) else node.func
        if isinstance(called, ast.Name) and called.id == "env":
            yield node.args[0].value


def settings_described():
    text = (ROOT / ".env.example").read_text(encoding="utf-8")
    return re.findall(r"^([A-Z_]+)=", text, re.MULTILINE)


def test_every_setting_is_described_once():
    described = settings_described()
    assert len(described) == len(set(described))
    assert set(settings_read()) == set(described)


def test_every_described_setting_has_its_words():
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    bare = [
        line
        for before, line in zip(lines, lines[1:], strict=False)
        if "=" in line[:30] and not line.startswith("#") and not before.startswith("#")
    ]
    assert bare == []
