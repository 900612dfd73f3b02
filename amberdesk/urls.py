"""Every address of the desk and the view behind it."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("amberdesk.web.base.urls")),
    path("", include("amberdesk.web.live.urls")),
    path("account/", include("amberdesk.web.account.urls")),
]
