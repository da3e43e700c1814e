"""``seen_by`` answers for one row what ``visible_to`` answers for many: for every role, reach, shown or not, author
or not, here, elsewhere and nowhere."""

import itertools

import pytest

from involvement.models import Reach
from meetings.models import Suggestion
from tests import make

pytestmark = pytest.mark.django_db


def everybody(here, elsewhere) -> list:
    tied = (make.resident, make.staff, make.manager, make.champion)
    ended = (make.ended_resident, make.ended_staff, make.ended_manager, make.ended_champion)
    free = (make.advisor, make.deputy_advisor, make.safeguarding_lead, make.board_member, make.leader)
    over = (make.ended_advisor, make.ended_safeguarding_lead, make.ended_board_member)
    return [
        *(kind(service=home) for kind in (*tied, *ended) for home in (here, elsewhere)),
        *(kind() for kind in (*free, *over)),
        make.person(),
    ]


def test_both_say_the_same():
    here, elsewhere = make.service(), make.service()
    people = everybody(here, elsewhere)
    shapes = itertools.product(Reach.values, (True, False), (here, elsewhere, None), (None, *people))
    rows = Suggestion.objects.bulk_create(
        Suggestion(
            service=service, reach=reach, shown=shown, author=author, title="A", words="A", who_sees="here_named"
        )
        for reach, shown, service, author in shapes
    )
    for person in (None, *people):
        viewer = make.viewer(person)
        visible = set(Suggestion.objects.visible_to(viewer).values_list("pk", flat=True))
        assert visible == {row.pk for row in rows if row.seen_by(viewer)}, person
        assert visible or person is None or not viewer.belongs
    assert Suggestion.objects.visible_to(make.viewer(None)).exists()
