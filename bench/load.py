"""Sends requests as fast as they are answered, over four connections: with wrk where it is there (Debian: wrk), else
with a few lines of Python, which take more of the machine themselves."""

import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 4
SCRIPT = Path(__file__).with_name("wrk.lua")


@dataclass(frozen=True)
class Request:
    """One request; ``cookie`` and ``body`` may be empty, a body makes it a POST."""

    path: str
    cookie: str = ""
    body: str = ""


@dataclass(frozen=True)
class Result:
    """Requests a second, milliseconds of the 50th and 95th hundredth, and how many were answered as they should
    not be (4xx, 5xx, or not at all)."""

    rate: float
    p50: float
    p95: float
    wrong: int


def run(port: int, requests: list[Request], seconds: int) -> Result:
    """Send the requests by turns for so many seconds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "requests"
        path.write_text("".join(f"{r.path}\t{r.cookie}\t{r.body}\n" for r in requests), encoding="utf-8")
        command = [sys.executable, "-m", "bench.load", str(port), str(path), str(seconds)]
        if shutil.which("wrk"):
            address = f"http://127.0.0.1:{port}/"
            command = [
                "wrk",
                "-t1",
                f"-c{CONNECTIONS}",
                f"-d{seconds}s",
                "--timeout",
                "20s",
                "-s",
                str(SCRIPT),
                address,
            ]
        done = subprocess.run(
            command, env={**os.environ, "BENCH_REQUESTS": str(path)}, capture_output=True, text=True, check=True
        )
    line = next(line for line in done.stdout.splitlines() if line.startswith("{"))
    return Result(**json.loads(line))


# --- Without wrk ----------------------------------------------------------------------------------


def by_hand(port: int, requests: list[Request], seconds: int) -> Result:
    until = time.monotonic() + seconds
    times: list[float] = []
    wrong: list[int] = []

    def work(start: int) -> None:
        turn = start
        while time.monotonic() < until:
            request = requests[turn % len(requests)]
            turn += CONNECTIONS
            began = time.monotonic()
            if _send(port, request, turn) >= 400:
                wrong.append(turn)
            times.append(1000 * (time.monotonic() - began))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    hundredths = statistics.quantiles(times, n=100)
    return Result(len(times) / seconds, hundredths[49], hundredths[94], len(wrong))


def _send(port: int, request: Request, turn: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request(
            "POST" if request.body else "GET", request.path, request.body or None, headers(request, turn)
        )
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except OSError:
        return 599
    finally:
        connection.close()


def headers(request: Request, turn: int) -> dict[str, str]:
    """Each request comes from another address, so that no limit for one house stops the bench."""
    found = {"Host": "127.0.0.1", "X-Forwarded-For": f"10.{turn // 65536 % 256}.{turn // 256 % 256}.{turn % 256}"}
    if request.cookie:
        found["Cookie"] = request.cookie
    if request.body:
        found["Content-Type"] = "application/x-www-form-urlencoded"
    return found


if __name__ == "__main__":
    lines = Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()
    result = by_hand(int(sys.argv[1]), [Request(*line.split("\t")) for line in lines], int(sys.argv[3]))
    print(json.dumps(result.__dict__))
