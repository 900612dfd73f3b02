"""The list of orders."""

from django.urls import path

from amberdesk.web.lists import views

app_name = "lists"
urlpatterns = [
    path("orders/", views.orders, name="orders"),
    path("lists/row/<int:pk>/", views.row, name="row"),
    path("lists/news/", views.news, name="news"),
    path("lists/export.csv", views.export, name="export"),
    path("lists/save/", views.save, name="save"),
    path("lists/<int:pk>/drop/", views.drop, name="drop"),
]
