"""What is being done: one list and one page, for people who live here and for staff alike."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from involvement.forms.agreed_work import ActionForm, DateForm, DoneForm, DropForm, NoteForm, OwnersForm
from involvement.models import Action, Service
from involvement.operations import agreed_work
from involvement.operations.base import Refused
from involvement.operations.photos_of_work import hide_photo_of_work, show_photo_of_work
from involvement.queries.agreed_work import SHOWS, actions_page, history_of, photos_of_work, who_does_it
from involvement.registry.related import things_answered_by
from involvement.rules.agreed_work import manages, may_work_on
from involvement.shortcuts import find, refuse
from involvement.typed import few_words, number


def actions(request):
    """The list: mine, ours, late, done, dropped."""
    viewer = request.viewer
    shown = request.GET.get("show") or ("ours" if viewer.is_staff or viewer.is_advisor else "mine")
    service = _named_service(request)
    narrowed = f"&service={service.code}" if service else ""
    service_id = service.pk if service else None
    page = actions_page(viewer, show=shown, after=request.GET.get("after", ""), service_id=service_id)
    tabs = [
        {"label": label, "url": f"?show={key}{narrowed}", "current": key == page.show} for key, label in SHOWS.items()
    ]
    can_add = Service.objects.open().run_by(viewer)[:50] if viewer.is_staff or viewer.is_advisor else []
    context = {"page": page, "tabs": tabs, "heading": SHOWS[page.show], "services": can_add}
    context |= {"chosen": service, "narrowed": narrowed}
    return render(request, "involvement/public/actions.html", context)


def _named_service(request) -> Service | None:
    """The service that the address names, if there is such a one."""
    code = few_words(request.GET.get("service", ""), 12)
    return Service.objects.visible_to(request.viewer).filter(code=code).first() if code else None


def action(request, pk):
    """One action with all that happened, and what the viewer can do about it."""
    found = _find(request, pk)
    return _page(request, found)


def _find(request, pk) -> Action:
    return find(request, Action.objects.select_related("service").prefetch_related("ownerships__person"), pk=pk)


def _page(request, found: Action, *, status: int = 200, **forms):
    viewer = request.viewer
    context = {
        "action": found,
        "owners": who_does_it(viewer, found),
        "history": history_of(viewer, found),
        "answers": things_answered_by(found, viewer),
        "may_work": may_work_on(viewer, found),
        "manages": manages(viewer, found),
        "is_open": found.state == Action.State.OPEN,
        "days_late": found.days_late(),
        "note_form": NoteForm(),
        **forms,
    }
    return render(request, "involvement/public/action.html", context, status=status)


def _workable(request, pk, *, by_staff: bool = False) -> Action:
    """The action, for those who may work on it; for everybody else it is not there."""
    found = _find(request, pk)
    if not (manages(request.viewer, found) if by_staff else may_work_on(request.viewer, found)):
        refuse(request)
    return found


@require_POST
def note(request, pk):
    found = _workable(request, pk)
    form = NoteForm(request.POST, request.FILES)
    if _saved(form, request, found):
        messages.success(request, _("Thank you. It is written down."))
        return redirect(found)
    return _page(request, found, note_form=form, status=422)


@require_POST
def photo(request, pk):
    """Staff hide a photo that stands with a note, with the reason, or show it again."""
    found = _workable(request, pk, by_staff=True)
    one = photos_of_work(found).filter(pk=number(request.POST.get("photo", ""))).first()
    if one is None:
        refuse(request)
    facts = {"actor": request.viewer.person, "action": found, "photo": one}
    try:
        if request.POST.get("show") == "yes":
            show_photo_of_work(**facts)
        else:
            hide_photo_of_work(**facts, reason=few_words(request.POST.get("reason", ""), 200))
        messages.success(request, _("Saved."))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(found)


def _saved(form, request, found: Action) -> bool:
    """Whether the form was right and its operation went through; else the form says why."""
    if not form.is_valid():
        return False
    try:
        form.save(actor=request.viewer.person, action=found)
    except Refused as refused:
        form.add_error(None, refused.message)
        return False
    return True


def _ask(request, pk, make_form, *, title, yes, thanks, words="", loss=False, by_staff=False):
    """A page with one question about the action; posting it answers."""
    found = _workable(request, pk, by_staff=by_staff)
    posted = (request.POST, request.FILES) if request.method == "POST" else ()
    form = make_form(found, *posted)
    if posted and _saved(form, request, found):
        messages.success(request, thanks)
        return redirect(found)
    context = {"action": found, "form": form, "title": title, "yes": yes, "words": words, "loss": loss}
    return render(request, "involvement/public/action_question.html", context, status=422 if posted else 200)


def done(request, pk):
    return _ask(
        request,
        pk,
        lambda found, *posted: DoneForm(*posted),
        title=_("Is it done?"),
        yes=_("Yes, it is done"),
        thanks=_("Done. The people who asked will be told."),
    )


def drop(request, pk):
    return _ask(
        request,
        pk,
        lambda found, *posted: DropForm(*posted),
        title=_("Will this not be done?"),
        words=_("It leaves the list of what is being done. The people who asked see why."),
        yes=_("It will not be done"),
        thanks=_("It is marked as not to be done."),
        loss=True,
        by_staff=True,
    )


def date(request, pk):
    return _ask(
        request,
        pk,
        lambda found, *posted: DateForm(*posted, initial={"due_on": found.due_on}),
        title=_("A new date"),
        yes=_("Save the new date"),
        thanks=_("The new date is saved. The first date stays on the page."),
    )


def owners(request, pk):
    return _ask(
        request,
        pk,
        lambda found, *posted: OwnersForm(
            *posted, action=found, initial={"owners": [o.person_id for o in found.ownerships.all()]}
        ),
        title=_("Who does it?"),
        yes=_("Save"),
        thanks=_("Saved. We tell whoever is new to it."),
        by_staff=True,
    )


@require_POST
def reopen(request, pk):
    found = _workable(request, pk)
    try:
        agreed_work.reopen(actor=request.viewer.person, action=found)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("It is open again."))
    return redirect(found)


def new(request, service_pk):
    """Staff agree something with somebody outside a meeting."""
    service = Service.objects.run_by(request.viewer).filter(pk=service_pk).first()
    if service is None or request.viewer.person is None:
        refuse(request)
    form = ActionForm(request.POST or None, service=service)
    if request.method == "POST" and form.is_valid():
        try:
            made = form.save(actor=request.viewer.person)
            messages.success(request, _("It is on the list of what is being done."))
            return redirect(made)
        except Refused as refused:
            form.add_error(None, refused.message)
    status = 422 if request.method == "POST" else 200
    return render(request, "involvement/staff/action_new.html", {"form": form, "service": service}, status=status)
