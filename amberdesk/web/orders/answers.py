"""Answers to acts: for a page with scripts a signal, for one without the page again with a message."""

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

CHANGED = "order-changed"  # the parts of the page fetch themselves on it


def is_fragment(request: HttpRequest) -> bool:
    """Return whether a page asks that will put the answer into itself."""
    return "HX-Request" in request.headers


def no_content(**signals: Any) -> HttpResponse:
    """Return an empty answer that sets off the signals in the page."""
    return signal(HttpResponse(status=204), **signals)


def signal(response: HttpResponse, **signals: Any) -> HttpResponse:
    """Let the answer set off signals in the page. Names with "_" for "-"."""
    if signals:
        told = {name.replace("_", "-"): value for name, value in signals.items()}
        response.headers["HX-Trigger"] = json.dumps(told)
    return response


def told(text: str, *, kind: str = "ok", undo: str = "") -> dict[str, str]:
    """Return a toast as a signal's value."""
    return {"text": text, "kind": kind, **({"undo": undo} if undo else {})}


def done(request: HttpRequest, number: str, text: str, *, undo: str = "") -> HttpResponse:
    """Say that an act is done: close the dialog and refresh, or show the order's page again."""
    if is_fragment(request):
        response = no_content(order_changed=None, toast=told(text, undo=undo))
        triggers = json.loads(response.headers["HX-Trigger"])
        response.headers["HX-Trigger"] = json.dumps({**triggers, "dialog:close": None})
        return response
    messages.success(request, text)
    return redirect("orders:order", number)


def refused(request: HttpRequest, number: str, text: str) -> HttpResponse:
    """Say why something that has no form of its own was refused."""
    if is_fragment(request):
        return no_content(order_changed=None, toast=told(text, kind="bad"))
    messages.error(request, text)
    return redirect("orders:order", number)
