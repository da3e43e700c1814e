"""Staff write a meeting down, live on a tablet or afterwards on a phone. Every change is one small form that is
posted and saved at once; with htmx only the part that changed comes back."""

from functools import wraps

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from involvement.operations.base import Refused
from involvement.operations.photos import keep_photo
from involvement.shortcuts import refuse
from involvement.typed import number
from meetings.forms.meetings import ActionForm, DecisionForm, FinishForm, NotesForm, NumberForm, SaidForm, WordsForm
from meetings.models import PaperOfMeeting
from meetings.notes import mark_of
from meetings.operations.meetings import deciding, finishing, putting_back, writing
from meetings.queries import live as queries
from meetings.queries.agenda import items_of
from meetings.queries.meetings import people_at, people_to_choose
from meetings.views.staff.meetings import back_to_step, meeting_to_run, one

NOT_READ = _("We could not read that. Nothing is lost; please try again.")


@require_POST
def start(request, pk):
    """Begin to write it down, or go on: the agenda takes up what is new. Before its day the page asks first."""
    meeting = meeting_to_run(request, pk)
    if meeting.state == meeting.State.PLANNED and meeting.is_before_its_day and "early" not in request.POST:
        return redirect("staff:meetings:live", pk=meeting.pk)
    try:
        writing.start(actor=request.viewer.person, meeting=meeting)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(meeting)
    return redirect("staff:meetings:live", pk=meeting.pk)


@require_safe
def live(request, pk):
    """The meeting at one of its steps; ``change`` opens the form of one thing that was agreed."""
    meeting = meeting_to_run(request, pk)
    if not meeting.is_open:
        return redirect(meeting)
    if meeting.state == meeting.State.PLANNED:
        return render(request, "meetings/staff/live/begin.html", {"meeting": meeting})
    page = queries.live_page(meeting, request.GET.get("step", "")) | {"finish_form": FinishForm(meeting=meeting)}
    return render(request, "meetings/staff/live/page.html", page | _opened(request, meeting))


def _opened(request, meeting) -> dict:
    """The item whose action is being changed, with the people who could do it; and the panel that waits for a reason,
    as "no-12" (why_open)."""
    key = number(request.GET.get("change", ""))
    opened = {"why_open": request.GET.get("why", "")}
    return opened | ({"change": key, "choices": people_to_choose(meeting.service_id)} if key else {})


def not_yet(request, pk):
    """It was begun by mistake: ask, then put it back among the next ones."""
    meeting = meeting_to_run(request, pk)
    if meeting.state != meeting.State.BEING_WRITTEN:
        return redirect(meeting)
    if request.method == "POST":
        try:
            putting_back.not_begun(actor=request.viewer.person, meeting=meeting)
        except Refused as refused:
            messages.error(request, refused.message)
            return redirect("staff:meetings:live", pk=meeting.pk)
        messages.success(request, _("It is not begun. It stands among the next ones again."))
        return redirect(meeting)
    return render(request, "meetings/staff/live/not_yet.html", {"meeting": meeting})


@require_safe
def card(request, pk, item_id):
    """One suggestion's card alone, for htmx; with ``change`` its form is open."""
    meeting = meeting_to_run(request, pk)
    context = queries.one_item(meeting, item_id)
    if context["item"] is None:
        refuse(request)
    return render(
        request, "meetings/staff/live/suggestion.html", {"meeting": meeting, **context, **_opened(request, meeting)}
    )


def saving(panel: str, step: str = ""):
    """Make a view of ``work(request, meeting[, item])``: it carries out one change and may raise Refused. Answers
    htmx with the part of the page that changed, everybody else with the step."""

    def decorate(work):
        @require_POST
        @wraps(work)
        def view(request, pk, item_id=None):
            meeting = meeting_to_run(request, pk)
            item = () if item_id is None else (one(request, items_of(meeting), item_id),)
            problem = ""
            try:
                work(request, meeting, *item)
            except Refused as refused:
                problem = refused.message
            if request.htmx:
                return _part(request, meeting, panel, item_id, problem)
            if problem:
                messages.error(request, problem)
            why = request.POST.get("outcome", "") if problem and item else ""
            return back_to_step(meeting, step or panel, f"item-{item_id}" if item_id else panel, why=why)

        return view

    return decorate


