"""All homes at a glance, by page or area."""

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from involvement.shortcuts import refuse
from meetings.queries.glance import ON_A_PAGE, areas_of, services_at_a_glance


@require_safe
def glance(request):
    """Every home that the viewer runs, worst first. The order is worked out anew each time, so pages go by number."""
    if not (request.viewer.is_staff or request.viewer.is_advisor):
        refuse(request)
    lines = services_at_a_glance(request.viewer)
    areas = areas_of(lines)
    area = request.GET.get("area", "")
    area = area if area in dict(areas) else ""
    page = Paginator([line for line in lines if area in ("", line.service.area)], ON_A_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "lines": page.object_list,
        "page": page,
        "areas": [(name, number, f"?{urlencode({'area': name})}") for name, number in areas if len(areas) > 1],
        "area": area,
        "newer": _address(area, page.previous_page_number()) if page.has_previous() else None,
        "older": _address(area, page.next_page_number()) if page.has_next() else None,
    }
    return render(request, "meetings/staff/glance.html", context)


def _address(area: str, page: int) -> str:
    return f"?{urlencode({'area': area, 'page': page} if area else {'page': page})}"
