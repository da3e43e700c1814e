"""Staff's pages of the base."""

from django.urls import path

from involvement.views import (
    agreed_work,
    forgetting,
    happened,
    people,
    people_changes,
    places,
    safeguarding,
    staff,
    team,
    telling,
    telling_papers,
)

app_name = "involvement"

urlpatterns = [
    path("", staff.today, name="today"),
    path("actions/new/<int:service_pk>/", agreed_work.new, name="action-new"),
    path("tell/", telling.tell, name="tell"),
    path("tell/list.pdf", telling_papers.handover, name="tell-list"),
    path("tell/<int:pk>/", telling.step, name="tell-step"),
    path("tell/pages.pdf", telling_papers.pages, name="tell-pages"),
    path("tell/<int:pk>/page.pdf", telling_papers.page, name="tell-page"),
    path("tell/<int:pk>/letter.pdf", telling_papers.letter, name="tell-letter"),
    path("concerns/", safeguarding.concerns, name="concerns"),
    path("concerns/<int:pk>/", safeguarding.concern, name="concern"),
    path("concerns/<int:pk>/read/", safeguarding.read, name="concern-read"),
    path("concerns/<int:pk>/close/", safeguarding.close, name="concern-close"),
    path("people/", people.people, name="people"),
    path("people/add/", people.person_add, name="person-add"),
    path("people/joining/<int:pk>/yes/", people.join_yes, name="join-yes"),
    path("people/joining/<int:pk>/no/", people.join_no, name="join-no"),
    path("people/<int:pk>/", people.person, name="person"),
    path("people/<int:pk>/change/<slug:section>/", people.person_change, name="person-change"),
    path("people/<int:pk>/home/<int:residency_pk>/", people.person_home, name="person-home"),
    path("people/<int:pk>/move-in/", people_changes.move_in, name="person-move-in"),
    path("people/<int:pk>/move-out/<int:residency_pk>/", people_changes.move_out, name="person-move-out"),
    path("people/<int:pk>/invite/", people_changes.invite, name="person-invite"),
    path("people/<int:pk>/card/", people_changes.card, name="person-card"),
    path("people/<int:pk>/show-words/", people_changes.show_words, name="person-show-words"),
    path("people/<int:pk>/mail-works/", people_changes.mail_works, name="person-mail-works"),
    path("people/<int:pk>/second-step/", people_changes.second_step, name="person-second-step"),
    path("people/<int:pk>/together/", people_changes.together, name="person-together"),
    path("people/<int:pk>/death/", people_changes.death, name="person-death"),
    path("people/<int:pk>/forget/", forgetting.person_forget, name="person-forget"),
    path("people/<int:pk>/champion/<int:service_pk>/", people_changes.champion_begin, name="champion-begin"),
    path("people/<int:pk>/champion/end/<int:term_pk>/", people_changes.champion_end, name="champion-end"),
    path("services/<int:pk>/", places.service, name="service"),
    path("story/", happened.story, name="story"),
    path("story/list.csv", happened.story_file, name="story-file"),
    path("team/", team.team, name="team"),
    path("team/add/", team.colleague_add, name="colleague-add"),
    path("team/<int:pk>/end/", team.post_end, name="post-end"),
]
