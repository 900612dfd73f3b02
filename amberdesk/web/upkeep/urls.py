"""Addresses under /office/operation/ and /office/retention/."""

from django.urls import path

from amberdesk.web.upkeep import operation, retention

app_name = "upkeep"
urlpatterns = [
    path("operation/", operation.page, name="operation"),
    path("operation/send-held/", operation.send, name="send_held"),
    path("operation/drop-held/", operation.drop, name="drop_held"),
    path("operation/retry/", operation.retry, name="retry"),
    path("retention/", retention.page, name="retention"),
    path("retention/agreements/<int:id>/", retention.agreement, name="agreement_retention"),
    path("retention/people/<int:id>/", retention.person, name="forget"),
]
