"""Shops, their equipment and their people."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from amberdesk.customers.models.calendar import Calendar
from amberdesk.customers.models.network import Network


class SiteGroup(models.Model):
    """Sites of a network that an agreement or report may speak of together (a region, a format)."""

    network = models.ForeignKey(Network, models.CASCADE)
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["network", "name"], name="site_group_once")]

    def __str__(self) -> str:
        return self.name


class Site(models.Model):
    """A shop."""

    network = models.ForeignKey(Network, models.PROTECT)
    code = models.CharField(max_length=20)  # "041", as the network writes it
    name = models.CharField(max_length=120)  # "Gdynia, Świętojańska"
    street = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    city = models.CharField(max_length=80, blank=True)
    group = models.ForeignKey(SiteGroup, models.SET_NULL, null=True, blank=True)
    hours = models.ForeignKey(Calendar, models.PROTECT, null=True, blank=True)  # opening hours
    own_hours = models.OneToOneField(  # a calendar of this site alone, kept while another one is used
        Calendar, models.PROTECT, null=True, related_name="own_of"
    )
    language = models.CharField(max_length=5, blank=True)  # empty: the network's
    note = models.TextField(blank=True)  # for our staff: keys, parking, alarm
    link_epoch = models.PositiveIntegerField(default=1)  # a new epoch revokes the shop's own link
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint("network", Upper("code"), name="site_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Device(models.Model):
    """A piece of equipment at a site."""

    site = models.ForeignKey(Site, models.PROTECT)
    kind = models.CharField(max_length=40)  # "fiscal_printer": a category's code
    label = models.CharField(max_length=80)  # as the shop calls it: "Kasa 2"
    model = models.CharField(max_length=80, blank=True)
    serial = models.CharField(max_length=80, blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        indexes = [GinIndex(fields=["serial"], opclasses=["gin_trgm_ops"], name="device_serial_trgm")]

    def __str__(self) -> str:
        return self.label


class Contact(models.Model):
    """A person at a network or one of its sites; needs neither login nor e-mail."""

    network = models.ForeignKey(Network, models.PROTECT)
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True)
    name = models.CharField(max_length=120)
    position = models.CharField(max_length=80, blank=True)  # "kierowniczka"
    emails = ArrayField(models.EmailField(), default=list, blank=True)  # folded to lower case
    language = models.CharField(max_length=5, blank=True)
    note = models.TextField(blank=True)
    active = models.BooleanField(default=True)

    class Meta:
        indexes = [GinIndex(fields=["emails"], name="contact_emails")]

    def __str__(self) -> str:
        return self.name


class PhoneNumber(models.Model):
    """A number that rings us: of a contact or a site. It may belong to several sites: offered, never guessed."""

    number = models.CharField(max_length=20)  # E.164
    network = models.ForeignKey(Network, models.CASCADE)
    site = models.ForeignKey(Site, models.CASCADE, null=True, blank=True)
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["number"], name="phone_number")]
        constraints = [
            models.CheckConstraint(
                condition=Q(site__isnull=False) | Q(contact__isnull=False), name="phone_has_owner"
            ),
            models.UniqueConstraint(
                fields=["number", "site", "contact"], nulls_distinct=False, name="phone_number_once"
            ),
        ]

    def __str__(self) -> str:
        return self.number
