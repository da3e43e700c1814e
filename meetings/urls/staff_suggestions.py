"""Staff's pages of suggestions, mounted by staff.py."""

from django.urls import path

from meetings.views.staff import comments, photos, suggestions

urlpatterns = [
    path("suggestions/", suggestions.to_read, name="suggestions"),
    path("suggestions/new/", suggestions.for_somebody, name="suggestion-for-somebody"),
    path("suggestions/<int:pk>/", suggestions.suggestion, name="suggestion"),
    path("suggestions/<int:pk>/read/", suggestions.read, name="suggestion-read"),
    path("suggestions/<int:pk>/show/", suggestions.show_or_hide, name="suggestion-show"),
    path("suggestions/<int:pk>/status/", suggestions.answer, name="suggestion-status"),
    path("suggestions/<int:pk>/answer/", suggestions.public_answer, name="suggestion-answer"),
    path("suggestions/<int:pk>/note/", suggestions.note, name="suggestion-note"),
    path("suggestions/<int:pk>/topic/", suggestions.topic, name="suggestion-topic"),
    path("suggestions/<int:pk>/cover/", suggestions.cover, name="suggestion-cover"),
    path("suggestions/<int:pk>/uncover/", suggestions.uncover, name="suggestion-uncover"),
    path("suggestions/<int:pk>/photo/", photos.hide_or_show, name="suggestion-photo"),
    path("suggestions/<int:pk>/together/", suggestions.together, name="suggestion-together"),
    path("suggestions/<int:pk>/apart/", suggestions.apart, name="suggestion-apart"),
    path("suggestions/<int:pk>/release/", suggestions.release, name="suggestion-release"),
    path("suggestions/<int:pk>/work/", suggestions.work, name="suggestion-work"),
    path("suggestions/<int:pk>/at-risk/", suggestions.at_risk, name="suggestion-at-risk"),
    path("comments/<int:pk>/", comments.comment, name="comment"),
    path("comments/<int:pk>/at-risk/", comments.comment_at_risk, name="comment-at-risk"),
    path("reports/<int:pk>/", comments.report, name="report"),
]
