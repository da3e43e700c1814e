"""What has been kept long enough goes in the night, by the organisation's settings, and not a day sooner (RELIABILITY
rule 23)."""

import datetime as dt
import logging

import pytest
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from involvement.backup.tables import all_tables
from involvement.models import (
    Action,
    ActionNote,
    FanOut,
    Invitation,
    JoinRequest,
    Organisation,
    OutboxRow,
    Photo,
    SignInCard,
    Story,
)
from involvement.operations import retention
from involvement.operations.agreed_work import add_note, agree_action
from involvement.operations.outbox import Address, send
from involvement.operations.photos import keep_photo, take_photo_back
from involvement.registry.privacy import rules
from tests import make
from tests.involvement.pictures import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def house():
    yield make.service()
    Organisation.forget()


def after(**time) -> dt.datetime:
    return timezone.now() + dt.timedelta(**time)


def forget(**time) -> dict[str, int]:
    """The night so long from now."""
    return dict(retention.forget_in_time(now=after(**time)))


def kept_for(**fields) -> None:
    """The organisation's settings."""
    Organisation.objects.update_or_create(pk=1, defaults=fields)
    Organisation.forget()


def test_a_month_ends_on_the_same_day_or_on_its_last():
    rule = rules.get("messages")
    for moment, months, expected in [
        ("2026-11-29", 14, "2025-09-29"),
        ("2026-03-31", 1, "2026-02-28"),
        ("2028-03-31", 1, "2028-02-29"),
        ("2026-01-01", 1, "2025-12-01"),
    ]:
        now = dt.datetime.fromisoformat(f"{moment}T02:40+00:00")
        before = rule.before(now, Organisation(keep_messages_months=months))
        assert f"{before:%Y-%m-%d %H:%M}" == f"{expected} 02:40"
    years = rules.get("words")
    assert years.before(now, Organisation(keep_words_years=0)) is None
    assert f"{years.before(now, Organisation(keep_words_years=2)):%Y-%m-%d}" == "2024-01-01"


def test_where_a_code_went_is_kept_for_a_month():
    send(kind="account.join_declined", to=Address("somebody@example.org", "join"), occasion="one")
    row = OutboxRow.objects.get()
    assert forget(days=31) == {}
    OutboxRow.objects.update(state="sent")
    assert forget(days=29) == {}
    assert forget(days=31) == {"addresses": 1}
    row.refresh_from_db()
    assert row.address == "" and row.key == f"forgotten:{row.pk}" and row.state == "sent"
    assert forget(days=31) == {}


def test_to_whom_one_text_went_is_kept_for_a_month():
    FanOut.objects.create(kind="x", about_label="x", about_id=1, occasion="x", audience=[1, 2], finished_at=after())
    FanOut.objects.create(kind="x", about_label="x", about_id=2, occasion="x", audience=[1, 2])
    assert forget(days=29) == {}
    assert forget(days=31) == {"addresses": 1}
    assert list(FanOut.objects.order_by("about_id").values_list("audience", flat=True)) == [[], [1, 2]]


def test_what_was_told_is_kept_for_two_years_and_what_waits_for_ever(house):
    rosa, sunita = make.resident(service=house), make.staff(service=house)
    for title in ("A lamp", "A shelf"):
        agree_action(actor=sunita, title=title, due_on=after(days=9).date(), service=house, owners=[rosa])
    told, waiting = OutboxRow.objects.order_by("pk")
    OutboxRow.objects.filter(pk=told.pk).update(state="told")
    part = OutboxRow.objects.create(kind="x", carrier="email", key="part", person=rosa, bundle=told, state="sent")
    Story.objects.create(verb="telling.told", about_label="involvement.outboxrow", about_id=told.pk)
    assert forget(days=723) == {}
    assert forget(days=733) == {"messages": 2}
    assert list(OutboxRow.objects.all()) == [waiting] and part.pk != waiting.pk
    assert not Story.objects.filter(about_label="involvement.outboxrow").exists()
    kept_for(keep_messages_months=14)
    OutboxRow.objects.update(state="cancelled")
    assert forget(days=400) == {} and forget(days=430) == {"messages": 1}


def test_it_goes_in_chunks_and_a_night_that_is_too_short_goes_on_in_the_next(
    monkeypatch, django_assert_max_num_queries
):
    rows = [OutboxRow(kind="x", carrier="portal", state="sent", key=str(number)) for number in range(25)]
    OutboxRow.objects.bulk_create(rows)
    monkeypatch.setattr(retention, "CHUNK", 10)
    with monkeypatch.context() as short:
        short.setattr(retention, "BUDGET", -1)
        assert forget(days=800) == {}
    with django_assert_max_num_queries(100):
        assert forget(days=800) == {"messages": 25}


def test_a_rule_that_fails_stops_no_other_and_says_no_words(monkeypatch, caplog):
    def fails(before, most):
        raise ValueError("Rosa said so")

    OutboxRow.objects.create(kind="x", carrier="portal", state="sent", key="x")
    broken = type(rules.get("addresses"))("addresses", "x", fails, "keep_sent_days")
    monkeypatch.setitem(rules._entries, "addresses", broken)
    with caplog.at_level(logging.ERROR):
        assert forget(days=800) == {"messages": 1}
    assert [record.getMessage() for record in caplog.records] == ["What is too old could not be taken away: addresses"]


