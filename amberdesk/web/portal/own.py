"""An order's own page: what became of it, a word to the technician, and the verdict when it is solved."""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.timezone import now
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_POST, require_safe

from amberdesk.customers.actions.addresses import prove_address
from amberdesk.customers.codes import Channel, Degree, Proof
from amberdesk.customers.refusals import Refused as NotSo
from amberdesk.customers.terms import NoAgreement
from amberdesk.orders.access import mail_proof, participant_by_key, participant_key
from amberdesk.orders.actions import Conflict, give_verdict, join, receive, report_again
from amberdesk.orders.actions.tidy import write_to
from amberdesk.orders.intake import Intake
from amberdesk.orders.models import Participant
from amberdesk.orders.public import reports_since, words_since
from amberdesk.orders.states import Refused
from amberdesk.orders.words import refusal
from amberdesk.outbox.actor import Actor
from amberdesk.web.portal import tokens, uploads, words
from amberdesk.web.portal.frame import portal
from amberdesk.web.portal.own_page import followable, mark_of, show
from amberdesk.web.portal.reports import LONGEST_TEXT, Report

HOUR = timedelta(hours=1)
MOST_WORDS = 60  # messages of one participant an hour
MOST_REPORTS = 120  # reports of one shop an hour, as on its own page


@require_safe
@portal
def order(request: HttpRequest, key: str) -> HttpResponse:
    """Show the page. Who comes from a mail has shown that the mailbox is his."""
    at = now()
    participant = participant_by_key(key, at)
    if "m" in request.GET:
        _prove(participant, request.GET["m"], at)
        return HttpResponseRedirect(request.path)
    return show(request, participant, at)


def _prove(participant: Participant, proof: str, at: datetime) -> None:
    if not participant.email or not constant_time_compare(proof, mail_proof(participant)):
        return
    try:
        prove_address(
            participant.order.network, participant.email, how=Proof.LINK, by=_actor(participant), at=at
        )
    except NotSo:
        return  # an address that no mail could have reached
    write_to(participant)


@require_POST
@portal
def reply(request: HttpRequest, key: str) -> HttpResponse:
    """Take a message with its files."""
    at = now()
    participant = participant_by_key(key, at)
    text = request.POST.get("text", "").strip()
    token = tokens.read(request.POST.get("token", ""), f"p{participant.pk}", at)
    if token is None:
        return show(request, participant, at, status=422, text=text, fault=words.fault("token_old"))
    files = uploads.keep(
        request.FILES.getlist("files"), request.POST.getlist("kept")[:20], token=token, at=at
    )
    if files.faults or len(text) > LONGEST_TEXT:
        fault = files.faults[0] if files.faults else words.fault("text_long")
        return show(request, participant, at, status=422, text=text, fault=fault, files=files)
    if words_since(participant, at - HOUR) >= MOST_WORDS:
        return show(
            request, participant, at, status=429, text=text, fault=words.fault("crowded"), files=files
        )
    try:
        receive(
            participant.order,
            text=text,
            channel=Channel.FORM,
            attachments=files.ids,
            draft_of=uploads.draft_of(token),
            by=_actor(participant),
            at=at,
        )
    except Refused as refused:
        return show(request, participant, at, status=422, text=text, fault=refusal(refused), files=files)
    return _back(participant, "lost" if files.lost else "said")


@require_POST
@portal
def verdict(request: HttpRequest, key: str) -> HttpResponse:
    """Take the verdict on a solution, with remarks."""
    at = now()
    participant = participant_by_key(key, at)
    remarks = request.POST.get("remarks", "").strip()
    choice = request.POST.get("verdict", "")
    if choice not in ("works", "broken") or len(remarks) > LONGEST_TEXT:
        fault = words.fault("text_long" if len(remarks) > LONGEST_TEXT else "verdict_missing")
        return show(request, participant, at, status=422, remarks=remarks, fault=fault)
    try:
        give_verdict(
            participant.order, solved=choice == "works", remarks=remarks, by=_actor(participant), at=at
        )
    except Refused:
        fresh = participant_by_key(key, at)
        if choice == "broken" and fresh.order.is_open:
            return _back(participant, "broken")  # pressed twice
        fault = words.fault("verdict_late")
        return show(request, fresh, at, status=409, remarks=remarks, fault=fault)
    return _back(participant, choice)


@require_POST
@portal
def again(request: HttpRequest, key: str) -> HttpResponse:
    """Report again what was closed: a new order, linked to this one."""
    at = now()
    participant = participant_by_key(key, at)
    former, text = participant.order, request.POST.get("text", "").strip()
    token = tokens.read(request.POST.get("token", ""), f"p{participant.pk}", at)
    fault = "" if token else "token_old"
    fault = fault or ("text_missing" if not text else "text_long" if len(text) > LONGEST_TEXT else "")
    if former.state not in ("closed", "cancelled"):
        fault = "still_open"
    if fault or token is None:
        return show(request, participant, at, status=422, text=text, fault=words.fault(fault))
    if reports_since(former.site, at - HOUR) >= MOST_REPORTS:
        return show(request, participant, at, status=429, text=text, fault=words.fault("crowded"))
    try:
        intake = _again(participant, text, token, at)
        placed = report_again(former, intake, by=_actor(participant), at=at)
    except (Conflict, NoAgreement) as refused:
        fault = words.fault("no_agreement") if isinstance(refused, NoAgreement) else refusal(refused)
        return show(request, participant, at, status=409, text=text, fault=fault)
    address = reverse("portal:order", args=[participant_key(Participant(pk=placed.participant_id, epoch=1))])
    return _see(f"{address}?registered=1")


def _again(participant: Participant, text: str, token: str, at: datetime) -> Intake:
    former = participant.order
    return Intake(
        channel=Channel.FORM,
        reference=f"form:{token}",
        reported_at=at,
        network=former.network,
        site=former.site,
        device=former.device,
        contact=former.contact,
        category=former.category,
        subject=Report(text=text).subject,
        text=text,
        impact=Degree(former.impact),
        reporter_name=participant.name,
        reporter_phone=participant.phone,
        reporter_email=participant.email,
        language=get_language() or "pl",
    )


@require_POST
@portal
def follow(request: HttpRequest, key: str) -> HttpResponse:
    """Follow the order into which this one was merged, if it is of the same shop."""
    at = now()
    participant = participant_by_key(key, at)
    target = followable(participant.order)
    if target is None:
        return show(request, participant, at, status=409, fault=words.fault("order_gone"))
    try:
        joined = join(
            target,
            name=participant.name,
            phone=participant.phone,
            email=participant.email,
            language=participant.language,
            by=Actor("link"),
            at=at,
        )
    except Refused as refused:
        return show(request, participant, at, status=409, fault=refusal(refused))
    return _see(reverse("portal:order", args=[participant_key(joined)]))


@require_GET
@portal
def version(request: HttpRequest, key: str) -> HttpResponse:
    """Return a mark that changes when the page would: portal.js asks for it."""
    at = now()
    return HttpResponse(mark_of(participant_by_key(key, at), at), content_type="text/plain")


def _actor(participant: Participant) -> Actor:
    return Actor("contact", participant.pk)


def _back(participant: Participant, done: str) -> HttpResponse:
    return _see(f"{reverse('portal:order', args=[participant_key(participant)])}?done={done}")


def _see(address: str) -> HttpResponse:
    response = HttpResponseRedirect(address)
    response.status_code = 303
    return response
