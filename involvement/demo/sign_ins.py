"""The people as whom a visitor of the demonstration can sign in: one of each kind, with words that work again
and again."""

from dataclasses import dataclass

from involvement.models import Person, SignInCard, User


@dataclass(frozen=True)
class SignIn:
    """``key`` names the person in ``World.people``. ``card`` is for those without e-mail."""

    key: str
    kind: str
    chosen_name: str
    full_name: str
    user_name: str
    words: str
    email: str = ""
    card: bool = False


def at_example(name: str) -> str:
    return f"{name}@example.org"


SIGN_INS = (
    SignIn(
        "email",
        "Customer with e-mail",
        "Leon",
        "Leon Marsh",
        "leon24",
        "tandem copper lentil kite",
        at_example("leon.marsh"),
    ),
    SignIn(
        "card",
        "Customer with a card, no e-mail",
        "Desmond",
        "Desmond Clarke",
        "desmond41",
        "river lamp teapot moss",
        card=True,
    ),
    SignIn(
        "champion",
        "Champion",
        "Rosa",
        "Rosa Ferreira",
        "rosa57",
        "kettle maple drum silver",
        at_example("rosa.ferreira"),
    ),
    SignIn(
        "sheltered",
        "Customer, sheltered housing",
        "Mavis",
        "Mavis Appleby",
        "mavis30",
        "button harbour plum yellow",
        card=True,
    ),
    SignIn(
        "private",
        "Customer, private address",
        "Nadia",
        "Nadia Rahman",
        "nadia72",
        "walnut piano garden sock",
        card=True,
    ),
    SignIn(
        "moved",
        "Somebody who moved on",
        "Kofi",
        "Kofi Asante",
        "kofi19",
        "pebble carrot window jazz",
        at_example("kofi.asante"),
    ),
    SignIn("staff", "Staff", "Priti", "Priti Bhatt", "priti86", "anchor biscuit cloud rope", at_example("priti.bhatt")),
    SignIn(
        "manager",
        "Manager",
        "Gareth",
        "Gareth Vaughan",
        "gareth33",
        "marble ticket spoon hedge",
        at_example("gareth.vaughan"),
    ),
    SignIn(
        "advisor",
        "Involvement advisor",
        "Miriam",
        "Miriam Castellanos",
        "miriam62",
        "orange ladder whistle fern",
        at_example("miriam.castellanos"),
    ),
    SignIn(
        "lead",
        "Safeguarding lead",
        "Hannah",
        "Hannah Okonjo",
        "hannah45",
        "pocket tunnel daisy brick",
        at_example("hannah.okonjo"),
    ),
    SignIn(
        "board",
        "Board member",
        "Judith",
        "Judith Ashdown",
        "judith28",
        "velvet engine parsley moon",
        at_example("judith.ashdown"),
    ),
    SignIn(
        "leadership",
        "Chief executive",
        "Tom",
        "Tom Pemberley",
        "tom50",
        "paddle cinnamon fox tower",
        at_example("tom.pemberley"),
    ),
)
BY_KEY = {sign_in.key: sign_in for sign_in in SIGN_INS}


def give_sign_in(person: Person, sign_in: SignIn) -> None:
    """Let a person sign in with the words that the table shows. A card's words are their own already, so that
    they are not asked for others the first time."""
    user = User(username=sign_in.user_name, email=sign_in.email)
    user.set_password(sign_in.words)
    user.save()
    person.user = user
    person.save(update_fields=["user"])
    if sign_in.card:
        card = SignInCard.objects.create(person=person)
        SignInCard.objects.filter(pk=card.pk).update(used_at=card.made_at)


def table() -> str:
    """The sign-ins as a table of plain text, with the name of each as it is now and where they belong."""
    people = Person.objects.filter(user__username__in=[sign_in.user_name for sign_in in SIGN_INS])
    there = {person.user.username for person in people.select_related("user")}
    rows = [("Who", "Name", "User name", "Words", "E-mail")]
    rows += [(s.kind, s.chosen_name, s.user_name, s.words, s.email) for s in SIGN_INS if s.user_name in there]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    return "\n".join([lines[0], "  ".join("-" * width for width in widths), *lines[1:]])
