"""The small world in which every operation is run: one home and who belongs to it; things are made when asked for."""

import datetime as dt
from functools import cached_property

from django.utils import timezone

from involvement.models import JoinRequest, Organisation, OutboxRow, Promise
from involvement.operations.agreed_work import agree_action
from involvement.operations.photos import keep_photo
from involvement.operations.promises import make_promise
from involvement.operations.safeguarding import raise_concern
from involvement.registry.promises import measures
from meetings.models import AgendaItem, Suggestion
from meetings.operations.meetings import agenda
from tests import make
from tests.world import picture

ANONYMOUS = Suggestion.WhoSees.HERE_ANONYMOUS


class Place:
    def __init__(self) -> None:
        self.today = timezone.localdate()
        self.soon = self.today + dt.timedelta(days=9)
        self.later = timezone.now() + dt.timedelta(days=9)
        Organisation.objects.update_or_create(pk=1, defaults={"name": "Zq Homes"})
        Organisation.forget()
        self.organisation = Organisation.current()
        self.house, self.other = make.service("Bromley Road", code="bromley"), make.service("Elm House", code="elm")
        self.sunita = make.staff("Sunita", service=self.house, email="sunita@example.org")
        self.grace = make.manager("Grace", service=self.house)
        self.patrick = make.resident("Patrick", service=self.house, told_by="in_person")
        self.jo = make.resident("Jo", service=self.house, signs_in=False, email="jo@example.org")
        self.advisor = make.advisor("Ada")
        self.lead = make.safeguarding_lead("Lee")

    def wish(self, **fields):
        fields.setdefault("author", self.patrick)
        return make.suggestion("A bench", title="A bench", service=self.house, **fields)

    def nameless(self):
        return self.wish(author=None, who_sees=ANONYMOUS)

    def comment(self):
        return make.comment("Yes", suggestion=self.wish(), author=self.patrick)

    def action(self, **fields):
        return agree_action(
            actor=self.sunita, title="A shelf", due_on=self.soon, service=self.house, owners=[self.sunita], **fields
        )

    def ended_action(self):
        action = self.action()
        type(action).objects.filter(pk=action.pk).update(state="done", done_on=self.today)
        action.refresh_from_db()
        return action

    @cached_property
    def message(self) -> OutboxRow:
        """Jo is to be told by a person that there is something to do."""
        agree_action(
            actor=self.sunita, title="A lamp", due_on=self.soon, service=self.house, owners=[self.patrick, self.sunita]
        )
        return OutboxRow.objects.get(kind="action.yours", person=self.patrick)

    def message_in(self, state: str) -> OutboxRow:
        ended = timezone.now() if state == "told" else None
        OutboxRow.objects.filter(pk=self.message.pk).update(
            state=state, taken_by=self.sunita, taken_at=timezone.now(), ended_at=ended
        )
        self.message.refresh_from_db()
        return self.message

    def meeting(self, state: str = "planned"):
        return make.meeting(service=self.house, starts_at=self.later if state == "planned" else None, state=state)

    def item(self, meeting, suggestion=None) -> AgendaItem:
        return agenda.put_suggestion_on(actor=self.sunita, meeting=meeting, suggestion=suggestion or self.wish())

    def concern(self, **fields):
        return raise_concern(actor=self.patrick, words="I am afraid", service=self.house, **fields)

    def photo(self, about, actor=None):
        return keep_photo(actor=actor, upload=picture(), about=about)

    def joining(self) -> JoinRequest:
        return JoinRequest.objects.create(service=self.house, name="Ash", reach_me="ash@example.org")

    def promise(self) -> Promise:
        return make_promise(actor=self.advisor, promise=self.new_promise())

    def new_promise(self) -> Promise:
        return Promise(words="We meet.", measure=next(iter(measures.items()))[0], since=self.today)
