"""Shapes, bars and the small chart of promises, written without a template: a page has hundreds of them
(docs/decisions/pages.md). Looks are told apart by shape and pattern, never by colour alone (design/README.md)."""

from collections.abc import Callable
from html import escape

from django import template
from django.template.loader import render_to_string
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from involvement.registry.promises import Count, Look

register = template.Library()

# Of a bar, in its own units.
WIDTH, HEIGHT = 300, 24
# Of one month in the chart.
STEP, TALL = 12, 48
# The parts of a bar in their order, with what fills each: a pattern of promise_patterns, or what the style says. A
# pattern is named in the page, since a style sheet would look for it in itself.
PARTS = {
    "kept": "",
    "instead": ' fill="url(#instead)"',
    "late": ' fill="url(#late)"',
    "missed": ' fill="url(#missed)"',
    "waiting": "",
}


def css_of(look: str) -> str:
    return look.replace("_", "-")


@register.simple_tag
def promise_dots(row) -> SafeString:
    """A shape for each home: a link where the viewer may read which home it is."""
    return mark_safe(f'<ul class="dots" role="list">{"".join(map(_dot, row.dots))}</ul>')


def _dot(dot) -> str:
    inside = "?" if dot.look == Look.UNKNOWN else ""
    words = escape(dot.words)
    css = f'class="dot {css_of(dot.look)}" title="{words}"'
    if dot.url:
        return f'<li><a {css} href="{escape(dot.url)}" aria-label="{words}">{inside}</a></li>'
    return f'<li><span {css} role="img" aria-label="{words}">{inside}</span></li>'


@register.simple_tag
def promise_shape(look: str) -> SafeString:
    """One shape alone, beside its words."""
    inside = "?" if look == Look.UNKNOWN else ""
    return mark_safe(f'<span class="dot {css_of(look)}" aria-hidden="true">{inside}</span>')


@register.simple_tag
def promise_bar(sums: Count) -> SafeString:
    """How many of all went how, as parts of one bar. Its numbers stand beside it."""
    parts, x = [], 0.0
    for name, fill in PARTS.items():
        if number := getattr(sums, name):
            width = WIDTH * number / sums.total
            parts.append(f'<rect class="{name}"{fill} x="{x:.1f}" y="1" width="{width:.1f}" height="{HEIGHT - 2}"/>')
            x += width
    return mark_safe(
        f'<svg class="promise-bar" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none" aria-hidden="true" '
        f'focusable="false">{"".join(parts)}</svg>'
    )


@register.simple_tag
def promise_patterns() -> SafeString:
    """What fills the parts of bars, once a page: half for late, stripes for missed, spots for something else."""
    return mark_safe(
        '<svg class="patterns" width="0" height="0" aria-hidden="true" focusable="false"><defs>'
        '<pattern id="late" width="12" height="12" patternUnits="userSpaceOnUse">'
        '<rect width="12" height="12" class="blank"/><rect width="6" height="12" class="ink"/></pattern>'
        '<pattern id="missed" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        '<rect width="8" height="8" class="blank"/><rect width="4" height="8" class="warn"/></pattern>'
        '<pattern id="instead" width="10" height="10" patternUnits="userSpaceOnUse">'
        '<rect width="10" height="10" class="blank"/><circle cx="5" cy="5" r="3" class="ink"/></pattern>'
        "</defs></svg>"
    )


def _kept_for(row, what: str, write: Callable[[], str]) -> SafeString:
    """A part that is the same for whoever looks, in their language: numbers of homes, and no
    words but the advisor's."""
    key = (what, row.key, get_language())
    if key not in row.memo:
        row.memo[key] = mark_safe(write())
    return row.memo[key]


@register.simple_tag
def promise_below(row) -> SafeString:
    """Areas, how it is counted and the months before: most of the page, and drawn once for all who look."""
    return _kept_for(row, "below", lambda: render_to_string("involvement/public/promise_below.html", {"row": row}))


@register.simple_tag
def promise_areas(row) -> SafeString:
    """The rows of the table by area, each with its bar."""
    return _kept_for(row, "areas", lambda: "".join(map(_area, row.parts)))


def _area(part) -> str:
    name = f'<a href="{escape(part.url)}">{escape(part.name)}</a>' if part.url else escape(part.name)
    sums = part.sums
    kept = escape(_("%(kept)s of %(total)s") % {"kept": sums.kept, "total": sums.total})
    return (
        f'<tr><th scope="row">{name}</th><td>{kept}</td><td>{promise_bar(sums)}</td>'
        f"<td>{sums.late}</td><td>{sums.missed}</td><td>{sums.waiting}</td></tr>"
    )


@register.simple_tag
def promise_chart(row) -> SafeString:
    """The months that are over, each a pillar of how much was kept. The table below it has the numbers."""
    return _kept_for(row, "chart", lambda: _chart(row.history))


def _chart(history: list) -> str:
    if not history:
        return ""
    pillars = []
    for number, total in enumerate(history):
        due = total.kept + total.late + total.missed + total.instead
        x, height = number * STEP + 1, TALL * total.kept / due if due else 0
        pillars.append(f'<rect class="all" x="{x}" y="0" width="{STEP - 2}" height="{TALL}"/>' if due else "")
        pillars.append(f'<rect class="kept" x="{x}" y="{TALL - height:.1f}" width="{STEP - 2}" height="{height:.1f}"/>')
    first, last = (date_format(total.month, "F Y") for total in (history[0], history[-1]))
    words = escape(_("How much was kept each month, from %(first)s to %(last)s") % {"first": first, "last": last})
    return (
        f'<svg class="promise-chart" viewBox="0 0 {len(history) * STEP} {TALL}" role="img" aria-label="{words}">'
        f"{''.join(pillars)}</svg>"
    )


@register.simple_tag
def promise_months(row) -> SafeString:
    """The rows of the chart's table, the latest month first."""
    return _kept_for(row, "months", lambda: "".join(map(_month, reversed(row.history))))


def _month(total) -> str:
    due = total.kept + total.late + total.missed + total.instead
    unknown = total.looks.get(Look.UNKNOWN, 0)
    kept = _("%(kept)s of %(total)s") % {"kept": total.kept, "total": due} if due else _("nothing was due")
    if unknown:
        kept = _("not known") if not due else _("%(kept)s, some not known") % {"kept": kept}
    return (
        f'<tr><th scope="row">{escape(date_format(total.month, "F Y"))}</th><td>{escape(kept)}</td>'
        f"<td>{total.late}</td><td>{total.missed}</td></tr>"
    )
