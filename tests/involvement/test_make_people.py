"""The people that tests are about really are what their names say, and the ended ones are nobody any more."""

import pytest

from tests import make

pytestmark = pytest.mark.django_db


def test_roles_of_people_who_stand():
    house = make.service()
    assert make.viewer(make.resident(service=house)).lives_at == {house.pk}
    assert make.viewer(make.staff(service=house)).staff_of == {house.pk}
    assert make.viewer(make.manager(service=house)).manages == {house.pk}
    assert make.viewer(make.champion(service=house)).champion_of == {house.pk}
    assert make.viewer(make.advisor()).is_advisor
    assert make.viewer(make.deputy_advisor()).is_advisor
    assert make.viewer(make.safeguarding_lead()).is_safeguarding_lead
    assert make.viewer(make.board_member()).is_board


def test_roles_of_people_whose_time_is_over():
    house = make.service()
    for who in (
        make.ended_resident(service=house),
        make.ended_staff(service=house),
        make.ended_manager(service=house),
        make.ended_advisor(),
        make.ended_safeguarding_lead(),
        make.ended_board_member(),
    ):
        assert not make.viewer(who).belongs
    assert make.viewer(make.ended_champion(service=house)).champion_of == frozenset()


def test_a_client_signs_in_as_somebody_without_a_sign_in(client):
    who = make.person(signs_in=False)
    make.sign_in(client, who)
    who.refresh_from_db()
    assert client.session["_auth_user_id"] == str(who.user_id)
