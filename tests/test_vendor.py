"""Files that others made are unchanged, listed, and lie beside their licence."""

import hashlib
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static/vendor"


def listed():
    text = (VENDOR / "README.md").read_text(encoding="utf-8")
    return {path: digest for digest, path in re.findall(r"^([0-9a-f]{64})  (\S+)$", text, re.MULTILINE)}


def test_every_listed_file_has_its_sum():
    sums = listed()
    assert sums
    assert {path: hashlib.sha256((ROOT / path).read_bytes()).hexdigest() for path in sums} == sums


def test_every_file_in_the_vendor_folder_is_listed():
    found = {path.relative_to(ROOT).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    assert found - {"static/vendor/README.md"} <= listed().keys()


def test_every_vendored_folder_ships_its_licence():
    folders = {(ROOT / path).parent for path in listed()}
    assert folders
    assert [folder for folder in folders if not (folder / "LICENSE").is_file()] == []
