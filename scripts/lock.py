"""Write requirements.txt and requirements-dev.txt from the .in files, with hashes, for Python 3.11 and newer.

The development lock takes every shared version from the first, so that what is tested is what runs.
"""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# No address of a package index stands in a lock: each machine has its own.
OPTIONS = [
    "--generate-hashes",
    "--universal",
    "--python-version=3.11",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-header",
    "--quiet",
]


def compile_lock(source: str, target: str, *more: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "uv", "pip", "compile", *OPTIONS, *more, source, "-o", target], cwd=ROOT, check=True
    )


if __name__ == "__main__":
    compile_lock("requirements.in", "requirements.txt")
    compile_lock("requirements-dev.in", "requirements-dev.txt", "-c", "requirements.txt")
    print("Written: requirements.txt, requirements-dev.txt. Read the difference, then: make test")
