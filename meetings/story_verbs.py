"""What can happen to a suggestion or a meeting, in the words of their pages."""

from django.utils.translation import gettext_lazy as _

from involvement.registry.story_verbs import register, register_thing
from meetings.models import Meeting, PaperOfMeeting, Status, Suggestion
from meetings.queries import story_things

# A move of a suggestion: the verb is "suggestion." and the state it came to.
for status in Status:
    register(f"suggestion.{status}", _("Sent") if status == Status.SENT else status.label)

register("suggestion.forgotten", _("The words are not kept any more"))
register("suggestion.undone", _("Changed back"))
register("suggestion.changed", _("The words were changed by who wrote them"))
register("suggestion.answered", _("We answered"))
register("suggestion.shown", _("Shown to everyone here"))
register("suggestion.hidden", _("Kept to staff"), for_staff=True)
register("suggestion.topic", _("The topic was changed"), for_staff=True)
register("suggestion.note", _("A note for staff was written"), for_staff=True)
register("suggestion.let_out", _("Shown in all our homes"))
register("suggestion.released", _("Shown to everybody"))
register("suggestion.kept_here", _("Shown only here again"))
register("suggestion.looked_over", _("Staff looked at who may read it"), for_staff=True)
register("suggestion.covered", _("Some words were covered"))
register("suggestion.uncovered", _("The words are shown again"))
register("suggestion.comment_covered", _("Words in a comment were covered"))
register("suggestion.comment_hidden", _("A comment was hidden"), for_staff=True)
register("suggestion.comment_shown", _("A comment was shown again"), for_staff=True)
register("suggestion.comment_released", _("A comment was shown to everybody"), for_staff=True)
register("suggestion.comment_kept", _("A comment was taken back from the public"), for_staff=True)
register("suggestion.photo_hidden", _("The photo was hidden"), for_staff=True)
register("suggestion.photo_shown", _("The photo was shown again"), for_staff=True)
register("suggestion.looked_at", _("Staff looked at a report"), for_staff=True)
register("suggestion.joined", _("Another suggestion was put together with this one"))
register("suggestion.apart", _("A suggestion was taken apart from this one again"))
register("suggestion.again", _("It did not fix the problem, so we begin again"))
register("suggestion.flagged", _("Somebody may be at risk"), for_staff=True)
register("suggestion.cleared", _("Back after a look at whether somebody is at risk"), for_staff=True)

register("meeting.planned", _("Planned"))
register("meeting.moved", _("Moved to another day or place"))
register("meeting.changed", _("Changed"), for_staff=True)
register("meeting.cancelled", _("Cancelled"))
register("meeting.started", _("Being written down"), for_staff=True)
register("meeting.not_begun", _("Not begun after all"), for_staff=True)
register("meeting.held", _("The minutes are out"))
register("meeting.corrected", _("The minutes were corrected"))

register_thing(
    "meetings.suggestion",
    _("Suggestion"),
    seen=Suggestion.objects.visible_to,
    named=story_things.name_suggestions,
    unnamed=story_things.suggestions_unnamed,
    without_name=story_things.suggestions_without_name,
)
register_thing("meetings.meeting", _("Meeting"), seen=Meeting.objects.visible_to, named=story_things.name_meetings)
register_thing(
    "meetings.paperofmeeting",
    _("Paper of a meeting"),
    seen=PaperOfMeeting.objects.visible_to,
    named=story_things.name_meetings,
)
