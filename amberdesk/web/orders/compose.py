"""The box below the story: a reply to the customer, a note for us, or a customer's comment."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from amberdesk.customers.queries import company
from amberdesk.customers.texts import text_in
from amberdesk.orders import actions, words
from amberdesk.orders.files import MOST_BYTES, MOST_FILES
from amberdesk.orders.models import Attachment, Message
from amberdesk.orders.reply_texts import fill
from amberdesk.orders.rights import Forbidden
from amberdesk.orders.states import Refused
from amberdesk.orders.surroundings import drafts_of, message_of, templates_for
from amberdesk.rosters.queries import staff_of
from amberdesk.web.base.numbers import whole
from amberdesk.web.orders import parts
from amberdesk.web.orders.answers import done, is_fragment, no_content, refused, signal, told
from amberdesk.web.orders.seat import Seat, internal_only, seated

WAYS = ("reply", "note", "receive")


def composer(seat: Seat, *, since: int = 0, text: str = "", way: str = "", **more: Any) -> dict[str, Any]:
    """Return the context of the box. `since`: the newest event that the writer has seen."""
    ways = [w for w in WAYS if w in seat.acts and (w != "receive" or not seat.internal)]
    return {
        "ways": ways,
        "way": way if way in ways else ways[0] if ways else "",
        "text": text or asked_for(seat),
        "since": since,
        "seen": since,
        "news": [],
        "kept": [],
        "question": False,
        "sentence": "",
        "most_files": MOST_FILES,
        "most_megabytes": MOST_BYTES // 1024 // 1024,
        **more,
    }


def asked_for(seat: Seat) -> str:
    """Return the text that the page's address asks for: a reply taken back, or a ready answer."""
    get = seat.request.GET
    restored, template = whole(get.get("restore")), whole(get.get("template"))
    if not seat.internal or not (restored or template):
        return ""
    return (
        own_words(seat, restored)
        if restored
        else next((t for pk, _name, t in ready(seat) if pk == template), "")
    )


def own_words(seat: Seat, message: int) -> str:
    """Return the words of a reply that the writer has taken back."""
    found = message_of(seat.order, message)
    return found.text if found and found.author_id == seat.person.pk and found.taken_back_at else ""


@require_POST
@seated
def say(seat: Seat) -> HttpResponse:
    """Send what stands in the box; first say what arrived while it was being written."""
    post = seat.request.POST
    way, seen = post.get("way", ""), whole(post.get("seen")) or 0
    if way not in WAYS:
        raise Http404
    try:
        files = taken_files(seat)
        kept = drafts_of(seat.person.pk, files)
        if "show" in post:
            return again(seat, 200, seen=seen, kept=kept)
        if news := parts.meanwhile(seat, seen):
            return again(seat, 409, seen=max(e.id for e in news), kept=kept, news=news)
        message = send(seat, way, files)
    except (Refused, Forbidden) as refusal:
        status = 403 if isinstance(refusal, Forbidden) else 422
        drafts = drafts_of(seat.person.pk, post.getlist("draft"))
        return again(seat, status, seen=seen, kept=drafts, sentence=words.refusal(refusal))
    return sent(seat, way, message)


def taken_files(seat: Seat) -> list[str]:
    """Keep the files sent along as drafts; return the keys of all drafts of this message. Raises Refused."""
    post, mine = seat.request.POST, f"person:{seat.person.pk}"
    keys = [d.key for d in drafts_of(seat.person.pk, post.getlist("draft"))]
    for file in seat.request.FILES.getlist("files"):
        keys.append(actions.upload(file, name=file.name or "", draft_of=mine, at=seat.at).key)
    return [key for key in keys if key not in post.getlist("undraft")]


def send(seat: Seat, way: str, files: list[str]) -> Message:
    """Call the act of the chosen way. Raises Refused, Forbidden."""
    text = seat.request.POST.get("text", "")
    pks = [d.pk for d in drafts_of(seat.person.pk, files)]
    mine: dict[str, Any] = {
        "attachments": pks,
        "draft_of": f"person:{seat.person.pk}",
        "by": seat.by,
        "at": seat.at,
    }
    if way == "reply":
        return actions.reply(seat.order, text=text, question="question" in seat.request.POST, **mine)
    if way == "note":
        return actions.note(seat.order, text=text, mentions=named_in(seat, text), **mine)
    return actions.receive(seat.order, text=text, channel="desk", **mine)


