"""Staff's pages of meetings; ``meetings.urls.staff`` mounts them."""

from django.urls import path

from meetings.views.staff import glance, meetings, meetings_live, meetings_papers

urlpatterns = [
    path("glance/", glance.glance, name="glance"),
    path("meetings/new/", meetings.plan, name="plan"),
    path("meetings/<int:pk>/change/", meetings.change, name="change"),
    path("meetings/<int:pk>/cancel/", meetings.cancel, name="cancel"),
    path("meetings/<int:pk>/correct/", meetings.correct, name="correct"),
    path("meetings/<int:pk>/next/", meetings.plan_next, name="plan-next"),
    path("meetings/<int:pk>/calendar-link/", meetings.new_calendar_link, name="calendar-link"),
    path("meetings/<int:pk>/agenda/", meetings.agenda_page, name="agenda"),
    path("meetings/<int:pk>/agenda/order/", meetings.order, name="order"),
    path("meetings/<int:pk>/papers.pdf", meetings_papers.pack, name="pack"),
    path("meetings/noticeboard/<int:pk>.pdf", meetings_papers.noticeboard, name="noticeboard"),
    path("meetings/<int:pk>/start/", meetings_live.start, name="start"),
    path("meetings/<int:pk>/not-yet/", meetings_live.not_yet, name="not-yet"),
    path("meetings/<int:pk>/live/", meetings_live.live, name="live"),
    path("meetings/<int:pk>/live/came/", meetings_live.came, name="came"),
    path("meetings/<int:pk>/live/more/", meetings_live.more, name="more"),
    path("meetings/<int:pk>/live/last/<int:item_id>/", meetings_live.last, name="last"),
    path("meetings/<int:pk>/live/card/<int:item_id>/", meetings_live.card, name="card"),
    path("meetings/<int:pk>/live/decide/<int:item_id>/", meetings_live.decide, name="decide"),
    path("meetings/<int:pk>/live/words/<int:item_id>/", meetings_live.words, name="words"),
    path("meetings/<int:pk>/live/action/<int:item_id>/", meetings_live.action, name="action"),
    path("meetings/<int:pk>/live/hands/<int:item_id>/", meetings_live.hands, name="hands"),
    path("meetings/<int:pk>/live/said/", meetings_live.said, name="said"),
    path("meetings/<int:pk>/live/notes/", meetings_live.notes, name="notes"),
    path("meetings/<int:pk>/live/notes/<int:item_id>/", meetings_live.notes, name="item-notes"),
    path("meetings/<int:pk>/live/photo/", meetings_live.photo, name="photo"),
    path("meetings/<int:pk>/finish/", meetings_live.finish, name="finish"),
]
