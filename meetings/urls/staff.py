"""Staff's pages of meetings and suggestions: ``staff:meetings:<name>``."""

from meetings.urls import staff_meetings, staff_suggestions

app_name = "meetings"

urlpatterns = [
    *staff_meetings.urlpatterns,
    *staff_suggestions.urlpatterns,
]
