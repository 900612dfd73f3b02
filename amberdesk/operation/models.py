"""Work that takes longer than somebody waits."""

from django.db import models
from django.db.models import Q

from amberdesk.customers.models import AgreementVersion
from amberdesk.people.models import Person

WORKING = ("checking", "writing")
STATES = (*WORKING, "checked", "written", "faulty", "stopped", "failed")  # stopped: by a fault while writing


class ImportJob(models.Model):
    """A long table: a worker tries it, and when somebody has agreed, writes it part by part."""

    kind = models.CharField(max_length=20)  # of the table: "sites"
    person = models.ForeignKey(Person, models.CASCADE)  # in whose name it is written
    state = models.CharField(max_length=10, default="checking")
    rows = models.JSONField()  # [number in the file, {column: text}]; gone when they are no longer needed
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    new = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)  # [row, column, sentence]
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)  # a worker that was killed loses it then
    at = models.DateTimeField()  # of the last step

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(state__in=STATES), name="import_state_known")]

    def __str__(self) -> str:
        return f"{self.kind} {self.done}/{self.total}"

    @property
    def is_working(self) -> bool:
        return self.state in WORKING


class SimulationRun(models.Model):
    """An agreement that somebody supposes to be another one: a worker reckons the past orders part by part."""

    person = models.ForeignKey(Person, models.CASCADE)  # who asked, and alone sees it
    version = models.ForeignKey(AgreementVersion, models.CASCADE)
    question = models.TextField()  # as the forms were sent
    state = models.CharField(max_length=10, default="working")
    total = models.PositiveIntegerField()  # orders
    done = models.PositiveIntegerField(default=0)
    result = models.JSONField(null=True)  # once it is done
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)  # a worker that was killed loses it then
    asked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=("working", "done", "failed")), name="simulation_state_known"
            )
        ]
        indexes = [
            models.Index(fields=["person", "-id"], name="simulation_mine"),
            models.Index(fields=["id"], condition=Q(state="working"), name="simulation_working"),
        ]

    def __str__(self) -> str:
        return f"simulation {self.pk} {self.done}/{self.total}"
