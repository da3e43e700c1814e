"""The advisor's lists: one door, the advisor only, everything by an operation."""

import datetime as dt

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from involvement.admin_site import advisor_site, common_tasks
from involvement.models import Audit, ChampionTerm, Organisation, Role, Service, StaffedHours, Story
from involvement.operations import people as people_ops
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada(client):
    caches["process"].clear()
    who = make.advisor("Ada")
    make.sign_in(client, who)
    return who


def pages():
    return [reverse(f"admin:involvement_{model._meta.model_name}_changelist") for model in advisor_site._registry]


def test_for_everybody_else_it_is_not_there(client):
    house = make.service()
    for who in (
        make.ended_advisor(),
        make.manager(service=house),
        make.board_member(),
        make.resident(service=house, user=make.user(is_staff=True, is_superuser=True)),
    ):
        make.sign_in(client, who)
        for path in ["/admin/", "/admin/login/", *pages()]:
            assert client.get(path).status_code == 404, path
    client.logout()
    for path in ["/admin/", *pages()]:
        response = client.get(path, follow=True)
        assert response.redirect_chain[-1][0].startswith("/sign-in/?next="), path


def test_no_password_is_taken_but_at_the_sign_in_page(client):
    response = client.post("/admin/login/", {"username": "ada", "password": "x"})
    assert response.status_code == 302 and response.url.startswith("/sign-in/")


def test_every_list_and_form_opens(client, ada):
    house = make.service()
    make.champion(service=house)
    make.staff(service=house)
    for model in advisor_site._registry:
        name = f"admin:involvement_{model._meta.model_name}"
        assert client.get(reverse(f"{name}_changelist"), follow=True).status_code == 200, name
        for row in model.objects.all()[:1]:
            assert client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200, name
        assert client.get(reverse(f"{name}_add")).status_code in (200, 403), name
        assert client.get(reverse(f"{name}_delete", args=[1])).status_code in (302, 403, 404), name


def test_lists_are_narrowed_by_what_they_offer_only(client, ada):
    house = make.service()
    make.resident("Rosa", service=house, full_name="Rosalind Planted")
    assert client.get("/admin/involvement/person/?told_by__exact=email").status_code == 200
    assert client.get(f"/admin/involvement/post/?service__id__exact={house.pk}&starts_on__year=2020").status_code == 200
    for asked in ("full_name__startswith=Rosalind", "postal_address__contains=x", "user__password__startswith=p"):
        assert client.get(f"/admin/involvement/person/?{asked}").status_code == 400, asked


def test_full_names_are_not_in_the_advisors_lists(client, ada):
    rosa = make.resident("Rosa", service=make.service(), full_name="Rosalind Planted")
    for path in [
        *pages(),
        reverse("admin:involvement_person_change", args=[rosa.pk]),
        "/admin/involvement/person/?q=planted",
    ]:
        assert "Rosalind" not in client.get(path, follow=True).content.decode(), path


def formset(prefix, *rows):
    data = {f"{prefix}-TOTAL_FORMS": len(rows), f"{prefix}-INITIAL_FORMS": 0}
    for number, row in enumerate(rows):
        data |= {f"{prefix}-{number}-{name}": value for name, value in row.items()}
    return data


SERVICE = {"name": "New Court", "kind": "hostel", "area": "North", "code": "court", "opened_on": "2026-01-01"}


def test_a_service_with_its_hours(client, ada):
    hours = formset("hours", {"weekday": 0, "opens": "09:00", "closes": "17:00"})
    assert client.post("/admin/involvement/service/add/", {**SERVICE, **hours}).status_code == 302
    made = Service.objects.get(code="court")
    assert StaffedHours.objects.get().service == made
    verbs = set(Story.objects.about(made).values_list("verb", flat=True))
    assert verbs == {"service.opened", "service.changed"}
    assert Audit.objects.filter(kind="service.opened", about_id=made.pk).exists()


def test_a_form_that_asks_for_rows_without_end_is_refused_and_draws_fifty(client, ada):
    data = {**SERVICE, "hours-TOTAL_FORMS": "9" * 18, "hours-INITIAL_FORMS": 0}
    page = client.post("/admin/involvement/service/add/", data)
    assert page.status_code == 200
    assert "Please submit at most 50 forms." in page.content.decode()
    assert len(page.context["inline_admin_formsets"][0].formset.forms) == 50
    assert not Service.objects.filter(code="court").exists()


