"""How an account begins: one's own words after a card, an invitation, a request to join."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters

from involvement.forms.sign_in import InvitationForm, JoinAgainForm, JoinForm, OwnWordsForm
from involvement.operations.accounts import accept_invitation, find_invitation, must_sign_in_first, new_user_name
from involvement.operations.base import Refused
from involvement.operations.limits import consume
from involvement.shortcuts import refuse
from involvement.sign_in import sign_in_by_invitation


@sensitive_post_parameters()
def own_words(request):
    """The words of a card were printed by staff: the person puts their own in their place. Whoever did not sign in
    with a card is asked for the words of now, on their own page."""
    person = request.viewer.person
    if person is None:
        refuse(request)
    if not request.session.get("card_words"):
        return redirect("customer:me")
    if request.method == "POST":
        consume(request, "words", key=f"person{person.pk}")
    form = OwnWordsForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(person=person)
        except Refused as refused:
            form.add_error("words", refused.message)
        else:
            update_session_auth_hash(request, person.user)
            request.session.pop("card_words", None)
            messages.success(request, _("Your own words are saved. Nobody else knows them."))
            return redirect("public:home")
    return render(request, "involvement/public/own_words.html", {"form": form, "user_name": person.user.username})


@sensitive_post_parameters()
@login_not_required
@cache_control(no_store=True, private=True)
def invitation(request, secret):
    """Opening the link changes nothing, since mail programs open links too; the button does."""
    if request.method == "POST":
        consume(request, "invitation")
    found = find_invitation(secret)
    if found is None:
        return _over(request)
    person = found.person
    if person.user_id is not None:
        return _confirm_address(request, person, secret)
    form = InvitationForm(request.POST or None, initial={"user_name": new_user_name(person.chosen_name)})
    if request.method == "POST" and form.is_valid():
        try:
            user = form.save(secret=secret)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            sign_in_by_invitation(request, user, form.cleaned_data["device"])
            return redirect("public:home")
    return render(request, "involvement/public/invitation.html", {"form": form, "name": person.chosen_name})


def _over(request):
    return render(request, "involvement/public/invitation_over.html", status=410)


def _confirm_address(request, person, secret):
    by = request.user if request.user.is_authenticated else None
    if must_sign_in_first(person=person, by=by):
        return redirect_to_login(request.get_full_path()) if by is None else _over(request)
    if request.method == "POST":
        try:
            accept_invitation(secret=secret, by=by)
        except Refused as refused:
            messages.error(request, refused.message)
        else:
            messages.success(request, _("Thank you. You can now sign in with a code that we send you."))
        return redirect("account_login" if by is None else "customer:me")
    return render(request, "involvement/public/confirm_address.html", {"email": person.email})


@login_not_required
def join(request):
    """Ask to join a home by its code, signed in or not."""
    person = request.viewer.person
    kind = JoinForm if person is None else JoinAgainForm
    form = kind(request.POST or None, initial={"code": request.GET.get("code", "")[:12]})
    if request.method == "POST":
        consume(request, "join", key=f"person{person.pk}" if person else "")
        if form.is_valid():
            try:
                form.save(person=person)
            except Refused as refused:
                form.add_error("code", refused.message)
            else:
                return render(request, "involvement/public/join_sent.html")
    return render(request, "involvement/public/join.html", {"form": form})
