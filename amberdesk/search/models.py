"""What is searched."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from amberdesk.customers.models import Network
from amberdesk.orders.models import Order


class SearchDoc(models.Model):
    """An order's words as keys: those the customer's side may see, and all of them. Made by the application."""

    order = models.OneToOneField(Order, models.CASCADE, primary_key=True)
    network = models.ForeignKey(Network, models.CASCADE)
    public = SearchVectorField()
    full = SearchVectorField()

    class Meta:
        indexes = [
            GinIndex(fields=["public"], name="search_public", fastupdate=False),
            GinIndex(fields=["full"], name="search_full", fastupdate=False),
            models.Index(fields=["network", "-order"], name="search_network"),
        ]

    def __str__(self) -> str:
        return f"words of {self.order_id}"
