"""Run the tests in parallel, with a browser if one can be had. Further arguments go to pytest."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from scripts.browser import find_browser

ROOT = Path(__file__).resolve().parent.parent
# Seconds that fetching a browser may take before the journeys are left out.
FETCH_SECONDS = 300


def fetch_browser() -> str | None:
    """Ask Playwright to fetch its Chromium; return its path, or None when it cannot be had."""
    print("No Chromium on this machine: asking Playwright for one")
    try:
        subprocess.run(
            [sys.executable, "-m", "playwright", "install", "chromium"],
            timeout=FETCH_SECONDS,
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
    except (subprocess.SubprocessError, OSError):
        return None
    return find_browser()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tier", choices=["test", "wide", "drill"], default="test")
    parser.add_argument("--numprocesses", default="auto")
    options, further = parser.parse_known_args()
    browser = find_browser() or fetch_browser()
    environment = {**os.environ, "CHROMIUM": browser} if browser else dict(os.environ)
    command = [sys.executable, "-m", "pytest", f"--tier={options.tier}", f"--numprocesses={options.numprocesses}"]
    return subprocess.run([*command, "--dist=worksteal", *further], cwd=ROOT, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main())
