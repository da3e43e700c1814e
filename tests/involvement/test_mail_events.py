"""What a provider of mail tells by webhook, posted as each of them does; and bodies that none of them sends."""

import json
import logging
import time

import pytest
from django.core.checks import run_checks
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as trying
from hypothesis import strategies as st

from involvement.models import OutboxRow, Person, ReturnedMail, Story
from involvement.views import mail_events as view
from tests import make
from tests.involvement import mail_payloads as says
from tests.involvement.test_sweep import tell, work_for

pytestmark = pytest.mark.django_db
ADDRESS = "rosa@example.org"


def provide(settings, name):
    settings.MAIL_PROVIDER, settings.MAIL_EVENTS_SECRET = name, says.SECRET
    settings.ANYMAIL = {"WEBHOOK_SECRET": says.SECRET, "MAILGUN_WEBHOOK_SIGNING_KEY": says.SIGNING_KEY}


@pytest.fixture(autouse=True)
def house():
    return make.service("Bromley Road")


@pytest.fixture(autouse=True)
def rosa(house):
    return make.resident("Rosa", service=house, email=ADDRESS, told_by="email")


def post(provider, body, *, secret=says.SECRET, content_type="application/json", raw=None):
    """The status of the answer; a fault of ours is a 500, as a provider would see it."""
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    data = raw if raw is not None else json.dumps(body)
    given = says.headers(secret) if secret is not None else {}
    url = reverse("public:mail-events", args=[provider])
    return client.generic("POST", url, data, content_type=content_type, **given).status_code


@pytest.mark.parametrize(("provider", "body", "reason"), says.EVENTS.values(), ids=says.EVENTS)
def test_hard_bounces_refusals_and_complaints_stop_mail_and_the_rest_does_not(settings, rosa, provider, body, reason):
    provide(settings, provider)
    assert post(provider, body("Rosa@Example.org")) == 200
    assert list(ReturnedMail.objects.values_list("address", "reason")) == ([(ADDRESS, reason)] if reason else [])
    rosa.refresh_from_db()
    assert rosa.mail_returns is bool(reason)


@pytest.mark.parametrize("provider", says.PROVIDERS)
def test_there_is_no_such_page_unless_the_settings_name_that_provider_and_a_secret(settings, provider):
    body = says.EVENTS[f"{provider} bounce"][1](ADDRESS)
    assert post(provider, body) == 404, "nobody is named"
    provide(settings, provider)
    for other in {*says.PROVIDERS, "amazon_ses"} - {provider}:
        assert post(other, body) == 404
    for secret in ("", "portal:short", "no-colon-but-long-enough-to-be-one"):
        settings.MAIL_EVENTS_SECRET = secret
        assert post(provider, body) == 404
    assert not ReturnedMail.objects.exists()


@pytest.mark.parametrize("provider", says.PROVIDERS)
@pytest.mark.parametrize("secret", [None, "", "portal:", "portal:another-secret-that-is-as-long", "x" * 9000, "é:ü"])
def test_without_the_secret_it_is_refused(settings, provider, secret):
    provide(settings, provider)
    body = says.EVENTS[f"{provider} bounce"][1](ADDRESS)
    assert post(provider, body, secret=secret) == 403
    assert not ReturnedMail.objects.exists()
    assert post(provider, body) == 200 and ReturnedMail.objects.exists()


def test_mailgun_signs_besides(settings):
    provide(settings, "mailgun")
    body = says.mailgun(ADDRESS)
    for signature in ({}, {"token": "x", "timestamp": "1", "signature": "y"}, body["signature"] | {"token": "other"}):
        assert post("mailgun", body | {"signature": signature}) == 403
    settings.ANYMAIL = settings.ANYMAIL | {"MAILGUN_WEBHOOK_SIGNING_KEY": ""}
    assert post("mailgun", body) == 404
    assert not ReturnedMail.objects.exists()


def test_some_ask_first_whether_it_is_there_and_nobody_else_reads_it(settings, client):
    provide(settings, "postmark")
    url = reverse("public:mail-events", args=["postmark"])
    assert client.head(url).status_code == 200
    assert [client.get(url).status_code, client.put(url).status_code] == [405, 405]


def test_large_bodies_and_other_kinds_are_not_read(settings):
    provide(settings, "postmark")
    assert post("postmark", says.postmark(ADDRESS) | {"Content": "x" * view.LARGEST}) == 413
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"):
        assert post("postmark", says.postmark(ADDRESS), content_type=kind) == 415
    assert not ReturnedMail.objects.exists()


# --- Bodies that none of them sends -----------------------------------------------------------------------------------

NOT_JSON = [b" ", b"{", b"\xff\xfe", b'{"a": NaN', b"[" * 5000, b"null", b"1", b'"x"', b"[]", b"[[]]", b"[null]", b"{}"]
ODD = [None, True, 0, -1, 1e400, 10**30, "", "\x00", "\ud800", "<script>", "a" * 3000, [], [[]], {}, {"a": 1}, ["x"]]


@pytest.mark.parametrize("provider", says.PROVIDERS)
def test_what_is_no_body_of_theirs_is_refused_and_never_breaks(settings, provider):
    provide(settings, provider)
    for raw in NOT_JSON:
        assert post(provider, None, raw=raw) in (200, 400, 403), raw
    assert not ReturnedMail.objects.exists()
    assert post(provider, None, raw=b"{") == (403 if provider == "mailgun" else 400)


