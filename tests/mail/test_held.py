"""Mail that waits for people: nobody else decides, nothing is lost, and every decision has its name."""

from pathlib import Path

import pytest
from django.core.files.storage import default_storage

from amberdesk.customers.codes import Channel, Level
from amberdesk.mail.access import NoSuchMail, mail_for, mails_for
from amberdesk.mail.actions import files as files_of_mail
from amberdesk.mail.actions.attach import attach
from amberdesk.mail.actions.drop import drop, drop_all, restore
from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.actions.place import place
from amberdesk.mail.actions.replay import replay
from amberdesk.mail.actions.take_in import MOST_TRIES, read_waiting, take_in
from amberdesk.mail.held_words import SHORT, WHY
from amberdesk.mail.matching import Policy, Why
from amberdesk.mail.models import DROPPED, HELD, JOINED, KEPT, PLACED, Mailbox, RawMail
from amberdesk.mail.refusals import Forbidden, Refused
from amberdesk.mail.rights import Act, allowed
from amberdesk.mail.screening import Reason
from amberdesk.mail.waiting import settled, suggested, waiting
from amberdesk.orders.files import stored_as
from amberdesk.orders.models import Attachment, Order, Participant
from amberdesk.orders.rights import Forbidden as OrderForbidden
from amberdesk.outbox.actor import MACHINE
from amberdesk.outbox.models import Event
from amberdesk.rosters.queries import standing_of
from tests.factories import NINE, make_contact, make_person, make_site
from tests.mail.samples.building import mail, part, several, text_mail
from tests.orders.shop import DAY, HOUR, actor, make_desk

pytestmark = pytest.mark.django_db
MEGA = 1024 * 1024
STRANGER = "Ktoś <ktos@obcy.example>"


@pytest.fixture
def mailbox(desk):
    return add_mailbox(desk.network, address="fala@pomoc.example", policy=Policy.FORM_ONLY)


def hold(mailbox: Mailbox, text: str = "Kasa nie działa.", at=NINE, **fields: str) -> RawMail:
    row = take_in(mailbox, text_mail(text, **fields), received_at=at, at=at)
    assert row.state == HELD
    return row


def about(order: Order, sender: str = STRANGER) -> dict[str, str]:
    return {"from": sender, "subject": f"Re: [{order.number}] Drukarka"}


def kinds(row: RawMail) -> list[str]:
    return list(
        Event.objects.filter(subject=f"raw_mail:{row.pk}").order_by("pk").values_list("kind", flat=True)
    )


def bytes_of_file(file: Attachment) -> bytes:
    return Path(default_storage.path(stored_as(file.key))).read_bytes()


def big_mail(*sizes: int) -> bytes:
    """Return a mail with files of so many megabytes."""
    files = [
        part(bytes(size * MEGA), f"video/mp4; name=film{n}.mp4", "base64") for n, size in enumerate(sizes)
    ]
    return mail(several([part("Kasa nie działa."), *files]), subject="Film")


@pytest.mark.long
@pytest.mark.parametrize(
    ("sizes", "kept"),
    [
        ((12, 12), ["film0.mp4", "film1.mp4"]),
        ((12, 26), ["film0.mp4", "brakujące pliki.txt"]),
    ],
)
def test_the_files_of_a_mail_that_was_too_big_are_on_the_order_or_named_there(desk, mailbox, sizes, kept):
    """Nobody who works on the order has to know that there was more."""
    row = take_in(mailbox, big_mail(*sizes), received_at=NINE, at=NINE)
    assert row.reason == "too_big"
    order = place(row, by=actor(desk.anna), at=NINE)
    assert list(order.attachments.order_by("pk").values_list("name", flat=True)) == kept
    left = [bytes_of_file(file).decode() for file in order.attachments.filter(name="brakujące pliki.txt")]
    assert all("film1.mp4" in text for text in left)


