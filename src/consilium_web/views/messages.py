"""Messages of a case: the threads of the person who is signed in, and the desk's ready words."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse

from consilium.delivery.ready import To
from consilium.policy.permissions import Permission
from consilium_web.actions import messages as actions
from consilium_web.actions.conflicts import Repeated
from consilium_web.queries import cases
from consilium_web.queries import messages as queries
from consilium_web.queries.messages import Choice, Conversation
from consilium_web.views.case_forms import text_field
from consilium_web.views.doors import COORDINATORS, MESSENGERS, SiteRequest, door
from consilium_web.views.forms import SiteForm, page_number, posted


class MessageForm(SiteForm):
    """The words of a message."""

    text = text_field("Your message", rows=5, required=True)


@door(MESSENGERS, needs=Permission.SEE_MESSAGES, seen="messages")
def conversation(request: SiteRequest, case: UUID) -> HttpResponseBase:
    """Read a thread and write to it."""
    wanted = request.GET.get("thread", "")
    found = queries.conversation(case, request.actor, wanted, number=page_number(request))
    choices = queries.choices(request.actor, found.to, found.language) if found.to else ()
    form = MessageForm(posted(request), initial={"text": _begun(request, case, found, choices)})
    if request.method == "POST" and found.thread:
        thread, complete = found.thread.id, form.is_valid()
        if request.htmx or "keep" in request.POST:
            return _keep(request, case, thread, form)
        if complete and _send(request, case, thread, form):
            return redirect(f"{reverse('messages', args=[case])}?thread={thread}")
    if request.method == "GET" and found.thread:
        actions.looked(case, found.thread.id, request.actor, request.at)
    context = {"it": cases.get(case, request.actor), "found": found, "form": form, "choices": choices}
    return render(request, "messages/messages.html", context)


def _begun(request: SiteRequest, case: UUID, found: Conversation, choices: tuple[Choice, ...]) -> str:
    """What the field holds at first: a ready message that was chosen, one that is passed on, or what was kept."""
    chosen = request.GET.get("ready", "")
    if chosen.isdigit() and int(chosen) < len(choices):
        return choices[int(chosen)].text
    passed = request.GET.get("pass-on", "")
    return (queries.quoted(case, request.actor, passed) if passed and found.to == "reviewer" else "") or found.draft


def _keep(request: SiteRequest, case: UUID, thread: str, form: MessageForm) -> HttpResponseBase:
    said, text = form.cleaned_data, request.POST.get("text", "").strip()
    actions.keep_draft(case_id=case, thread=thread, text=text, by=request.actor, at=request.at, token=said.get("token"))
    if request.htmx:
        return render(request, "messages/kept.html")
    messages.success(request, "Kept. Only you see it until you send it.")
    return redirect(f"{reverse('messages', args=[case])}?thread={thread}")


def _send(request: SiteRequest, case: UUID, thread: str, form: MessageForm) -> object:
    said = form.cleaned_data
    try:
        return form.accept(
            lambda: actions.send(
                case_id=case, thread=thread, text=said["text"], by=request.actor, at=request.at, token=said["token"]
            )
        )
    except Repeated as again:
        messages.info(request, str(again))
        return again


OURS: tuple[tuple[str, To], ...] = (
    ("For patients", "patient"),
    ("For reviewers", "reviewer"),
)


class OwnWordsForm(SiteForm):
    """A ready message of this desk."""

    old = forms.UUIDField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label="Name in the list", max_length=80)
    text = text_field("Words", "Write nothing of a patient here.", rows=5, required=True)


@door(COORDINATORS)
def ready(request: SiteRequest) -> HttpResponseBase:
    """The desk's own ready messages: write one, change one, take one out."""
    own = queries.own_words(request.actor)
    if "end" in request.POST:
        ended = next((one for one in own if one.own == request.POST["end"]), None)
        if ended:
            actions.end_own_words(words=UUID(ended.own), by=request.actor, at=request.at)
            messages.success(request, "It is out of the list.")
        return redirect("ready_messages")
    changed = next((one for one in own if one.own == request.GET.get("change")), None)
    initial = {"old": changed.own, "title": changed.title, "text": changed.text} if changed else {}
    form = OwnWordsForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.keep_own_words(title=said["title"], text=said["text"], old=said["old"], by=request.actor, at=request.at)
        messages.success(request, "It is in the list of ready messages.")
        return redirect("ready_messages")
    ours = [(name, queries.choices(request.actor, to, "en")) for name, to in OURS]
    context = {"form": form, "own": own, "ours": [(name, [one for one in some if not one.own]) for name, some in ours]}
    return render(request, "messages/ready.html", context)
