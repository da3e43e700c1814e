"""First page of the audience "staff"."""

from involvement.views.public import first_page


def today(request):
    """The same page as at "/" for whose first page it is."""
    return first_page(request, "staff")
