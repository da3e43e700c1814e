"""Small words and parts for templates: dates as people say them, numbers to tap, a person's letters."""

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from html import escape

from crispy_forms.templatetags.crispy_forms_filters import optgroups
from django import template
from django.forms import BoundField
from django.forms.utils import flatatt
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

register = template.Library()


def _local(value: dt.date) -> dt.date:
    if isinstance(value, dt.datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


@lru_cache(maxsize=4096)
def _written(year: int, month: int, number: int, form: str, this_year: int, language: str) -> str:
    """The same days stand on every page many times. E is the month as it follows a day: "3 listopada"."""
    return date_format(dt.date(year, month, number), form if year == this_year else f"{form} Y")


@register.filter
def day(value: dt.date | None) -> str:
    """ "3 November", with the year when it is not this one. Takes a date or an aware datetime; none gives ""."""
    if value is None or value == "":
        return ""
    value = _local(value)
    return _written(value.year, value.month, value.day, "j E", timezone.localdate().year, get_language())


def writer_of_days() -> Callable[[dt.date], str]:
    """``day`` for the many dates and aware datetimes of one page: language, zone and year are looked up once."""
    zone, language, this_year = timezone.get_current_timezone(), get_language(), timezone.localdate().year

    def write(when: dt.date) -> str:
        local = when.astimezone(zone) if isinstance(when, dt.datetime) else when
        return _written(local.year, local.month, local.day, "j E", this_year, language)

    return write


@register.filter
def short_day(value: dt.date | None) -> str:
    """ "3 Nov", with the year when it is not this one: for the track and other narrow places."""
    if value is None or value == "":
        return ""
    value = _local(value)
    return _written(value.year, value.month, value.day, "j M", timezone.localdate().year, get_language())


@register.filter
def clock(value: dt.time | dt.datetime | None) -> str:
    """ "6 pm", "6.30 pm", "noon": the time as it stands on a noticeboard, in London."""
    if value is None or value == "":
        return ""
    if isinstance(value, dt.datetime):
        value = _local(value)
    if (value.hour, value.minute) == (12, 0):
        return _("noon")
    hour = value.hour % 12 or 12
    minutes = f".{value.minute:02d}" if value.minute else ""
    half = _("am") if value.hour < 12 else _("pm")
    return f"{hour}{minutes} {half}"


@register.filter
def tel(value: str) -> str:
    """The digits of a telephone number, for a link that a phone can ring."""
    return "".join(sign for sign in str(value) if sign.isdigit() or sign == "+")


@register.filter
def initials(name: str) -> str:
    """One or two letters for the round mark beside a person's chosen name."""
    parts = str(name).split()
    return "".join(part[0] for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts)).upper()


@register.filter
def by_heading(parts: list) -> list[tuple[str, list]]:
    """The parts of a message (queries/telling.Part) under their headings, in the order in which these first come."""
    found: dict[str, list] = {}
    for part in parts:
        found.setdefault(str(part.heading), []).append(part)
    return list(found.items())


# --- Parts of which a page has many: a template takes ten times as long (docs/decisions/pages.md) --------


@register.simple_tag
def track(steps: list[dict]) -> SafeString:
    """How far a suggestion is: two to seven steps, each {label, state: "past"|"now"|"future"|"no", words: "3 Nov", "by
    12 December" or ""}."""
    words = escape(_("not yet"))
    not_yet = f'<span class="visually-hidden"> ({words})</span>'
    made = "".join(_step(step, not_yet) for step in steps)
    label = escape(_("How far it is"))
    return mark_safe(f'<ol class="track n{len(steps)}" role="list" aria-label="{label}">\n{made}</ol>')


def _step(step: dict, not_yet: str) -> str:
    state = step["state"]
    current = ' aria-current="step"' if state in ("now", "no") else ""
    words = f"<small>{escape(step['words'])}</small>" if step["words"] else ""
    label = f"{escape(step['label'])}{not_yet if state == 'future' else ''} {words}"
    return f'<li class="{state}" role="listitem"{current}><span>{label}</span></li>\n'


