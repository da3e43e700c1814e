"""What was typed is never lost: a token too old, a session that ended, words from another site."""

import pytest
from django.test import Client

from involvement.forms.once import fresh_mark
from meetings.models import Suggestion
from tests import make
from tests.access.walk import plain

pytestmark = pytest.mark.django_db
NEW = "/suggestions/new/"
WORDS = "More <b>light</b> on the stairs."
SAID = {"words": WORDS, "who_sees": "here_named", "title": "Light", "seen_others": "1"}
HERE = {"origin": "http://testserver"}


@pytest.fixture
def patrick():
    return make.resident("Patrick", service=make.service())


@pytest.fixture
def strict(patrick):
    """A client whose tokens are checked, as a browser's are."""
    return make.sign_in(Client(enforce_csrf_checks=True), patrick)


def test_a_token_that_is_too_old_shows_the_words_again_and_then_sends_them(strict):
    answer = strict.post(NEW, SAID, headers=HERE)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Your words are still here. Please press Send again." in page
    assert "More &lt;b&gt;light&lt;/b&gt; on the stairs." in page and "<b>light</b>" not in page
    assert 'value="Light"' in page
    token = page.rsplit('name="csrfmiddlewaretoken" value="', 1)[1].split('"')[0]
    assert strict.post(NEW, SAID | {"csrfmiddlewaretoken": token}, headers=HERE).status_code == 302
    assert Suggestion.objects.get().words == WORDS


def test_only_what_was_typed_is_shown_and_the_form_s_own_mark_goes_along_unseen(strict):
    mark = fresh_mark()
    page = strict.post(NEW, SAID | {"once": mark}, headers=HERE).content.decode()
    assert page.count("<textarea") == 1 and f'<input type="hidden" name="once" value="{mark}">' in page


@pytest.mark.parametrize("headers", [{}, {"origin": "https://elsewhere.example"}, {"origin": "null"}])
def test_another_site_cannot_put_its_words_into_our_form(strict, headers):
    page = strict.post(NEW, SAID, headers=headers).content.decode()
    assert "light" not in page and "Please press Send again" not in page
    assert not Suggestion.objects.exists()


def test_passwords_are_never_shown_again(strict):
    page = strict.post("/sign-in/", {"login": "patrick", "password": "open sesame"}, headers=HERE).content.decode()
    assert "open sesame" not in page


@pytest.mark.parametrize(
    ("path", "name"), [("/own-words/", "words"), ("/invitation/x/", "words"), ("/me/save/words/", "words-words_now")]
)
def test_words_to_sign_in_with_are_never_shown_again(strict, path, name):
    answer = strict.post(path, {name: "river lamp tea moss"}, headers=HERE)
    assert answer.status_code == 403 and "river lamp" not in answer.content.decode()


@pytest.mark.parametrize("path", [NEW, "/suggestions/%s/comment/"])
def test_a_session_that_ended_keeps_the_words_on_the_page(client, patrick, path):
    wish = make.suggestion(service=make.service(), author=patrick)
    path = path % wish.pk if "%s" in path else path
    answer = client.post(path, SAID)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "More &lt;b&gt;light&lt;/b&gt; on the stairs." in page and f'action="{path}"' in page
    assert "Sign in (opens in a new tab)" in page
    assert Suggestion.objects.count() == 1


@pytest.mark.parametrize("what", ["report", "change", "fixed"])
def test_every_form_about_a_suggestion_keeps_the_words(client, patrick, what):
    wish = make.suggestion(service=patrick.residencies.get().service, author=patrick)
    path = f"/suggestions/{wish.pk}/{what}/"
    page = client.post(path, {"words": WORDS, "title": "Light", "fixed": "no"}).content.decode()
    assert "More &lt;b&gt;light&lt;/b&gt; on the stairs." in page and f'action="{path}"' in page
    assert 'name="title" value="Light"' in page and 'name="fixed" value="no"' in page
    assert make.sign_in(client, patrick).get(wish.get_absolute_url()).status_code == 200
    wish.refresh_from_db()
    assert wish.words != WORDS and not wish.reports.exists() and not wish.fixed_answers.exists()


def test_a_changed_comment_is_kept_and_can_be_sent_after_signing_in(client, patrick):
    comment = make.comment(suggestion=make.suggestion(service=patrick.residencies.get().service), author=patrick)
    path = f"/comments/{comment.pk}/change/"
    page = client.post(path, {"words": WORDS}).content.decode()
    assert "More &lt;b&gt;light&lt;/b&gt; on the stairs." in page and f'action="{path}"' in page
    assert make.sign_in(client, patrick).post(path, {"words": WORDS}).status_code == 302
    comment.refresh_from_db()
    assert comment.words == WORDS


def test_what_is_kept_tells_nobody_what_is_there(client, patrick):
    wish = make.suggestion(service=patrick.residencies.get().service, author=patrick)
    here, nowhere = (
        client.post(f"/suggestions/{key}/report/", {"words": WORDS}).content.decode().replace(str(key), "")
        for key in (wish.pk, 12345)
    )
    assert plain(here) == plain(nowhere) and "light" in here
    assert client.get(f"/suggestions/{wish.pk}/report/").status_code == 302


def test_more_from_the_box_on_the_first_page_keeps_what_was_typed(client, patrick):
    make.sign_in(client, patrick)
    page = client.post(NEW, SAID | {"more": "1"}).content.decode()
    assert "More &lt;b&gt;light" in page and "Something is not right yet" not in page
    assert 'value="here_named"' in page.split("checked")[0][-200:]
    assert not Suggestion.objects.exists()


def test_a_page_that_breaks_shows_the_words_again(patrick, monkeypatch):
    from meetings.views.public import saying

    def breaks(*_arguments, **_more):
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(saying, "similar", breaks)
    client = make.sign_in(Client(raise_request_exception=False), patrick)
    answer = client.post(NEW, SAID | {"seen_others": ""}, headers=HERE)
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "Your words are still here." in page and "More &lt;b&gt;light&lt;/b&gt;" in page
    monkeypatch.undo()
    assert client.post(NEW, SAID, headers=HERE).status_code == 302


@pytest.mark.usefixtures("one_window")
def test_tried_too_often_the_words_stay(client, patrick, monkeypatch):
    from involvement.operations.limits import LIMITS

    monkeypatch.setitem(LIMITS, "suggestion", (0, 0))
    answer = make.sign_in(client, patrick).post(NEW, SAID, headers=HERE)
    assert answer.status_code == 429 and "More &lt;b&gt;light&lt;/b&gt;" in answer.content.decode()


def test_an_old_browser_that_names_only_the_page_it_came_from_keeps_the_words(strict):
    page = strict.post(NEW, SAID, headers={"referer": "http://testserver/suggestions/new/"}).content.decode()
    assert "Your words are still here." in page
    page = strict.post(NEW, SAID, headers={"referer": "http://testserver.evil.example/"}).content.decode()
    assert "Your words are still here." not in page
