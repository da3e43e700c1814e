"""What people say about themselves: optional, agreed to, held apart, and gone when they say so."""

import ast
import datetime as dt
import re

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from involvement.admin_site import advisor_site
from involvement.backup.rows import digest_of
from involvement.backup.tables import LEFT_OUT, all_tables
from involvement.models import EqualityAnswers, Organisation, Person
from involvement.models.equality import NOT_SAID, QUESTIONS
from involvement.operations import people, standing
from involvement.operations.base import Refused
from involvement.operations.equality import forget_answers, keep_answers
from involvement.operations.retention import forget_in_time
from involvement.rules.equality import CONSENT, CONSENT_NOW
from tests import make

pytestmark = pytest.mark.django_db

URL, DELETE = "/me/about-you/", "/me/about-you/delete/"
SAID = {"age": "25", "religion": "sikh", "orientation": "bisexual"}
# Beside the answers, what any page leaves behind.
EVERY_PAGE = {"involvement_session", "involvement_tally", "involvement_limit"}


@pytest.fixture
def house():
    return make.service("Elm Court")


@pytest.fixture
def sam(house):
    return make.resident("Sam", service=house)


@pytest.fixture
def sunita(house):
    return make.staff("Sunita", service=house)


def answers_of(who: Person) -> EqualityAnswers | None:
    return EqualityAnswers.objects.filter(person=who).first()


def answered(who: Person, **said) -> Person:
    keep_answers(actor=who, answers={**SAID, **said}, agreed_to=CONSENT_NOW)
    return who


# --- On one's own page ----------------------------------------------------------------------------


def test_somebody_answers_what_they_like_and_agrees(client, sam):
    make.sign_in(client, sam)
    assert "Look at the questions" in client.get("/me/").content.decode()
    page = client.get(URL).content.decode()
    assert "It makes no difference to your support or your room." in page and "Delete my answers" not in page
    answer = client.post(URL, {**SAID, "agreed": "on"}, follow=True)
    assert answer.redirect_chain == [("/me/#about-you", 302)]
    kept = answers_of(sam)
    assert (kept.age, kept.religion, kept.orientation, kept.gender) == ("25", "sikh", "bisexual", "")
    assert (kept.agreed_to, kept.answered_on) == (CONSENT_NOW, timezone.localdate())
    assert "Change or delete it" in answer.content.decode()


def test_every_question_may_be_left_out_or_not_said(client, sam):
    page = make.sign_in(client, sam).get(URL)
    form = page.context["form"]
    for question in QUESTIONS:
        field = form.fields[question]
        assert not field.required and field.choices[0][0] == "" and field.choices[-1] == NOT_SAID
        assert f'name="{question}"' in page.content.decode()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (SAID, "Please tick this, or leave the page."),
        ({"agreed": "on"}, "You have not answered anything."),
        ({"age": "seven", "agreed": "on"}, "Select a valid choice."),
    ],
)
def test_without_a_yes_or_an_answer_nothing_is_kept(client, sam, given, words):
    page = make.sign_in(client, sam).post(URL, given)
    assert page.status_code == 200 and words in page.content.decode()
    assert answers_of(sam) is None


def test_nobody_is_shown_what_was_said_not_even_whoever_said_it(client, sam):
    make.sign_in(client, sam)
    client.post(URL, {**SAID, "agreed": "on"})
    page = client.get(URL)
    assert "You answered on" in page.content.decode()
    assert [bound.value() for bound in page.context["form"]] == [None] * (len(QUESTIONS) + 1)
    form = page.content.decode().partition('<select name="age"')[2]
    assert form and re.findall(r'value="\w+"[^>]* (?:selected|checked)', form) == []


def test_a_page_that_was_too_old_gives_no_answer_back(sam):
    """Other forms get back what was typed in them, to be sent again."""
    client = Client(enforce_csrf_checks=True, headers={"origin": "http://testserver"})
    make.sign_in(client, sam)
    page = client.post(URL, {**SAID, "agreed": "on"})
    assert page.status_code == 403 and "bisexual" not in page.content.decode()
    assert answers_of(sam) is None


def test_new_answers_take_the_place_of_the_old(client, sam):
    make.sign_in(client, answered(sam))
    client.post(URL, {"gender": "man", "agreed": "on"})
    kept = answers_of(sam)
    assert (kept.gender, kept.age, kept.religion) == ("man", "", "")
    assert EqualityAnswers.objects.count() == 1


def test_one_button_takes_everything_back(client, sam, house):
    neighbour = answered(make.resident("Ali", service=house))
    make.sign_in(client, answered(sam))
    assert client.get(DELETE).status_code == 405
    answer = client.post(DELETE, follow=True)
    assert "Your answers are deleted." in answer.content.decode()
    assert answers_of(sam) is None and answers_of(neighbour) is not None
    # Twice does no harm.
    assert client.post(DELETE).status_code == 302


def test_whoever_moved_on_is_not_asked_and_may_still_delete(client, sam, sunita):
    answered(sam)
    standing.move_out(actor=sunita, residency=sam.residencies.get())
    make.sign_in(client, sam)
    page = client.get(URL).content.decode()
    assert "Delete my answers" in page and "Send my answers" not in page
    assert "We ask only people who live here." in client.post(URL, {"age": "45", "agreed": "on"}).content.decode() or (
        answers_of(sam).age == "25"
    )
    client.post(DELETE)
    assert client.get(URL).status_code == 404


