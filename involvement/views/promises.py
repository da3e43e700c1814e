"""Are we keeping our promises? One page for everybody; what it names depends on who looks."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from involvement.models import Promise
from involvement.queries.promises.one import page_of
from involvement.queries.promises.own import own_homes
from involvement.queries.promises.page import rows_of
from involvement.queries.promises.switch import switch_of
from involvement.rules.periods import read_period
from involvement.shortcuts import find


@login_not_required
@require_safe
def promises(request):
    """Every promise with its numbers, in the month that is going on or in the period of the address."""
    period = read_period(request.GET.get("period", ""))
    context = {
        "rows": rows_of(request.viewer, period),
        "own": own_homes(request.viewer) if period is None else [],
        "switch": switch_of(period),
    }
    return render(request, "involvement/public/promises.html", context)


@login_not_required
@require_safe
def promise(request, pk):
    """One promise: each home, what was seen there, and the months before."""
    found = find(request, Promise.objects, pk=pk)
    period = read_period(request.GET.get("period", ""))
    page = page_of(request.viewer, found, period, request.GET.get("area", ""))
    context = {"promise": found, "page": page, "switch": switch_of(period, found)}
    return render(request, "involvement/public/promise.html", context)
