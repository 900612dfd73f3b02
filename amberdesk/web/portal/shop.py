"""A shop's own page: report a problem, join one that is known, or find that first aid has helped."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods

from amberdesk.customers.actions.first_aid import note_first_aid
from amberdesk.customers.models import Site
from amberdesk.customers.queries import categories, devices_at, version_for
from amberdesk.customers.terms import Duty, NoAgreement, duty
from amberdesk.customers.texts import text_in
from amberdesk.orders.access import participant_key, site_by_key
from amberdesk.orders.actions import Conflict, join, place_order
from amberdesk.orders.intake import Channel, Intake
from amberdesk.orders.models import Participant
from amberdesk.orders.public import open_orders_at, reporter_of
from amberdesk.orders.shopfront import Shopfront, shopfront
from amberdesk.orders.states import Refused
from amberdesk.outbox.actor import Actor
from amberdesk.phone.queries import silent_exchanges
from amberdesk.web.portal import tokens, uploads, who, words
from amberdesk.web.portal.frame import context, portal, speak
from amberdesk.web.portal.reports import IMPACT, OTHER, Report, checked, person_faults, read_report
from amberdesk.web.portal.tiles import steps_tried, tiles_and_aids

LINK = Actor("link")
COUNTED = timedelta(hours=1)
MOST_OF_SHOP = 120  # reports an hour: more than any shop in trouble has, less than a robot makes
MOST_SHOWN = 30  # open orders
MOST_OF_PERSON = 60  # with the same phone or address


@require_http_methods(["GET", "HEAD", "POST"])
@portal
def shop(request: HttpRequest, key: str) -> HttpResponse:
    """Show the page; take what it sends."""
    at = now()
    if request.method == "POST":
        return _take(request, key, at)
    return _show(request, key, Report(**who.remembered(request)._asdict()), at)


def _take(request: HttpRequest, key: str, at: datetime) -> HttpResponse:
    report = read_report(request.POST)
    front = shopfront(
        key,
        device=report.device_id,
        category=report.category_code,
        phone=report.phone,
        email=report.email.lower(),
        since=at - COUNTED,
    )
    if "join" in request.POST:
        return _join(request, key, front.site, report, at)
    if "helped" in request.POST:
        return _helped(request, key, front.site, at)
    token = tokens.read(request.POST.get("token", ""), f"s{front.site.pk}", at)
    report = _checked(report, front, token)
    files = uploads.Kept([], [])
    if token and (request.FILES or report.kept):
        files = uploads.keep(request.FILES.getlist("files"), report.kept, token=token, at=at)
    if report.faults or files.faults or not token:
        return _show(request, key, report, at, status=422, files=files)
    return _place(request, key, front, report, token, files, at)


def _helped(request: HttpRequest, key: str, site: Site, at: datetime) -> HttpResponse:
    """Take note that first aid has helped."""
    category = categories().filter(code=request.POST["helped"][:40]).first()
    if category and tokens.read(request.POST.get("token", ""), f"s{site.pk}", at):
        note_first_aid(site, category, by=LINK, at=at)
    return HttpResponseRedirect(f"{reverse('portal:shop', args=[key])}?helped=1")


def _checked(report: Report, front: Shopfront, token: str | None) -> Report:
    report = checked(report, email_required=front.email_required)
    more = {} if token else {"token": "token_old"}
    if (
        report.what != OTHER
        and front.device is None
        and (front.category is None or report.device_id is not None)
    ):
        more["what"] = "what_missing"
    return replace(report, faults={**report.faults, **more})


def _place(
    request: HttpRequest,
    key: str,
    front: Shopfront,
    report: Report,
    token: str,
    files: uploads.Kept,
    at: datetime,
) -> HttpResponse:
    if front.recent >= MOST_OF_SHOP or front.own >= MOST_OF_PERSON:
        before = reporter_of(Channel.FORM, f"form:{token}")
        return _to_order(before) if before else _show(request, key, report, at, status=429, files=files)
    try:
        placed = place_order(_intake(front, report, token, files, at), by=LINK, at=at)
    except Conflict:
        before = reporter_of(Channel.FORM, f"form:{token}")
        return _show(request, key, report, at, status=409, before=before)
    except NoAgreement:
        return _show(request, key, _with(report, "top", "no_agreement"), at, status=422, files=files)
    fresh = Participant(pk=placed.participant_id, epoch=1)
    known = fresh if placed.fresh else reporter_of(Channel.FORM, f"form:{token}") or fresh
    response = _to_order(known, lost=files.lost)
    who.remember(request, response, who.Who(report.name, report.phone, report.email))
    return response


def _intake(front: Shopfront, report: Report, token: str, files: uploads.Kept, at: datetime) -> Intake:
    tried = steps_tried(report.tried, front.category, front.site.network.language) if report.tried else []
    return Intake(
        channel=Channel.FORM,
        reference=f"form:{token}",
        reported_at=at,
        network=front.site.network,
        site=front.site,
        device=front.device,
        category=front.category,
        subject=report.subject,
        text="\n".join([report.text, *(f"✓ {step}" for step in tried)]),
        impact=IMPACT[report.selling],
        reporter_name=report.name,
        reporter_phone=report.phone,
        reporter_email=report.email,
        language=get_language() or "pl",
        attachments=files.ids,
        draft_of=uploads.draft_of(token),
    )


def _to_order(participant: Participant, *, lost: bool = False) -> HttpResponse:
    """Return the way to the order's own page, which says that it is registered."""
    address = reverse("portal:order", args=[participant_key(participant)])
    response = HttpResponseRedirect(f"{address}?registered=1{'&lost=1' if lost else ''}")
    response.status_code = 303
    return response


