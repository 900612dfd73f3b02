"""One's own ways under /account/reach/, the gateway under /office/gateway/."""

from django.urls import path

from amberdesk.web.reach import views

app_name = "reach"
urlpatterns = [
    path("account/reach/", views.ways, name="ways"),
    path("office/gateway/", views.gateway, name="gateway"),
    path("office/gateway/try/", views.try_it, name="try"),
]
