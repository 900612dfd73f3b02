"""/mail/"""

from django.urls import path

from amberdesk.web.mail import deciding, lists, views

app_name = "mail"
urlpatterns = [
    path("", lists.held, name="held"),
    path("waiting/", lists.waiting_part, name="waiting"),
    path("settled/", lists.settled, name="settled"),
    path("all/", lists.everything, name="all"),
    path("drop/", deciding.drop, name="drop"),
    path("restore/", deciding.restore, name="restore"),
    path("again/", deciding.again, name="again"),
    path("<int:id>/", views.mail, name="mail"),
    path("<int:id>/raw/", views.raw, name="raw"),
    path("<int:id>/attach/", deciding.attach, name="attach"),
    path("<int:id>/place/", deciding.place, name="place"),
]
