"""Who works at a service: the manager gives posts and ends them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from involvement.forms.people import ColleagueForm, EndPostForm
from involvement.queries import people as people_queries
from involvement.registry.handover import open_work_of
from involvement.rules.people import makes_managers, runs_team
from involvement.shortcuts import refuse
from involvement.views.people import chosen_service, saved


def team(request):
    """Who works here. The manager gives and ends posts."""
    services, service = chosen_service(request)
    context = {
        "services": services,
        "service": service,
        "team": people_queries.team_of(service, request.viewer),
        "runs_team": runs_team(request.viewer, service.pk),
    }
    return render(request, "involvement/staff/team.html", context)


def colleague_add(request):
    """A new member of the team, invited by e-mail."""
    _services, service = chosen_service(request)
    if not runs_team(request.viewer, service.pk):
        refuse(request)
    form = ColleagueForm(request.POST or None, service=service, makes_managers=makes_managers(request.viewer))
    if saved(request, form):
        messages.success(request, _("Added, and invited by e-mail."))
        return redirect("staff:team")
    return render(request, "involvement/staff/colleague_add.html", {"form": form, "service": service})


def post_end(request, pk):
    """End a post, with its open work handed over on the same screen."""
    post = people_queries.post_run_by(request.viewer, pk)
    if post is None:
        refuse(request)
    form = EndPostForm(request.POST or None, post=post, work=open_work_of(post.person, post.service))
    if saved(request, form):
        messages.success(request, _("The post ends, and the work is handed over."))
        return redirect("staff:team")
    return render(request, "involvement/staff/post_end.html", {"form": form, "post": post})
