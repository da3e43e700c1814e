"""How people are heard by what the base keeps."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from involvement.models import ActionNote, ChampionTerm
from involvement.registry.heard import heard
from involvement.rules.periods import Quarter


@heard("champion", _("was a champion"))
def were_champion(quarter: Quarter):
    rows = ChampionTerm.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=quarter.first), starts_on__lt=quarter.end
    )
    return rows.order_by().values("person_id")


@heard("work", _("wrote how something agreed is going"))
def wrote_how_it_goes(quarter: Quarter):
    rows = ActionNote.objects.filter(author__isnull=False, at__gte=quarter.starts_at, at__lt=quarter.ends_at)
    return rows.order_by().values("author_id")