@register.simple_tag
def choices(field: BoundField) -> SafeString:
    """The choices of a field, each a big card; the label of one may be a pair of lines (forms.base.choice_words)."""
    wrong = ' aria-invalid="true"' if field.errors else ""
    made = []
    for group, options, _index in optgroups(field):
        if group:
            made.append(f'<p class="mb-1"><b>{conditional_escape(group)}</b></p>')
        made += [_choice(option, wrong) for option in options]
    return mark_safe("\n".join(made))


def _choice(option: dict, wrong: str) -> str:
    start = f'<input type="{option["type"]}" name="{escape(option["name"])}" value="{escape(str(option["value"]))}"'
    label = f'<label for="{escape(option["attrs"]["id"])}">{conditional_escape(option["label"])}</label>'
    return f'<div class="choice">{start}{flatatt(option["attrs"])}{wrong}>{label}</div>'


@register.simple_tag
def line(history: list[dict]) -> SafeString:
    """All that happened, newest first: a list of {label, day, words, quote, url, link}, each a str, and all but the
    label "" when there is nothing to say."""
    return mark_safe(f'<ul class="line">{"".join(map(_entry, history))}</ul>')


def _entry(entry: dict) -> str:
    parts = [f"<li><b>{escape(entry['label'])}</b>"]
    if entry["day"]:
        parts.append(f" · {escape(entry['day'])}")
    if entry["words"]:
        parts.append(f"<br>{escape(entry['words'])}")
    if entry["quote"]:
        parts.append(f'<br><q dir="auto">{escape(entry["quote"])}</q>')
    if entry["url"]:
        parts.append(f' <a href="{escape(entry["url"])}">{escape(entry["link"])}</a>')
    return "".join([*parts, "</li>\n"])


@register.simple_tag
def menu_rows(menu: list[dict]) -> SafeString:
    """All entries of the main menu, one below the other: a list of {label, url, current, more}."""
    return mark_safe("".join(map(_menu_row, menu)))


@register.simple_tag
def menu_bar(menu: list[dict]) -> SafeString:
    """The same entries in one line, those that are seldom needed under "More"."""
    more = [entry for entry in menu if entry.get("more")]
    if len(more) < 2:
        return menu_rows(menu)
    here = ' class="current"' if any(entry["current"] for entry in more) else ""
    rows = menu_rows([entry for entry in menu if not entry.get("more")])
    below = f"<ul>{menu_rows(more)}</ul>"
    more = escape(_("More"))
    return mark_safe(f"{rows}<li><details><summary{here}>{more}</summary>{below}</details></li>\n")


def _menu_row(entry: dict) -> str:
    current = ' aria-current="page"' if entry["current"] else ""
    return f'<li><a href="{escape(entry["url"])}"{current}>{escape(entry["label"])}</a></li>\n'


@register.simple_tag
def work_rows(work: list[dict], token: str) -> SafeString:
    """The rows of components/work_list.html, which says what they hold. ``token`` goes into the forms of those that
    are done where they stand."""
    return mark_safe("".join(_work_row(row, token) for row in work))


def _work_row(row: dict, token: str) -> str:
    title, url = escape(row["title"]), escape(row["url"])
    meta = [f'<span class="chip {escape(row["look"])}">{escape(row["chip"])}</span>'] if row["chip"] else []
    meta += [f"<span>{escape(words)}</span>" for words in row.get("meta", ())]
    parts = [f'<li><div><h3><a href="{url}">{title}</a></h3>\n<div class="meta">{"".join(meta)}</div></div>\n']
    button = f'{escape(row["button"])}<span class="visually-hidden">: {title}</span>' if row["button"] else ""
    if row.get("action"):
        hidden = f'<input type="hidden" name="csrfmiddlewaretoken" value="{escape(str(token))}">'
        start = f'<form method="post" action="{escape(row["action"])}">{hidden}'
        parts.append(f'{start}<button class="btn btn-quiet">{button}</button></form>')
    elif button:
        parts.append(f'<a class="btn btn-quiet" href="{url}">{button}</a>')
    return "".join([*parts, "</li>\n"])
