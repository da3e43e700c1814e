"""Staff's one list of work: read, tell, decide, release, due, gathered from what each app registered."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from involvement.registry.home import WorkItem, work_sources
from involvement.shortcuts import address_of

# The order in which the kinds stand, with their headings; the button that each item carries.
KINDS = {
    "keep_safe": (_("Keep somebody safe"), _("Open")),
    "read": (_("To read"), _("Read")),
    "tell": (_("To tell"), _("Open")),
    "decide": (_("To decide"), _("Open")),
    "release": (_("To show to others"), _("Open")),
    "meeting": (_("Meetings"), _("Open")),
    "due": (_("To do"), _("Open")),
    "people": (_("People"), _("Open")),
}
# The page that has all of a kind, where its items do not say.
PAGES = {"keep_safe": "staff:concerns", "tell": "staff:tell", "due": "public:actions", "people": "staff:people"}
SHOWN_OF_A_KIND = 8


@dataclass(frozen=True)
class WorkSection:
    """One kind of work: its heading, how many there are (at most 50 are counted), the first of them as
    rows for components/work_list.html, how many more there are and the page that has them all."""

    kind: str
    heading: str
    number: int
    rows: list[dict]
    more: int
    page: str


def work_for(viewer) -> list[WorkSection]:
    """The viewer's work by kind, late first, then by date. One or two queries a source, whatever the rows."""
    by_kind: dict[str, list[WorkItem]] = {kind: [] for kind in KINDS}
    for _name, build in work_sources.items():
        for item in build(viewer):
            by_kind[item.kind].append(item)
    return [_section(kind, items) for kind, items in by_kind.items() if items]


def _section(kind: str, items: list[WorkItem]) -> WorkSection:
    # Lazy words are looked up anew each time that they are drawn.
    heading, button, late = map(str, (*KINDS[kind], _("Late")))
    items = sorted(items, key=lambda item: (not item.late, item.due is None, str(item.due or "")))
    rows = [
        {
            "title": item.title,
            "url": item.url,
            "chip": late if item.late else "",
            "look": "late" if item.late else "",
            "meta": [item.detail] if item.detail else [],
            "button": button,
        }
        for item in items[:SHOWN_OF_A_KIND]
    ]
    page = next((item.page for item in items if item.page), None) or address_of(PAGES[kind])
    return WorkSection(kind, heading, len(items), rows, max(len(items) - SHOWN_OF_A_KIND, 0), page)