def _part(request, meeting, panel: str, item_id, problem: str):
    """The panel as it now is, with the time of saving and how many wait for an answer."""
    if panel == "here":
        context = queries.here_panel(meeting)
    elif panel == "last":
        context = queries.last_panel(list(items_of(meeting)))
    elif panel == "suggestion":
        context = queries.one_item(meeting, item_id) | {"left": queries.undecided(meeting)}
    else:
        context = queries.live_page(meeting, panel)
    context |= {"meeting": meeting, "problem": problem, "part": True, "template": f"meetings/staff/live/{panel}.html"}
    if problem and item_id:
        context["why_open"] = f"{request.POST.get('outcome', '')}-{item_id}"
    return render(request, "meetings/staff/live/part.html", context)


def _checked(form) -> dict:
    """The form's data. Raises Refused with its first error."""
    if not form.is_valid():
        raise Refused(next(iter(form.errors.values()))[0])
    return form.cleaned_data


# --- Who is here ------------------------------------------------------------------------------------


@saving("here")
def came(request, meeting):
    """Somebody was tapped: they are here, or not after all."""
    is_here = "came" in request.POST
    person = one(request, people_at(meeting.service_id), request.POST.get("came") or request.POST.get("gone"))
    writing.set_came(actor=request.viewer.person, meeting=meeting, person_id=person.pk, came=is_here)


@saving("here")
def more(request, meeting):
    """How many more came than those with names."""
    data = _checked(NumberForm(request.POST))
    writing.set_more_came(actor=request.viewer.person, meeting=meeting, more=data["number"])


# --- Since last time, and suggestions ---------------------------------------------------------------


@saving("last")
def last(request, meeting, item):
    """What became of an action: done, still going, or not to be done, and why."""
    data = _checked(DecisionForm(request.POST))
    _note_or_undo(request, meeting, item, data, deciding.note_last_time)


@saving("suggestion", step="suggestions")
def decide(request, meeting, item):
    """One tap: agreed; we will find out; no, because; not yet, because; or undo."""
    data = _checked(DecisionForm(request.POST))
    _note_or_undo(request, meeting, item, data, deciding.decide)


def _note_or_undo(request, meeting, item, data, note) -> None:
    actor, was = request.viewer.person, data["was"]
    if data["outcome"] == "undo":
        deciding.undo(actor=actor, meeting=meeting, item=item, was=was)
    else:
        note(actor=actor, meeting=meeting, item=item, outcome=data["outcome"], was=was, reason=data["reason"])


@saving("suggestion", step="suggestions")
def words(request, meeting, item):
    """Another reason, another date until which somebody finds out, or what will be done in other words."""
    data = _checked(WordsForm(request.POST))
    if "title" in request.POST:
        deciding.change_action(actor=request.viewer.person, meeting=meeting, item=item, title=data["title"])
        return
    reason = data["reason"] if "reason" in request.POST else None
    deciding.change_words(actor=request.viewer.person, meeting=meeting, item=item, reason=reason, by=data["by"])


@saving("suggestion", step="suggestions")
def action(request, meeting, item):
    """What is to be done, who does it, by when."""
    form = ActionForm(request.POST, service_id=meeting.service_id)
    _checked(form)
    deciding.change_action(actor=request.viewer.person, meeting=meeting, item=item, **form.changed())


@saving("suggestion", step="suggestions")
def hands(request, meeting, item):
    """How many hands went up."""
    data = _checked(NumberForm(request.POST))
    writing.count_hands(actor=request.viewer.person, meeting=meeting, item=item, hands=data["number"])


