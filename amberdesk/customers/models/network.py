"""Who runs the desk, and the networks it serves."""

import secrets

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from amberdesk.people.models import Person


def site_words() -> dict[str, str]:
    return {"pl": "sklep", "en": "shop", "uk": "магазин"}


def new_stamp() -> int:
    """Return a stamp that nothing else has had, so that what was kept under it is never taken for something else."""
    return secrets.randbits(62)


class Company(models.Model):
    """Who runs the desk. One row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    name = models.CharField(max_length=120)
    timezone = models.CharField(max_length=40, default="Europe/Warsaw")
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    is_demo = models.BooleanField(default=False)
    first_run_done_at = models.DateTimeField(null=True)
    retention = models.JSONField(default=dict)  # kind of data -> days, see operation/retention

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="company_once")]

    def __str__(self) -> str:
        return self.name


class Network(models.Model):
    """A customer: a chain of shops."""

    code = models.CharField(max_length=4, unique=True)  # 2-4 letters A-Z, never changes
    name = models.CharField(max_length=120)
    timezone = models.CharField(max_length=40, default="Europe/Warsaw")
    language = models.CharField(max_length=5, default="pl")
    site_word = models.JSONField(default=site_words)  # their word for a site, by language
    phone = models.CharField(max_length=20, blank=True)  # the hotline shown on the form, E.164
    remarks_email = models.EmailField(blank=True)  # where remarks after solving go; empty: the coordinators
    form_settings = models.JSONField(default=dict)  # {"email_required": bool, "note": {pl, en, uk}}
    terms_stamp = models.BigIntegerField(
        default=new_stamp
    )  # another one whenever anything of its promises changes
    active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(code__regex=r"^[A-Z]{2,4}$"), name="network_code_shape"),
            models.UniqueConstraint(Lower("name"), name="network_name_once"),
        ]

    def __str__(self) -> str:
        return self.name


class Supervision(models.Model):
    """A coordinator, deputy or manager answers for a network."""

    person = models.ForeignKey(Person, models.CASCADE)
    network = models.ForeignKey(Network, models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "network"], name="supervision_once")]

    def __str__(self) -> str:
        return f"{self.person} · {self.network}"


class Representative(models.Model):
    """A network's own manager: a sign-in that reads everything public of the network."""

    person = models.OneToOneField(Person, models.CASCADE)
    network = models.ForeignKey(Network, models.CASCADE)

    def __str__(self) -> str:
        return f"{self.person} · {self.network}"


class Address(models.Model):
    """What we know of an e-mail address within a network: whether it is proven, whether mail comes back."""

    network = models.ForeignKey(Network, models.CASCADE)
    email = models.EmailField()  # folded to lower case
    verified_at = models.DateTimeField(null=True)
    verified_by = models.CharField(max_length=10, blank=True)  # "link", "dmarc", "staff"
    bounced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "email"], name="address_once")]

    def __str__(self) -> str:
        return self.email
