"""One's own ways under /account/reach/, the gateway under /office/gateway/."""

from django.urls import path

from amberdesk.web.reach import browsers, views

app_name = "reach"
urlpatterns = [
    path("account/reach/", views.ways, name="ways"),
    path("account/reach/browsers/", browsers.add, name="add_browser"),
    path("account/reach/browsers/try/", browsers.try_them, name="try_browsers"),
    path("account/reach/browsers/<int:id>/remove/", browsers.remove, name="remove_browser"),
    path("office/gateway/", views.gateway, name="gateway"),
    path("office/gateway/try/", views.try_it, name="try"),
]
