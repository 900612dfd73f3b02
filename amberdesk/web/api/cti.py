"""The simple webhook of exchanges: POST /hotline/cti/<code>/<token>, the token in the address or as a bearer."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now
from django.views.decorators.http import require_POST

from amberdesk.phone.actions.recognise import Stranger, recognise_by_token
from amberdesk.phone.actions.take_cti import take_in_cti
from amberdesk.phone.exchanges import Kind
from amberdesk.web.api.keys import CHALLENGE
from amberdesk.web.api.problems import Problem, answer

MOST = 64_000  # bytes; the messages have some hundreds
BEARER = "bearer "


@require_POST
def cti(request: HttpRequest, code: str, token: str = "") -> HttpResponse:
    """Take in what an exchange says. What cannot be read is kept for the office and answered well: nobody asks twice."""
    given = request.headers.get("Authorization", "")
    bearer = given[len(BEARER) :].strip() if given[: len(BEARER)].lower() == BEARER else ""
    if int(request.headers.get("Content-Length") or 0) > MOST:
        return answer(request, Problem(413, "body_too_large", most="0,06"))
    try:
        exchange = recognise_by_token(code, token or bearer)
    except Stranger:
        return answer(request, Problem(401, "exchange_unknown", headers=CHALLENGE))
    if exchange.kind != Kind.CTI:
        return answer(request, Problem(404, "not_found"))
    kept = {"content-type": request.headers.get("Content-Type", "")[:100]}
    take_in_cti(exchange, request.body, headers=kept, at=now())
    return JsonResponse({})
