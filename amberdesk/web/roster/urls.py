"""Addresses under /roster/."""

from django.urls import path

from amberdesk.web.roster import views

app_name = "roster"
urlpatterns = [
    path("", views.roster, name="roster"),
    path("presence/", views.presence, name="presence"),
    path("shifts/add/", views.plan, name="plan"),
    path("shifts/<int:id>/remove/", views.remove, name="remove"),
]
