"""/captured/"""

from django.urls import path

from amberdesk.web.tray import views

app_name = "tray"
urlpatterns = [
    path("", views.tray, name="list"),
    path("<int:pk>/", views.mail, name="mail"),
    path("<int:pk>/html/", views.html, name="html"),
]
