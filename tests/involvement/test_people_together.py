"""Two records of one person become one, with all that follows them."""

import pytest
from django.apps import apps

from involvement.models import Action, ActionOwner, Forgetting, OutboxRow, Person, Residency, SignInCard
from involvement.operations import accounts, erasing
from involvement.operations import people as people_ops
from involvement.operations.base import Refused
from involvement.operations.people import FOLLOWS_PERSON, put_together
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def here():
    return make.service()


@pytest.fixture
def sam(here):
    return make.staff("Sam", service=here)


@pytest.fixture
def two(here):
    return make.resident("Rosa", service=here), make.resident("Rosa B", service=here, signs_in=False)


def test_every_row_of_the_base_that_names_a_person_has_an_answer():
    """A new foreign key to Person must say what happens to it when two records are put together."""
    elsewhere = {
        # The record itself, and what keeps who did something as it was.
        ("Person", "merged_into"),
        ("Story", "actor"),
        # Stays at one place and what belongs to the one sign-in that is left.
        ("Residency", "person"),
        ("Post", "person"),
        ("SignInCard", "person"),
        ("Invitation", "person"),
    }
    listed = {(model.__name__, field) for model, field in FOLLOWS_PERSON} | elsewhere
    found = {
        (model.__name__, field.name)
        for model in apps.get_app_config("involvement").get_models()
        for field in model._meta.fields
        if field.related_model is Person
    }
    assert found == listed


def test_whoever_asked_to_be_forgotten_still_does_and_while_it_happens_nothing_is_joined(here, two, sam):
    kept, other = two
    erasing.ask(actor=other, person=other)
    put_together(actor=sam, kept=kept, other=other)
    assert Forgetting.objects.get().person == kept
    third = make.resident("Rosa C", service=here, signs_in=False)
    erasing.confirm(actor=make.advisor(), asked=Forgetting.objects.get())
    with pytest.raises(Refused, match="being forgotten"):
        put_together(actor=sam, kept=third, other=kept)
    with pytest.raises(Refused, match="being forgotten"):
        put_together(actor=sam, kept=kept, other=third)


def test_homes_are_joined_from_the_earlier_day(here, sam, two):
    kept, other = two
    Residency.objects.filter(person=other).update(starts_on="2020-01-01")
    away = make.service()
    Residency.objects.create(person=other, service=away)
    put_together(actor=sam, kept=kept, other=other)
    rows = {row.service_id: row for row in Residency.objects.filter(person=kept)}
    assert set(rows) == {here.pk, away.pk}
    assert rows[here.pk].starts_on.year == 2020
    assert not Residency.objects.filter(person=other).exists()


@pytest.mark.parametrize(
    ("of_kept", "of_other", "together"),
    [
        ("Her brother opens the post", "Never ring before noon", "Her brother opens the post; Never ring before noon"),
        ("", "Never ring before noon", "Never ring before noon"),
        ("Never ring before noon", "", "Never ring before noon"),
        ("Never ring before noon", "never ring before noon ", "Never ring before noon"),
    ],
)
def test_what_keeps_somebody_safe_is_in_neither_record_alone(client, here, sam, two, of_kept, of_other, together):
    kept, other = two
    Person.objects.filter(pk=kept.pk).update(safe_contact_note=of_kept, interpreter="Polish")
    Person.objects.filter(pk=other.pk).update(safe_contact_note=of_other, interpreter="Arabic")
    kept, other = Person.objects.get(pk=kept.pk), Person.objects.get(pk=other.pk)
    put_together(actor=sam, kept=kept, other=other)
    kept.refresh_from_db()
    assert (kept.safe_contact_note, kept.interpreter) == (together, "Polish; Arabic")
    page = make.sign_in(client, sam).get(f"/staff/people/{kept.pk}/").content.decode()
    assert together in page


def test_what_has_no_room_in_one_record_is_not_cut(here, sam, two):
    kept, other = two
    for person, letter in ((kept, "a"), (other, "b")):
        person.safe_contact_note = letter * 150
        person.save(update_fields=["safe_contact_note"])
    with pytest.raises(Refused, match="shorter first"):
        put_together(actor=sam, kept=kept, other=other)
    assert Person.objects.get(pk=other.pk).merged_into is None
    assert Person.objects.get(pk=kept.pk).safe_contact_note == "a" * 150


