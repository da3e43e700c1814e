"""First page of the audience "board"."""

from involvement.views.public import first_page


def home(request):
    """The same page as at "/" for whose first page it is."""
    return first_page(request, "board")
