"""What can be broken."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from amberdesk.customers.codes import Degree, Kind, Level


class Category(models.Model):
    """What is broken: who deals with it first, how urgent it is, what to ask and what to try."""

    code = models.CharField(max_length=40, unique=True)  # "fiscal_printer"; a device's kind
    name = models.JSONField()  # by language
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True)
    icon = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=10, default=Kind.FAILURE.value)
    level = models.CharField(max_length=2, default=Level.L1.value)  # the default level
    urgency = models.CharField(max_length=6, default=Degree.MEDIUM.value)
    not_for_l1 = models.BooleanField(default=False)  # sent straight up: listed apart in figures
    facts = models.JSONField(default=list)  # hand-over facts: [{"code", "label": {pl, en}, "required": bool}]
    first_aid = models.JSONField(default=list)  # steps for the shop: [{pl, en, uk}]
    solution_codes = ArrayField(models.CharField(max_length=40), default=list)
    position = models.PositiveSmallIntegerField(default=100)
    active = models.BooleanField(default=True)

    class Meta:
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.code
