"""The life of the people: staff begin and leave, people move in and on, champions stand for a year."""

import datetime as dt

from involvement.demo import names
from involvement.demo.sign_ins import BY_KEY, give_sign_in
from involvement.demo.world import Place, Tenant, Worker, World, working_day
from involvement.models import ChampionTerm, Person, Post, Residency, Role, Service, User
from involvement.operations import accounts, standing
from involvement.operations.handing_over import hand_over_and_end
from involvement.operations.people import add_person, change_person, record_death
from involvement.registry.handover import open_work_of

Kind = Service.Kind
ToldBy = Person.ToldBy

# How long people stay, on average (months), and what share of them has e-mail, and a card.
STAY = {Kind.HOSTEL: 22, Kind.SUPPORTED: 36, Kind.EXTRA_CARE: 120, Kind.SHELTERED: 180, Kind.FLOATING: 34}
WITH_EMAIL = {Kind.HOSTEL: 0.5, Kind.SUPPORTED: 0.5, Kind.EXTRA_CARE: 0.15, Kind.SHELTERED: 0.3, Kind.FLOATING: 0.55}
WITH_CARD = {Kind.HOSTEL: 0.25, Kind.SUPPORTED: 0.25, Kind.EXTRA_CARE: 0.2, Kind.SHELTERED: 0.3, Kind.FLOATING: 0.1}
OLD = (Kind.EXTRA_CARE, Kind.SHELTERED)
TITLES = {
    Kind.HOSTEL: ("Support worker", "Support worker", "Night worker", "Activities worker"),
    Kind.SUPPORTED: ("Support worker", "Recovery worker"),
    Kind.EXTRA_CARE: ("Care co-ordinator", "Care worker", "Care worker", "Activities worker"),
    Kind.SHELTERED: ("Scheme manager", "Housing officer"),
    Kind.FLOATING: ("Visiting support worker", "Tenancy worker"),
}
FLOORS = {Kind.HOSTEL: 3, Kind.SUPPORTED: 2, Kind.EXTRA_CARE: 3, Kind.SHELTERED: 2, Kind.FLOATING: 1}
SAFE_NOTES = (
    "Please do not leave a message on the phone.",
    "Ring before ten in the morning only.",
    "Say that you are from the library.",
    "Ask for her by her chosen name only.",
)
# What stands in the records of people as whom visitors sign in.
OF_VISITORS = {
    "card": {"unwanted": ["followed"]},
    "sheltered": {"large_print": True, "unwanted": ["followed"]},
    "private": {"do_not_phone": True, "safe_contact_note": SAFE_NOTES[0]},
}
LANGUAGE_CODES = {"Polish": "pl", "Arabic": "ar"}