@pytest.mark.parametrize("provider", says.PROVIDERS)
def test_an_odd_value_anywhere_never_breaks_it(settings, provider):
    """Each value of a body that they do send, replaced by each odd one."""
    provide(settings, provider)
    make.resident("Joy", service=make.service(), email="joy@example.org")
    whole = says.EVENTS[f"{provider} bounce"][1]("joy@example.org")
    broken = [(odd, name, body) for odd in ODD for name, body in replaced(whole, odd)]
    assert len(broken) > 100
    for odd, name, body in broken:
        assert post(provider, body) in (200, 400, 403), (name, odd)
    for row in ReturnedMail.objects.all():
        assert len(row.words) <= 200 and row.words.isprintable() and row.address == "joy@example.org"


def replaced(value, odd, name=""):
    """The value with one part of it at a time replaced."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield f"{name}.{key}", value | {key: odd}
            yield from ((where, value | {key: made}) for where, made in replaced(part, odd, f"{name}.{key}"))
    elif isinstance(value, list):
        for part in value:
            yield f"{name}[]", [odd]
            yield from ((where, [made]) for where, made in replaced(part, odd, f"{name}[]"))


@pytest.mark.parametrize("provider", says.PROVIDERS)
@trying(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(
                st.sampled_from(["event", "event-data", "signature", "email", "Type", "RecordType", "error", "time"]), x
            )
        ),
    )
)
def test_whatever_json_it_is(settings, provider, body):
    provide(settings, provider)
    assert post(provider, body) in (200, 400, 403)


@pytest.mark.parametrize(
    "address",
    [
        "",
        " ",
        "rosa",
        "a" * 250 + "@example.org",
        "rosa\x00@example.org",
        "r\ud800sa@example.org",
        "rosa@exa\nmple.org",
    ],
)
def test_what_is_no_address_is_left_alone(settings, address):
    provide(settings, "postmark")
    assert post("postmark", says.postmark(address)) == 200
    assert not ReturnedMail.objects.exists()


def test_of_an_address_that_nobody_here_has_nothing_is_kept(settings):
    provide(settings, "postmark")
    assert post("postmark", says.postmark("stranger@example.org")) == 200
    assert not ReturnedMail.objects.exists() and not Story.objects.exists()


def test_the_providers_words_are_cut_and_plain(settings):
    provide(settings, "postmark")
    post("postmark", says.postmark(ADDRESS) | {"Details": "550\x00 no\r\n\u202eus\ud800er " + "x" * 5000})
    words = ReturnedMail.objects.get().words
    assert words.startswith("550 no us er xxx") and len(words) == 200


@pytest.mark.parametrize("moment", ["2999-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "2016-04-27T16:28:50", "soon"])
def test_a_moment_without_sense_is_now(settings, moment):
    provide(settings, "postmark")
    before = time.time()
    assert post("postmark", says.postmark(ADDRESS) | {"BouncedAt": moment}) == 200
    assert before <= ReturnedMail.objects.get().since.timestamp() <= time.time()


# --- What is kept, and what is not ------------------------------------------------------------------------------------


def test_nothing_of_the_mail_is_kept_or_logged(settings, house, rosa, caplog):
    provide(settings, "postmark")
    caplog.set_level(logging.DEBUG)
    tell(rosa, work_for(rosa, service=house))
    assert post("postmark", says.postmark(ADDRESS)) == 200
    assert post("postmark", [{"Content": "zq-words-of-the-mail", "Email": ADDRESS}]) == 400
    lines = caplog.text
    assert "Postmark told could not be read" in lines
    assert "zq-words" not in lines and ADDRESS not in lines and "a-secret-of-a-test" not in lines
    for model in (ReturnedMail, OutboxRow, Story, Person):
        assert "zq-words" not in str(list(model.objects.values()))


def test_a_fault_of_ours_is_told_again(settings, monkeypatch):
    provide(settings, "postmark")

    def breaks(**_):
        raise RuntimeError

    monkeypatch.setattr(view, "mail_came_back", breaks)
    assert post("postmark", says.postmark(ADDRESS)) == 500


def test_many_at_once_are_each_heard(settings, house):
    provide(settings, "mailjet")
    for number in range(3):
        make.resident(service=house, email=f"many{number}@example.org")
    assert post("mailjet", [says.mailjet(f"many{number}@example.org") for number in range(3)]) == 200
    assert ReturnedMail.objects.count() == 3


def test_hearing_again_what_is_known_costs_little(settings, django_assert_max_num_queries):
    provide(settings, "postmark")
    post("postmark", says.postmark(ADDRESS))
    with django_assert_max_num_queries(12):
        post("postmark", says.postmark(ADDRESS))
    assert connection.in_atomic_block


def test_the_checks_refuse_a_provider_without_a_secret(settings):
    def found():
        return [error.id for error in run_checks() if error.id and error.id.startswith("involvement.E")]

    assert found() == []
    settings.MAIL_PROVIDER = "pigeon"
    assert found() == ["involvement.E001"]
    settings.MAIL_PROVIDER = "mailgun"
    assert found() == ["involvement.E002"] * 2
    settings.DEBUG = True
    assert found() == []
    settings.DEBUG = False
    provide(settings, "mailgun")
    assert found() == []
    settings.MAIL_EVENTS_SECRET = "portal:short"
    assert found() == ["involvement.E002"]