def test_a_refusal_is_a_sentence_and_nothing_is_saved(client, ada):
    data = {**SERVICE, "closed_on": "2020-01-01", **formset("hours")}
    response = client.post("/admin/involvement/service/add/", data, follow=True)
    assert "It cannot close before it opens." in response.content.decode()
    assert not Service.objects.filter(code="court").exists()


def test_the_organisation_is_one_row_and_changes_are_seen_at_once(client, ada):
    form = client.get("/admin/involvement/organisation/", follow=True).context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    data = {name: "" if value is None else value for name, value in data.items()}
    data |= {"name": "Tidewater Homes", "no_reasons": "[]", "not_yet_reasons": "[]"}
    data |= formset("footer_links", {"label": "Donate", "url": "https://example.org/give", "position": 1})
    assert client.post("/admin/involvement/organisation/1/change/", data).status_code == 302
    assert Organisation.current().name == "Tidewater Homes"
    page = client.get("/help/").content.decode()
    assert "Tidewater Homes" in page and "https://example.org/give" in page
    assert client.get("/admin/involvement/organisation/add/").status_code == 403


def test_what_an_advisor_comes_for_most_stands_first_and_opens(client, ada):
    page = client.get("/admin/").content.decode()
    first, lists = page.index("What you come for most"), page.index("All lists")
    assert first < page.index("Change what we promise") < lists
    for _words, url in common_tasks():
        assert first < page.index(f'href="{url}"') < lists
        assert client.get(url, follow=True).status_code == 200, url


def test_the_times_that_are_promised_stand_first_and_say_what_they_do(client, ada):
    page = client.get("/admin/involvement/organisation/", follow=True).content.decode()
    assert page.index("What we promise") < page.index('name="read_within_days"') < page.index('name="name"')
    for name in ("read_within_days", "tell_within_days", "safeguarding_hours"):
        assert f'aria-describedby="id_{name}_helptext"' in page


@pytest.mark.parametrize("name", ["read_within_days", "decide_within_days", "remind_chair_days", "keep_sent_days"])
def test_a_time_that_nobody_lives_to_see_is_said_beside_its_field(client, ada, name):
    Organisation.objects.create(pk=1)
    form = client.get("/admin/involvement/organisation/1/change/").context["adminform"].form
    data = {each: form[each].value() for each in form.fields}
    data = {each: "" if value is None else value for each, value in data.items()}
    data |= {name: "99999999", "no_reasons": "[]", "not_yet_reasons": "[]"} | formset("footer_links")
    answer = client.post("/admin/involvement/organisation/1/change/", data)
    assert answer.status_code == 200 and "Please write a number up to 3650." in answer.content.decode()
    assert client.post("/admin/involvement/organisation/1/change/", data | {name: "3650"}).status_code == 302


@pytest.mark.parametrize(
    ("typed", "status", "kept"),
    [
        ("", 302, []),
        ("null", 302, []),
        ('["No money."]', 302, ["No money."]),
        ("5", 200, ["Old."]),
        ("[1]", 200, ["Old."]),
    ],
)
def test_usual_reasons_are_a_list_of_sentences_or_none(client, ada, typed, status, kept):
    Organisation.objects.create(pk=1, no_reasons=["Old."])
    form = client.get("/admin/involvement/organisation/1/change/").context["adminform"].form
    data = {name: form[name].value() for name in form.fields}
    data = {name: "" if value is None else value for name, value in data.items()}
    data |= {"no_reasons": typed, "not_yet_reasons": "[]"} | formset("footer_links")
    assert client.post("/admin/involvement/organisation/1/change/", data).status_code == status
    assert Organisation.objects.get().no_reasons == kept


