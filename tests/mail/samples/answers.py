"""Answers as mail programs write them: what is new, what is quoted."""

from collections.abc import Iterator

from tests.mail.samples.building import Sample, html_mail, text_mail

NEW = {"pl": "Dziękuję, działa.", "en": "Thank you, it works.", "uk": "Дякую, працює."}
ASKED = {"pl": "Proszę o restart kasy.", "en": "Please restart the till.", "uk": "Перезапустіть касу."}

WAYS: dict[str, dict[str, str]] = {
    "pl": {
        "gmail": "W dniu czw., 19 lis 2026 o 14:05 Serwis IT <serwis@example.pl> napisał(a):\n\n> {asked}\n> Pozdrawiam\n",
        "gmail-wrapped": "czw., 19 lis 2026 o 14:05 Serwis IT Bardzo Długa Nazwa <serwis.bardzo.dlugi@example.pl>\n"
        "napisał(a):\n\n> {asked}\n",
        "gmail-newer": "czw., 19 lis 2026 o 14:05 Serwis IT <serwis@example.pl> napisał(a):\n\n> {asked}\n",
        "gmail-old": "Użytkownik Serwis IT <serwis@example.pl> napisał:\n\n> 19.11.2026 14:05\n> {asked}\n",
        "thunderbird": "W dniu 19.11.2026 o 14:05, Serwis IT pisze:\n> {asked}\n",
        "thunderbird-old": "W dniu 2026-11-19 o 14:05, Serwis IT pisze:\n> {asked}\n",
        "outlook": "Od: Serwis IT <serwis@example.pl>\nWysłano: czwartek, 19 listopada 2026 14:05\n"
        "Do: Jan Kowalski <jan@example.pl>\nTemat: [ZG-20418] Kasa\n\n{asked}\n",
        "outlook-web": "________________________________\nOd: Serwis IT <serwis@example.pl>\n"
        "Wysłane: czwartek, 19 listopada 2026 14:05\nDo: Jan Kowalski\nTemat: Kasa\n\n{asked}\n",
        "outlook-bold": "*Od:* Serwis IT <serwis@example.pl>\n*Wysłano:* czwartek, 19 listopada 2026 14:05\n*Do:* Jan\n"
        "*Temat:* Kasa\n\n{asked}\n",
        "outlook-original": "-----Wiadomość oryginalna-----\nOd: Serwis IT\nWysłano: 19 listopada 2026 14:05\nDo: Jan\n"
        "Temat: Kasa\n\n{asked}\n",
        "outlook-original-old": "-----Original Message-----\nFrom: Serwis IT\nSent: 19 listopada 2026 14:05\nTo: Jan\n"
        "Subject: Kasa\n\n{asked}\n",
        "wp": "Dnia 19 listopada 2026 14:05 Serwis IT <serwis@example.pl> napisał(a):\n\n{asked}\n",
        "o2": "Dnia czwartek, 19 listopada 2026 14:05 Serwis IT napisał(a):\n> {asked}\n",
        "onet": "W dniu 2026-11-19 14:05:11 użytkownik Serwis IT <serwis@example.pl> napisał:\n\n> {asked}\n",
        "interia": 'Od: "Serwis IT" <serwis@example.pl>\nDo: "Jan" <jan@example.pl>;\nWysłane: 14:05 Czwartek 2026-11-19\n'
        "Temat: Kasa\n\n> {asked}\n",
        "apple": "> Wiadomość napisana przez Serwis IT <serwis@example.pl> w dniu 19 lis 2026, o godz. 14:05:\n> \n> {asked}\n",
        "iphone": "Wiadomość napisana przez Serwis IT w dniu 19.11.2026, o godz. 14:05:\n\n> {asked}\n",
        "samsung": "-------- Oryginalna wiadomość --------\nOd: Serwis IT <serwis@example.pl>\nData: 19.11.2026 14:05 (GMT+01:00)\n"
        "Do: Jan <jan@example.pl>\nTemat: Kasa\n\n{asked}\n",
        "roundcube": "W dniu 2026-11-19 14:05, Serwis IT napisał(a):\n> {asked}\n",
        "our-line": "##- Prosimy pisać powyżej tej linii -##\n\n{asked}\n",
    },
    "en": {
        "gmail": "On Thu, Nov 19, 2026 at 2:05 PM Service Desk <serwis@example.pl> wrote:\n\n> {asked}\n",
        "gmail-wrapped": "On Thu, Nov 19, 2026 at 2:05 PM Service Desk With A Long Name <\nserwis@example.pl> wrote:\n\n> {asked}\n",
        "thunderbird": "On 19/11/2026 14:05, Service Desk wrote:\n> {asked}\n",
        "apple": "> On 19 Nov 2026, at 14:05, Service Desk <serwis@example.pl> wrote:\n> \n> {asked}\n",
        "outlook": "From: Service Desk <serwis@example.pl>\nSent: Thursday, November 19, 2026 2:05 PM\n"
        "To: John <john@example.pl>\nSubject: Till\n\n{asked}\n",
        "outlook-phone": "________________________________\nFrom: Service Desk <serwis@example.pl>\n"
        "Sent: Thursday, November 19, 2026 2:05:00 PM\nTo: John\nSubject: Till\n\n{asked}\n",
        "outlook-original": "-----Original Message-----\nFrom: Service Desk\nSent: 19 November 2026 14:05\nTo: John\n"
        "Subject: Till\n\n{asked}\n",
        "mac-outlook": "From: Service Desk <serwis@example.pl>\nDate: Thursday, 19 November 2026 at 14:05\nTo: John\n"
        "Subject: Till\n\n{asked}\n",
        "samsung": "-------- Original message --------\nFrom: Service Desk\nDate: 19/11/2026 14:05 (GMT+01:00)\nTo: John\n"
        "Subject: Till\n\n{asked}\n",
        "proton": "------- Original Message -------\nOn Thursday, November 19th, 2026 at 2:05 PM, Service Desk wrote:\n\n> {asked}\n",
        "yahoo": "On Thursday, 19 November 2026, 14:05:00 CET, Service Desk <serwis@example.pl> wrote:\n\n{asked}\n",
    },
    "uk": {
        "gmail": "чт, 19 лист. 2026 р. о 14:05 Сервіс <serwis@example.pl> пише:\n\n> {asked}\n",
        "gmail-wrapped": "чт, 19 лист. 2026 р. о 14:05 Сервіс Дуже Довга Назва <serwis.bardzo@example.pl>\nпише:\n\n> {asked}\n",
        "thunderbird": "19.11.26 14:05, Сервіс пише:\n> {asked}\n",
        "apple": "> 19 лист. 2026 р. о 14:05 Сервіс <serwis@example.pl> пише:\n> \n> {asked}\n",
        "outlook": "Від: Сервіс <serwis@example.pl>\nНадіслано: четвер, 19 листопада 2026 р. 14:05\nКому: Олена\n"
        "Тема: Каса\n\n{asked}\n",
        "outlook-web": "________________________________\nВід: Сервіс <serwis@example.pl>\n"
        "Надіслано: 19 листопада 2026 р. 14:05\nКому: Олена\nТема: Каса\n\n{asked}\n",
        "samsung": "-------- Вихідне повідомлення --------\nВід: Сервіс\nДата: 19.11.26 14:05 (GMT+01:00)\nКому: Олена\n"
        "Тема: Каса\n\n{asked}\n",
        "ukrnet": "19 листопада 2026, 14:05:00, від Сервіс <serwis@example.pl> написав(ла):\n\n> {asked}\n",
    },
}