def test_files_beyond_those_that_one_message_has_are_named_on_it(desk, mailbox, monkeypatch):
    monkeypatch.setattr(files_of_mail, "MOST_BYTES", 2000)  # the mail itself does not fit either
    pieces = [part(f"{n}", f"text/csv; name={n}.csv", "base64") for n in range(12)]
    raw = mail(several([part("Kasa."), *pieces, part(bytes(3000), "video/mp4; name=f.mp4", "base64")]))
    row = take_in(mailbox, raw, received_at=NINE, at=NINE)
    order = place(row, by=actor(desk.anna), at=NINE)
    files = list(order.attachments.order_by("pk"))
    assert [file.name for file in files] == [*(f"{n}.csv" for n in range(9)), "brakujące pliki.txt"]
    said = bytes_of_file(files[-1]).decode()
    assert all(name in said for name in ("9.csv", "11.csv", "f.mp4")) and "8.csv" not in said


@pytest.mark.parametrize(
    "reason", sorted({str(r) for r in (*Why, *Reason)} - {"own", "read_receipt", "automatic"})
)
def test_each_reason_for_which_a_mail_is_held_has_its_sentence(reason):
    assert reason in WHY and reason in SHORT


def test_what_is_held_is_told_to_the_journal_with_its_reason(mailbox):
    row = hold(mailbox)
    event = Event.objects.get(subject=f"raw_mail:{row.pk}")
    assert event.kind == "mail.held"
    assert event.data == {"network": mailbox.network_id, "reason": "form_only", "answer": True}


def test_a_mail_by_hand_becomes_an_order_of_the_mail_channel_whose_clock_runs_since_it_came(desk, mailbox):
    row = hold(mailbox)
    order = place(row, site=desk.site, category=desk.category, by=actor(desk.anna), at=NINE + 3 * HOUR)
    assert (order.channel, order.site, order.category) == (Channel.MAIL, desk.site, desk.category)
    assert (order.reported_at, order.reporter_email) == (NINE, "jan@sklep.example")
    row.refresh_from_db()
    assert (row.state, row.order_id, row.settled_by, row.reason) == (PLACED, order.pk, desk.anna, "form_only")
    assert kinds(row) == ["mail.held", "mail.placed"]


def test_a_site_of_another_network_is_refused(desk, mailbox):
    elsewhere = make_site(make_desk("BUR").network, "777")
    with pytest.raises(Refused) as refused:
        place(hold(mailbox), site=elsewhere, by=actor(desk.anna), at=NINE)
    assert refused.value.code == "site_of_others"
    assert not Order.objects.exists()


def test_two_who_decide_at_once_make_one_order(desk, mailbox):
    row = hold(mailbox)
    stale = RawMail.objects.get(pk=row.pk)
    place(row, by=actor(desk.anna), at=NINE)
    with pytest.raises(Refused) as refused:
        place(stale, by=actor(desk.tomasz), at=NINE)
    assert refused.value.code == "held_settled"
    assert Order.objects.count() == 1


def test_what_a_stranger_wrote_is_written_down_and_he_gets_no_access(desk, mailbox):
    order = desk.assigned()
    row = hold(mailbox, "Proszę o szybką naprawę.", **about(order))
    attach(row, order, by=actor(desk.anna), at=NINE)
    message = order.messages.order_by("pk").last()
    assert message.text == "E-mail, nadawca: Ktoś <ktos@obcy.example>\n\nProszę o szybką naprawę."
    assert (message.inbound, message.channel, message.author) == (True, "mail", desk.anna)
    assert not Participant.objects.filter(order=order, email="ktos@obcy.example").exists()
    row.refresh_from_db()
    assert (row.state, row.order_id, row.settled_by) == (JOINED, order.pk, desk.anna)


def test_a_sender_of_the_network_speaks_for_himself_and_follows_the_order(desk, mailbox):
    make_contact(desk.site, emails=["anna@fala.example"])
    order = desk.assigned()
    row = hold(mailbox, "Nadal nie działa.", **about(order, "Anna <anna@fala.example>"))
    attach(row, order, by=actor(desk.anna), at=NINE)
    message = order.messages.order_by("pk").last()
    assert (message.text, message.author) == ("Nadal nie działa.", None)
    assert message.participant.email == "anna@fala.example"


