"""The service's description of itself: OpenAPI 3.1, made once a process."""

import json
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from amberdesk.web.api.problems import MEDIA_TYPE
from amberdesk.web.api.service import service

IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "schema": {"type": "string", "pattern": r'^(\*|"[0-9]{1,9}")$'},
    "description": "The version (ETag) that the act is meant for; when another stands, 412 says what changed.",
}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {
                    "pointer": {"type": "string"},
                    "parameter": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """Answer with the description; it holds nothing secret."""
    response = HttpResponse(_text(), content_type="application/json")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@lru_cache(maxsize=1)
def _text() -> str:
    return json.dumps(described(), ensure_ascii=False)


def described() -> dict[str, Any]:
    """Return the description: what ninja knows, and what all addresses have in common."""
    schema: dict[str, Any] = dict(service.get_openapi_schema(path_prefix="/api/v1/"))
    schema["components"]["schemas"]["Problem"] = PROBLEM
    refused = {
        "description": "Why not, in words.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for methods in schema["paths"].values():
        for operation in methods.values():
            operation["responses"] |= {"4XX": refused, "5XX": refused}
            if operation.get("tags") == ["acts"]:
                operation["parameters"] = [*operation.get("parameters", ()), IF_MATCH]
    return schema
