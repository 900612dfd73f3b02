"""What every page shares: the reader's choices, and in DEBUG the styleguide."""

from django.conf import settings
from django.urls import path

from amberdesk.web.base import views

app_name = "base"
urlpatterns = [
    path("language/", views.language, name="language"),
    path("theme/", views.theme, name="theme"),
]
if settings.DEBUG:
    urlpatterns.append(path("styleguide/", views.styleguide, name="styleguide"))
