"""The hotline as its technician sees it: the call now, what waits, whom to ring back."""

from django.urls import path

from amberdesk.web.hotline import callbacks, doing, views

app_name = "hotline"
urlpatterns = [
    path("", views.hotline, name="hotline"),
    path("calls/<int:id>/", views.call, name="call"),
    path("calls/<int:id>/unlearn/", doing.unlearn, name="unlearn"),
    path("calls/<int:id>/dial/", doing.dial_caller, name="dial"),
    path("now/", views.now_part, name="now"),
    *(path(f"{name}/", views.part, {"name": name}, name=name) for name in views.PARTS),
    path("find/", views.find, name="find"),
    path("presence/", doing.presence, name="presence"),
    path("wrap-up/end/", doing.wrap_up_end, name="wrap_up_end"),
    path("wrap-up/more/", doing.wrap_up_more, name="wrap_up_more"),
    path("talk/", doing.talk, name="talk"),
    *(path(f"callbacks/<int:id>/{act}/", callbacks.act, {"act": act}, name=act) for act in callbacks.ACTS),
]