def _join(request: HttpRequest, key: str, site: Site, report: Report, at: datetime) -> HttpResponse:
    """Let somebody of the shop follow an open order of it."""
    faults = {name: code for name, code in person_faults(*_person(report)).items() if code}
    asked = request.POST["join"]
    order = (
        open_orders_at(site).filter(pk=int(asked)).first() if asked.isdecimal() and len(asked) < 18 else None
    )
    if order is None:
        faults["top"] = "order_gone"
    if order is None or faults:
        return _show(request, key, replace(report, faults=faults), at, status=422)
    name, phone, email = _person(report)
    language = get_language() or "pl"
    try:
        joined = join(order, name=name, phone=phone, email=email, language=language, by=LINK, at=at)
    except Refused:
        return _show(request, key, _with(report, "top", "order_gone"), at, status=409)
    response = _to_order(joined)
    who.remember(request, response, who.Who(name, phone, email))
    return response


def _person(report: Report) -> tuple[str, str, str]:
    return report.name, report.phone, report.email


def _with(report: Report, name: str, code: str) -> Report:
    return replace(report, faults={**report.faults, name: code})


def _show(
    request: HttpRequest,
    key: str,
    report: Report,
    at: datetime,
    *,
    status: int = 200,
    files: uploads.Kept | None = None,
    before: Participant | None = None,
) -> HttpResponse:
    """Show the page with what has been typed so far, and what is wrong with it."""
    site = site_by_key(key)
    speak(request, site.network, site.language)
    orders = list(open_orders_at(site)[:MOST_SHOWN])
    reported = {order.device_id for order in orders if order.device_id}
    language = get_language() or "pl"
    tiles, aids = tiles_and_aids(devices_at(site), list(categories()), reported, language)
    about = f"s{site.pk}"
    sent = request.POST.get("token", "")
    token = sent if before is None and tokens.read(sent, about, at) else tokens.issue(about, at)
    page = context(
        site.network,
        site=site,
        report=report,
        faults=_sentences(report.faults),
        files=files or uploads.Kept([], []),
        tiles=tiles,
        aids=aids,
        other=OTHER,
        orders=orders,
        states=words.SHORT_STATES,
        duty=_duty(site, at),
        before=before,
        before_key=participant_key(before) if before else "",
        crowded=status == 429,
        hotline_down=bool(silent_exchanges([site.network_id])),
        helped="helped" in request.GET,
        token=token,
        zone=ZoneInfo(site.network.timezone),
        note=text_in(site.network.form_settings.get("note") or {}, language),
        email_required=bool(site.network.form_settings.get("email_required")),
    )
    return render(request, "portal/shop.html", page, status=status)


def _sentences(faults: Mapping[str, str]) -> dict[str, str]:
    return {name: words.fault(code) for name, code in faults.items()}


def _duty(site: Site, at: datetime) -> Duty | None:
    """Return who is on duty for the form; None where nothing has been agreed."""
    try:
        return duty(version_for(site.network, site, "", at), Channel.FORM, at)
    except NoAgreement:
        return None
