"""Who reads held mail: our people with networks that of their networks, the office all of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.utils.timezone import now
from django.views.decorators.cache import never_cache

from amberdesk.customers.lists import all_networks
from amberdesk.customers.queries import networks
from amberdesk.mail.access import NoSuchMail, mail_for, mails_for, reads_mail
from amberdesk.mail.models import RawMail
from amberdesk.mail.rights import Act, allowed
from amberdesk.outbox.actor import Actor
from amberdesk.people.models import Person
from amberdesk.people.roles import Role
from amberdesk.rosters.queries import standing_of
from amberdesk.web.base.doors import signed_in
from amberdesk.web.base.reader import Reader

More = ParamSpec("More")


@dataclass(frozen=True, slots=True)
class MailReader(Reader):
    """Somebody who reads held mail. `networks`: whose mail he may see."""

    @property
    def by(self) -> Actor:
        return Actor("person", self.person.pk)

    @property
    def is_office(self) -> bool:
        return self.standing.role == Role.ADMINISTRATOR

    @property
    def mails(self) -> QuerySet[RawMail]:
        """The mails he may see, of the networks that he chose."""
        return mails_for(self.standing).filter(mailbox__network__in=self.ids)

    @property
    def topics(self) -> list[str]:
        """What a live page of his follows."""
        return [f"held:{pk}" for pk in self.ids]

    def mail(self, id: int) -> RawMail:
        """Return one mail. Raises Http404."""
        try:
            return mail_for(self.standing, id)
        except NoSuchMail:
            raise Http404 from None

    def mails_of(self, ids: Iterable[str]) -> list[RawMail]:
        """Return the mails of these ids, which a form names. Raises Http404 for any that is not his to see."""
        wanted = {int(id) for id in ids if id.isascii() and id.isdigit() and len(id) < 19}
        found = list(mails_for(self.standing).filter(pk__in=wanted))
        if not wanted or len(found) != len(wanted):
            raise Http404
        return found

    def acts(self, row: RawMail) -> frozenset[Act]:
        """Return what he may do with a mail."""
        return allowed(self.standing, row.mailbox.network_id)

    @property
    def may_drop(self) -> bool:
        """Whether he may drop mail of any of his networks."""
        return any(Act.DROP in allowed(self.standing, pk) for pk in self.ids)


def mail_reader(
    view: Callable[Concatenate[MailReader, More], HttpResponseBase],
) -> Callable[Concatenate[HttpRequest, More], HttpResponseBase]:
    """Give a view its reader in place of the request; 404 to strangers and for a stranger's network."""

    @signed_in
    @wraps(view)
    def asked(request: HttpRequest, *args: More.args, **kwargs: More.kwargs) -> HttpResponseBase:
        person = request.user
        assert isinstance(person, Person)
        standing = standing_of(person.pk)
        if standing is None or not reads_mail(standing):
            raise Http404
        office = standing.role == Role.ADMINISTRATOR
        seen = list(all_networks() if office else networks(standing.networks))
        reader = MailReader(request, person, standing, seen, now())
        if reader.code and not reader.chosen:
            raise Http404
        return view(reader, *args, **kwargs)

    return never_cache(asked)
