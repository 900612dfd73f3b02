"""The lists: what waits, what was decided, and for the office everything that came."""

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from amberdesk.mail import held_words as words
from amberdesk.mail import waiting as found
from amberdesk.mail import words as mail_words
from amberdesk.mail.models import RawMail
from amberdesk.web.mail.reader import MailReader, mail_reader

MOST_UNDONE = 200  # mails that one press takes back


@require_safe
@mail_reader
def held(reader: MailReader) -> HttpResponse:
    """Show what waits, the oldest first."""
    page = {**_waiting(reader), **shared(reader, "held"), "dropped": _dropped(reader)}
    return render(reader.request, "mail/held.html", {**page, "live_topics": reader.topics})


@require_safe
@mail_reader
def waiting_part(reader: MailReader) -> HttpResponse:
    """Show the list alone, as a live page fetches it; what was ticked stays ticked."""
    return render(reader.request, "mail/_waiting.html", {**_waiting(reader), **shared(reader, "held")})


@require_safe
@mail_reader
def settled(reader: MailReader) -> HttpResponse:
    """Show what people decided in the last days, the newest first."""
    page = found.settled(reader.mails, reader.at, after=reader.request.GET.get("after", ""))
    return render(reader.request, "mail/settled.html", {"page": page, **shared(reader, "settled")})


@require_safe
@mail_reader
def everything(reader: MailReader) -> HttpResponse:
    """Show the office every mail that came, to have it read again after something was mended."""
    if not reader.is_office:
        raise Http404
    get = reader.request.GET
    state, text = get.get("state", ""), get.get("q", "")
    if state not in ("", *words.STATES):
        raise Http404
    page = found.everything(reader.mails, state=state, words=text, after=get.get("after", ""))
    facts = {"page": page, "state": state, "q": text[:80], **shared(reader, "all")}
    return render(reader.request, "mail/all.html", facts)


def shared(reader: MailReader, here: str) -> dict[str, Any]:
    """Return what every template of mail knows."""
    kept = {n: v for n in ("network", "reason", "state", "q") if (v := reader.request.GET.get(n, "")[:80])}
    return {
        "title": _("Poczta"),
        "here": here,
        "networks": reader.networks,
        "code": reader.code,
        "is_office": reader.is_office,
        "may_drop": reader.may_drop,
        "mine": reader.standing.networks,
        "topics": " ".join(reader.topics),
        "kept": urlencode(kept),
        "first": "after" in reader.request.GET,
        "words": words,
        "mail_words": mail_words,
    }


def _waiting(reader: MailReader) -> dict[str, Any]:
    get = reader.request.GET
    reason = get.get("reason", "")
    if reason not in ("", *words.SHORT):
        raise Http404
    return {
        "page": found.waiting(reader.mails, reason=reason, after=get.get("after", "")),
        "reasons": found.reasons_waiting(reader.mails),
        "reason": reason,
        "ticked": set(get.getlist("mail")),
    }


def _dropped(reader: MailReader) -> list[RawMail]:
    """Return what the reader has just dropped, as the address says: he may take it back."""
    ids = [i for i in reader.request.GET.get("dropped", "").split(",") if i.isascii() and i.isdigit()]
    wanted = [int(i) for i in ids[:MOST_UNDONE] if len(i) < 19]
    mine = reader.mails.filter(pk__in=wanted, state="dropped", settled_by=reader.person.pk)
    return list(mine) if wanted else []
