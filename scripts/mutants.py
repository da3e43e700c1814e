"""`make mutants`: plant one fault at a time in a copy of the code; each must turn its tests red.

The faults stand in scripts/mutants.toml. First the same tests run without a fault and must be green, since a red
test finds everything. A fault whose text is no longer in its file fails the run too: it would test nothing.
`make mutants ARGS=counter` plants only the faults whose name holds that word. With DATABASE_URL the tests run on
PostgreSQL, which shows one lock that SQLite's single writer does not need.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FAULTS = ROOT / "scripts/mutants.toml"
# pytest's exit codes: 0 all passed, 1 tests ran and some failed. Anything else found nothing.
PASSED, FAILED = 0, 1


@dataclass(frozen=True)
class Fault:
    name: str
    file: str
    find: str
    replace: str
    tests: tuple[str, ...]
    only_on: str = ""

    def shows_here(self) -> bool:
        """Whether the database that the tests run on can show this fault."""
        return os.environ.get("DATABASE_URL", "sqlite").startswith(self.only_on)

    def plant(self, root: Path) -> str:
        """Change the one place in the copy and return the file's text as it was."""
        path = root / self.file
        text = path.read_text(encoding="utf-8")
        if text.count(self.find) != 1:
            raise ValueError(f"its text stands {text.count(self.find)} times in {self.file}, not once")
        path.write_text(text.replace(self.find, self.replace), encoding="utf-8")
        return text


def read_faults(path: Path = FAULTS) -> list[Fault]:
    rows = tomllib.loads(path.read_text(encoding="utf-8"))["fault"]
    return [Fault(**{**row, "tests": tuple(row["tests"])}) for row in rows]


def copy_code(target: Path) -> None:
    """Copy what git knows or would take, as it stands now."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)


def run_tests(root: Path, tests: tuple[str, ...], *options: str) -> tuple[int, str]:
    """Return pytest's exit code and what it printed."""
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=line", "--tier=wide", *options, *tests]
    done = subprocess.run(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def try_fault(fault: Fault, root: Path) -> str:
    """Return what became of one fault: `found`, or why not."""
    try:
        before = fault.plant(root)
    except (ValueError, OSError) as error:
        return f"NOT PLANTED: {error}"
    try:
        code, _printed = run_tests(root, fault.tests, "-x")
    finally:
        (root / fault.file).write_text(before, encoding="utf-8")
    if code == FAILED:
        return "found"
    return "NOT FOUND: its tests stay green" if code == PASSED else f"NO ANSWER: pytest ended with {code}"


def main() -> int:
    words = sys.argv[1:]
    named = [fault for fault in read_faults() if not words or any(word in fault.name for word in words)]
    faults = [fault for fault in named if fault.shows_here()]
    if not faults:
        print("No fault has such a name, or this database cannot show it.")
        return 1
    lost = 0
    with tempfile.TemporaryDirectory(prefix="portal-mutants-") as folder:
        copy_code(Path(folder))
        everything = tuple(sorted({test for fault in faults for test in fault.tests}))
        code, printed = run_tests(Path(folder), everything, "--numprocesses=auto")
        if code != PASSED:
            print(f"{printed}\nThese tests are not green without a fault: {' '.join(everything)}")
            return 1
        for fault in faults:
            started = time.monotonic()
            outcome = try_fault(fault, Path(folder))
            lost += outcome != "found"
            print(f"{fault.name}: {outcome} ({time.monotonic() - started:.0f} s)", flush=True)
    print(f"Planted faults: {len(faults) - lost} of {len(faults)} found")
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
