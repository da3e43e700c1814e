"""Gunicorn as the bench runs it: sync, two workers, the same flags for the portal and for the bare page."""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.request import urlopen

FLAGS = ["--worker-class", "sync", "--workers", "2", "--no-control-socket", "--log-level", "error", "--timeout", "120"]
# Seconds until a server must answer.
PATIENCE = 60


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


@contextmanager
def serving(application: str, environment: dict, path: str = "/"):
    """The port of a server that answers at ``path``; it is stopped at the end."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}", *FLAGS],
        env={**os.environ, **environment},
    )
    try:
        _wait(port, path, process)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int, path: str, process) -> None:
    until = time.monotonic() + PATIENCE
    while True:
        try:
            urlopen(f"http://127.0.0.1:{port}{path}", timeout=10).close()
            return
        except OSError as error:
            if process.poll() is not None or time.monotonic() > until:
                raise SystemExit(f"The server did not start: {error}") from error
            time.sleep(0.2)
