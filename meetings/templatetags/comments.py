"""Comments under a suggestion, as HTML."""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def comments_as_html(comments: list[dict]) -> SafeString:
    """The items of a list, as queries/comments.py makes them. Written here because there may be many: a template
    takes ten times as long over them (docs/decisions/pages.md)."""
    report_this, which = escape(_("Report this")), escape(_("comment"))
    report = f'{report_this}<span class="visually-hidden"> {which}</span>'
    covered, manage = escape(_("Some words are covered:")), escape(_("Cover or hide"))
    return mark_safe("".join(_comment(each, report, covered, manage) for each in comments))


def _comment(comment: dict, report: str, covered: str, manage: str) -> str:
    kept = f' <span class="chip no">{escape(comment["kept"])}</span>' if comment["kept"] else ""
    parts = [
        f'<li class="cardx mb-3" id="comment-{escape(comment["id"])}">',
        f'<p class="mb-1"><b>{escape(comment["who"])}</b> <span class="meta d-inline">{escape(comment["when"])}</span>',
        f'{kept}</p><p class="words-said mb-1" dir="auto">{escape(comment["words"])}</p>',
    ]
    if comment["covered"]:
        parts.append(f'<p class="meta mb-1">{covered} {escape(comment["covered"])}</p>')
    links = (
        [(comment["report"], report)] if comment["report"] else [(url, escape(words)) for url, words in comment["own"]]
    )
    if comment["manage"]:
        links.append((comment["manage"], manage))
    parts += [
        '<p class="meta mb-0">',
        " ".join(f'<a href="{escape(url)}">{words}</a>' for url, words in links),
        "</p></li>\n",
    ]
    return "".join(parts)
