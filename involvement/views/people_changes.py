"""What staff do with somebody's record: moving, cards, invitations, champions, two records in one, a death."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from involvement.forms.people import DayForm, MoveInForm, MoveOutForm
from involvement.models import Person
from involvement.operations import accounts, people, returned_mail, standing, ways_in
from involvement.operations import second_step as second_steps
from involvement.operations.base import Refused
from involvement.paper.card import card_pdf
from involvement.queries import people as people_queries
from involvement.queries.second_step import has_step
from involvement.rules.people import cares_for, may_give_card, may_show_words
from involvement.rules.second_step import may_reset
from involvement.shortcuts import find, refuse
from involvement.typed import number
from involvement.views.people import cared_for, residency_of, saved


def move_in(request, pk):
    """To another of our homes, whose staff say yes or no unless the viewer works there. No manager moves themselves
    into a home, to read what is said there."""
    person, _standing = cared_for(request, pk)
    if person.pk == request.viewer.person_id and not request.viewer.is_advisor:
        refuse(request)
    leaving = next((home["residency"] for home in people_queries.homes_of(person, request.viewer) if home["now"]), None)
    services = people_queries.open_services(request.viewer).exclude(residencies__in=[leaving] if leaving else [])
    form = MoveInForm(request.POST or None, person=person, services=services, leaving=leaving)
    if saved(request, form):
        if form.moved:
            messages.success(request, _("Saved. Staff there can see the record from now on."))
            return redirect("staff:people")
        messages.success(request, _("Staff there are asked. Nothing changes until they say yes."))
        return redirect("staff:person", pk)
    title = _("%(name)s moves to another of our homes") % {"name": person.chosen_name}
    return render(request, "involvement/staff/person_form.html", {"person": person, "form": form, "title": title})


def move_out(request, pk, residency_pk):
    """They leave; asked how they want to be told from then on."""
    person, _standing = cared_for(request, pk)
    residency = residency_of(request, person, residency_pk)
    form = MoveOutForm(request.POST or None, residency=residency)
    if saved(request, form):
        messages.success(request, _("Saved. They can still sign in to their own things."))
        return redirect("staff:person", pk)
    title = _("%(name)s moves out of %(home)s") % {"name": person.chosen_name, "home": residency.service.name}
    return render(request, "involvement/staff/person_form.html", {"person": person, "form": form, "title": title})


@require_POST
def invite(request, pk):
    """Send an invitation by e-mail."""
    person, _standing = cared_for(request, pk)
    try:
        accounts.invite(actor=request.viewer.person, person=person)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("The invitation is on its way. It works for 14 days."))
    return redirect("staff:person", pk)


def card(request, pk):
    """Ask, then answer with the paper itself: the words exist nowhere else."""
    person, standing_now = cared_for(request, pk)
    if not may_give_card(request.viewer, standing_now):
        refuse(request)
    sign_in = people_queries.sign_in_of(person)
    if request.method != "POST":
        return render(request, "involvement/staff/person_card.html", {"person": person, "sign_in": sign_in})
    try:
        printed = accounts.make_card(actor=request.viewer.person, person=person)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("staff:person", pk)
    response = HttpResponse(card_pdf(printed, site=settings.SITE_URL), content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="sign-in-card.pdf"'
    return response


@require_POST
def show_words(request, pk):
    """The involvement team knows that it is them: they see again what they said to it."""
    person = find(request, Person.objects.living().select_related("user"), pk=pk)
    if not may_show_words(request.viewer, people_queries.standing_of(person)):
        refuse(request)
    try:
        ways_in.show_words_again(actor=request.viewer.person, person=person)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("They see again what they said to the involvement team."))
    return redirect("staff:person", pk)


@require_POST
def mail_works(request, pk):
    """Their e-mail works again, as somebody asked them."""
    person, _standing = cared_for(request, pk)
    try:
        returned_mail.mail_works(actor=request.viewer.person, person=person)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("From now on we send them e-mail again."))
    return redirect("staff:person", pk)


def second_step(request, pk):
    """They lost their phone: ask, then take the second step away, so that they begin anew."""
    person, standing_now = cared_for(request, pk)
    if not may_reset(request.viewer, person, standing_now) or not has_step(person.user):
        refuse(request)
    if request.method != "POST":
        return render(request, "involvement/staff/person_second_step.html", {"person": person})
    try:
        second_steps.reset(actor=request.viewer.person, person=person)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("It is taken away, and they are signed out everywhere. They are told."))
    return redirect("staff:person", pk)


def together(request, pk):
    """Two records of one person: choose the other among those that look alike, or look for it by name; then say yes."""
    person, _standing = cared_for(request, pk)
    wanted = request.POST.get("other") or request.GET.get("other", "")
    if not wanted:
        return _which_other(request, person)
    other, _other_standing = cared_for(request, number(wanted))
    if request.method != "POST":
        return render(request, "involvement/staff/person_together.html", {"person": person, "other": other})
    try:
        people.put_together(actor=request.viewer.person, kept=person, other=other)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("The two records are one now."))
    return redirect("staff:person", pk)


def _which_other(request, person):
    viewer, q = request.viewer, " ".join(request.GET.get("q", "").replace("\x00", "").split())[:120]
    found = people_queries.others_called(q, person, viewer) if q else people_queries.possible_twins(person, viewer)
    twins = [twin for twin in found if cares_for(viewer, people_queries.standing_of(twin))]
    return render(request, "involvement/staff/person_together.html", {"person": person, "twins": twins, "q": q})


def death(request, pk):
    """Record that somebody has died. Everything that would be told to them stops at once."""
    person, _standing = cared_for(request, pk)
    form = DayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            people.record_death(actor=request.viewer.person, person=person, died_on=form.cleaned_data["day"])
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, _("Recorded. Nothing more will be sent."))
        return redirect("staff:person", pk)
    return render(request, "involvement/staff/person_death.html", {"person": person, "form": form})


@require_POST
def champion_begin(request, pk, service_pk):
    """A year as champion of the home where they live."""
    person, _standing = cared_for(request, pk)
    service = find(request, people_queries.services_run_by(request.viewer), pk=service_pk)
    try:
        standing.begin_champion(actor=request.viewer.person, person=person, service=service)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("%(name)s is champion now, for a year.") % {"name": person.chosen_name})
    return redirect("staff:person", pk)


@require_POST
def champion_end(request, pk, term_pk):
    """The term ends today."""
    person, _standing = cared_for(request, pk)
    term = next((term for term in people_queries.terms_of(person) if term.pk == term_pk), None)
    if term is None or not request.viewer.works_at(term.service_id):
        refuse(request)
    try:
        standing.end_champion(actor=request.viewer.person, term=term)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("The term ends today."))
    return redirect("staff:person", pk)
