"""Whether the web process of this container answers and reaches its database. /health/ also speaks of the outbox, and a
web process is not ill because a worker is: the proxy waits for it."""

import json
import os
import sys
from urllib.error import HTTPError
from urllib.request import Request, urlopen

NEEDED = ("database", "migrations")


def main() -> int:
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]
    port = os.environ.get("PORT", "8000")
    request = Request(f"http://127.0.0.1:{port}/health/", headers={"Host": host})
    try:
        answer = urlopen(request, timeout=5)
    except HTTPError as error:
        answer = error
    except OSError:
        return 1
    try:
        said = json.load(answer)
    except ValueError:
        return 1
    return 0 if all(said.get(name) is True for name in NEEDED) else 1


if __name__ == "__main__":
    sys.exit(main())
