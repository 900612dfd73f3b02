"""Mail that machines write, and mail of people that looks as if they did."""

from collections.abc import Iterator

from tests.mail.samples.building import Sample, mail, part, several, text_mail

RETURNED = "From: serwis@pomoc.example\nTo: jan@sklep.example\nSubject: FAL-26-004217-1\nMessage-ID: <b1@pomoc.example>\n"
MAILER = {
    "from": "Mail Delivery System <MAILER-DAEMON@mx.example>",
    "return_path": "<>",
    "subject": "Undelivered Mail Returned to Sender",
}

AWAY = {
    "exchange-pl": {
        "subject": "Odpowiedź automatyczna: FAL-26-004217-1",
        "x_auto_response_suppress": "All",
        "auto_submitted": "auto-generated",
    },
    "exchange-en": {"subject": "Automatic reply: FAL-26-004217-1"},
    "exchange-uk": {"subject": "Автоматична відповідь: FAL-26-004217-1"},
    "gmail": {
        "subject": "Poza biurem Re: FAL-26-004217-1",
        "auto_submitted": "auto-replied",
        "precedence": "bulk",
        "x_autoreply": "yes",
    },
    "sieve": {"subject": "Urlop", "auto_submitted": "auto-replied (vacation)"},
    "old": {"subject": "Nieobecność", "precedence": "auto_reply"},
    "out-of-office": {"subject": "Out of Office: till 2"},
}
LISTS = {
    "mailman": {"list_id": "<sprzet.listy.example>", "precedence": "list"},
    "newsletter": {"list_unsubscribe": "<https://sklep.example/x>", "precedence": "bulk"},
    "junk": {"precedence": "junk"},
}
ROBOTS = {  # they report, but nobody answers them
    "monitoring": {"auto_submitted": "auto-generated", "subject": "PROBLEM: kasa 2 offline"},
    "no-reply": {"from": "Konto <no-reply@uslugi.example>"},
    "nobody": {"return_path": "<>"},
    "scanner": {"x_auto_response_suppress": "OOF, AutoReply"},
}
PEOPLE = {
    "undeliverable-goods": {"subject": "Niedostarczone kasy do sklepu 12"},
    "delivery-failure-of-goods": {"subject": "Delivery failure: printer not delivered"},
    "auto-in-the-subject": {"subject": "Automatyczna odpowiedz kasy nie dziala", "precedence": "first-class"},
    "not-automatic": {"auto_submitted": "no", "subject": "Kasa 2"},
    "urgent": {"x_priority": "1", "importance": "high", "subject": "PILNE"},
}


def samples() -> Iterator[Sample]:
    yield from _bounces()
    for name, fields in AWAY.items():
        yield Sample(
            f"away-{name}",
            text_mail("Wrócę w poniedziałek.", in_reply_to="<b1@pomoc.example>", **fields),
            {"kind": "away", "human": False},
        )
    for name, fields in LISTS.items():
        yield Sample(
            f"list-{name}", text_mail("Nowości.", **fields), {"kind": "mailing_list", "human": False}
        )
    for name, fields in ROBOTS.items():
        yield Sample(
            f"robot-{name}", text_mail("Kasa 2 nie odpowiada.", **fields), {"kind": "", "human": False}
        )
    for name, fields in PEOPLE.items():
        yield Sample(
            f"person-{name}",
            text_mail("Proszę o pomoc.", **fields),
            {"kind": "", "human": True, "new": "Proszę o pomoc."},
        )
    yield Sample("own", text_mail("x", **{"from": "serwis@pomoc.example"}), {"kind": "own"})
    yield Sample("loop", text_mail("x", x_loop="serwis@pomoc.example"), {"kind": "loop"})
    stations = b"Received: from a by b; Thu, 19 Nov 2026 14:05:00 +0100\r\n" * 60
    yield Sample("many-stations", stations + text_mail("x"), {"kind": "loop"})
    abuse = _report("feedback-report", "Feedback-Type: abuse\nUser-Agent: x/1\nVersion: 1\n", "Skarga.")
    yield Sample("abuse", mail(abuse, subject="FW: oferta"), {"kind": "abuse_report", "human": False})
    read = _report(
        "disposition-notification",
        "Final-Recipient: rfc822;jan@sklep.example\nDisposition: manual-action; displayed\n",
        "Przeczytano.",
    )
    yield Sample("read", mail(read, subject="Przeczytano: Kasa"), {"kind": "read_receipt", "human": False})


