"""Who writes to a mailbox that takes the form only is told so: politely, rarely, with the right link, and only people."""

import pytest

from amberdesk.mail.actions.keep import add_mailbox
from amberdesk.mail.actions.take_in import take_in
from amberdesk.mail.machines import is_automatic
from amberdesk.mail.matching import Policy
from amberdesk.mail.models import HELD, PLACED, Mailbox, OutgoingMail, RawMail
from amberdesk.mail.parse import parse
from amberdesk.orders.access import site_key
from amberdesk.outbox.deliver import fan_out, run_lane
from tests.factories import NINE, make_contact
from tests.mail.samples import machines
from tests.mail.samples.building import text_mail
from tests.orders.shop import DAY, HOUR

pytestmark = pytest.mark.django_db
JAN = "jan@sklep.example"


@pytest.fixture
def mailbox(desk):
    return add_mailbox(desk.network, address="fala@pomoc.example", policy=Policy.FORM_ONLY)


def come(mailbox, raw: bytes, at=NINE) -> RawMail:
    row = take_in(mailbox, raw, received_at=at, at=at)
    while fan_out(at) + run_lane("mail", at):
        pass
    row.refresh_from_db()
    return row


def told(to: str = JAN) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(recipient=to).order_by("pk"))


def test_the_sender_is_pointed_to_the_form_and_his_mail_waits(mailbox):
    row = come(mailbox, text_mail("Kasa nie działa.", subject="Tajny temat", message_id="<1@sklep.example>"))
    (letter,) = told()
    assert (row.state, row.pointed_at is not None) == (HELD, True)
    assert letter.subject == "Nowe zgłoszenia przyjmujemy przez formularz"
    assert "przez formularz" in letter.text and "Tej wiadomości nie straciliśmy" in letter.text
    assert "http://localhost" in letter.text
    assert "Tajny" not in letter.text + letter.html + letter.subject  # nothing that somebody typed goes out
    assert "Kasa" not in letter.text + letter.html
    assert letter.automatic
    assert (letter.sender, letter.answers) == ("fala@pomoc.example", "<1@sklep.example>")


def test_one_sender_has_one_answer_a_day_whatever_he_writes(mailbox):
    for n in range(4):
        come(mailbox, text_mail(f"Kasa {n}", message_id=f"<{n}@sklep.example>"), at=NINE + n * HOUR)
    assert len(told()) == 1
    come(mailbox, text_mail("Kasa 9", message_id="<9@sklep.example>"), at=NINE + DAY)
    assert len(told()) == 2
    assert RawMail.objects.filter(state=HELD).count() == 5


@pytest.mark.parametrize(
    "fields",
    [
        {"auto_submitted": "auto-replied"},
        {"auto_submitted": "auto-generated"},
        {"precedence": "bulk"},
        {"list_id": "<x.example>"},
        {"from": "no-reply@sklep.example"},
        {"return_path": "<>"},
    ],
)
def test_a_machine_is_never_answered(mailbox, fields):
    come(mailbox, text_mail("Kasa nie działa.", **fields))
    assert not OutgoingMail.objects.exists()


def test_no_bounce_report_or_list_of_any_kind_is_answered(mailbox):
    written = [s.raw for s in machines.samples() if is_automatic(parse(s.raw))]
    for raw in written:
        come(mailbox, raw)
    assert len(written) > 15 and not OutgoingMail.objects.exists()


def test_whom_a_liar_names_as_the_sender_hears_nothing(mailbox):
    Mailbox.objects.filter(pk=mailbox.pk).update(trusted_servers=["mx.pomoc.example"])
    mailbox.refresh_from_db()
    proof = "mx.pomoc.example; dmarc=fail header.from=sklep.example"
    come(mailbox, text_mail("Kasa.", authentication_results=proof))
    assert told() == []


def test_a_sender_of_a_known_shop_gets_his_shops_own_link_in_his_language(desk, mailbox):
    make_contact(desk.site, emails=[JAN], language="uk")
    come(mailbox, text_mail("Kasa nie działa."))
    (letter,) = told()
    assert f"/s/{site_key(desk.site)}/" in letter.text
    assert letter.subject == "Нові заявки приймаємо через форму"


def test_the_office_has_its_own_words_and_the_networks_own_form(mailbox):
    words = {"pl": "Prosimy o formularz w intranecie.\n\nTak jest szybciej.", "en": "Please use the form."}
    Mailbox.objects.filter(pk=mailbox.pk).update(wording=words, form_address="https://fala.example/formularz")
    mailbox.refresh_from_db()
    come(mailbox, text_mail("Kasa nie działa."))
    text = told()[0].text
    assert "intranecie.\n\nTak jest szybciej." in text and "https://fala.example/formularz" in text
    assert "Na ten adres" not in text


def test_a_mailbox_that_accepts_and_points_says_so_in_the_confirmation_alone(desk, mailbox):
    Mailbox.objects.filter(pk=mailbox.pk).update(policy=Policy.ACCEPT_AND_POINT)
    mailbox.refresh_from_db()
    row = come(mailbox, text_mail("Kasa nie działa."))
    (letter,) = told()
    assert row.state == PLACED
    assert "Zarejestrowaliśmy zgłoszenie" in letter.text
    assert "Następnym razem najszybciej będzie przez formularz." in letter.text


def test_a_mailbox_that_accepts_points_nowhere(mailbox):
    Mailbox.objects.filter(pk=mailbox.pk).update(policy=Policy.ACCEPT)
    mailbox.refresh_from_db()
    come(mailbox, text_mail("Kasa nie działa."))
    assert "formularz" not in told()[0].text