@pytest.mark.parametrize("why", ["number_only", "conflict", "failed"])
def test_a_sender_whose_domain_denies_him_is_written_down_whoever_he_claims_to_be(desk, mailbox, why: str):
    """T02: whatever the mail was held for; one that the rules have never read is looked at now."""
    Mailbox.objects.filter(pk=mailbox.pk).update(trusted_servers=["mx.pomoc.example"])
    mailbox.refresh_from_db()
    make_contact(desk.site, emails=["anna@fala.example"])
    order = desk.assigned()
    forged = about(order, "Anna <anna@fala.example>") | {
        "authentication_results": "mx.pomoc.example; dmarc=fail header.from=fala.example"
    }
    if why == "conflict":
        take_in(mailbox, text_mail("Kasa."), received_at=NINE, at=NINE)
    row = hold(mailbox, "Zamknijcie to.", **forged)
    if why == "failed":
        RawMail.objects.filter(pk=row.pk).update(state=KEPT, reason="", verdict="", attempts=MOST_TRIES)
        RawMail.objects.filter(pk=row.pk).update(read_at=NINE - DAY)
        read_waiting(NINE)
        row.refresh_from_db()
    assert (row.reason, row.verdict) == (why, "failed" if why == "number_only" else "")
    attach(row, order, by=actor(desk.anna), at=NINE)
    row.refresh_from_db()
    assert order.messages.order_by("pk").last().author == desk.anna and row.verdict == "failed"
    assert not Participant.objects.filter(order=order, email="anna@fala.example").exists()


def test_whoever_may_not_speak_on_the_order_attaches_nothing_to_it(desk, mailbox):
    order = desk.assigned(level=Level.L3, technician=desk.olga)
    row = hold(mailbox, **about(order))
    with pytest.raises(OrderForbidden):
        attach(row, order, by=actor(desk.ewa), at=NINE)  # L1: the order is L3's
    other = make_desk("BUR").assigned()
    with pytest.raises(OrderForbidden):
        attach(row, other, by=actor(desk.anna), at=NINE)
    row.refresh_from_db()
    assert row.state == HELD


def test_dropping_needs_a_reason_and_can_be_taken_back(desk, mailbox):
    row = hold(mailbox)
    with pytest.raises(Refused) as refused:
        drop(row, reason="", by=actor(desk.anna), at=NINE)
    assert refused.value.code == "drop_reason"
    drop(row, reason="spam", by=actor(desk.anna), at=NINE)
    row.refresh_from_db()
    assert (row.state, row.dropped_as, row.reason) == (DROPPED, "spam", "form_only")
    restore(row, by=actor(desk.anna), at=NINE)
    row.refresh_from_db()
    assert (row.state, row.dropped_as, row.settled_by) == (HELD, "", None)
    assert kinds(row) == ["mail.held", "mail.dropped", "mail.restored"]


def test_of_many_dropped_at_once_those_that_somebody_took_stay(desk, mailbox):
    rows = [hold(mailbox, f"Kasa {n}", message_id=f"<{n}@x.example>") for n in range(3)]
    order = place(rows[1], by=actor(desk.anna), at=NINE)
    dropped = drop_all(rows, reason="double", by=actor(desk.anna), at=NINE)
    assert [row.pk for row in dropped] == [rows[0].pk, rows[2].pk]
    rows[1].refresh_from_db()
    assert (rows[1].state, rows[1].order_id) == (PLACED, order.pk)


def test_what_the_machine_dropped_people_cannot_bring_back_by_hand(desk, mailbox):
    own = take_in(mailbox, text_mail("x", **{"from": "fala@pomoc.example"}), received_at=NINE, at=NINE)
    assert own.state == DROPPED
    with pytest.raises(Refused):
        restore(own, by=MACHINE, at=NINE)


def test_strangers_managers_and_the_office_decide_nothing(desk, mailbox):
    row = hold(mailbox)
    others = make_desk("BUR")
    for person in (
        others.anna,
        others.tomasz,
        make_person("manager", supervises=[desk.network]),
        make_person("representative", represents=desk.network),
        make_person("administrator"),
    ):
        with pytest.raises(Forbidden):
            place(row, by=actor(person), at=NINE)
        with pytest.raises(Forbidden):
            drop(row, reason="spam", by=actor(person), at=NINE)
    with pytest.raises(Forbidden):
        drop(row, reason="spam", by=actor(desk.ewa), at=NINE)  # L1 helps, and throws nothing away
    assert not Order.objects.exists()


