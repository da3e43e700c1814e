"""Who may do what with an action. Whoever does it, staff and customers alike, says how it goes."""

from involvement.models import Action, Reach


def owns(viewer, action: Action) -> bool:
    """Whether the viewer said that they would do it. Needs the ownerships with the action."""
    return viewer.person_id in {ownership.person_id for ownership in action.ownerships.all()}


def manages(viewer, action: Action) -> bool:
    """Staff of its service and the advisor; an action of the whole organisation is the advisor's."""
    if action.reach <= Reach.TEAM or action.service_id is None:
        return viewer.is_advisor
    return viewer.works_at(action.service_id)


def may_work_on(viewer, action: Action) -> bool:
    """Write how it goes, say that it is done, and take that back."""
    return viewer.person_id is not None and (manages(viewer, action) or owns(viewer, action))


def sees_names(viewer, action: Action) -> bool:
    """People of the place know who does it by name; others read only whether staff or people here do it."""
    return manages(viewer, action) or owns(viewer, action) or action.service_id in viewer.service_ids
