"""`make run`: the demonstration, web and worker together, from whatever state this folder is in.

Makes the database and the demonstration organisation when there is none; keeps them when there is. The settings
are those of a real portal (no debug pages, files compressed and named by content) but for https.
"""

import argparse
import hashlib
import os
import secrets
import socket
import sys
import threading
import time
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import django
import environ
from django.core.management import call_command
from django.db import connections
from honcho.environ import expand_processes, parse_procfile
from honcho.manager import Manager

ROOT = Path(__file__).resolve().parent.parent
# Seconds until the portal must answer.
PATIENCE = 60


def set_environment(host: str, port: int) -> None:
    """Give what neither the environment nor .env says. Values there win."""
    environ.Env.read_env(ROOT / ".env")
    wanted = os.environ.setdefault("DEMONSTRATION", "False" if os.environ.get("DATABASE_URL") else "True")
    if wanted.lower() not in {"true", "1", "yes", "on"}:
        sys.exit("make run fills the database with invented people. If that is wanted here, set DEMONSTRATION=True.")
    folder = Path(os.environ.setdefault("VAR_DIR", str(ROOT / "var")))
    folder.mkdir(parents=True, exist_ok=True)
    names = {"localhost", "127.0.0.1", host} if host != "0.0.0.0" else {"*"}
    for name, value in {
        "DJANGO_SETTINGS_MODULE": "involvement.settings",
        "DEBUG": "False",
        "HTTPS": "False",
        "SECRET_KEY": kept_key(folder / "secret-key"),
        "ALLOWED_HOSTS": ",".join(sorted(names)),
        "SITE_URL": f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}",
        "LOG_LEVEL": "WARNING",
    }.items():
        os.environ.setdefault(name, value)


def kept_key(path: Path) -> str:
    """A key of this machine's own, the same at every start, so that people stay signed in."""
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(60), encoding="ascii")
    return path.read_text(encoding="ascii")


def refuse_a_taken_port(host: str, port: int) -> None:
    with socket.socket() as attempt:
        attempt.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            attempt.bind((host, port))
        except OSError as error:
            sys.exit(f"Port {port} is not free ({error.strerror}). Try: make run PORT={port + 1}")


def prepare_database(folder: Path) -> None:
    """Migrate, and fill an empty database. A filling that was broken off is done again from nothing."""
    from django.contrib.auth import get_user_model

    call_command("migrate", verbosity=0)
    unfinished = folder / "demonstration-unfinished"
    if unfinished.exists():
        print("The last demonstration was not finished: beginning again")
        call_command("flush", interactive=False, verbosity=0)
    elif get_user_model().objects.exists():
        return
    print("Making the demonstration organisation: this takes a minute, once")
    unfinished.touch()
    call_command("demo")
    unfinished.unlink()


def prepare_static_files(folder: Path) -> None:
    """Collect and compress, when anything in them has changed since the last time."""
    from django.contrib.staticfiles.finders import get_finders

    sum_ = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for finder in get_finders():
        for path, storage in finder.list([]):
            state = os.stat(storage.path(path))
            sum_.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    stamp = folder / "static-stamp"
    if stamp.exists() and stamp.read_text(encoding="ascii") == sum_.hexdigest():
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(sum_.hexdigest(), encoding="ascii")


def tell_when_open() -> None:
    """Wait for the first answer, then say where to go and as whom. Runs beside the two processes."""
    address = os.environ["SITE_URL"]
    time.sleep(1)
    for _ in range(PATIENCE * 5):
        try:
            urlopen(f"{address}/", timeout=5).close()
            break
        except HTTPError:
            # An answer all the same.
            break
        except (URLError, OSError):
            time.sleep(0.2)
    else:
        print(f"No answer from {address}/ after {PATIENCE} seconds. See what stands above.")
        return
    print(f"\nThe portal is open at {address}/\nThe mail that it sends: {address}/demo/mail/\n", flush=True)
    call_command("demo", print_sign_ins=True)
    print("\nCtrl+C stops it. What you do in it is kept for the next time.", flush=True)


def run_processes(host: str, port: int) -> int:
    """Run what Procfile.dev names until one stops or somebody presses Ctrl+C; return the exit code."""
    os.environ["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    procfile = parse_procfile((ROOT / "Procfile.dev").read_text(encoding="utf-8"))
    environment = {**os.environ, "HOST": host, "PORT": str(port), "PYTHONUNBUFFERED": "1"}
    manager = Manager()
    for process in expand_processes(procfile.processes, env=environment):
        process.env["PORT"] = str(port)
        manager.add_process(process.name, process.cmd, quiet=process.quiet, env=process.env, cwd=str(ROOT))
    threading.Thread(target=tell_when_open, daemon=True).start()
    manager.loop()
    return manager.returncode


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args()
    refuse_a_taken_port(options.host, options.port)
    set_environment(options.host, options.port)
    django.setup()
    folder = Path(os.environ["VAR_DIR"])
    prepare_database(folder)
    prepare_static_files(folder)
    connections.close_all()
    return run_processes(options.host, options.port)


if __name__ == "__main__":
    sys.exit(main())
