"""Addresses of files: for staff by the session, for the customer's side by the order's link."""

from django.urls import path

from amberdesk.web.files import views

app_name = "files"
urlpatterns = [
    path("files/<str:file>/", views.of_staff, name="file"),
    path("o/<str:key>/files/<str:file>/", views.of_participant, name="of_participant"),
]
