"""What the base itself registers: its kinds of work that a colleague takes on when a post ends."""

from django.utils.translation import gettext_lazy as _

from involvement.operations import handing_over, returned_mail
from involvement.registry import handover
from involvement.registry.reactions import on

handover.register("actions", _("Things they do"), find=handing_over.actions_of, give=handing_over.give_actions)
handover.register(
    "tellings", _("People they are to tell"), find=handing_over.tellings_of, give=handing_over.give_tellings
)
handover.register(
    "key_worker",
    _("People whose key worker they are"),
    find=handing_over.key_worker_roles_of,
    give=handing_over.give_key_worker_roles,
)


@on("people.erased")
def forget_their_addresses(**_facts) -> None:
    """What is known of addresses that nobody here has any more."""
    returned_mail.forget_nobodys()