def test_ownerships_messages_and_contact_move(here, sam, two):
    kept, other = two
    Person.objects.filter(pk=other.pk).update(phone="020 7946 0000", do_not_email=True, audio=True)
    both = Action.objects.create(title="Paint", service=here, first_due_on="2030-01-01", due_on="2030-01-01")
    one = Action.objects.create(title="Plant", service=here, first_due_on="2030-01-01", due_on="2030-01-01")
    for person, action in [(kept, both), (other, both), (other, one)]:
        ActionOwner.objects.create(person=person, action=action)
    OutboxRow.objects.create(kind="action.yours", person=other, carrier="in_person", key="one")
    put_together(actor=sam, kept=kept, other=other)
    kept.refresh_from_db()
    assert sorted(ActionOwner.objects.filter(person=kept).values_list("action__title", flat=True)) == ["Paint", "Plant"]
    assert not ActionOwner.objects.filter(person=other).exists()
    assert OutboxRow.objects.get().person == kept
    assert (kept.phone, kept.do_not_email, kept.audio) == ("020 7946 0000", True, True)


def test_one_sign_in_is_left_the_kept_one_first(client, here, sam):
    kept, other = make.resident("A", service=here), make.resident("B", service=here)
    make.sign_in(client, other)
    put_together(actor=sam, kept=kept, other=other)
    assert client.get("/me/").status_code == 302
    kept.refresh_from_db()
    assert kept.user.is_active
    other.refresh_from_db()
    assert not other.user.is_active


def test_the_only_sign_in_moves_with_its_card(here, sam):
    kept = make.resident("A", service=here, signs_in=False)
    other = make.resident("B", service=here, signs_in=False)
    card = accounts.make_card(actor=sam, person=other)
    put_together(actor=sam, kept=kept, other=other)
    kept.refresh_from_db()
    assert kept.user.username == card.user_name and kept.user.is_active
    assert SignInCard.objects.get().person == kept


def test_not_with_itself_not_twice_not_with_the_dead(sam, two):
    kept, other = two
    with pytest.raises(Refused):
        put_together(actor=sam, kept=kept, other=kept)
    put_together(actor=sam, kept=kept, other=other)
    for one, two_ in [(kept, other), (other, kept)]:
        with pytest.raises(Refused):
            put_together(actor=sam, kept=one, other=two_)
    gone = make.resident("C", service=sam.posts.get().service)
    people_ops.record_death(actor=sam, person=gone)
    with pytest.raises(Refused):
        put_together(actor=sam, kept=kept, other=gone)


def test_another_name_is_looked_for_among_the_people_whom_one_looks_after(client, here, sam, two):
    kept, _other = two
    make.resident("Ludmila Novak", service=here, full_name="Ludmila Hartwell")
    make.resident("Ludo", service=make.service())
    url = f"/staff/people/{kept.pk}/together/"

    def found(q):
        return [twin.chosen_name for twin in client.get(url, {"q": q}).context["twins"]]

    make.sign_in(client, sam)
    assert "Ludmila" not in client.get(url).content.decode()
    assert found("lud") == found("novak ludmila") == found("hartwell") == ["Ludmila Novak"]
    assert found("Sam") == found(kept.chosen_name + " zz") == found("%") == []
    assert "Nobody was found" in client.get(url, {"q": "zz\x00"}).content.decode()
    # The full name is not for the advisor.
    make.sign_in(client, make.advisor())
    assert found("lud") == ["Ludmila Novak", "Ludo"] and found("hartwell") == []
    for number in range(15):
        make.resident(f"Many {number}", service=here)
    assert len(found("many")) == 12


def test_by_hand_from_the_record(client, here, sam, two):
    kept, other = two
    make.sign_in(client, sam)
    assert "Rosa B" in client.get(f"/staff/people/{kept.pk}/together/").content.decode()
    assert client.get(f"/staff/people/{kept.pk}/together/?other={other.pk}").status_code == 200
    elsewhere = make.resident("Rosa C", service=make.service())
    assert "Rosa C" not in client.get(f"/staff/people/{kept.pk}/together/").content.decode()
    assert client.post(f"/staff/people/{kept.pk}/together/", {"other": elsewhere.pk}).status_code == 404
    assert client.get(f"/staff/people/{kept.pk}/together/?other=nonsense").status_code == 404
    client.post(f"/staff/people/{kept.pk}/together/", {"other": other.pk})
    other.refresh_from_db()
    assert other.merged_into == kept
    assert client.get(f"/staff/people/{other.pk}/").status_code == 404
