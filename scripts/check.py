"""Every check that reads the code without running the tests. All run, then the faults are counted."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
BIN = Path(PYTHON).parent
CODE = ["."]

CHECKS = {
    "style": [str(BIN / "ruff"), "check", *CODE],
    "format": [str(BIN / "ruff"), "format", "--check", *CODE],
    "templates": [str(BIN / "djlint"), "templates", "--lint", "--quiet"],
    "lock": [PYTHON, "-m", "pip", "check", "--disable-pip-version-check"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "settings": [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
    "words": [PYTHON, "-m", "scripts.check_words"],
}


def of_a_real_portal(folder: str) -> dict[str, str]:
    """The settings of a real portal, as .env.example describes them, on a database that holds nothing."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(60),
        "DEBUG": "False",
        "DEMONSTRATION": "False",
        "HTTPS": "True",
        "ALLOWED_HOSTS": "portal.example.org",
        "SITE_URL": "https://portal.example.org",
        "TRUSTED_PROXY_COUNT": "1",
        "VAR_DIR": folder,
        "MEDIA_ROOT": f"{folder}/media",
        "DATABASE_URL": f"sqlite:///{folder}/empty.sqlite3",
        "REDIS_URL": "",
        "EMAIL_URL": "memorymail://",
    }


def main() -> int:
    failed = []
    with tempfile.TemporaryDirectory(prefix="portal-check-") as folder:
        environment = {**os.environ, **of_a_real_portal(folder)}
        for name, command in CHECKS.items():
            started = time.monotonic()
            done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
            print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name} ({time.monotonic() - started:.1f} s)")
            if done.returncode:
                failed.append(name)
                print(done.stdout + done.stderr)
    print(f"Checks: {len(CHECKS) - len(failed)} ok" + (f", failed: {', '.join(failed)}" if failed else ""))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
