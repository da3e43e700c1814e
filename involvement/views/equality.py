"""Questions about oneself, on one's own page; and for the advisor and the Board, who is heard
(docs/decisions/equality.md)."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from involvement.forms.equality import AboutYouForm
from involvement.operations.base import Refused
from involvement.operations.equality import forget_answers
from involvement.queries import equality
from involvement.rules.equality import is_asked
from involvement.rules.periods import Quarter, read_period
from involvement.shortcuts import refuse


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def about_you(request):
    """The questions, for whoever lives here. Whoever has moved on can still delete what they said."""
    answered_on = equality.answered_on(request.viewer)
    asked = is_asked(request.viewer)
    if not asked and answered_on is None:
        refuse(request)
    form = AboutYouForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(actor=request.viewer.person)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Thank you. We keep your answers apart, and show them to nobody."))
            return _back()
    context = {"form": form, "answered_on": answered_on, "is_asked": asked}
    return render(request, "involvement/customer/about_you.html", context)


@require_POST
def delete(request):
    """One button, and nothing is left of what they said."""
    if request.viewer.person is None:
        refuse(request)
    forget_answers(actor=request.viewer.person)
    messages.success(request, _("Your answers are deleted."))
    return _back()


def _back():
    return redirect(f"{reverse('customer:me')}#about-you")


@require_safe
def who_is_heard(request):
    """A quarter that was counted: the newest, or that of the address."""
    counted = equality.quarters_counted()
    wanted = read_period(request.GET.get("period", ""))
    quarter = wanted if isinstance(wanted, Quarter) and wanted in counted else next(iter(counted), None)
    context = {
        "report": equality.who_is_heard(quarter) if quarter else None,
        "choices": equality.choices_beside(counted, quarter),
        "ways": equality.how_it_is_counted(),
    }
    return render(request, "involvement/board/who_is_heard.html", context)
