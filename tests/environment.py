"""The settings under which tests run. Prepared by conftest.py before Django reads any setting, so that nothing
of the developer's own .env or data reaches a test. The database and Redis come from the environment alone."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def prepare() -> None:
    """Set the environment and make the folder that one run keeps its files in."""
    # Workers of one run share the folder that the first process made.
    if "PYTEST_XDIST_WORKER" not in os.environ:
        made_here = tempfile.mkdtemp(prefix="portal-tests-")
        atexit.register(shutil.rmtree, made_here, ignore_errors=True)
        os.environ["VAR_DIR"] = made_here
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{made_here}/portal.sqlite3")
        os.environ.setdefault("REDIS_URL", "")
    folder = Path(os.environ["VAR_DIR"])
    (folder / "static").mkdir(exist_ok=True)
    os.environ.update(
        DJANGO_SETTINGS_MODULE="involvement.settings",
        SECRET_KEY="a key for tests, long enough for every check that asks about its length",
        DEBUG="False",
        DEMONSTRATION="False",
        HTTPS="False",
        # The tests of it switch it on.
        SECOND_FACTOR="False",
        ALLOWED_HOSTS="testserver,localhost,127.0.0.1",
        CSRF_TRUSTED_ORIGINS="",
        SITE_URL="http://testserver",
        EMAIL_URL="memorymail://",
        DEFAULT_FROM_EMAIL="portal@example.org",
        MAIL_PROVIDER="",
        MAIL_EVENTS_SECRET="",
        MAIL_EVENTS_SIGNING_KEY="",
        TEXTS_URL="",
        TEXTS_HEADER="Authorization",
        TEXTS_TOKEN="",
        TEXTS_SENDER="",
        TEXTS_FIELDS="to=to,from=from,text=text,key=reference",
        TEXTS_TIMEOUT="10",
        MEDIA_ROOT=str(folder / "media"),
        ERASURES_FILE="",
        TRUSTED_PROXY_COUNT="0",
        LOG_LEVEL="WARNING",
        LOG_FORMAT="plain",
        OPERATOR_EMAIL="",
        METRICS_TOKEN="",
        BACKUP_WITHIN_HOURS="26",
        PORTAL_VERSION="",
    )