def test_the_table_of_rights_says_who_does_what(desk):
    here = desk.network.pk
    both = {Act.READ, Act.ATTACH, Act.PLACE}
    assert allowed(standing_of(desk.ewa.pk), here) == both
    assert allowed(standing_of(desk.tomasz.pk), here) == both | {Act.DROP}
    assert allowed(standing_of(desk.anna.pk), here) == both | {Act.DROP}
    assert allowed(standing_of(make_person("administrator").pk), here) == {Act.READ, Act.AGAIN, Act.RAW}
    assert allowed(standing_of(make_desk("BUR").anna.pk), here) == frozenset()
    assert allowed(None, here) == frozenset()


def test_nobody_sees_the_mail_of_a_network_that_is_not_his(desk, mailbox):
    row = hold(mailbox)
    assert mail_for(standing_of(desk.ewa.pk), row.pk) == row
    for person in (make_desk("BUR").anna, make_person("representative", represents=desk.network)):
        with pytest.raises(NoSuchMail):
            mail_for(standing_of(person.pk), row.pk)


def test_staff_sees_what_people_decide_and_only_the_office_what_the_rules_did(desk, mailbox):
    own = take_in(mailbox, text_mail("x", **{"from": "fala@pomoc.example"}), received_at=NINE, at=NINE)
    assert own not in mails_for(standing_of(desk.anna.pk))
    assert own in mails_for(standing_of(make_person("administrator").pk))


def test_what_is_read_again_after_a_mending_follows_the_rules_of_now(desk, mailbox):
    row = hold(mailbox)
    Mailbox.objects.filter(pk=mailbox.pk).update(policy=Policy.ACCEPT)
    with pytest.raises(Forbidden):
        replay([row], by=actor(desk.anna), at=NINE)
    row = RawMail.objects.get(pk=row.pk)
    (row,) = replay([row], by=actor(make_person("administrator")), at=NINE)
    assert (row.state, Order.objects.count()) == (PLACED, 1)
    replay([row], by=MACHINE, at=NINE)
    assert Order.objects.count() == 1
    assert kinds(row) == ["mail.held", "mail.read_again", "mail.read_again"]


def test_another_mail_under_a_known_id_stays_with_people_however_often_it_is_read(desk, mailbox):
    """An administrator who has a whole page read again makes no second order of what came twice."""
    Mailbox.objects.filter(pk=mailbox.pk).update(policy=Policy.ACCEPT)
    mailbox.refresh_from_db()
    take_in(mailbox, text_mail("Kasa."), received_at=NINE, at=NINE)
    row = hold(mailbox, "Inna kasa.")
    assert row.reason == "conflict"
    for state in (HELD, DROPPED):
        RawMail.objects.filter(pk=row.pk).update(state=state)
        (row,) = replay([row], by=actor(make_person("administrator")), at=NINE)
        assert (row.state, row.reason, Order.objects.count()) == (state, "conflict", 1)


def test_what_a_mail_may_belong_to_is_offered_the_likeliest_first(desk, mailbox):
    make_contact(desk.site, emails=["anna@fala.example"])
    named, followed = desk.report(), desk.report(reporter_email="anna@fala.example")
    row = hold(mailbox, **about(named, "Anna <anna@fala.example>"))
    offered = [(s.order, s.why) for s in suggested(row, [desk.network.pk])]
    assert offered == [(named, "number"), (followed, "sender")]
    assert suggested(row, []) == []


def test_what_waits_is_read_oldest_first_page_by_page_and_what_is_done_newest_first(
    desk, mailbox, monkeypatch
):
    monkeypatch.setattr("amberdesk.mail.waiting.PAGE", 2)
    rows = [hold(mailbox, f"Kasa {n}", message_id=f"<{n}@x.example>") for n in range(3)]
    seen = mails_for(standing_of(desk.anna.pk))
    first = waiting(seen)
    assert (first.mails, waiting(seen, after=first.next).mails) == (rows[:2], rows[2:])
    for n, row in enumerate(rows):
        drop(row, reason="spam", by=actor(desk.anna), at=NINE + n * HOUR)
    first = settled(seen, NINE + 9 * HOUR)
    assert (first.mails, settled(seen, NINE + 9 * HOUR, after=first.next).mails) == (
        [rows[2], rows[1]],
        [rows[0]],
    )
