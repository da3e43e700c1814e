"""Staff look after the people of their services: lists, one person's record, and what changes it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from involvement.forms.people import SECTIONS, AddPersonForm, HomeForm
from involvement.models import Person
from involvement.operations import audit, joining
from involvement.operations.base import Refused
from involvement.queries import people as people_queries
from involvement.queries.forgetting import forgetting_of
from involvement.queries.people import standing_of
from involvement.queries.second_step import has_step
from involvement.rules.people import cares_for, may_give_card, may_show_words, sees_full_name
from involvement.rules.second_step import may_reset
from involvement.shortcuts import find, refuse


def cared_for(request, pk):
    """A person whose record the viewer may change, with their standing; for everybody else it is not there."""
    person = find(request, Person.objects.living().select_related("user"), pk=pk)
    standing = standing_of(person)
    if not cares_for(request.viewer, standing):
        refuse(request)
    return person, standing


def chosen_service(request):
    """The services whose people the viewer looks after, and the one of this page: ``?service=``, else the
    first. Somebody without any finds nothing here."""
    services = list(people_queries.services_run_by(request.viewer))
    if not services:
        refuse(request)
    wanted = request.GET.get("service", "")
    service = next((one for one in services if str(one.pk) == wanted), None)
    if wanted and service is None:
        refuse(request)
    return services, service or services[0]


def saved(request, form) -> bool:
    """Save a posted form by its operation; a refusal stands at the top of the form. Returns whether it is saved."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        form.save(actor=request.viewer.person)
    except Refused as refused:
        form.add_error(None, refused.message)
        return False
    return True


def people(request):
    """Who lives here, who moved on, and who asks to join."""
    services, service = chosen_service(request)
    moved_on = request.GET.get("show") == "moved-on"
    viewer = request.viewer
    context = {
        "services": services,
        "service": service,
        "moved_on": people_queries.moved_on_from(service, viewer) if moved_on else None,
        "residents": [] if moved_on else people_queries.residents_of(service, viewer),
        "joining": people_queries.joining(viewer).filter(service=service),
    }
    return render(request, "involvement/staff/people.html", context)


def person(request, pk):
    """One person's record. That it was opened is kept; who may not change it sees the name only."""
    viewer = request.viewer
    shown = find(request, Person.objects.filter(merged_into=None).select_related("user"), pk=pk)
    standing = standing_of(shown)
    full = cares_for(viewer, standing)
    context = {
        "person": shown,
        "homes": people_queries.homes_of(shown, viewer),
        "words_held": shown.words_held_at if may_show_words(viewer, standing) else None,
    }
    if full:
        audit.note(kind="person.read", user=request.user, about=shown)
        context |= {
            "full_name": shown.full_name if sees_full_name(viewer, standing) else "",
            "sign_in": people_queries.sign_in_of(shown),
            "returned": people_queries.returned_mail_of(shown),
            "terms": people_queries.terms_of(shown),
            "history": people_queries.history_of(shown),
            "step_resettable": may_reset(viewer, shown, standing) and has_step(shown.user),
            "card_allowed": may_give_card(viewer, standing),
            "standing": standing,
            "moving": people_queries.moving(shown),
            "forgetting": forgetting_of(shown),
        }
    template = "involvement/staff/person.html" if full else "involvement/staff/person_name.html"
    return render(request, template, context)


def person_add(request):
    """A new customer. Afterwards: a card, or an invitation."""
    _services, service = chosen_service(request)
    form = AddPersonForm(request.POST or None, service=service)
    if request.method == "POST" and form.is_valid():
        try:
            added = form.save(actor=request.viewer.person)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("%(name)s is added.") % {"name": added.chosen_name})
            return redirect("staff:person", added.pk)
    return render(request, "involvement/staff/person_add.html", {"form": form, "service": service})


def person_change(request, pk, section):
    """Change one part of a record."""
    shown, standing = cared_for(request, pk)
    if section not in SECTIONS:
        refuse(request)
    full = sees_full_name(request.viewer, standing)
    form = SECTIONS[section](request.POST or None, person=shown, full_name=full)
    if saved(request, form):
        messages.success(request, _("Saved."))
        return redirect("staff:person", pk)
    return render(request, "involvement/staff/person_form.html", {"person": shown, "form": form, "title": form.title})


def person_home(request, pk, residency_pk):
    """Room and key worker."""
    shown, _standing = cared_for(request, pk)
    residency = residency_of(request, shown, residency_pk)
    form = HomeForm(request.POST or None, residency=residency)
    if saved(request, form):
        messages.success(request, _("Saved."))
        return redirect("staff:person", pk)
    title = _("Room and key worker at %(home)s") % {"home": residency.service.name}
    return render(request, "involvement/staff/person_form.html", {"person": shown, "form": form, "title": title})


def residency_of(request, shown, residency_pk):
    """A home of this person at which the viewer works."""
    for home in people_queries.homes_of(shown, request.viewer):
        if home["residency"].pk == residency_pk and home["ours"]:
            return home["residency"]
    refuse(request)


def _asking(request, pk):
    """A request to join that waits for this viewer's answer."""
    asked = people_queries.joining(request.viewer).filter(pk=pk).first()
    if asked is None:
        refuse(request)
    return asked


def _people_at(asked):
    return f"{reverse('staff:people')}?service={asked.service_id}"


@require_POST
def join_yes(request, pk):
    """Yes to somebody who asks to join, or for whom staff of another home ask. The record is next: a card, or an
    invitation."""
    asked = _asking(request, pk)
    try:
        added = joining.accept_join(actor=request.viewer.person, request=asked)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(_people_at(asked))
    messages.success(request, _("%(name)s belongs to this home now.") % {"name": added.chosen_name})
    return redirect("staff:person", added.pk)


def join_no(request, pk):
    """No to somebody who asks to join: ask first, for the request is gone afterwards."""
    asked = _asking(request, pk)
    back = _people_at(asked)
    if request.method != "POST":
        return render(request, "involvement/staff/join_no.html", {"asked": asked, "back": back})
    try:
        told = joining.decline_join(actor=request.viewer.person, request=asked)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        _say_who_tells(request, asked, told)
    return redirect(back)


def _say_who_tells(request, asked, told: bool) -> None:
    """Whether staff must carry their no themselves, and then how. Staff of another home who asked are told, and tell
    the person."""
    if asked.asked_by_id is not None:
        return
    if told:
        messages.success(request, _("%(name)s is told that the answer is no.") % {"name": asked.name})
        return
    words = _("We have no e-mail address of %(name)s. Please tell them yourself that the answer is no.")
    if asked.reach_me:
        words = _(
            "We have no e-mail address of %(name)s. Please tell them yourself that the answer is no. They wrote how to "
            "reach them: %(how)s"
        )
    messages.warning(request, words % {"name": asked.name, "how": asked.reach_me})
