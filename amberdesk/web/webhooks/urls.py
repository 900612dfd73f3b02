"""Addresses under /office/webhooks/."""

from django.urls import path

from amberdesk.web.webhooks import views

app_name = "webhooks"
urlpatterns = [
    path("", views.hooks, name="list"),
    path("add/", views.add, name="add"),
    path("<int:id>/", views.hook, name="hook"),
    path("<int:id>/change/", views.change, name="change"),
    path("<int:id>/try/", views.try_it, name="try"),
    path("<int:id>/replay/", views.send_again, name="replay"),
    path("<int:id>/renew/", views.renew, name="renew"),
    path("<int:id>/remove/", views.remove, name="remove"),
]
