"""Photos of agreed work: staff hide one from everybody, or show it again."""

from django.utils.translation import gettext as _

from involvement.models import Action, Person, Photo
from involvement.operations.base import Refused, operation, record
from involvement.operations.photos import set_hidden
from involvement.queries.agreed_work import photos_of_work


@operation
def hide_photo_of_work(*, actor: Person, action: Action, photo: Photo, reason: str) -> None:
    """Nobody is shown the photo any more. Raises Refused without a reason, or for a photo of something else."""
    reason = reason.strip()
    if not reason:
        raise Refused(_("Please say why, in a few words."))
    set_hidden(among=photos_of_work(action), photo=photo, hidden=True)
    record(verb="action.photo_hidden", thing=action, actor=actor, actor_role="staff", reason=reason)


@operation
def show_photo_of_work(*, actor: Person, action: Action, photo: Photo) -> None:
    """Show it again to whoever may see the action. Raises Refused for a photo of something else, and for one that was
    taken back."""
    set_hidden(among=photos_of_work(action), photo=photo, hidden=False)
    record(verb="action.photo_shown", thing=action, actor=actor, actor_role="staff")