SIGNATURES = {
    "iphone": ("pl", "Wysłane z iPhone'a"),
    "android": ("pl", "Pobierz aplikację Outlook dla systemu Android"),
    "samsung": ("pl", "Wysłane z urządzenia Galaxy"),
    "wp-app": ("pl", "Wysłane z aplikacji mobilnej WP Poczta"),
    "greeting": ("pl", "Pozdrawiam\nJan Kowalski\nkierownik sklepu\ntel. 600 100 200"),
    "formal": ("pl", "Z poważaniem,\nJan Kowalski\n\nSklep 12, ul. Długa 1"),
    "delimiter": ("pl", "-- \nJan Kowalski\nSklep 12"),
    "en-iphone": ("en", "Sent from my iPhone"),
    "en-outlook": ("en", "Get Outlook for iOS"),
    "en-regards": ("en", "Kind regards,\nJohn Smith\nShop 12"),
    "uk-regards": ("uk", "З повагою,\nОлена\nМагазин 12"),
    "uk-iphone": ("uk", "Надіслано з iPhone"),
}

RICH = {
    "gmail": '<div dir="ltr">Dziękuję, działa.</div><br><div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
    'czw., 19 lis 2026 o 14:05 Serwis IT &lt;<a href="mailto:serwis@example.pl">serwis@example.pl</a>&gt; napisał(a):<br>'
    '</div><blockquote class="gmail_quote" style="margin:0 0 0 .8ex">Proszę o restart kasy.</blockquote></div>',
    "outlook": '<html><head><style>p.MsoNormal{margin:0}</style></head><body><div class="WordSection1">'
    '<p class="MsoNormal">Dziękuję, działa.<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p>'
    '<div style="border-top:solid #E1E1E1 1.0pt"><p class="MsoNormal"><b>Od:</b> Serwis IT &lt;serwis@example.pl&gt; <br>'
    "<b>Wysłano:</b> czwartek, 19 listopada 2026 14:05<br><b>Do:</b> Jan Kowalski<br><b>Temat:</b> Kasa<o:p></o:p></p></div>"
    '<p class="MsoNormal">Proszę o restart kasy.</p></div></body></html>',
    "outlook-web": '<div>Dziękuję, działa.</div><div id="appendonsend"></div><hr style="width:98%"><div id="divRplyFwdMsg">'
    "<b>Od:</b> Serwis IT &lt;serwis@example.pl&gt;<br><b>Wysłane:</b> 19 listopada 2026 14:05<br><b>Do:</b> Jan<br>"
    "<b>Temat:</b> Kasa</div><div>Proszę o restart kasy.</div>",
    "thunderbird": '<p>Dziękuję, działa.</p><div class="moz-cite-prefix">W dniu 19.11.2026 o 14:05, Serwis IT pisze:<br></div>'
    '<blockquote type="cite" cite="mid:x@y"><p>Proszę o restart kasy.</p></blockquote>',
    "apple": '<div>Dziękuję, działa.</div><div><br><blockquote type="cite"><div>Wiadomość napisana przez Serwis IT &lt;'
    "serwis@example.pl&gt; w dniu 19 lis 2026, o godz. 14:05:</div><br><div>Proszę o restart kasy.</div></blockquote></div>",
    "yahoo": "<div>Dziękuję, działa.</div><div>W dniu czwartek, 19 listopada 2026 14:05:00 CET Serwis IT &lt;serwis@example.pl&gt;"
    " napisał(a):<br><br>Proszę o restart kasy.</div>",
}

