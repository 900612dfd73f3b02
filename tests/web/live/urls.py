"""The desk's addresses with a page that follows two orders, served as users run it."""

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.utils.timezone import now

from amberdesk.urls import handler403, handler404, handler500
from amberdesk.urls import urlpatterns as own

__all__ = ["handler403", "handler404", "handler500"]
PAGE = """{% extends "base/desk.html" %}{% block main %}
<article id="a" data-live="order:12 network:3" hx-get="/fragment/a/" hx-trigger="live" hx-swap="innerHTML">old</article>
<article id="b" data-live="order:13" hx-get="/fragment/b/" hx-trigger="live" hx-swap="innerHTML">old</article>
{% endblock %}"""


def page(request: HttpRequest) -> HttpResponse:
    topics = {"live_topics": ["order:12", "order:13", "network:3"]}
    return HttpResponse(engines["own"].from_string(PAGE).render(topics, request))


def fragment(request: HttpRequest, name: str) -> HttpResponse:
    return HttpResponse(f'<input id="in-{name}" aria-label="{name}"> new {name} {now().timestamp()}')


urlpatterns = [*own, path("page/", page), path("fragment/<name>/", fragment)]