def test_cards_invitations_and_who_asked_to_join_go_three_months_after_they_are_over(house):
    rosa, now = make.resident(service=house), timezone.now()
    SignInCard.objects.create(person=rosa, ended_at=now)
    Invitation.objects.create(person=rosa, token_hash="a", expires_at=now)
    JoinRequest.objects.create(service=house, name="Ash", state="declined", answered_at=now)
    living = [
        SignInCard.objects.create(person=rosa),
        Invitation.objects.create(person=rosa, token_hash="b", expires_at=after(days=100)),
        JoinRequest.objects.create(service=house, name="Sam"),
    ]
    assert forget(days=88) == {}
    assert forget(days=93) == {"ways in": 3}
    assert [SignInCard.objects.get(), Invitation.objects.get(), JoinRequest.objects.get()] == living


def test_a_photo_that_was_taken_back_goes_with_its_file_after_a_year(house, media, django_capture_on_commit_callbacks):
    rosa = make.resident(service=house)
    about = make.suggestion(service=house, author=rosa)
    back, shown = (keep_photo(actor=rosa, upload=jpeg(), about=about) for _ in range(2))
    take_photo_back(actor=rosa, photo=back)
    assert forget(days=364) == {}
    with django_capture_on_commit_callbacks(execute=True):
        assert forget(days=368) == {"hidden photos": 1}
    assert list(Photo.objects.all()) == [shown]
    files = [path.name for path in media.rglob("*.jpg")]
    assert files == [shown.file.name.rpartition("/")[2]]


def test_what_was_said_about_agreed_work_goes_six_years_after_it_ended(house, media):
    rosa, sunita = make.resident(service=house), make.staff(service=house)
    actions = [
        agree_action(actor=sunita, title=title, due_on=after(days=9).date(), service=house, owners=[rosa])
        for title in ("A lamp", "A shelf")
    ]
    for action in actions:
        add_note(actor=rosa, action=action, words="I have a screw.")
        keep_photo(actor=rosa, upload=jpeg(), about=action)
    Action.objects.filter(title="A lamp").update(state="done", done_on=after(days=20).date())
    assert "agreed work" not in forget(days=2209)
    assert forget(days=2217)["agreed work"] == 3
    assert list(ActionNote.objects.values_list("action__title", flat=True)) == ["A shelf"]
    assert [Photo.objects.get().about_id, actions[1].ownerships.count()] == [actions[1].pk, 1]
    lamp = Action.objects.get(title="A lamp")
    assert lamp.state == "done" and not lamp.owners.exists()
    kept_for(keep_words_years=0)
    Action.objects.update(state="dropped")
    assert "agreed work" not in forget(days=20_000)


def test_what_the_lists_noted_goes_with_the_audit():
    ada = make.advisor()
    kind = ContentType.objects.get_for_model(Organisation)
    LogEntry.objects.create(user=ada.user, content_type=kind, object_id="1", object_repr="x", action_flag=CHANGE)
    assert forget(days=364) == {}
    assert forget(days=367) == {"audit": 1}


def test_the_advisor_sets_how_long(client, house):
    kept_for(name="Zq Homes")
    make.sign_in(client, make.advisor())
    address = reverse("admin:involvement_organisation_change", args=[1])
    page = client.get(address).content.decode()
    assert "How long we keep what leads to people" in page
    for name in ("keep_sent_days", "keep_messages_months", "keep_words_years"):
        assert f'name="{name}"' in page
    form = client.get(address).context["adminform"].form
    data = {name: "" if value is None else value for name, value in form.initial.items()}
    links = {"footer_links-TOTAL_FORMS": 0, "footer_links-INITIAL_FORMS": 0}
    data |= {"no_reasons": "[]", "not_yet_reasons": "[]", "new_logo": "", "logo": "", **links}
    refused = client.post(address, data | {"keep_messages_months": 13})
    assert refused.status_code == 200 and "keep_messages_months" in refused.context["adminform"].form.errors
    assert client.post(address, data | {"keep_attendance_months": 6}).status_code == 302
    assert Organisation.objects.get().keep_attendance_months == 6


def test_the_nightly_command_does_it_too():
    OutboxRow.objects.create(kind="x", carrier="portal", state="sent", key="x", made_at=after(days=-800))
    call_command("sweep", verbosity=0)
    assert OutboxRow.objects.exists()
    call_command("sweep", "--nightly", verbosity=0)
    assert not OutboxRow.objects.exists()


def test_the_page_of_what_is_kept_has_every_table():
    words = (settings.BASE_DIR / "docs" / "decisions" / "retention.md").read_text(encoding="utf-8")
    missing = [table.model._meta.label for table in all_tables() if f"`{table.model._meta.label}`" not in words]
    assert missing == []
    assert all(f"`{rule.setting}`" in words for _name, rule in rules.items() if rule.setting)
