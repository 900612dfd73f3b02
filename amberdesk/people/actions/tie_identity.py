from datetime import datetime

from allauth.socialaccount.models import SocialAccount
from django.db import IntegrityError, transaction

from amberdesk.outbox.actor import Actor
from amberdesk.outbox.publish import record
from amberdesk.people.events import FactorsChanged
from amberdesk.people.models import Person


def tie_identity(person: Person, provider: str, uid: str, *, at: datetime) -> SocialAccount | None:
    """Tie a person to an identity of the company's own sign-in, for ever; None when either is tied to another.

    A new address unties (`change_person`). No personal text of the server is kept.
    """
    with transaction.atomic():
        Person.objects.locked(person.pk)
        tied = SocialAccount.objects.filter(user=person).first()
        if tied is not None:
            SocialAccount.objects.filter(pk=tied.pk).update(extra_data={})
            return tied if (tied.provider, tied.uid) == (provider, uid) else None
        try:
            with transaction.atomic():
                tied = SocialAccount.objects.create(user=person, provider=provider, uid=uid, extra_data={})
        except IntegrityError:
            return None
        record(FactorsChanged(id=person.pk, what="identity_tied"), by=Actor("person", person.pk), at=at)
    return tied
