"""Problem documents (RFC 9457): every refusal of the API, in the reader's words."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from amberdesk.web.api import words

MEDIA_TYPE = "application/problem+json"
PREFIX = "urn:amberdesk:problem:"


class Problem(Exception):
    """An expected refusal. `code` and `params` become a sentence; `errors` name what was wrong where.

    more: further members of the document; headers: of the answer
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str = "",
        *,
        errors: Sequence[Mapping[str, str]] = (),
        more: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        **params: object,
    ) -> None:
        super().__init__(status, code)
        self.status, self.code, self.errors = status, code, list(errors)
        self.detail = detail or words.detail(code, params)
        self.more, self.headers = dict(more or {}), dict(headers or {})


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """Return the document."""
    document: dict[str, Any] = {
        "type": f"{PREFIX}{problem.code.replace('_', '-')}",
        "title": words.title(problem.status),
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
        **problem.more,
    }
    if problem.errors:
        document["errors"] = problem.errors
    if problem.status >= 500:
        document["instance"] = f"urn:amberdesk:request:{getattr(request, 'mark', '')}"
    text = json.dumps(document, ensure_ascii=False, default=str)
    response = HttpResponse(text, status=problem.status, content_type=MEDIA_TYPE)
    response.headers["Content-Language"] = (get_language() or "pl")[:2]
    for name, value in problem.headers.items():
        response.headers[name] = value
    return response


def unknown_order() -> Problem:
    """Return the one answer for an order that is not there and for one that is not the reader's."""
    return Problem(404, "no_such_order")


def in_body(field: str, sentence: str) -> dict[str, str]:
    """Return the error of a field of the body, by JSON pointer."""
    return {"pointer": f"#/{field}" if field else "#", "detail": sentence}


def in_query(name: str, sentence: str) -> dict[str, str]:
    """Return the error of a parameter of the address."""
    return {"parameter": name, "detail": sentence}
