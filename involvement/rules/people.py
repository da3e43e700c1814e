"""Who may do what with people's records. ``standing`` is queries.people.standing_of(person)."""


def cares_for(viewer, standing) -> bool:
    """May change the record: staff of the home for those who live there or last lived there; a manager for those
    who work there; the advisor for all. Nobody else touches somebody with a role for the whole organisation."""
    if viewer.is_advisor:
        return True
    if standing.has_role:
        return False
    if standing.works_at:
        return bool(viewer.manages & standing.works_at)
    return bool(viewer.staff_of & standing.homes)


def sees_full_name(viewer, standing) -> bool:
    """Staff of the service where the person lives, last lived or works. Not even the advisor, else."""
    return bool(viewer.staff_of & (standing.homes | standing.works_at))


def may_give_card(viewer, standing) -> bool:
    """A card lets its printer in until it is used, so staff print none for colleagues."""
    return cares_for(viewer, standing) and not standing.works_at and not standing.has_role


def may_show_words(viewer, standing) -> bool:
    """May say that it is really them who sign in, so that they see again what they said past staff: the involvement
    team, but nobody of it who works at their home; else who stands in for it."""
    if viewer.staff_of & standing.homes:
        return False
    return viewer.is_advisor or bool(viewer.stands_in_for & standing.homes)


def runs_team(viewer, service_id) -> bool:
    """May give and end posts at a service."""
    return service_id in viewer.manages or viewer.is_advisor


def makes_managers(viewer) -> bool:
    return viewer.is_advisor
