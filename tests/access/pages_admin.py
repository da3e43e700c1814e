"""The advisor's lists: Django's admin, one line a URL pattern. Whoever is advisor today opens them, nobody else."""

from tests.access.roles import NOBODY, TEAM
from tests.access.walk import MISSING, Page

# What the team gets where a row is not there: the first page of the lists.
TO_FIRST_PAGE = dict.fromkeys(TEAM, 302)
# What the team gets for what nobody does here.
FORBIDDEN = dict.fromkeys(TEAM, 403)

FRAME = [
    Page("admin:index", TEAM, post=200, shows="<h1"),
    Page("admin:login", TEAM, get=302, post=302, visitor_next="/admin/"),
    Page("admin:logout", TEAM, get=302, post=302),
    Page("admin:password_change", TEAM, get=302, post=302),
    Page("admin:password_change_done", TEAM, shows="<h1"),
    Page("admin:jsi18n", TEAM, shows="django"),
    Page("admin:app_list", TEAM, post=200, shows="<h1", kwargs=lambda *_: {"app_label": "involvement"}),
    Page(
        "admin:autocomplete",
        TEAM,
        shows="results",
        query="?app_label=involvement&model_name=role&field_name=person",
    ),
    Page(
        "admin:view_on_site",
        NOBODY,
        kwargs=lambda *_: {"content_type_id": MISSING, "object_id": MISSING},
    ),
    Page("/admin/(?P<url>.*)$", NOBODY),
]


def lists(model: str, things: dict[str, str], *, adds: bool = True, opens: int = 200, changes: int = 200) -> list[Page]:
    """The pages of one list. ``things`` are rows of the world: name to kind. Nothing is ever deleted."""
    kind, names = next(iter(things.items()))
    rows = dict.fromkeys(names.split(), TEAM)

    def key(world, name) -> dict:
        return {"object_id": world.thing(kind, name).pk if name else MISSING}

    start = f"admin:involvement_{model}"
    add = {"who": TEAM, "post": 200} if adds else {"who": NOBODY, "refused": FORBIDDEN}
    # What is never changed there is refused before anybody looks whether it exists.
    unchanged = dict.fromkeys(TEAM, 403) if changes == 403 else None
    change = {"of": kind, "kwargs": key, "refused": TO_FIRST_PAGE, "refused_post": unchanged}
    return [
        Page(f"{start}_changelist", TEAM, get=opens, post=opens, shows="<h1"),
        Page(f"{start}_add", shows="</form>", **add),
        Page(f"{start}_change", rows, post=changes, shows="<h1", **change),
        Page(f"{start}_history", rows, of=kind, post=200, shows="<h1", kwargs=key, refused=TO_FIRST_PAGE),
        Page(f"{start}_delete", dict.fromkeys(rows, NOBODY), of=kind, kwargs=key, refused=FORBIDDEN),
        Page(f"/admin/involvement/{model}/<path:object_id>/", TEAM, get=302, post=302),
    ]


PAGES = [
    *FRAME,
    *lists("organisation", {"organisation": "own"}, adds=False, opens=302),
    *lists("service", {"service": "here there"}),
    *lists("promise", {"promise": "own"}),
    *lists("person", {"person": "own elsewhere"}, adds=False),
    # What is refused leads back with a sentence: these end by a date, and none was given.
    *lists("post", {"post": "own elsewhere"}, changes=403),
    *lists("role", {"role": "advisor board"}),
    *lists("championterm", {"champion_term": "own elsewhere"}),
    *lists("residency", {"residency": "own elsewhere"}, adds=False, changes=403),
    *lists("returnedmail", {"returned_mail": "own"}, adds=False, changes=403),
]