def test_a_champions_term_is_given_and_read_by_its_last_day(client, ada, time_machine):
    time_machine.move_to("2026-11-20 10:00 +0000", tick=False)
    house = make.service()
    rosa = make.resident("Rosa", service=house)
    given = {"person": rosa.pk, "service": house.pk, "starts_on": "2026-11-01", "ends_on": "2027-01-09"}
    client.post("/admin/involvement/championterm/add/", given)
    term = ChampionTerm.objects.get()
    assert term.ends_on == dt.date(2027, 1, 10)
    assert "9 Jan 2027" in client.get("/admin/involvement/championterm/").content.decode()
    path = f"/admin/involvement/championterm/{term.pk}/change/"
    assert 'value="09/01/2027"' in client.get(path).content.decode()
    client.post(path, {"ends_on": "2026-12-31"})
    term.refresh_from_db()
    assert term.ends_on == dt.date(2027, 1, 1)


def test_roles_begin_and_end_by_their_operations(client, ada):
    tom = make.person("Tom")
    today = timezone.localdate().isoformat()
    # Their last day was yesterday: it ends at once.
    yesterday = (timezone.localdate() - dt.timedelta(days=1)).isoformat()
    client.post("/admin/involvement/role/add/", {"person": tom.pk, "kind": "lead", "starts_on": today})
    role = Role.objects.get(person=tom)
    assert make.viewer(tom).is_safeguarding_lead
    assert Audit.objects.filter(kind="role.began", user=ada.user, reason="lead").exists()
    refused = client.post(f"/admin/involvement/role/{role.pk}/change/", {"ends_on": yesterday}, follow=True)
    assert "There must be a safeguarding lead" in refused.content.decode()
    assert make.viewer(tom).is_safeguarding_lead
    make.safeguarding_lead()
    client.post(f"/admin/involvement/role/{role.pk}/change/", {"ends_on": yesterday})
    assert not make.viewer(tom).is_safeguarding_lead
    own = ada.roles.get()
    response = client.post(f"/admin/involvement/role/{own.pk}/change/", {"ends_on": yesterday}, follow=True)
    assert "There must be an advisor" in response.content.decode()
    assert make.viewer(ada).is_advisor


def test_people_are_chosen_by_their_names(client, ada):
    make.person("Tomasina")
    path = "/admin/autocomplete/?app_label=involvement&model_name=role&field_name=person&term=Toma"
    assert client.get(path).json()["results"][0]["text"] == "Tomasina"


def test_of_two_of_one_name_each_stands_there_with_their_place(client, ada):
    harbour = make.service("Harbour", code="harbour")
    make.staff("Priti", service=harbour)
    make.resident("Priti", service=make.service("Mill Row", code="mill"), ends_on=timezone.localdate())
    path = "/admin/autocomplete/?app_label=involvement&model_name=role&field_name=person&term=Priti"
    assert {found["text"] for found in client.get(path).json()["results"]} == {"Priti · Harbour", "Priti"}
    with CaptureQueriesContext(connection) as two:
        client.get(path)
    for _each in range(5):
        make.resident("Priti", service=harbour)
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(path).json()["results"]) == 7
    assert len(many) <= len(two) + 1


def test_a_death_by_mistake_is_taken_back(client, ada):
    tom = make.resident("Tom", service=make.service())
    people_ops.record_death(actor=ada, person=tom)
    path = f"/admin/involvement/person/{tom.pk}/change/"
    assert "recorded by mistake" in client.get(path).content.decode()
    client.post(path, {"chosen_name": "Tom", "language": "en-gb", "told_by": "in_person", "_death_was_a_mistake": "1"})
    tom.refresh_from_db()
    assert tom.died_on is None


@pytest.mark.parametrize("name", ["post", "role", "service", "residency", "person"])
@pytest.mark.parametrize("query", ["kind__exact=%00", "kind=a&kind=%00b", "%00=1", "q=%00"])
def test_a_sign_that_no_database_keeps_breaks_no_list(client, name, query):
    make.sign_in(client, make.advisor())
    url = reverse(f"admin:involvement_{name}_changelist")
    answer = client.get(f"{url}?{query}")
    assert (answer.status_code, answer.url) == (302, url)


@pytest.mark.parametrize("year", ["-484318686814215", "99999999999999999999", "0", "10000", "x"])
def test_a_year_that_no_calendar_has_is_no_filter(client, year):
    make.sign_in(client, make.advisor())
    answer = client.get(f"/admin/involvement/role/?starts_on__year={year}", follow=True)
    assert answer.status_code == 200
