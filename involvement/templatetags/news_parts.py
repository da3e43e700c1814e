"""The parts of a digest, written without a template: a digest has ten, and there are ten thousand digests
(docs/decisions/telling.md)."""

import re
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from involvement.templatetags.portal import by_heading

register = template.Library()

# Where something is filled in later, between signs of Unicode's private use that nobody types.
NEWS, NEWS_TEXT, ITEM, HEADING, WORDS, LINK = (f"\ue000{what}\ue000" for what in ("n", "t", "i", "h", "w", "l"))


class Sample:
    """In the place of parts: one of each form, from which a mould learns how they look (moulds.py)."""

    text = NEWS_TEXT

    def html(self) -> str:
        forms = ITEM.join((_heading(HEADING), _item(WORDS, LINK, _("See more")), _item(WORDS, "", "")))
        return f"{NEWS}{forms}{NEWS}"


def _heading(words: str) -> str:
    return f"<h2>{words}</h2>\n"


def _item(words: str, link: str, see_more: str) -> str:
    more = f'<br><a href="{link}">{see_more}</a>\n' if link else ""
    return f'<p class="item">\n{words}\n{more}</p>\n'


@register.simple_tag
def news(parts) -> SafeString:
    """The parts of a message (queries/telling.Part) under their headings, as HTML."""
    if isinstance(parts, Sample):
        return mark_safe(parts.html())
    see_more = escape(_("See more"))
    made = []
    for heading, some in by_heading(parts):
        made.append(_heading(escape(heading)))
        made += [_item(escape(part.words), escape(part.link), see_more) for part in some]
    return mark_safe("".join(made))


@register.simple_tag
def news_text(parts, bare: bool) -> SafeString:
    """The same as text; ``bare`` without addresses."""
    if isinstance(parts, Sample):
        return mark_safe(parts.text)
    return mark_safe(
        as_text(
            [
                (heading, [(part.words, "" if bare else part.link) for part in some])
                for heading, some in by_heading(parts)
            ]
        )
    )


def as_text(said: list[tuple[str, list[tuple[str, str]]]]) -> str:
    """Headings with their words and links, as text, with no holes."""
    made = (
        heading + "\n" + "".join(f"\n* {words}\n{link}" if link else f"\n* {words}" for words, link in some)
        for heading, some in said
    )
    return re.sub(r"\n{3,}", "\n\n", "\n\n".join(made)).rstrip("\n")
