"""Addresses under /roster/."""

from django.urls import path

from amberdesk.web.roster import absence, duty, feed, hours, substitutes, views

app_name = "roster"
urlpatterns = [
    path("", views.roster, name="roster"),
    path("presence/", views.presence, name="presence"),
    path("shifts/add/", views.plan, name="plan"),
    path("shifts/<int:id>/remove/", views.remove, name="remove"),
    path("shifts/<int:id>/substitute/", substitutes.give, name="substitute"),
    path("duty/", duty.duty, name="duty"),
    path("absence/", absence.absence, name="absence"),
    path("hours/", hours.hours, name="hours"),
    path("feed/", feed.feed, name="feed"),
    path("feed/<str:key>.ics", feed.calendar, name="calendar"),
]
