"""Two sweeps at once, made to meet at the worst moment: one claims between another's reading and claiming."""

import datetime as dt

import pytest
from django.db import connection
from django.utils import timezone

from involvement.models import Action, Carrier, OutboxRow
from involvement.operations import outbox, sweep
from tests import make

pytestmark = pytest.mark.django_db


def told(number):
    house = make.service("Bromley Road")
    who = make.resident("Sam", service=house, email="sam@example.org", told_by=Carrier.EMAIL)
    day = timezone.localdate() + dt.timedelta(days=7)
    for work in range(number):
        action = Action.objects.create(title=f"Work {work}", service=house, first_due_on=day, due_on=day)
        outbox.send(kind="action.yours", to=who, about=action, occasion=f"a{action.pk}")


def test_a_row_is_taken_by_one_of_two_sweeps_that_meet(monkeypatch):
    told(3)
    monkeypatch.setattr(sweep, "BATCH", 2)
    quicker = []

    def let_another_go_first(execute, sql, *rest):
        if sql.startswith("UPDATE") and not quicker:
            quicker.append(None)
            quicker[:] = [row.pk for row in sweep.claim(urgent=False)]
        return execute(sql, *rest)

    with connection.execute_wrapper(let_another_go_first):
        slower = [row.pk for row in sweep.claim(urgent=False)]
    assert len(quicker) == 2
    assert len(slower) == 1
    assert not set(quicker) & set(slower)
    assert OutboxRow.objects.filter(state=OutboxRow.State.CLAIMED).count() == 3
