"""Find a Chromium for the browser journeys: the system's first, else the one that Playwright fetched."""

import os
import shutil
from pathlib import Path

SYSTEM_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]


def find_browser() -> str | None:
    """Return the path of a Chromium, or None. CHROMIUM in the environment outranks the search."""
    named = os.environ.get("CHROMIUM")
    if named:
        return named
    for name in SYSTEM_NAMES:
        path = shutil.which(name)
        if path:
            return path
    return _fetched_by_playwright()


def _fetched_by_playwright() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = Path(playwright.chromium.executable_path)
    return str(path) if path.is_file() else None