@pytest.mark.parametrize("role", ["staff", "manager", "advisor", "board_member", "safeguarding_lead"])
def test_staff_are_not_asked(client, house, role):
    who = getattr(make, role)("Kim", **({"service": house} if role in ("staff", "manager") else {}))
    make.sign_in(client, who)
    assert client.get(URL).status_code == client.post(URL, {**SAID, "agreed": "on"}).status_code == 404
    assert "/me/about-you/" not in client.get("/me/").content.decode()
    with pytest.raises(Refused):
        answered(who)


def test_only_answers_to_these_questions_are_kept(sam):
    with pytest.raises(TypeError):
        keep_answers(actor=sam, answers={"age": "25", "agreed_to": "2"}, agreed_to=CONSENT_NOW)
    with pytest.raises(TypeError):
        keep_answers(actor=sam, answers=SAID, agreed_to=CONSENT_NOW + 1)


def test_words_that_were_agreed_to_are_never_changed():
    """Whoever changes them gives them the next number; these stand with answers that were given."""
    assert str(CONSENT[1]) == "Yes. You may keep my answers and count them together with those of others."


# --- Held apart -----------------------------------------------------------------------------------


def test_answering_and_taking_back_leave_no_trace_anywhere_else(client, sam):
    make.sign_in(client, sam)
    client.get(URL)
    tables = [table for table in all_tables() if table.name not in EVERY_PAGE | {"involvement_equalityanswers"}]
    before = {table.name: digest_of(table) for table in tables}
    client.post(URL, {**SAID, "agreed": "on"})
    assert {table.name: digest_of(table) for table in tables} == before
    client.post(DELETE)
    assert {table.name: digest_of(table) for table in tables} == before


def test_nothing_leads_from_anywhere_to_the_answers():
    for model in apps.get_models():
        names = [field.name for field in model._meta.get_fields() if field.related_model is EqualityAnswers]
        assert names == []
    assert not any(field.related_model is EqualityAnswers for field in Person._meta.get_fields())
    assert EqualityAnswers not in advisor_site._registry
    assert "involvement_equalityanswers" in LEFT_OUT


# Who may touch the table, and for what.
TOUCHES = {
    "involvement/models/__init__.py",
    # The words of the questions.
    "involvement/forms/equality.py",
    "involvement/operations/equality.py",
    "involvement/queries/equality.py",
    # A death, and two records of one person.
    "involvement/operations/people.py",
    # Says that they go with the person, and reads none.
    "involvement/privacy.py",
}


def test_no_other_module_touches_them():
    found = set()
    for app in ("involvement", "meetings"):
        for path in sorted((settings.BASE_DIR / app).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
            names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
            if names & {"EqualityAnswers"} and "migrations" not in path.parts:
                found.add(str(path.relative_to(settings.BASE_DIR)))
    assert found == TOUCHES


# --- As life goes on ------------------------------------------------------------------------------


def test_a_death_deletes_them(sam, sunita, house):
    neighbour = answered(make.resident("Ali", service=house))
    people.record_death(actor=sunita, person=answered(sam))
    assert answers_of(sam) is None and answers_of(neighbour) is not None


def test_of_two_records_the_answers_of_the_kept_one_stay(sam, sunita, house):
    other = answered(make.resident("Sam B", service=house, signs_in=False), age="85")
    people.put_together(actor=sunita, kept=answered(sam), other=other)
    assert [(row.person_id, row.age) for row in EqualityAnswers.objects.all()] == [(sam.pk, "25")]


def test_answers_of_the_other_record_come_along(sam, sunita, house):
    other = answered(make.resident("Sam B", service=house, signs_in=False), age="85")
    people.put_together(actor=sunita, kept=sam, other=other)
    assert [(row.person_id, row.age) for row in EqualityAnswers.objects.all()] == [(sam.pk, "85")]


def test_moving_to_another_home_keeps_them(sam, sunita):
    standing.move_in(actor=sunita, person=answered(sam), service=make.service())
    standing.move_out(actor=sunita, residency=sam.residencies.order_by("pk").first())
    with time_machine.travel(timezone.now() + dt.timedelta(days=900)):
        forget_in_time()
    assert answers_of(sam) is not None


@pytest.mark.parametrize(("days", "forgotten"), [(29, 0), (30, 1)])
def test_some_days_after_somebody_left_they_are_forgotten(sam, sunita, house, days, forgotten):
    Organisation.objects.update_or_create(pk=1, defaults={"keep_answers_days": 30})
    Organisation.forget()
    stays = answered(make.resident("Ali", service=house))
    standing.move_out(actor=sunita, residency=answered(sam).residencies.get())
    with time_machine.travel(timezone.now() + dt.timedelta(days=days)):
        Organisation.forget()
        assert forget_in_time()["about themselves"] == forgotten
    assert answers_of(stays) is not None and (answers_of(sam) is None) is bool(forgotten)


def test_one_row_a_person(sam):
    answered(sam)
    with pytest.raises(IntegrityError), transaction.atomic():
        EqualityAnswers.objects.create(person=sam, agreed_to=1)


def test_taking_back_is_by_oneself(sam, house):
    neighbour = answered(make.resident("Ali", service=house))
    forget_answers(actor=sam)
    assert answers_of(neighbour) is not None


# --- How much each page asks ------------------------------------------------------------------------


def test_the_page_asks_as_much_with_answers_as_without(client, sam, django_assert_num_queries):
    make.sign_in(client, sam)
    client.get(URL)
    with django_assert_num_queries(5):
        client.get(URL)
    answered(sam)
    with django_assert_num_queries(5):
        client.get(URL)
