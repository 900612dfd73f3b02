"""The service: its parts, how it reads bodies, and what becomes of errors."""

import json
import logging
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse
from django.http.multipartparser import MultiPartParserError
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import JSONRenderer

from amberdesk.web.api import (
    acts,
    calls,
    customers,
    duty,
    figures,
    files,
    hotline,
    levels,
    listing,
    placing,
    reading,
    words,
)
from amberdesk.web.api.keys import Key
from amberdesk.web.api.problems import Problem, answer, in_body, in_query

log = logging.getLogger(__name__)
MOST_MB = 2  # of a JSON body; Django stops at 2.5
DESCRIPTION = """Orders, their acts, journal and clocks for programs. Sign in with `Authorization: Bearer <token>`;
make a token with `amberdesk token EMAIL`. Refusals are problem documents (RFC 9457) in the language of
`Accept-Language` (pl, en); `code` names the reason and stays the same."""


class Json(Parser):
    """Reads JSON bodies that say so."""

    def parse_body(self, request: HttpRequest) -> Any:
        if request.content_type != "application/json":
            raise Problem(415, "not_json")
        return json.loads(request.body, parse_constant=_refuse)


def _refuse(constant: str) -> None:
    raise ValueError(constant)  # NaN and Infinity are no JSON


class Readable(JSONRenderer):
    """Writes Polish as Polish."""

    json_dumps_params = {"ensure_ascii": False}


service = NinjaAPI(
    title="Amberdesk",
    version="1",
    description=DESCRIPTION,
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-1",
    auth=Key(),
    parser=Json(),
    renderer=Readable(),
)
assert placing.router is listing.router is reading.router  # one address, two methods
for part in (reading, acts, files, customers, duty, figures, levels, hotline, calls):
    service.add_router("", part.router)


def told(request: HttpRequest, error: Any) -> HttpResponse:
    """Answer an error; what nobody expected is logged whole and told without detail."""
    problem = problem_for(error)
    if problem.status >= 500:
        log.exception("the API failed", exc_info=error)
    return answer(request, problem)


def problem_for(error: Exception) -> Problem:
    """Return the problem that an error is."""
    match error:
        case Problem():
            return error
        case HttpError() if isinstance(error.__cause__, Problem):
            return error.__cause__
        case ValidationError():
            return _invalid(error)
        case RequestDataTooBig():
            return Problem(413, "body_too_large", most=MOST_MB)
        case Http404():
            return Problem(404, "not_found")
        case HttpError(status_code=400):
            return Problem(400, "unreadable")
        case (
            MultiPartParserError()
            | TooManyFilesSent()
            | SuspiciousOperation()
            | BadRequest()
            | UnicodeError()
        ):
            return Problem(400, "request_unreadable")
    return Problem(500, "failed")


def _invalid(error: ValidationError) -> Problem:
    """Return what is wrong where; a missing file says how files are sent."""
    errors = [_error(e) for e in error.errors]
    if any(e["loc"][0] == "file" for e in error.errors):
        return Problem(422, "not_multipart", errors=errors)
    return Problem(422, "invalid", errors=errors)


def _error(error: dict[str, Any]) -> dict[str, str]:
    """Return one error; `loc` is the place (body, query, file), the view's argument, and the way inside it."""
    where, *rest = error["loc"]
    sentence = words.fault(error["type"], error.get("ctx", {}))
    if where == "query":
        return in_query(str(rest[1] if rest[0] == "filters" and len(rest) > 1 else rest[0]), sentence)
    path = "/".join(str(part).replace("~", "~0").replace("/", "~1") for part in rest[1:])
    return in_body("file" if where == "file" else path, sentence)


for kind in (
    Problem,
    HttpError,
    ValidationError,
    RequestDataTooBig,
    Http404,
    MultiPartParserError,
    TooManyFilesSent,
    SuspiciousOperation,
    UnicodeError,
    Exception,
):
    service.add_exception_handler(kind, told)
