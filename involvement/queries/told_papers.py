"""The papers of telling, as plain data for the PDF: a letter to a person, one list for handover, pages with news."""

import datetime as dt

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from involvement.mail import words_of
from involvement.models import Organisation, Post, Service
from involvement.queries.to_tell import ToTell
from involvement.templatetags.portal import by_heading, day


def letter_paper(viewer, line: ToTell) -> tuple[dict, str, str]:
    """A letter's data, its title and its language, for involvement/paper/letter.typ."""
    row, organisation = line.row, Organisation.current()
    person, service = row.person, row.service
    with override(person.language):
        subject = str(line.telling.notice.subject)
        data = {
            "organisation": organisation.name,
            "sender": [organisation.name, *_lines_of(service)],
            "to": [_name_on(viewer, row), *_home_lines(line)],
            "date": date_format(timezone.localdate(), "j F Y"),
            "greeting": person.chosen_name,
            "subject": subject,
            "paragraphs": [part.replace("\n", " ").strip() for part in words_of(line.telling).split("\n\n")],
            "ring": (service.phone if service else "") or organisation.help_phone,
            "from_name": viewer.person.chosen_name,
            "from_role": _job_of(viewer.person, service),
            "large": person.large_print,
        }
    return data, subject, person.language


def _name_on(viewer, row) -> str:
    """The full name for staff of the home, who alone may see it; else the chosen one."""
    knows = row.service_id in viewer.staff_of
    return (row.person.full_name if knows else "") or row.person.chosen_name


def _lines_of(service: Service | None) -> list[str]:
    """Where a letter comes from; a private address stands on no envelope."""
    if service is None or service.is_private:
        return []
    return [line.strip() for line in service.address.splitlines() if line.strip()]


def _home_lines(line: ToTell) -> list[str]:
    person, service = line.row.person, line.row.service
    written = [part.strip() for part in person.postal_address.splitlines() if part.strip()]
    if written or service is None:
        return written
    here = [part.strip() for part in service.address.splitlines() if part.strip()]
    return [*([_("Room %(room)s") % {"room": line.room}] if line.room else []), *(here or [service.name])]


def _job_of(person, service: Service | None) -> str:
    posts = Post.objects.current().filter(person=person)
    post = posts.filter(service=service).first() or posts.first()
    return post.title if post else ""


def handover_paper(lines: list[ToTell], service: Service | None) -> tuple[dict, str]:
    """The list's data and its title, for involvement/paper/handover.typ."""
    place = service.name if service else _("all our places")
    rows = [
        {
            "who": line.who,
            "where": ", ".join(part for part in (_room(line), line.where, line.phone, *line.formats) if part),
            "what": line.sentence,
            "taken_by": line.row.taken_by.chosen_name if line.row.taken_by else "",
            "since": _("since %(day)s") % {"day": day(line.row.made_at)},
            "note": line.note,
        }
        for line in lines
    ]
    printed = date_format(timezone.localtime(), "l j F Y, H:i")
    organisation = Organisation.current().name
    return {"organisation": organisation, "place": place, "printed": printed, "rows": rows}, _("To tell")


def _room(line: ToTell) -> str:
    return _("Room %(room)s") % {"room": line.room} if line.room else ""


def news_paper(lines: list[ToTell]) -> tuple[dict, str]:
    """The pages with the news of these people, and the title of the first, for involvement/paper/news.typ: each in its
    person's language and size of print."""
    pages = [_news_page(line) for line in lines]
    title = pages[0]["heading"] if pages else ""
    return {"organisation": Organisation.current().name, "pages": pages}, title


def _news_page(line: ToTell) -> dict:
    person, values = line.row.person, line.row.values
    last = dt.date.fromisoformat(values["until"]) - dt.timedelta(days=1)
    with override(person.language):
        days = {"first": day(dt.date.fromisoformat(values["since"])), "last": day(last)}
        return {
            "lang": person.language.partition("-")[0],
            "heading": _("News for %(name)s") % {"name": person.chosen_name},
            "days": _("%(first)s to %(last)s") % days,
            "sections": [
                {"heading": heading, "items": [part.words for part in parts]}
                for heading, parts in by_heading(line.telling.parts)
            ],
            "foot": _("Do you want this more often, by e-mail, or not at all? Please tell staff."),
            "large": person.large_print,
        }
