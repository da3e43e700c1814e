"""The same figures in the text format of Prometheus (version 0.0.4), for a machine that draws them."""

from collections.abc import Iterable

from django.utils import timezone

from involvement.queries.watching import checks, last_backup_at, last_sweep_at, outbox_figures

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


def as_text() -> str:
    """All figures. Of a database that is away only that it is."""
    found = checks()
    well = ((_label(check=check.name), check.well) for check in found)
    lines = list(_metric("portal_well", "1 for each check that is well.", well))
    if all(check.well for check in found if check.name in ("database", "migrations")):
        lines += _outbox()
        lines += _since()
    return "\n".join(lines) + "\n"


def _label(**labels: str) -> str:
    return "{" + ",".join(f'{name}="{value}"' for name, value in labels.items()) + "}"


def _metric(name: str, words: str, samples: Iterable[tuple[str, float]]) -> Iterable[str]:
    yield f"# HELP {name} {words}"
    yield f"# TYPE {name} gauge"
    for labels, value in samples:
        yield f"{name}{labels} {float(value):.15g}"


def _outbox() -> Iterable[str]:
    figures = outbox_figures()
    rows = ((_label(state=state, by=by), number) for (state, by), number in sorted(figures.rows.items()))
    yield from _metric("portal_outbox_rows", "Messages by state, and by who carries them.", rows)
    lanes = ((_label(lane=lane), figures.oldest_due.get(lane, 0)) for lane in ("urgent", "rest"))
    yield from _metric("portal_outbox_oldest_due_seconds", "How long the oldest due message has waited.", lanes)
    put_off = [("", figures.put_off)]
    yield from _metric("portal_outbox_put_off_rows", "Mails that the mail server refused again and again.", put_off)


def _since() -> Iterable[str]:
    now = timezone.now()
    for what, moment in (("sweep", last_sweep_at()), ("backup", last_backup_at())):
        samples = [] if moment is None else [("", (now - moment).total_seconds())]
        yield from _metric(f"portal_last_{what}_seconds", f"Seconds since the last {what}; none yet: no line.", samples)