class Registrar:
    """Brings people in and sees them out, and knows which names are given."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.book = names.NameBook(world.chance)
        self.book.given |= {sign_in.full_name for sign_in in BY_KEY.values()}

    # --- The whole organisation -------------------------------------------------------------------

    def begin_offices(self) -> None:
        """Advisor, deputy, safeguarding lead, Board and leadership. The first advisor makes the others."""
        world, starts = self.world, self.world.starts
        advisor = self._known("advisor")
        Role.objects.create(person=advisor, kind=Role.Kind.ADVISOR, starts_on=starts)
        for key, kind in (
            ("lead", Role.Kind.SAFEGUARDING_LEAD),
            ("board", Role.Kind.BOARD),
            ("leadership", Role.Kind.LEADERSHIP),
        ):
            standing.begin_role(actor=advisor, person=self._known(key), kind=kind, starts_on=starts)
        for number in range(4):
            person = self._colleague(set())
            kind = Role.Kind.LEADERSHIP if number == 3 else Role.Kind.BOARD
            standing.begin_role(actor=advisor, person=person, kind=kind, starts_on=starts)
        deputy_from = world.today - dt.timedelta(days=20)
        world.at(world.moment(deputy_from, 9), self.begin_deputy, deputy_from + dt.timedelta(days=70))

    def begin_deputy(self, until: dt.date) -> None:
        advisor = self.world.people["advisor"]
        deputy = self._colleague(set())
        standing.begin_role(actor=advisor, person=deputy, kind=Role.Kind.DEPUTY_ADVISOR, ends_on=until)

    def _known(self, key: str) -> Person:
        """Somebody as whom visitors sign in."""
        sign_in = BY_KEY[key]
        person = Person.objects.create(
            chosen_name=sign_in.chosen_name,
            full_name=sign_in.full_name,
            email=sign_in.email,
            told_by=ToldBy.EMAIL if sign_in.email else ToldBy.IN_PERSON,
        )
        give_sign_in(person, sign_in)
        self.world.people[key] = person
        return person

    def _colleague(self, called_here: set[str]) -> Person:
        chosen, full = self.book.draw(names.STAFF, called_here)
        person = Person.objects.create(chosen_name=chosen, full_name=full, email=address_of(full), told_by=ToldBy.EMAIL)
        give_user(person)
        return person

    # --- Staff ------------------------------------------------------------------------------------

    def begin_team(self, place: Place) -> None:
        """The manager and the team of the first day. One in three leaves at some time and another comes."""
        world = self.world
        for number in range(place.team + 1):
            self.begin_worker(place, manages=number == 0, key=_staff_key(place, number))
        for worker in place.workers:
            if worker.person in world.people.values() or place.chance.random() > 0.35:
                continue
            days = place.chance.randrange(60, max(61, (world.today - world.starts).days - 20))
            leaves = working_day(world.starts + dt.timedelta(days=days))
            world.at(world.moment(leaves - dt.timedelta(days=1), 16, 30), self.end_worker, place, worker, leaves)

    def begin_worker(self, place: Place, manages: bool = False, key: str = "") -> Worker:
        world, advisor = self.world, self.world.people["advisor"]
        person = self._known(key) if key else self._colleague(called_at(place, world.day))
        kinds = TITLES[place.service.kind]
        standing.begin_post(
            actor=advisor,
            person=person,
            service=place.service,
            kind=Post.Kind.MANAGER if manages else Post.Kind.STAFF,
            title="Service manager" if manages else kinds[len(place.workers) % len(kinds)],
        )
        worker = Worker(person, world.day, None, manages)
        place.workers.append(worker)
        return worker

    def end_worker(self, place: Place, worker: Worker, leaves: dt.date) -> None:
        """Another comes first, so that the house is never without; then what is open is handed over."""
        heir = self.begin_worker(place, manages=worker.manages).person
        post = Post.objects.get(person=worker.person, service=place.service, ends_on__isnull=True)
        works = open_work_of(worker.person, place.service)
        given = {(kind.name, work.id): heir for kind, all_of_it in works for work in all_of_it}
        hand_over_and_end(actor=self.world.people["advisor"], post=post, ends_on=leaves, given=given)
        accounts.close_sign_in(person=worker.person)
        worker.until = leaves

    # --- People who live there ----------------------------------------------------------------------

    def fill(self, place: Place) -> None:
        """Everybody who lives there on the first day, and for each room who comes after whom."""
        world, months = self.world, STAY[place.service.kind]
        keys = _tenant_keys(place)
        for number in range(place.beds):
            key = keys.get(number, "")
            stayed = min(place.chance.expovariate(1 / (30 * months)), 3650)
            self.arrive(place, number, world.starts - dt.timedelta(days=int(stayed)), key)

    def arrive(self, place: Place, room: int, since: dt.date, key: str = "") -> None:
        """Somebody moves in; when they move on is known from then on, but to nobody in the story."""
        world, chance = self.world, place.chance
        staff = place.some_staff(world.day)
        fields = self._fields_of(place, key)
        signs_in = fields.pop("signs_in")
        person = add_person(actor=staff, service=place.service, room=room_of(place, room), key_worker=staff, **fields)
        Residency.objects.filter(person=person).update(starts_on=since)
        if key:
            world.people[key] = person
            give_sign_in(person, BY_KEY[key])
        elif signs_in == "email":
            give_user(person)
        elif signs_in == "card":
            accounts.make_card(actor=staff, person=person)
        tenant = Tenant(person, since, None, voice=0.0 if chance.random() < 0.25 else chance.random())
        place.tenants.append(tenant)
        self._plan_leaving(place, room, tenant, key)

    def _plan_leaving(self, place: Place, room: int, tenant: Tenant, key: str) -> None:
        world = self.world
        days = int(place.chance.expovariate(1 / (30 * STAY[place.service.kind]))) + 28
        if key == "moved":
            days = (world.today - world.starts).days - 45
        elif key:
            tenant.voice = 1.0
            return
        leaves = world.day + dt.timedelta(days=days)
        world.at(world.moment(leaves, 11, 20), self.leave, place, room, tenant)

    def leave(self, place: Place, room: int, tenant: Tenant) -> None:
        """Asked how to be told from then on, and the room is empty for some days. Of older people some die."""
        world, person = self.world, tenant.person
        comes = world.now + dt.timedelta(days=place.chance.randrange(2, 21), hours=3)
        world.at(comes, self.arrive_today, place, room)
        tenant.until = world.day
        if place.service.kind in OLD and place.chance.random() < 0.6:
            record_death(actor=place.some_staff(world.day), person=person)
            return
        residency = Residency.objects.get(person=person, service=place.service, ends_on__isnull=True)
        residency.person, residency.service = person, place.service
        told_by = ToldBy.EMAIL if person.email else ToldBy.PHONE if person.phone else ToldBy.LETTER
        ways = {} if told_by != ToldBy.LETTER else {"postal_address": "c/o Wherrygate Housing Office, Wherrygate"}
        actor = place.some_staff(world.day)
        standing.move_out(actor=actor, residency=residency, told_by=told_by, **ways)

    def arrive_today(self, place: Place, room: int) -> None:
        self.arrive(place, room, self.world.day)

    def _fields_of(self, place: Place, key: str) -> dict:
        """What stands in the record of somebody new, and how they sign in ("email", "card" or "")."""
        chance, kind, service = place.chance, place.service.kind, place.service
        if key:
            sign_in = BY_KEY[key]
            fields = {"chosen_name": sign_in.chosen_name, "full_name": sign_in.full_name, "email": sign_in.email}
            told_by = ToldBy.EMAIL if sign_in.email else ToldBy.IN_PERSON
            return {**fields, **OF_VISITORS.get(key, {}), "told_by": told_by, "signs_in": ""}
        first_names = names.OLDER if kind in OLD else names.YOUNGER
        chosen, full = self.book.draw(first_names, called_at(place, self.world.day))
        dice = chance.random()
        signs_in = "email" if dice < WITH_EMAIL[kind] else "card" if dice < WITH_EMAIL[kind] + WITH_CARD[kind] else ""
        fields = {"chosen_name": chosen, "full_name": full, "signs_in": signs_in}
        if signs_in == "email":
            fields["email"] = address_of(full)
        if chance.random() < 0.5:
            fields["phone"] = f"07700 900{chance.randrange(1000):03}"
        fields |= _needs(chance, kind)
        if service.is_private and chance.random() < 0.4:
            fields |= {"do_not_phone": True, "safe_contact_note": chance.choice(SAFE_NOTES)}
        fields["told_by"] = _told_by(chance, signs_in, has_phone="phone" in fields, old=kind in OLD)
        if fields["told_by"] not in (ToldBy.EMAIL, ToldBy.PORTAL) and chance.random() < 0.95:
            # Nobody wants a knock on the door for each thing that they once agreed with.
            fields["unwanted"] = ["followed"]
        return fields

    # --- Champions -----------------------------------------------------------------------------------

    def stand_champion(self, place: Place, key: str = "") -> None:
        """Somebody speaks up for the house for a year; then it is somebody else's turn."""
        world = self.world
        day = world.day
        if ChampionTerm.objects.current().filter(service=place.service).exists():
            return
        likely = sorted(place.tenants_on(day), key=lambda tenant: -tenant.voice)[:4]
        person = world.people[key] if key else place.chance.choice(likely).person
        standing.begin_champion(actor=place.some_staff(day), person=person, service=place.service)
        if person.email:
            change_person(actor=person, person=person, unwanted=[])


