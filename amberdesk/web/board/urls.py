"""The board."""

from django.urls import path

from amberdesk.web.board import giving, steering, verifying, views

app_name = "board"
urlpatterns = [
    path("", views.board, name="board"),
    path("cards/", views.cards, name="cards"),
    path("figures/", views.figures, name="figures"),
    path("line/", views.line, name="line"),
    path("assign/", giving.assign, name="assign"),
    path("priority/", steering.priority, name="priority"),
    path("undo/", steering.undo, name="undo"),
    path("verify/<str:number>/", verifying.verify, name="verify"),
]
