"""The stream of topics."""

from django.urls import path

from amberdesk.web.live import views

app_name = "live"
urlpatterns = [path("live/stream", views.stream, name="stream")]