def _report(kind: str, told: str, text: str, returned: str = RETURNED) -> bytes:
    pieces = [part(text), part(told, f"message/{kind}"), part(returned, "text/rfc822-headers")]
    return several(pieces, "report", more=f"; report-type={kind}")


def _dsn(action: str, status: str, more: str = "") -> bytes:
    told = (
        "Reporting-MTA: dns; mx.example\nArrival-Date: Thu, 19 Nov 2026 14:05:00 +0100\n\n"
        f"Final-Recipient: rfc822; jan@sklep.example\n{more}Action: {action}\nStatus: {status}\n"
        "Diagnostic-Code: smtp; 550 5.1.1 unknown\n"
    )
    return _report("delivery-status", told, "Nie udało się.")


def _bounces() -> Iterator[Sample]:
    back = {
        "kind": "bounce",
        "human": False,
        "bounced": ["jan@sklep.example"],
        "original": "<b1@pomoc.example>",
    }
    yield Sample("bounce-postfix", mail(_dsn("failed", "5.1.1"), **MAILER), {**back, "status": "5.1.1"})
    more = "Original-Recipient: rfc822;ewa@sklep.example\n"
    yield Sample(
        "bounce-forwarded",
        mail(_dsn("failed", "5.2.2", more), **MAILER),
        {**back, "bounced": ["ewa@sklep.example"], "status": "5.2.2"},
    )
    yield Sample("bounce-delayed", mail(_dsn("delayed", "4.4.1"), **MAILER), {**back, "kind": "delayed"})
    yield Sample(
        "bounce-delivered",
        mail(_dsn("delivered", "2.0.0"), **MAILER),
        {"kind": "delayed", "human": False, "bounced": None},
    )
    two = (
        "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; jan@sklep.example\nAction: failed\nStatus: 5.1.1\n\n"
        "Final-Recipient: rfc822; ewa@sklep.example\nAction: failed\nStatus: 5.1.1\n"
    )
    yield Sample(
        "bounce-two",
        mail(_report("delivery-status", two, "x"), **MAILER),
        {**back, "bounced": ["jan@sklep.example", "ewa@sklep.example"]},
    )
    whole = several(
        [part("x"), part("Final-Recipient: rfc822; jan@sklep.example\nAction: failed\nStatus: 5.0.0\n", "message/delivery-status"),
         b"Content-Type: message/rfc822\r\n\r\n" + RETURNED.replace("\n", "\r\n").encode() + b"\r\nKasa"],
        "report", more="; report-type=delivery-status",
    )  # fmt: skip
    yield Sample("bounce-with-the-mail", mail(whole, **MAILER), back)
    for name, fields, text in _WITHOUT_REPORT:
        yield Sample(f"bounce-{name}", text_mail(text, **fields), back)


_WITHOUT_REPORT: tuple[tuple[str, dict[str, str], str], ...] = (
    (
        "exim",
        {"from": "Mail Delivery System <Mailer-Daemon@mx.example>", "x_failed_recipients": "jan@sklep.example",
         "auto_submitted": "auto-replied", "subject": "Mail delivery failed: returning message to sender"},
        "This message was created automatically by mail delivery software.\n\n  jan@sklep.example\n"
        "    host mx.sklep.example [192.0.2.1]\n    SMTP error: 550 5.1.1 User unknown\n\n"
        f"------ This is a copy of the message ------\n\n{RETURNED}",
    ),
    (
        "qmail",
        {"from": "MAILER-DAEMON@mx.example", "return_path": "<>", "subject": "failure notice"},
        "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message.\n\n"
        "<jan@sklep.example>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 5.1.1 unknown\n\n"
        f"--- Below this line is a copy of the message.\n\n{RETURNED}",
    ),
    (
        "exchange-pl",
        {"from": "Microsoft Outlook <postmaster@firma.example>", "return_path": "<>", "subject": "Nie można dostarczyć: FAL-26-004217-1",
         "in_reply_to": "<b1@pomoc.example>"},
        "Nie można było dostarczyć wiadomości do następujących adresatów:\n\njan@sklep.example\n\n"
        "Nie znaleziono adresata.\n\nRemote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound'\n",
    ),
    (
        "sendmail",
        {"from": "Mail Delivery Subsystem <MAILER-DAEMON@mx.example>", "return_path": "<>", "subject": "Returned mail: User unknown"},
        "   ----- The following addresses had permanent fatal errors -----\n<jan@sklep.example>\n"
        f"    (reason: 550 5.1.1 <jan@sklep.example>... User unknown)\n\n   ----- Original message follows -----\n\n{RETURNED}",
    ),
)  # fmt: skip