@saving("suggestions")
def said(request, meeting):
    """Someone just said…: onto the agenda at once."""
    data = _checked(SaidForm(request.POST, service_id=meeting.service_id))
    writing.someone_said(
        actor=request.viewer.person,
        meeting=meeting,
        words=data["words"],
        author=data["author"],
        named=not data["hide_name"],
        told_by=data["told_by"],
        once=data["once"],
    )


# --- Notes, photo, finish ---------------------------------------------------------------------------


@require_POST
def notes(request, pk, item_id=None):
    """Notes of an item or of the whole. A script saves while somebody types and gets the notes as they stand."""
    meeting = meeting_to_run(request, pk)
    item = one(request, items_of(meeting), item_id) if item_id else None
    try:
        data = _checked(NotesForm(request.POST))
        text, mixed = writing.save_notes(
            actor=request.viewer.person, meeting=meeting, item=item, text=data["text"], base=data["base"]
        )
    except Refused as refused:
        return _notes_refused(request, meeting, item, refused.message)
    if request.headers.get("X-Notes"):
        at = timezone.localtime(meeting.saved_at).strftime("%H:%M")
        said = _("Saved %(time)s") % {"time": at}
        return JsonResponse({"saved": said, "base": mark_of(text), "text": text if mixed else None})
    if mixed:
        messages.info(request, _("Somebody else wrote here, too. Both are kept."))
    return back_to_step(meeting, *_step_of(item))


def _notes_refused(request, meeting, item, problem: str):
    if request.headers.get("X-Notes"):
        return JsonResponse({"problem": problem}, status=409)
    messages.error(request, problem)
    return back_to_step(meeting, *_step_of(item))


def _step_of(item) -> tuple[str, str]:
    if item is None:
        return "else", "notes"
    if item.kind == item.Kind.SUGGESTION:
        return "suggestions", f"item-{item.pk}"
    return ("last" if item.kind == item.Kind.LAST_ACTION else f"item-{item.pk}"), f"item-{item.pk}"


@require_POST
def photo(request, pk):
    """A photo of the paper, for those who run the meeting."""
    meeting = meeting_to_run(request, pk)
    upload = request.FILES.get("photo")
    try:
        if upload is None:
            raise Refused(_("Please choose a photo first."))
        paper = PaperOfMeeting(pk=meeting.pk)
        keep_photo(actor=request.viewer.person, upload=upload, about=paper)
        messages.success(request, _("The photo is kept. Only staff see it."))
    except Refused as refused:
        messages.error(request, refused.message)
    return back_to_step(meeting, "else", "photo")


@require_POST
def finish(request, pk):
    """The minutes go out, and people are told."""
    meeting = meeting_to_run(request, pk)
    form = FinishForm(request.POST, meeting=meeting)
    if not form.is_valid():
        return _not_finished(request, meeting, form)
    instead = form.cleaned_data["instead"]
    try:
        finishing.finish_meeting(
            actor=request.viewer.person,
            meeting=meeting,
            talked_about=_talked_about(request),
            done_instead=instead,
            took_place="took_place" in form.cleaned_data,
        )
    except Refused as refused:
        meeting.refresh_from_db()
        if instead and meeting.is_open:
            form.add_error("instead", refused.message)
            return _not_finished(request, meeting, form)
        messages.error(request, refused.message)
        return redirect(meeting)
    messages.success(request, _("Done. The minutes are out. Who asked for a person to tell them stands under To tell."))
    return redirect(meeting)


def _talked_about(request) -> set[int]:
    return {number(key) for key in request.POST.getlist("talked")}


def _not_finished(request, meeting, form):
    """The last step again, with what was typed and ticked."""
    page = queries.live_page(meeting, "finish") | {"finish_form": form, "talked": _talked_about(request)}
    return render(request, "meetings/staff/live/page.html", page, status=422)
