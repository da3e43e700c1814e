"""Messages as files: a worker that looks at any moment finds each of them whole, or not yet."""

import threading
from contextlib import suppress
from queue import Empty

import pytest
from kombu import Connection

from involvement import broker

MESSAGES = 300


@pytest.fixture
def connection(tmp_path):
    broker.register()
    folders = {"data_folder_in": str(tmp_path), "data_folder_out": str(tmp_path), "control_folder": str(tmp_path / "c")}
    with Connection(f"{broker.SCHEME}://localhost//", transport_options=folders) as found:
        yield found


def test_it_is_what_the_portal_uses_without_redis(settings):
    if not settings.REDIS_URL:
        assert settings.CELERY_BROKER_URL.startswith(f"{broker.SCHEME}://")


def test_each_message_comes_once(connection):
    queue = connection.SimpleQueue("news")
    for number in range(3):
        queue.put({"number": number})
    assert {queue.get(block=False).payload["number"] for _turn in range(3)} == {0, 1, 2}
    with pytest.raises(Empty):
        queue.get(block=False)


def test_a_message_that_is_half_written_is_not_there_yet(connection, tmp_path, monkeypatch):
    channel = connection.channel()
    seen = []

    def look(part, whole):
        with pytest.raises(Empty):
            channel._get("news")
        seen.append(part)
        replace(part, whole)

    replace = broker.os.replace
    monkeypatch.setattr(broker.os, "replace", look)
    channel._put("news", {"body": "Two things are to be told."})
    assert len(seen) == 1 and channel._get("news") == {"body": "Two things are to be told."}


def test_somebody_who_reads_while_another_writes_reads_all(connection):
    writer, reader = connection.channel(), connection.clone().channel()
    found = []

    def write():
        for number in range(MESSAGES):
            writer._put("news", {"number": number, "body": "x" * 5000})

    thread = threading.Thread(target=write)
    thread.start()
    over = False
    while not over:
        # What was written before the thread ended is found in one more look.
        over = not thread.is_alive()
        with suppress(Empty):
            while True:
                found.append(reader._get("news")["number"])
    assert sorted(found) == list(range(MESSAGES))
