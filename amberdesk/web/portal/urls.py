"""Addresses of the portal: /, a shop's own page under /s/, an order's own page under /o/."""

from django.urls import path

from amberdesk.web.portal import look, own
from amberdesk.web.portal.home import home
from amberdesk.web.portal.shop import shop

app_name = "portal"
urlpatterns = [
    path("", home, name="home"),
    path("look/<str:key>.css", look.sheet, name="colours"),
    path("look/<str:key>.png", look.logo, name="logo"),
    path("s/<str:key>/", shop, name="shop"),
    path("o/<str:key>/", own.order, name="order"),
    path("o/<str:key>/reply/", own.reply, name="reply"),
    path("o/<str:key>/verdict/", own.verdict, name="verdict"),
    path("o/<str:key>/again/", own.again, name="again"),
    path("o/<str:key>/follow/", own.follow, name="follow"),
    path("o/<str:key>/version/", own.version, name="version"),
]
