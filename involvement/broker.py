"""The broker of the embedded default: messages as files in a folder, for one machine without Redis."""

import os
import time
from pathlib import Path
from uuid import uuid4

from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

# In an address: files://localhost//
SCHEME = "files"


class Channel(filesystem.Channel):
    """Kombu's, but a message is in its folder whole or not at all. Kombu opens the file first and then writes it; a
    worker that looked in between took an empty one, and died of it."""

    def _put(self, queue, payload, **_kwargs):
        folder = Path(self.data_folder_out)
        name = f"{round(time.monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        part = folder / f"{name}.part"
        part.write_text(dumps(payload), encoding="utf-8")
        os.replace(part, folder / name)


class Transport(filesystem.Transport):
    Channel = Channel


def register() -> None:
    """Let addresses of this scheme lead here."""
    TRANSPORT_ALIASES[SCHEME] = f"{__name__}:Transport"
