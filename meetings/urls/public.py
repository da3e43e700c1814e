"""Suggestions, meetings and what came of them: one page a thing, whose content depends on the viewer."""

from django.urls import path

from meetings.views.public import browse, comments, meetings, poster, report, saying, suggestion, you_said

app_name = "meetings"

urlpatterns = [
    path("meetings/", meetings.meetings, name="meetings"),
    path("meetings/<int:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<int:pk>/reply/", meetings.answer, name="reply"),
    path("meetings/<int:pk>/put-on/", meetings.put_on, name="put-on"),
    path("meetings/<int:pk>/minutes.pdf", meetings.minutes_pdf, name="minutes-pdf"),
    path("meetings/<slug:token>.ics", meetings.calendar_file, name="calendar"),
    path("you-said-we-did/", you_said.you_said, name="you-said"),
    path("reports/", report.reports, name="quarter-reports"),
    path("reports/<str:period>/", report.report, name="quarter-report"),
    path("reports/<str:period>/report.pdf", report.report_pdf, name="quarter-report-pdf"),
    path("reports/<str:period>/report.xlsx", report.report_workbook, name="quarter-report-workbook"),
    path("suggestions/", browse.suggestions, name="suggestions"),
    path("suggestions/new/", saying.new, name="suggestion-new"),
    path("suggestions/follow/", poster.follow_code, name="suggestion-follow-code"),
    path("suggestions/follow/take-back/", poster.take_back_by_code, name="suggestion-follow-take-back"),
    path("suggestions/<int:pk>/", suggestion.suggestion, name="suggestion"),
    path("suggestions/<int:pk>/others/", suggestion.others, name="suggestion-others"),
    path("suggestions/<int:pk>/agree/", suggestion.agree, name="suggestion-agree"),
    path("suggestions/<int:pk>/agree-instead/", saying.agree_instead, name="suggestion-agree-instead"),
    path("suggestions/<int:pk>/comment/", suggestion.comment, name="suggestion-comment"),
    path("suggestions/<int:pk>/follow/", suggestion.follow, name="suggestion-follow"),
    path("suggestions/<int:pk>/report/", suggestion.report, name="suggestion-report"),
    path("suggestions/<int:pk>/change/", suggestion.change, name="suggestion-change"),
    path("suggestions/<int:pk>/take-back/", suggestion.take_back, name="suggestion-take-back"),
    path("suggestions/<int:pk>/fixed/", suggestion.fixed, name="suggestion-fixed"),
    path("comments/<int:pk>/change/", comments.change, name="comment-change"),
    path("comments/<int:pk>/take-back/", comments.take_back, name="comment-take-back"),
    path("s/<slug:code>/", poster.poster, name="poster"),
]