# --- Small things ---------------------------------------------------------------------------------


def _staff_key(place: Place, number: int) -> str:
    return {0: "manager", 1: "staff"}.get(number, "") if place.main else ""


def _tenant_keys(place: Place) -> dict[int, str]:
    """Which rooms are those of the people as whom visitors sign in."""
    if place.main:
        return {5: "email", 17: "champion", 20: "card", 11: "moved"}
    return {3: {"chapel": "sheltered", "orchard": "private"}.get(place.service.code, "")}


def called_at(place: Place, day: dt.date) -> set[str]:
    """The names by which people are called at a place."""
    return {one.person.chosen_name for one in (*place.tenants_on(day), *place.workers_on(day))}


def room_of(place: Place, number: int) -> str:
    """Rooms are numbered by floor; whoever has visiting support lives in a flat of their own elsewhere."""
    kind = place.service.kind
    if kind == Kind.FLOATING:
        return ""
    a_floor = -(-place.beds // FLOORS[kind])
    floor = number // a_floor
    return f"{floor or 'G'}{number % a_floor + 1:02}"


def address_of(full_name: str) -> str:
    plain = "".join(sign if sign.isascii() and sign.isalpha() else "." for sign in full_name.lower())
    return f"{plain}@example.org"


def give_user(person: Person) -> None:
    """A sign-in by code: nobody knows any words of it."""
    user = User(username=accounts.new_user_name(person.chosen_name), email=person.email)
    user.set_unusable_password()
    user.save()
    person.user = user
    person.save(update_fields=["user"])


def _needs(chance, kind: str) -> dict:
    needs: dict = {}
    if chance.random() < (0.22 if kind in OLD else 0.05):
        needs["large_print"] = True
    if chance.random() < 0.06:
        needs["easy_read"] = True
    if chance.random() < 0.04:
        needs["audio"] = True
    if chance.random() < 0.06:
        needs["interpreter"] = chance.choice(names.LANGUAGES)
        needs["language"] = LANGUAGE_CODES.get(needs["interpreter"], "en-gb")
    return needs


def _told_by(chance, signs_in: str, *, has_phone: bool, old: bool) -> str:
    """How somebody wants to be told, of the ways that they have."""
    if signs_in == "email" and chance.random() < 0.7:
        return ToldBy.EMAIL
    ways = [ToldBy.IN_PERSON] * 6 + [ToldBy.KEY_WORKER] * 2 + [ToldBy.CHAMPION]
    ways += [ToldBy.PORTAL] * 4 if signs_in else []
    ways += [ToldBy.PHONE, ToldBy.SMS] if has_phone else []
    ways += [ToldBy.LETTER] * 2 if old else []
    return chance.choice(ways)
