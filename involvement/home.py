"""What the base puts on each audience's first page and menu."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from involvement.queries.agreed_work import card_of_mine, work_due
from involvement.queries.people import joining
from involvement.queries.safeguarding import work_of_safety
from involvement.queries.to_tell import card_of_news, work_to_tell
from involvement.registry.home import AUDIENCES, WorkItem, card, menu, work

for audience in AUDIENCES:
    menu(audience, _("Home"), "public:home", order=0)

menu("staff", _("People"), "staff:people", order=60, for_viewer=lambda viewer: viewer.is_staff)
menu("advisor", _("People"), "staff:people", order=60)


@work("joining")
def people_asking_to_join(viewer) -> list[WorkItem]:
    """Somebody asks to belong to a home where the viewer works."""
    url = reverse("staff:people")
    return [
        WorkItem(
            kind="people",
            title=_("%(name)s asks to join") % {"name": asked.name},
            url=f"{url}?service={asked.service_id}",
            detail=asked.service.name,
        )
        for asked in joining(viewer)[:50]
    ]


for audience in ("customer", "staff", "advisor"):
    menu(audience, _("What is being done"), "public:actions", order=30)
menu("staff", _("To tell"), "staff:tell", order=25, for_viewer=lambda viewer: viewer.is_staff)
menu("advisor", _("To tell"), "staff:tell", order=25)
for audience in ("staff", "advisor", "board"):
    menu(
        audience,
        _("Keeping people safe"),
        "staff:concerns",
        order=70,
        for_viewer=lambda viewer: viewer.is_safeguarding_lead,
    )
menu("customer", _("What we told you"), "customer:told", order=50)

work("keep_safe")(work_of_safety)
work("tell")(work_to_tell)
work("due")(work_due)
for audience in ("customer", "advisor"):
    card(audience, "news", "involvement/news_card.html", order=1, place="side")(card_of_news)
card("customer", "my_actions", "involvement/customer/my_actions_card.html", order=40)(card_of_mine)
