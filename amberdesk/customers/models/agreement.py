"""The contract with a network: what is covered when, by which level, and how fast."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, BigIntegerRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from amberdesk.customers.codes import MATRIX, Level, ResponseMeaning, WaitReason
from amberdesk.customers.models.calendar import Calendar
from amberdesk.customers.models.network import Network
from amberdesk.customers.models.site import SiteGroup


def _range(*bounds: str | Value, of: str) -> Func:
    """A range of two columns as SQL; needs no extension, unlike equality of integers under GiST."""
    return Func(*bounds, function=of, output_field=BigIntegerRangeField())


def default_matrix() -> dict[str, dict[str, str]]:
    return MATRIX


def default_pauses() -> list[str]:
    return [WaitReason.CUSTOMER.value, WaitReason.APPOINTMENT.value]


class Agreement(models.Model):
    """A contract. Narrowed to a site group or a device kind it goes before the network's general one."""

    network = models.ForeignKey(Network, models.PROTECT)
    name = models.CharField(max_length=120)
    site_group = models.ForeignKey(SiteGroup, models.PROTECT, null=True, blank=True)
    device_kind = models.CharField(max_length=40, blank=True)
    retention = models.JSONField(
        default=dict
    )  # where it differs from the company's: kind -> days, null: for good

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "name"], name="agreement_name_once")]

    def __str__(self) -> str:
        return self.name


class AgreementVersion(models.Model):
    """What the contract says between two dates. Versions of an agreement cannot overlap; an order keeps its version."""

    agreement = models.ForeignKey(Agreement, models.PROTECT, related_name="versions")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)  # first day on which it no longer holds
    calendar = models.ForeignKey(Calendar, models.PROTECT)  # time zone and holidays of the coverage
    matrix = models.JSONField(default=default_matrix)
    pauses = ArrayField(
        models.CharField(max_length=12), default=default_pauses
    )  # wait reasons that stop the clocks
    pauses_only = models.JSONField(default=dict)  # reason -> targets that it stops; another reason stops all
    target_words = models.JSONField(default=dict)  # target -> the contract's own word for it, by language
    response_meaning = models.CharField(max_length=10, default=ResponseMeaning.CONTACT.value)
    close_after_days = models.PositiveSmallIntegerField(default=5)  # calendar days from resolved to closed
    verify_within_minutes = models.PositiveSmallIntegerField(default=15)
    duty_notice = models.JSONField(default=dict)  # what is said when nobody is on duty, by language
    escalation = models.JSONField(default=list)  # steps: [{"at": 90, "priorities": ["P1"], "to": "manager"}]
    accept_within_minutes = models.PositiveSmallIntegerField(null=True)  # else the next one is told
    answer_within_seconds = models.PositiveSmallIntegerField(default=20)  # a call on the hotline
    overflow_waiting = models.PositiveSmallIntegerField(null=True)  # more wait than this: L2 joins
    overflow_minutes = models.PositiveSmallIntegerField(null=True)  # the longest waits over this: L2 joins

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="agreement_versions_apart",
                expressions=[
                    (
                        _range("agreement_id", "agreement_id", Value("[]"), of="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (_range("valid_from", "valid_until", of="daterange"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement} {self.valid_from}"


class CoverageRow(models.Model):
    """On these weekdays and hours this level does L1's work. Where no row is, nobody does."""

    version = models.ForeignKey(AgreementVersion, models.CASCADE, related_name="coverage")
    channel = models.CharField(max_length=10, default="any")
    weekdays = ArrayField(models.PositiveSmallIntegerField())  # Monday = 0
    opens = models.PositiveSmallIntegerField()  # minutes after local midnight
    closes = models.PositiveSmallIntegerField()  # may pass 1440
    on_holidays = models.BooleanField(default=False)  # also (or, with no weekdays, only) on public holidays
    level = models.CharField(max_length=2, choices=[(x.value, x.value) for x in (Level.L1, Level.L2)])

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="coverage_has_length")]

    def __str__(self) -> str:
        return f"{self.level} {self.opens}-{self.closes}"


class TargetRow(models.Model):
    """How long we may take, by priority, in time of a basis."""

    version = models.ForeignKey(AgreementVersion, models.CASCADE, related_name="targets")
    priority = models.CharField(max_length=2)
    target = models.CharField(max_length=10)  # codes.Target
    minutes = models.PositiveIntegerField()
    basis = models.CharField(max_length=8, default="coverage")  # "coverage", "site", "always"
    warn_at = ArrayField(models.FloatField(), default=list)  # shares of the target: [0.75, 0.9]
    monthly_share = models.DecimalField(max_digits=4, decimal_places=1, null=True)  # percent kept in a month
    late_minutes = models.PositiveIntegerField(null=True)  # how much later the others may be, at the most

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "priority", "target"], name="target_once")]

    def __str__(self) -> str:
        return f"{self.priority} {self.target}"