WHOLE = {  # nothing in them is quoted
    "a-day-is-no-quote": "Dnia 19 listopada kasa przestała działać.\nOd rana nie drukuje.\nTemat: paragony.",
    "from-when-till-when": "Sklep czynny:\nOd: 8:00\nDo: 16:00\nKasa nie działa.",
    "a-name-writes": "Pani Ewa pisze: kasa nie działa.\nProszę przyjechać.",
    "dashes": "Kasa 1\n--------\nnie drukuje\n--------\nKasa 2\ndziała",
    "on-and-on": "On Monday it stopped.\nOn Tuesday it worked.\nOn Wednesday it stopped again.",
}


def samples() -> Iterator[Sample]:
    for language, ways in WAYS.items():
        for name, quote in ways.items():
            yield _answer(f"answer-{language}-{name}", language, quote.format(asked=ASKED[language]))
    for name, (language, signature) in SIGNATURES.items():
        quote = WAYS[language]["gmail"].format(asked=ASKED[language])
        yield _answer(f"signed-{name}", language, quote, signature)
    for name, html in RICH.items():
        yield Sample(
            f"rich-{name}",
            html_mail(html, subject="Re: Kasa 2", in_reply_to="<b1@pomoc.example>"),
            {"subject": "Re: Kasa 2", "new": NEW["pl"], "quoted": ASKED["pl"]},
        )
    for name, text in WHOLE.items():
        yield Sample(f"whole-{name}", text_mail(text + "\n"), {"new": text, "quoted": ""})
    yield from _orders_of_pieces()


def _answer(name: str, language: str, quote: str, signature: str = "") -> Sample:
    text = f"{NEW[language]}\n\n{signature}\n\n{quote}" if signature else f"{NEW[language]}\n\n{quote}"
    expected = {
        "new": NEW[language],
        "quoted": ASKED[language],
        "signature": signature,
        "subject": "Re: Kasa 2",
    }
    return Sample(name, text_mail(text, subject="Re: Kasa 2", in_reply_to="<b1@pomoc.example>"), expected)


def _orders_of_pieces() -> Iterator[Sample]:
    said = "W dniu 19.11.2026 o 14:05, Serwis IT pisze:\n"
    answer = {"subject": "Re: Kasa 2", "in_reply_to": "<b1@pomoc.example>"}
    yield Sample(
        "below-the-quote",
        text_mail(f"{said}> Proszę o restart kasy.\n\nZrobione, działa.\n", **answer),
        {"new": "Zrobione, działa.", "quoted": "Proszę o restart kasy."},
    )
    yield Sample(
        "between-the-quotes",
        text_mail(f"{said}> Czy drukuje?\nTak.\n> Czy skanuje?\nNie.\n", **answer),
        {"new": "Tak.\n\nNie.", "quoted": "Czy skanuje?"},
    )
    yield Sample(
        "quote-alone",
        text_mail(f"{said}> Proszę o restart.\n", **answer),
        {"new": "", "quoted": "Proszę o restart."},
    )
    forwarded = (
        "---------- Forwarded message ---------\nOd: Ewa <ewa@sklep.example>\nDate: czw., 19 lis 2026 o 14:05\n"
        "Subject: Kasa\nTo: Jan\n\nKasa nie drukuje."
    )
    yield Sample(
        "forwarded-alone",
        text_mail(forwarded + "\n", subject="Fwd: Kasa"),
        {"subject": "Fwd: Kasa", "new": forwarded, "quoted": ""},
    )
    yield Sample(
        "forwarded-with-a-word",
        text_mail(f"Proszę o pomoc.\n\n{forwarded}\n", subject="PD: Kasa"),
        {"new": "Proszę o pomoc.", "quoted": "Kasa nie drukuje."},
    )
