"""The locks hold what the .in files choose, with hashes, and no address of a package index."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def pins(name):
    """{package: version} of the lines that fix one, extras left out."""
    text = (ROOT / name).read_text(encoding="utf-8")
    rows = re.findall(r"^([a-z0-9-]+)(?:\[[a-z0-9,-]+\])?==([^\s;\\]+)", text, re.MULTILINE)
    return dict(rows)


# Packages whose modules are called otherwise.
MODULES = {
    "crispy-bootstrap5": "crispy_bootstrap5",
    "django": "django",
    "phonenumberslite": "phonenumbers",
    "django-allauth": "allauth",
    "django-anymail": "anymail",
    "django-celery-beat": "django_celery_beat",
    "django-crispy-forms": "crispy_forms",
    "django-csp": "csp",
    "django-environ": "environ",
    "django-htmx": "django_htmx",
    "django-permissions-policy": "django_permissions_policy",
    "pillow": "PIL",
    "pillow-heif": "pillow_heif",
}
# Chosen by an address (DATABASE_URL, REDIS_URL) or run by name.
NOT_IMPORTED = {"gunicorn", "psycopg2-binary", "redis"}


def test_nothing_is_installed_that_nobody_uses():
    folders = ["involvement", "meetings", "scripts"]
    code = "\n".join(path.read_text(encoding="utf-8") for name in folders for path in (ROOT / name).rglob("*.py"))
    unused = []
    for package in pins("requirements.in").keys() - NOT_IMPORTED:
        module = MODULES.get(package, package.replace("-", "_"))
        if not re.search(rf"""(^|\n)\s*(import|from) {module}\b|["']{module}["'.]""", code):
            unused.append(package)
    assert unused == []


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_what_is_chosen_is_what_is_locked(name):
    chosen, locked = pins(f"{name}.in"), pins(f"{name}.txt")
    assert chosen
    assert {package: locked.get(package) for package in chosen} == chosen


def test_the_tests_run_on_the_versions_that_the_portal_runs_on():
    portal, development = pins("requirements.txt"), pins("requirements-dev.txt")
    assert {package: development.get(package) for package in portal} == portal


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_package_has_hashes_and_none_an_address(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    packages = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)
    assert [package for package in packages if package.strip() and "--hash=sha256:" not in package] == []
    assert "://" not in text
    assert "index-url" not in text
