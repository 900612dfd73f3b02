"""Where a person of the customer's side appears in orders, by whatever was known of him then."""

from django.db.models import CharField, F, Func, Q, QuerySet, Value

from amberdesk.customers.models import Contact
from amberdesk.orders.models import Participant
from amberdesk.orders.states import FINAL

SAME_DIGITS = 9  # at the end of a number, however it was typed


def appearances(contact: Contact) -> QuerySet[Participant]:
    """Return the participants of his network's orders that are this person.

    By the contact itself, an address or number of his, or his name at his own shop.
    """
    him = Q(contact=contact) | Q(order__contact=contact, reporter=True)
    if contact.emails:
        him |= Q(email__in=contact.emails)
    for number in contact.phonenumber_set.values_list("number", flat=True):
        him |= Q(digits__endswith=number[-SAME_DIGITS:])
    if contact.site_id:
        him |= Q(order__site=contact.site_id, name__iexact=contact.name)
    digits = Func(
        F("phone"), Value(r"\D"), Value(""), Value("g"), function="regexp_replace", output_field=CharField()
    )
    of_network = Participant.objects.filter(order__network=contact.network_id)
    return of_network.annotate(digits=digits).filter(him).select_related("order").order_by("pk")


def still_needed(contact: Contact) -> list[str]:
    """Return the numbers of the person's orders that have not ended: without him nobody could answer them."""
    open_ones = appearances(contact).exclude(order__state__in=list(FINAL))
    return list(dict.fromkeys(open_ones.values_list("order__number", flat=True)))
