"""Orders: the page of one, its acts, and placing one for a caller."""

from django.urls import path

from amberdesk.web.orders import compose, doing, letters, moving, new, paper, ready_answers, views
from amberdesk.web.orders.acts import FORMS

app_name = "orders"
urlpatterns = [
    path("office/templates/", ready_answers.templates, name="templates"),
    path("office/templates/add/", ready_answers.template, name="add_template"),
    path("office/templates/<int:id>/", ready_answers.template, name="template"),
    path("orders/new/", new.new, name="new"),
    path("orders/new/find/", new.find, name="find"),
    path("orders/<str:number>/", views.order, name="order"),
    path("orders/<str:number>/parts/<str:name>/", views.part, name="part"),
    path("orders/<str:number>/clocks/<str:target>/", views.clock, name="clock"),
    path("orders/<str:number>/paper/", paper.paper, name="paper"),
    path("orders/<str:number>/proof.zip", paper.proof, name="proof"),
    path("orders/<str:number>/viewing/", views.viewing, name="viewing"),
    path("orders/<str:number>/say/", compose.say, name="say"),
    path("orders/<str:number>/templates/", compose.templates, name="ready"),
    path("orders/<str:number>/colleagues/", compose.colleagues, name="colleagues"),
    path("orders/<str:number>/messages/<int:message>/take-back/", compose.take_back, name="take_back"),
    path("orders/<str:number>/messages/<int:message>/letter/", letters.letter, name="letter"),
    path("orders/<str:number>/letters/<int:letter>/send-again/", letters.send_again, name="send_again"),
    path("orders/<str:number>/messages/<int:message>/move/", moving.move, name="move"),
    path("orders/<str:number>/undo/<int:event>/", doing.undo, name="undo"),
    *(
        path(f"orders/<str:number>/{act.replace('_', '-')}/", doing.act, {"act": act}, name=act)
        for act in FORMS
    ),
]
