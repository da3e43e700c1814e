"""You said, we did: for everybody, for the wall, and for whoever asks whether it was worth saying."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from involvement.models import Service
from meetings.queries.you_said import FIRST_YEAR, Quarter, numbers, pairs_by_home, released


@login_not_required
@require_safe
def you_said(request):
    """What was said, done and refused in a quarter, at one home or all of them."""
    viewer = request.viewer
    now = Quarter.of(timezone.localdate())
    asked = Quarter.read(request.GET.get("quarter", ""))
    quarter = min(asked, now) if asked else now
    homes = list(Service.objects.visible_to(viewer).order_by("name").only("name", "code"))
    home = next((home for home in homes if home.code == request.GET.get("service")), None)
    rows = released(home)
    listed, more = pairs_by_home(viewer, rows, quarter)
    run = Service.objects.run_by(viewer)
    context = {
        "quarter": quarter,
        "home": home,
        "homes": homes,
        "numbers": numbers(rows, quarter),
        "listed": listed,
        "more": more,
        "earlier": _address(quarter.previous, now, home) if quarter.year > FIRST_YEAR else None,
        "later": _address(quarter.next, now, home) if quarter < now else None,
        "papers": run.order_by("name"),
    }
    return render(request, "meetings/public/you_said.html", context)


def _address(quarter: Quarter, now: Quarter, home: Service | None) -> str:
    asked = {"quarter": quarter.slug} if quarter != now else {}
    if home:
        asked["service"] = home.code
    path = reverse("meetings:you-said")
    return f"{path}?{urlencode(asked)}" if asked else path
