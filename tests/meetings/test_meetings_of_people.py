"""What happens to meetings when somebody leaves their post, turns out to be one person with another, or dies."""

import datetime as dt

import pytest
from django.apps import apps
from django.utils import timezone

from involvement.models import Person
from involvement.operations.handing_over import hand_over_and_end
from involvement.operations.people import put_together, record_death
from involvement.registry.handover import open_work_of
from meetings.models import Attendance, Meeting
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return make.service()


def planned(service, **fields):
    starts_at = fields.pop("starts_at", timezone.now() + dt.timedelta(days=7))
    return Meeting.objects.create(service=service, starts_at=starts_at, **fields)


def test_a_meeting_to_run_goes_to_a_colleague(here):
    sam, tess, boss = (make.staff(service=here) for _ in range(3))
    to_run = planned(here, chair=sam)
    planned(here, chair=sam, state="held", starts_at=timezone.now() - dt.timedelta(days=9))
    ((kind, works),) = open_work_of(sam, here)
    assert (kind.name, [work.id for work in works]) == ("meetings", [to_run.pk])
    hand_over_and_end(actor=boss, post=sam.posts.get(), given={("meetings", to_run.pk): tess})
    to_run.refresh_from_db()
    assert to_run.chair == tess


def test_two_records_came_once(here):
    kept, other = make.resident(service=here), make.resident(service=here)
    one, two = planned(here), planned(here, starts_at=timezone.now() + dt.timedelta(days=30), chair=other)
    Attendance.objects.create(meeting=one, person=kept, reply="cannot")
    Attendance.objects.create(meeting=one, person=other, came=True)
    Attendance.objects.create(meeting=two, person=other, reply="coming")
    put_together(actor=make.staff(service=here), kept=kept, other=other)
    assert list(Attendance.objects.order_by("meeting__starts_at").values_list("person", "reply", "came")) == [
        (kept.pk, "cannot", True),
        (kept.pk, "coming", False),
    ]
    two.refresh_from_db()
    assert two.chair == kept


def test_nobody_waits_for_somebody_who_died(here):
    tom = make.resident(service=here)
    to_come = planned(here, chair=tom)
    Attendance.objects.create(meeting=to_come, person=tom, reply="coming")
    record_death(actor=make.staff(service=here), person=tom)
    to_come.refresh_from_db()
    assert to_come.chair is None and not to_come.attendances.exists()


def test_no_row_of_this_app_still_names_the_other_record(here):
    """Every foreign key to Person is looked at, so that a new one cannot be forgotten."""
    kept, other = make.resident(service=here), make.resident(service=here)
    found = [
        (model, field.name)
        for model in apps.get_app_config("meetings").get_models()
        for field in model._meta.fields
        if field.related_model is Person and not model._meta.proxy
    ]
    assert {model.__name__ for model, _field in found} >= {
        "Suggestion",
        "Agreement",
        "Comment",
        "Meeting",
        "Attendance",
    }
    planned(here, chair=other, written_by=other, planned_by=other)
    put_together(actor=make.staff(service=here), kept=kept, other=other)
    for model, field in found:
        assert not model._default_manager.filter(**{field: other}).exists(), (model, field)
