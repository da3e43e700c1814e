"""Being forgotten: somebody asks, or staff write down that they did; the involvement team looks and says yes."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from involvement.forms.people import AskedForm
from involvement.models import Forgetting
from involvement.operations import erasing
from involvement.operations.base import Refused
from involvement.queries import forgetting as forgetting_queries
from involvement.shortcuts import find, refuse
from involvement.views.people import cared_for, saved


def forget_me(request):
    """What goes and what stays, then one question."""
    person = request.viewer.person
    if request.method != "POST":
        context = {
            "goes": forgetting_queries.what_goes(),
            "stays": forgetting_queries.what_stays(),
            "forgetting": forgetting_queries.forgetting_of(person),
            "undo_days": erasing.UNDO_DAYS,
        }
        return render(request, "involvement/customer/forget.html", context)
    try:
        erasing.ask(actor=person, person=person)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("We have what you asked. It stands on your page, and we will tell you."))
    return redirect(f"{reverse('customer:me')}#forget")


@require_POST
def do_not_forget_me(request):
    """I changed my mind."""
    person = request.viewer.person
    asked = forgetting_queries.forgetting_of(person)
    try:
        if asked is None:
            raise Refused(_("You are not to be forgotten."))
        erasing.withdraw(actor=person, asked=asked)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Good. Everything stays as it is."))
    return redirect(f"{reverse('customer:me')}#forget")


def person_forget(request, pk):
    """Staff write down that somebody asked, and on which day: the law counts from it."""
    person, _standing = cared_for(request, pk)
    form = AskedForm(request.POST or None, person=person)
    if saved(request, form):
        messages.success(request, _("Saved. The involvement team has it on its list, and answers within a month."))
        return redirect("staff:person", pk)
    return render(request, "involvement/staff/person_forget.html", {"person": person, "form": form})


def all_forgettings(request):
    """Who asked, and who will be forgotten."""
    asked, on_the_way = forgetting_queries.listed(request.viewer)
    return render(request, "involvement/advisor/forgettings.html", {"asked": asked, "on_the_way": on_the_way})


STEPS = {
    "yes": (erasing.confirm, gettext_lazy("Their sign-in is closed. Until that day you can take it back.")),
    "no": (erasing.withdraw, gettext_lazy("Everything stays as it is.")),
    "undo": (erasing.undo, gettext_lazy("It is taken back. They can sign in again.")),
}


def one_forgetting(request, pk):
    """What goes and what stays of one person; then yes, or that they changed their mind. After a yes: take it back."""
    asked = find(request, Forgetting.objects.select_related("person__user", "asked_by", "confirmed_by"), pk=pk)
    if request.method == "POST":
        return _step(request, asked)
    context = {
        "forgetting": asked,
        "goes": forgetting_queries.what_goes_of(asked.person),
        "stays": forgetting_queries.what_stays(),
        "still_has": erasing.still_has(asked.person),
        "is_me": asked.person_id == request.viewer.person_id,
        "undo_days": erasing.UNDO_DAYS,
    }
    return render(request, "involvement/advisor/forgetting.html", context)


def _step(request, asked: Forgetting):
    step = request.POST.get("step", "")
    if step not in STEPS:
        refuse(request)
    take, words = STEPS[step]
    try:
        take(actor=request.viewer.person, asked=asked)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(request.path)
    messages.success(request, words)
    return redirect("advisor:forgettings")
