"""Calendars: weekly windows in dated revisions, and single days that differ."""

from django.db import models


class Calendar(models.Model):
    """Named hours with a time zone: support hours of agreements, opening hours of sites."""

    name = models.CharField(max_length=80, unique=True)
    timezone = models.CharField(max_length=40, default="Europe/Warsaw")
    country = models.CharField(max_length=2, blank=True)  # whose holidays are proposed; empty: the zone's

    def __str__(self) -> str:
        return self.name


class CalendarRevision(models.Model):
    """The week that is valid from a date on, until the next revision."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="revisions")
    valid_from = models.DateField()
    week = (
        models.JSONField()
    )  # seven lists (Monday first) of [opens, closes] in minutes; closes may pass 1440
    trading_sundays = models.BooleanField(
        default=False
    )  # closed on Sundays when Polish law forbids trade, whatever the week says
    reason = models.CharField(max_length=200, blank=True)  # why the past was changed

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "valid_from"], name="revision_once")]

    def __str__(self) -> str:
        return f"{self.calendar} {self.valid_from}"


class CalendarDay(models.Model):
    """One date that differs from the week: a public holiday, an exception. No windows: closed."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="days")
    date = models.DateField()
    name = models.CharField(max_length=80)
    windows = models.JSONField(default=list)  # list of [opens, closes] in minutes
    holiday = models.BooleanField(default=True)
    reason = models.CharField(max_length=200, blank=True)  # why the past was changed

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "date"], name="calendar_day_once")]

    def __str__(self) -> str:
        return f"{self.date} {self.name}"
