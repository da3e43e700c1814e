"""The picture of a real place: what it promises stands in it, and its commands run. The images themselves are not built
here."""

import datetime as dt
import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.utils import timezone

from involvement.models import Heard, OutboxRow
from tests import make
from tests.involvement.conftest import post_office
from tests.processes import ROOT, environment, free_port, manage, running, status_of, wait_until

__all__ = ["post_office"]

COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
OURS = {name for name, service in SERVICES.items() if service.get("image") == "involvement-portal"}
ONCE = {"migrate", "backup"}


def web_command() -> list[str]:
    """What the image runs when nothing else is said."""
    return json.loads(re.search(r"^CMD (\[.*\])", DOCKERFILE.replace("\\\n", ""), re.M)[1])


def python_command(service: str) -> list[str]:
    """The arguments of python in a service's command."""
    python, *arguments = shlex.split(SERVICES[service]["command"])
    assert python == "python"
    return arguments


def test_all_parts_are_there():
    assert {"web", "worker", "beat", "db", "redis", "proxy", "migrate", "backup"} == SERVICES.keys()
    assert {"web", "worker", "beat", *ONCE} == OURS


def test_what_runs_on_is_started_again_and_asked_how_it_is():
    for name in SERVICES.keys() - ONCE:
        assert SERVICES[name]["restart"] == "unless-stopped", name
        assert SERVICES[name]["healthcheck"]["test"], name
    assert {SERVICES[name]["restart"] for name in ONCE} == {"no"}


def test_nothing_runs_as_root():
    proxy = (ROOT / SERVICES["proxy"]["build"]["dockerfile"]).read_text(encoding="utf-8")
    for text in (DOCKERFILE, proxy):
        users = re.findall(r"^USER (\S+)", text, re.M)
        assert users and users[-1] != "root"
    assert DOCKERFILE.index("USER portal") < DOCKERFILE.index("CMD")
    assert all("user" not in SERVICES[name] for name in OURS)
    assert (SERVICES["db"]["user"], SERVICES["redis"]["user"]) == ("postgres", "redis")


def test_what_must_last_lies_in_volumes_that_belong_to_the_user():
    used = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert used == COMPOSE["volumes"].keys()
    for name in OURS:
        assert "media:/srv/media" in SERVICES[name]["volumes"], name
    chown = re.search(r"chown -R portal (.*)", DOCKERFILE)[1]
    assert {"/srv/media", "/srv/backups"} <= set(chown.split())


def test_migrations_end_before_anything_begins_and_web_answers_before_the_proxy_asks():
    for name in ("web", "worker", "beat"):
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
    assert SERVICES["migrate"]["depends_on"]["db"]["condition"] == "service_healthy"
    assert SERVICES["proxy"]["depends_on"]["web"]["condition"] == "service_healthy"


def test_every_setting_is_described_and_none_is_a_secret():
    described = set(re.findall(r"^#?\s*([A-Z_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.M))
    assert set(SERVICES["web"]["environment"]) <= described
    asked_for = set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text(encoding="utf-8")))
    assert asked_for <= described


def test_only_the_proxy_is_open_to_the_world():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_redis_may_lose_nothing_and_workers_hear_again_after_it_returns():
    assert "noeviction" in SERVICES["redis"]["command"] and "appendonly yes" in SERVICES["redis"]["command"]
    worker = SERVICES["worker"]["command"]
    assert "--without-mingle" in worker and "--without-gossip" in worker and "--beat" not in worker
    assert all(
        "celery -A involvement beat" not in SERVICES[name].get("command", "") for name in SERVICES.keys() - {"beat"}
    )


def test_what_is_copied_into_the_image_is_there():
    for source in re.findall(r"^COPY (\S+) ", DOCKERFILE, re.M):
        assert (ROOT / source).exists(), source
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert ".env" in ignored and "deploy" not in ignored and "locale" not in ignored


# --- The commands, run ----------------------------------------------------------------------------


def alive(port: int) -> int:
    given = environment(PORT=str(port), ALLOWED_HOSTS="localhost,127.0.0.1")
    test = SERVICES["web"]["healthcheck"]["test"]
    assert test[:2] == ["CMD", "python"]
    return subprocess.run([sys.executable, *test[2:]], cwd=ROOT, env=given, timeout=30).returncode


@pytest.mark.django_db(transaction=True)
def test_a_web_process_is_well_though_a_worker_is_not(tmp_path):
    make.service()
    OutboxRow.objects.create(
        kind="x", carrier="email", key="x", person=make.person(), due_at=timezone.now() - dt.timedelta(hours=1)
    )
    port = free_port()
    command = [part.replace("0.0.0.0:8000", f"127.0.0.1:{port}") for part in web_command()]
    assert command[0] == "python" and alive(port) == 1
    with running(*command[1:]):
        wait_until(lambda: status_of(f"http://127.0.0.1:{port}/health/"), what="web")
        assert status_of(f"http://127.0.0.1:{port}/health/") == 503
        # Docker, too, asks again before it gives a process up.
        wait_until(lambda: alive(port) == 0, what="the web to be called well")


@pytest.mark.django_db(transaction=True)
def test_the_steps_that_end_end_well(tmp_path):
    done = subprocess.run([sys.executable, *python_command("migrate")], cwd=ROOT, env=environment(), timeout=300)
    assert done.returncode == 0
    command = [part.replace("/srv/backups", str(tmp_path / "b")) for part in python_command("backup")]
    (tmp_path / "b").mkdir()
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, env=environment(MEDIA_ROOT=str(tmp_path / "m")), timeout=300
    )
    assert done.returncode == 0 and len(list(Path(tmp_path / "b").iterdir())) == 1


@pytest.mark.wide
@pytest.mark.redis_only
@pytest.mark.django_db(transaction=True)
def test_worker_and_beat_send_and_say_that_they_are_well(post_office, settings):
    who = make.person("Patrick", email="patrick@example.org")
    OutboxRow.objects.create(
        kind="account.sign_in_code", person=who, carrier="email", key="x", urgent=True, secret="428913"
    )
    mail = {"EMAIL_URL": f"smtp://127.0.0.1:{settings.EMAIL_PORT}"}
    test = SERVICES["worker"]["healthcheck"]["test"][1].replace("$$", "$").replace("python", sys.executable, 1)
    with running(*python_command("worker"), **mail):
        with running(*python_command("beat"), **mail):
            wait_until(lambda: OutboxRow.objects.get().state == "sent", what="the mail")
            wait_until(lambda: Heard.objects.filter(name=Heard.SWEEP).exists(), what="the sweep")
            asked = subprocess.run(test, shell=True, cwd=ROOT, env=environment(), capture_output=True, timeout=60)
            assert asked.returncode == 0, asked.stdout + asked.stderr
        # Beat writes when it last rang every few minutes, and when it ends.
        assert manage(*SERVICES["beat"]["healthcheck"]["test"][3:]).returncode == 0
    asked = subprocess.run(test, shell=True, cwd=ROOT, env=environment(), capture_output=True, timeout=60)
    assert asked.returncode != 0
    assert [mail["To"] for mail in post_office.mails] == ["patrick@example.org"]
    assert os.environ["REDIS_URL"]
