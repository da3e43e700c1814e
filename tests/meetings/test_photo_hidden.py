"""Staff see the photo before they let it out, and can hide it for good."""

import pytest
from django.urls import reverse

from involvement.models import Reach, Story
from involvement.operations.base import Refused
from involvement.operations.photos import keep_photo
from meetings.operations.suggestions.covering import hide_photo, show_photo
from tests import make
from tests.involvement.pictures import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return make.service()


@pytest.fixture
def sunita(house):
    return make.staff("Sunita", service=house)


@pytest.fixture
def wish(house):
    made = make.suggestion("A bench, please.", service=house, author=make.resident(service=house))
    type(made).objects.filter(pk=made.pk).update(reach=Reach.PUBLIC)
    made.refresh_from_db()
    return made


@pytest.fixture
def photo(wish):
    return keep_photo(actor=wish.author, upload=jpeg(), about=wish, description="A green wall")


def address(name, wish):
    return reverse(f"staff:meetings:{name}", args=[wish.pk])


def shown(client, photo, page) -> bool:
    """Whether the page shows the photo, and whether it is served as the page says."""
    picture = reverse("public:photo", args=[photo.pk])
    is_shown = f'src="{picture}"' in client.get(page).content.decode()
    assert (client.get(picture).status_code == 200) == is_shown
    return is_shown


def pages(wish):
    return wish.get_absolute_url(), wish.staff_url(), address("suggestion-release", wish)


def test_staff_see_the_photo_where_they_read_it_and_where_they_let_it_out(client, wish, photo, sunita):
    make.sign_in(client, sunita)
    for page in pages(wish):
        assert shown(client, photo, page), page
        assert 'alt="A green wall"' in client.get(page).content.decode()


def test_a_hidden_photo_is_shown_to_nobody_until_it_is_shown_again(client, wish, photo, sunita):
    make.sign_in(client, sunita).post(
        address("suggestion-photo", wish), {"photo": photo.pk, "reason": "Bob did not agree."}
    )
    for who in (sunita, wish.author, make.advisor()):
        make.sign_in(client, who)
        assert not shown(client, photo, wish.get_absolute_url()), who
    make.sign_in(client, sunita)
    assert not any(shown(client, photo, page) for page in pages(wish))
    assert "The photo is hidden" in client.get(wish.staff_url()).content.decode()
    told = Story.objects.about(wish).last()
    assert (told.verb, told.reason, told.actor) == ("suggestion.photo_hidden", "Bob did not agree.", sunita)
    client.logout()
    assert not shown(client, photo, wish.get_absolute_url())
    assert "Bob" not in client.get(wish.get_absolute_url()).content.decode()
    make.sign_in(client, sunita).post(address("suggestion-photo", wish), {"photo": photo.pk, "show": "yes"})
    client.logout()
    assert shown(client, photo, wish.get_absolute_url())


def test_hiding_asks_why_and_takes_no_photo_of_something_else(client, house, wish, photo, sunita):
    page = make.sign_in(client, sunita).post(address("suggestion-photo", wish), {"photo": photo.pk}, follow=True)
    assert "Please say why" in page.content.decode() and shown(client, photo, wish.staff_url())
    other = make.suggestion(service=house)
    assert client.post(address("suggestion-photo", other), {"photo": photo.pk, "reason": "No."}).status_code == 404
    for do, facts in ((hide_photo, {"reason": "No."}), (show_photo, {})):
        with pytest.raises(Refused):
            do(actor=sunita, suggestion=other, photo=photo, **facts)
    assert shown(client, photo, wish.staff_url())


def test_a_browser_keeps_a_photo_for_no_longer_than_a_minute(client, wish, photo):
    answer = client.get(reverse("public:photo", args=[photo.pk]))
    assert answer["Cache-Control"] == "private, max-age=60"
