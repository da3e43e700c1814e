"""Lines of the log: what happened, never what somebody said (RELIABILITY rule 21). The text of an exception may quote a
row, and an address may hold a secret: a line has the exception's kind and places, and the pattern of the address."""

import datetime as dt
import json
import logging
import traceback
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

from django.urls import Resolver404, resolve

# Texts shorter than this are left alone: replacing them would spoil other words.
SHORTEST = 4
# How many places of an exception are kept, those nearest to the fault.
PLACES = 12


def route_of(request) -> str:
    """The pattern of the page that was asked for, without what stood in its places."""
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match else route_at(request.path_info)


def route_at(path: str) -> str:
    """The pattern of the page at this path."""
    try:
        return f"/{resolve(path).route}"
    except Resolver404:
        return "/…"


def message_of(record: logging.LogRecord) -> str:
    """The message, without the address that was asked for and without the text of an exception."""
    message = record.getMessage()
    for address, route in _addresses_in(record):
        if len(address) >= SHORTEST:
            message = message.replace(address, route)
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        for text in (repr(error), str(error)):
            if len(text) >= SHORTEST:
                message = message.replace(text, type(error).__name__)
    return message


def _addresses_in(record: logging.LogRecord) -> Iterator[tuple[str, str]]:
    """Each address that the message may hold, with what stands there instead: of the request that it is about, and
    those that gunicorn writes when an answer breaks after it has begun."""
    request = getattr(record, "request", None)
    if hasattr(request, "path_info"):
        for path in (request.get_full_path(), request.path):
            yield path, route_of(request)
    elif record.name == "gunicorn.error" and isinstance(record.args, tuple):
        for text in record.args:
            if isinstance(text, str) and text.startswith("/"):
                yield text, route_at(unquote(urlsplit(text).path))


def kinds_of(error: BaseException) -> list[str]:
    """The kind of an exception and of those that it came from."""
    kinds = []
    while error is not None and len(kinds) < PLACES:
        kinds.append(type(error).__name__)
        error = error.__cause__ or error.__context__
    return kinds


def places_of(error: BaseException) -> list[str]:
    """Where it went wrong: file, line and function, the fault itself last."""
    frames = traceback.extract_tb(error.__traceback__)[-PLACES:]
    return [f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]


class PlainLine(logging.Formatter):
    """For people: one line, and below it where it went wrong."""

    def format(self, record: logging.LogRecord) -> str:
        at = self.formatTime(record)
        lines = [f"{at} {record.levelname} {record.name} {message_of(record)}"]
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            lines.append(f"  {' from '.join(kinds_of(error))}")
            lines += [f"    {place}" for place in places_of(error)]
        return "\n".join(lines)


class JsonLine(logging.Formatter):
    """For machines: one line of JSON. Further names of a record are not taken over: nobody looked at them."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": message_of(record),
            "process": record.process,
        }
        if hasattr(record, "status_code"):
            line["status"] = record.status_code
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line |= {"error": kinds_of(error), "places": places_of(error)}
        return json.dumps(line, ensure_ascii=False, default=str)
