"""Wherrygate Homes, an invented charity in an invented county: its one row, and where it is. Telephone numbers
are those that Ofcom keeps for drama."""

import datetime as dt
from dataclasses import dataclass

from involvement.demo.world import Place, World
from involvement.models import FooterLink, Organisation, Service, StaffedHours

Kind = Service.Kind


@dataclass(frozen=True)
class Plan:
    """How a place is. ``beds`` is how many people live there or are supported, ``team`` how many work there."""

    name: str
    kind: str
    area: str
    code: str
    beds: int
    team: int
    street: str
    private: bool = False
    round_the_clock: bool = False


PLANS = (
    Plan("Tanner Street", Kind.HOSTEL, "Wherrygate", "tanner", 24, 5, "14 Tanner Street", round_the_clock=True),
    Plan("Wherry Court", Kind.EXTRA_CARE, "Wherrygate", "wherry", 34, 5, "Staithe Road", round_the_clock=True),
    Plan("Larch House", Kind.SUPPORTED, "Eastmere", "larch", 12, 3, "2 Station Parade"),
    Plan("Chapel Gardens", Kind.SHELTERED, "Saltham", "chapel", 28, 2, "Chapel Lane"),
    Plan("Quayside House", Kind.HOSTEL, "Saltham", "quayside", 18, 4, "The Quay", round_the_clock=True),
    Plan("At Home Saltham", Kind.FLOATING, "Saltham", "athomesalt", 22, 3, "9 Market Place"),
    Plan("The Orchard", Kind.SUPPORTED, "Marsh villages", "orchard", 10, 3, "", private=True, round_the_clock=True),
    Plan("Kiln Lane", Kind.SUPPORTED, "Wherrygate", "kiln", 13, 2, "31 Kiln Lane"),
    Plan("Foundry Lane", Kind.HOSTEL, "Wherrygate", "foundry", 12, 3, "Foundry Lane", round_the_clock=True),
    Plan("Lighthouse Close", Kind.SHELTERED, "Saltham", "lighthouse", 24, 2, "Lighthouse Close"),
    Plan("Meadowsweet Court", Kind.EXTRA_CARE, "Eastmere", "meadow", 30, 5, "Mill Road", round_the_clock=True),
    Plan("Bellfield House", Kind.HOSTEL, "Eastmere", "bellfield", 14, 3, "60 Bellfield Road", round_the_clock=True),
    Plan("Mill Row", Kind.SUPPORTED, "Eastmere", "millrow", 12, 2, "1 to 12 Mill Row"),
    Plan("Almond Grove", Kind.SHELTERED, "Marsh villages", "almond", 24, 2, "Almond Grove, Little Staithe"),
    Plan("At Home Wherrygate", Kind.FLOATING, "Wherrygate", "athomewher", 20, 3, "3 Guildhall Yard"),
    Plan("Rosemount", Kind.SUPPORTED, "Eastmere", "rosemount", 8, 2, "", private=True),
)

NO_REASONS = [
    "It costs more than the money that we have for this house.",
    "The building does not allow it.",
    "The insurance does not allow it.",
    "It would not be safe.",
    "Most people here did not want it.",
    "It is not ours to decide. We have passed it on.",
]
NOT_YET_REASONS = [
    "There is no money for it this year. We will ask again in April.",
    "Other works have to be finished first.",
    "We are waiting for the council.",
    "We are waiting for a new member of staff.",
    "We want to try it in one house first.",
]
COMPLAINT_WORDS = (
    "You can complain about anything that we did or did not do. Tell any member of staff, ring 01632 960103, or "
    "write to us. You do not need to use the word complaint. We write back within 5 working days, and give you a "
    "full answer within 10 working days after that. Somebody you trust can do it for you. It never changes your "
    "support or your home."
)
REPAIR_WORDS = (
    "Ring the repairs line on 01632 960102, day or night, or tell staff. You get a number for the job and a day. "
    "If it is dangerous (gas, water near electrics, a door that does not lock) say so: somebody comes within four "
    "hours."
)
PRIVACY_WORDS = (
    "What you say here stays with the people you choose. Nobody outside your home reads it unless staff let it out, "
    "and then without your name.\n\n"
    "We keep what you said, what came of it, and who said so. If you ask that nobody knows it is you, we keep no "
    "name at all, so we cannot find it for you later either.\n\n"
    "If we worry that somebody may be in danger, we may have to tell others. We tell you first whenever we can.\n\n"
    "You may see what we keep about you, have it put right, or ask us to delete it: ask Miriam Castellanos, our "
    "involvement advisor, on 01632 960110. If you are not happy with how we handle it, tell us, and you can also go "
    "to the Information Commissioner."
)


def make_organisation() -> None:
    organisation, _made = Organisation.objects.update_or_create(
        pk=1,
        defaults={
            "name": "Wherrygate Homes",
            "strapline": "Your home, your say",
            "meeting_word": "house meeting",
            # So small a charity has few people of each kind.
            "hidden_below": 5,
            "help_phone": "01632 960100",
            "help_words": "Ask any member of staff, or ring us. Somebody answers from 9 to 5, Monday to Friday.",
            "on_call_phone": "01632 960101",
            "on_call_manager_phone": "01632 960104",
            "complaint_words": COMPLAINT_WORDS,
            "complaint_url": "https://www.example.org/complaints",
            "repair_words": REPAIR_WORDS,
            "repair_phone": "01632 960102",
            "privacy_words": PRIVACY_WORDS,
            "no_reasons": NO_REASONS,
            "not_yet_reasons": NOT_YET_REASONS,
        },
    )
    links = (
        ("Contact us", "https://www.example.org/contact"),
        ("Give money", "https://www.example.org/donate"),
        ("Raise money", "https://www.example.org/fundraise"),
        ("Volunteer", "https://www.example.org/volunteer"),
    )
    FooterLink.objects.bulk_create(
        FooterLink(organisation=organisation, label=label, url=url, position=place)
        for place, (label, url) in enumerate(links)
    )
    Organisation.forget()


def make_place(world: World, number: int, plan: Plan) -> Place:
    """A service with its staffed hours. The numbers to ring follow its place in PLANS."""
    service = Service.objects.create(
        name=plan.name,
        kind=plan.kind,
        area=plan.area,
        code=plan.code,
        is_private=plan.private,
        address="" if plan.private else f"{plan.street}, {plan.area}",
        phone=f"01632 960{120 + number}",
        on_call_phone=f"01632 960{140 + number}" if plan.round_the_clock else "",
        staffed_round_the_clock=plan.round_the_clock,
        opened_on=dt.date(world.starts.year - 4 - number % 9, 1 + number % 12, 1),
    )
    StaffedHours.objects.bulk_create(hours_of(service, plan))
    return Place(
        service=service,
        beds=plan.beds,
        team=plan.team,
        chance=world.chance_of(plan.code),
        main=plan.code == "tanner",
        behind=plan.code == "kiln",
        quiet=plan.code == "athomewher",
    )


def hours_of(service: Service, plan: Plan) -> list[StaffedHours]:
    if plan.round_the_clock:
        return [
            StaffedHours(service=service, weekday=day, opens=dt.time(0), closes=dt.time(23, 59)) for day in range(7)
        ]
    if plan.kind == Kind.SHELTERED:
        opens, closes, days = dt.time(9), dt.time(13), range(5)
    elif plan.kind == Kind.FLOATING:
        opens, closes, days = dt.time(9), dt.time(17), range(5)
    else:
        opens, closes, days = dt.time(8), dt.time(20), range(6)
    return [StaffedHours(service=service, weekday=day, opens=opens, closes=closes) for day in days]
