"""/health/ and /metrics"""

from django.urls import path

from amberdesk.web.health import views

app_name = "health"
urlpatterns = [
    path("health/live", views.live, name="live"),
    path("health/ready", views.ready, name="ready"),
    path("metrics", views.metrics, name="metrics"),
]