def named_in(seat: Seat, text: str) -> list[int]:
    """Return the colleagues named in a note as @Name Surname, whatever the case."""
    if "@" not in text:
        return []
    said = text.casefold()
    return [p.pk for p in staff_of(seat.order.network_id) if f"@{p.name.casefold()}" in said]


def sent(seat: Seat, way: str, message: Message) -> HttpResponse:
    """Say that it is sent, with ten seconds to take a reply back, and give an empty box."""
    number = seat.order.number
    undo = reverse("orders:take_back", args=[number, message.pk]) if way == "reply" else ""
    text = {
        "reply": _("Odpowiedź wysłana. Przez 10 sekund możesz ją cofnąć."),
        "note": _("Notatka zapisana."),
        "receive": _("Wiadomość wysłana."),
    }[way]
    if not is_fragment(seat.request):
        return done(seat.request, number, text)
    context = {**parts.common(seat), **composer(seat, since=newest(seat), way=way)}
    response = render(seat.request, "orders/_compose.html", context)
    return signal(response, order_changed=None, order_sent=None, toast=told(text, undo=undo))


def newest(seat: Seat) -> int:
    return parts.story_of(seat.order, seat.reader, limit=1).last


def again(seat: Seat, status: int, *, seen: int, kept: list[Attachment], **more: Any) -> HttpResponse:
    """Show the box again with everything that was typed."""
    post = seat.request.POST
    since = whole(post.get("since")) or seen
    more = {"kept": kept, "question": "question" in post, "seen": seen, **more}
    box = composer(seat, since=since, text=post.get("text", ""), way=post.get("way", ""), **more)
    box["ways"] = box["ways"] or [post.get("way", "")]  # what was typed is never thrown away
    box["way"] = box["way"] or post.get("way", "")
    name = "orders/_compose.html" if is_fragment(seat.request) else "orders/compose.html"
    return render(seat.request, name, {**parts.common(seat), **box}, status=status)


@require_POST
@seated
@internal_only
def take_back(seat: Seat, message: int) -> HttpResponse:
    """Take an own reply back before it is public; its words come back into the box."""
    found, number = message_of(seat.order, message), seat.order.number
    if found is None:
        raise Http404
    try:
        actions.take_back(found, by=seat.by, at=seat.at)
    except (Refused, Forbidden) as refusal:
        return refused(seat.request, number, words.refusal(refusal))
    text = _("Odpowiedź cofnięta, klient jej nie zobaczy. Treść wróciła do pola.")
    if is_fragment(seat.request):
        return no_content(order_changed=None, order_restore=None, toast=told(text))
    response = done(seat.request, number, text)
    response.headers["Location"] += f"?restore={message}#compose"
    return response


@require_GET
@seated
@internal_only
def templates(seat: Seat) -> HttpResponse:
    """Show the ready answers, filled in for this order."""
    name = "orders/_ready.html" if is_fragment(seat.request) else "orders/ready.html"
    return render(seat.request, name, {**parts.common(seat), "ready": ready(seat)})


def ready(seat: Seat) -> list[tuple[int, str, str]]:
    """Return the ready answers for this order as (id, name, text)."""
    values, language = places(seat), seat.order.language
    return [(t.pk, t.name, fill(text_in(t.text, language), values)) for t in templates_for(seat.order)]


def places(seat: Seat) -> dict[str, str]:
    """Return what fills the places of ready answers."""
    o = seat.order
    return {
        "number": o.number,
        "name": o.contact.name if o.contact else o.reporter_name,
        "site": f"{o.site.code} {o.site.name}" if o.site else "",
        "device": o.device.label if o.device else "",
        "subject": o.subject,
        "technician": seat.person.name,
        "company": company().name,
    }


@require_GET
@seated
@internal_only
def colleagues(seat: Seat) -> HttpResponse:
    """Show the staff of the network, for naming them in a note."""
    people = staff_of(seat.order.network_id).exclude(pk=seat.person.pk)
    return render(seat.request, "orders/_colleagues.html", {"people": people})
