"""Rows of the customers room; nothing happens here."""

from amberdesk.customers.models.agreement import Agreement, AgreementVersion, CoverageRow, TargetRow
from amberdesk.customers.models.branding import Branding
from amberdesk.customers.models.calendar import Calendar, CalendarDay, CalendarRevision
from amberdesk.customers.models.category import Category
from amberdesk.customers.models.network import Address, Company, Network, Representative, Supervision
from amberdesk.customers.models.site import Contact, Device, PhoneNumber, Site, SiteGroup

__all__ = [
    "Address",
    "Agreement",
    "AgreementVersion",
    "Branding",
    "Calendar",
    "CalendarDay",
    "CalendarRevision",
    "Category",
    "Company",
    "Contact",
    "CoverageRow",
    "Device",
    "Network",
    "PhoneNumber",
    "Representative",
    "Site",
    "SiteGroup",
    "Supervision",
    "TargetRow",
]
