"""Ready answers of the demo company, as a Polish desk writes them to shops."""

from collections.abc import Mapping
from datetime import datetime

from amberdesk.customers.models import Category
from amberdesk.orders.actions.reply_template import keep_template
from amberdesk.outbox.actor import MACHINE

Texts = dict[str, str]


def keep_answers(categories: Mapping[str, Category], at: datetime) -> int:
    """Keep the ready answers of the desk; return how many there are."""
    for name, code, texts in ANSWERS:
        keep_template(name=name, text=texts, category=categories.get(code), by=MACHINE, at=at)
    return len(ANSWERS)


def said(pl: str, en: str, uk: str = "") -> Texts:
    return {"pl": pl, "en": en} | ({"uk": uk} if uk else {})


ANSWERS: list[tuple[str, str, Texts]] = [  # name, category's code or "", texts
    (
        "Biorę zgłoszenie",
        "",
        said(
            "Dzień dobry,\n\nzajmuję się zgłoszeniem {number} ({device}). Odezwę się, gdy tylko coś ustalę.\n\n{technician}",
            "Hello,\n\nI am working on order {number} ({device}). I will be in touch as soon as I know more.\n\n{technician}",
            "Добрий день,\n\nя займаюся заявкою {number} ({device}). Напишу, щойно щось з’ясую.\n\n{technician}",
        ),
    ),
    (
        "Proszę o zdjęcie",
        "",
        said(
            "Dzień dobry,\n\nproszę o zdjęcie ekranu albo wyświetlacza z komunikatem. Wystarczy zrobić je telefonem i dodać na "
            "stronie zgłoszenia, link jest w tej wiadomości.\n\n{technician}",
            "Hello,\n\nplease send a photo of the screen or display with the message. A phone picture is enough; add it on "
            "the order's page, the link is in this message.\n\n{technician}",
            "Добрий день,\n\nнадішліть, будь ласка, фото екрана або дисплея з повідомленням. Достатньо фото з телефону, "
            "додайте його на сторінці заявки за посиланням у цьому листі.\n\n{technician}",
        ),
    ),
    (
        "Nie mogę się dodzwonić",
        "",
        said(
            "Dzień dobry,\n\ndzwonię do placówki w sprawie zgłoszenia {number} i nikt nie odbiera. Kiedy i pod jakim numerem "
            "najlepiej zadzwonić?\n\n{technician}",
            "Hello,\n\nI have been calling about order {number} and nobody answers. When and at which number can I reach "
            "you?\n\n{technician}",
            "Добрий день,\n\nтелефоную щодо заявки {number}, але ніхто не відповідає. Коли і за яким номером краще "
            "зателефонувати?\n\n{technician}",
        ),
    ),
    (
        "Zamówiona część",
        "",
        said(
            "Dzień dobry,\n\nw urządzeniu „{device}” trzeba wymienić część. Jest już zamówiona, zwykle dociera w dwa dni "
            "robocze. Gdy przyjdzie, umówimy się na wymianę. Nic nie trzeba robić po Państwa stronie.\n\n{technician}",
            "Hello,\n\na part of “{device}” has to be replaced. It is on order and usually comes within two working days. "
            "We will arrange a visit then; there is nothing you have to do.\n\n{technician}",
            "Добрий день,\n\nу пристрої «{device}» треба замінити деталь. Її вже замовлено, зазвичай доставка триває два "
            "робочі дні. Потім домовимося про заміну, від вас нічого не потрібно.\n\n{technician}",
        ),
    ),
    (
        "Wizyta technika",
        "",
        said(
            "Dzień dobry,\n\nprzyjadę do placówki {site} w sprawie zgłoszenia {number}. Proszę, żeby na miejscu był ktoś, kto "
            "wpuści mnie na zaplecze, i żeby przy urządzeniu było wolne miejsce.\n\n{technician}",
            "Hello,\n\nI will come to {site} about order {number}. Please have somebody there who can let me into the back "
            "room, and keep the place around the device free.\n\n{technician}",
        ),
    ),
    (
        "Działa? Proszę o potwierdzenie",
        "",
        said(
            "Dzień dobry,\n\npo naszej stronie wszystko jest już zrobione. Proszę sprawdzić, czy „{device}” działa tak, jak "
            "powinno, i dać znać na stronie zgłoszenia.\n\n{technician}, {company}",
            "Hello,\n\neverything is done on our side. Please check that “{device}” works as it should and tell us on the "
            "order's page.\n\n{technician}, {company}",
            "Добрий день,\n\nз нашого боку все зроблено. Перевірте, будь ласка, чи «{device}» працює як слід, і повідомте "
            "на сторінці заявки.\n\n{technician}, {company}",
        ),
    ),
    (
        "Drukarka: papier i pokrywa",
        "fiscal_printer",
        said(
            "Dzień dobry,\n\nproszę otworzyć pokrywę drukarki i wyjąć rolkę. Papier musi schodzić śliską stroną do głowicy: "
            "gdy potrzeć go paznokciem, zostaje ciemna kreska. Potem zamknąć pokrywę z obu stron, aż kliknie, i wysunąć "
            "kawałek papieru klawiszem.\n\nJeżeli dalej nie drukuje, proszę napisać, co pokazuje wyświetlacz.\n\n{technician}",
            "Hello,\n\nplease open the printer's cover and take the roll out. The glossy side has to face the print head: a "
            "fingernail leaves a dark line on it. Close the cover on both sides until it clicks and feed some paper.\n\nIf it "
            "still does not print, tell me what the display says.\n\n{technician}",
        ),
    ),
    (
        "Drukarka: raport dobowy",
        "fiscal_printer",
        said(
            "Dzień dobry,\n\ndrukarka czeka na raport dobowy i do tego czasu nie przyjmie sprzedaży. Proszę zakończyć otwarty "
            "paragon, wykonać raport dobowy z programu kasowego i potwierdzić datę na drukarce. Raport warto robić co "
            "wieczór po zamknięciu.\n\n{technician}",
            "Hello,\n\nthe printer waits for its daily report and takes no sales until then. Please finish the open receipt, "
            "print the daily report from the till's program and confirm the date on the printer.\n\n{technician}",
        ),
    ),
    (
        "Kasa: ponowne uruchomienie",
        "till",
        said(
            "Dzień dobry,\n\nproszę dokończyć albo anulować otwarty paragon, zamknąć program kasowy, wyłączyć kasę i po "
            "minucie włączyć ją ponownie. Najpierw drukarka, potem kasa. Utarg z dziś nie zginie.\n\n{technician}",
            "Hello,\n\nplease finish or cancel the open receipt, close the till's program, switch the till off and after a "
            "minute on again: first the printer, then the till. Today's takings are safe.\n\n{technician}",
        ),
    ),
    (
        "Kasa: sprzedaż na drugim stanowisku",
        "till",
        said(
            "Dzień dobry,\n\nna czas naprawy proszę sprzedawać na drugiej kasie, a na tej wylogować kasjerkę i nie wyłączać "
            "komputera: łączę się zdalnie. Dam znać, gdy będzie można wrócić.\n\n{technician}",
            "Hello,\n\nplease sell at the other till meanwhile, sign the cashier out at this one and leave the computer on: I "
            "am connecting to it. I will tell you when you can go back.\n\n{technician}",
        ),
    ),
    (
        "Terminal: brak połączenia",
        "payment_terminal",
        said(
            "Dzień dobry,\n\nproszę odłączyć terminal od zasilania, odczekać minutę i podłączyć go ponownie. Gdy na ekranie "
            "pojawi się zegar, proszę zrobić transakcję próbną na 1 zł i ją zwrócić.\n\nDo tego czasu klienci mogą płacić na "
            "drugim terminalu albo gotówką.\n\n{technician}",
            "Hello,\n\nplease unplug the terminal, wait a minute and plug it in again. When the clock shows, make a test "
            "payment of 1 zł and refund it.\n\nUntil then customers can pay at the other terminal or in cash.\n\n{technician}",
        ),
    ),
    (
        "Terminal: zgłoszone operatorowi",
        "payment_terminal",
        said(
            "Dzień dobry,\n\nterminal ma usterkę po stronie operatora płatności. Zgłosiliśmy ją i pilnujemy terminu; operator "
            "może zadzwonić do sklepu. Proszę nie resetować terminala samemu.\n\n{technician}",
            "Hello,\n\nthe fault is on the payment operator's side. We have reported it and keep after it; the operator may "
            "call the shop. Please do not reset the terminal yourselves.\n\n{technician}",
        ),
    ),
    (
        "Waga: brak nowych cen",
        "scales",
        said(
            "Dzień dobry,\n\nwaga nie dostała nowych cen. Wysłałem je ponownie, powinny być za 10 minut. Proszę sprawdzić "
            "cenę jednego towaru z gazetki i dać znać, czy się zgadza. Jeśli nie, proszę na razie wbijać kod na kasie.\n\n"
            "{technician}",
            "Hello,\n\nthe scales did not get the new prices. I have sent them again; they should be there in 10 minutes. "
            "Please check one article of the leaflet. If it is wrong, enter the code at the till for now.\n\n{technician}",
        ),
    ),
    (
        "Waga: legalizacja",
        "scales",
        said(
            "Dzień dobry,\n\nwaga po naprawie wymaga ponownej legalizacji i do tego czasu nie może ważyć towaru przy "
            "kliencie. Proszę ją odłączyć i powiesić kartkę „nieczynna”. Termin legalizacji podamy tutaj.\n\n{technician}",
            "Hello,\n\nafter the repair the scales need to be verified again and must not weigh for customers until then. "
            "Please unplug them and hang up a note. We will write the date here.\n\n{technician}",
        ),
    ),
    (
        "Etykiety: przesunięty wydruk",
        "label_printer",
        said(
            "Dzień dobry,\n\nproszę wyjąć rolkę etykiet, założyć ją równo z prowadnicą i przytrzymać klawisz przesuwu przez "
            "trzy sekundy: drukarka zmierzy etykietę na nowo. Potem proszę wydrukować jedną próbną.\n\n{technician}",
            "Hello,\n\nplease take the roll out, put it in level with the guide and hold the feed key for three seconds: the "
            "printer measures the label anew. Then print one as a test.\n\n{technician}",
        ),
    ),
    (
        "Komputer: zdalne połączenie",
        "computer",
        said(
            "Dzień dobry,\n\nchcę połączyć się z komputerem w biurze. Proszę zapisać otwarte dokumenty, zostawić komputer "
            "włączony i przez pół godziny na nim nie pracować. Haseł nie potrzebuję i proszę ich nie wysyłać.\n\n{technician}",
            "Hello,\n\nI would like to connect to the office computer. Please save open documents, leave it on and do not use "
            "it for half an hour. I need no passwords, please send none.\n\n{technician}",
        ),
    ),
    (
        "Internet: restart routera",
        "network",
        said(
            "Dzień dobry,\n\nproszę odłączyć zasilanie routera na zapleczu (pudełko z antenami albo opisane „router”), "
            "odczekać minutę i podłączyć ponownie. Po pięciu minutach kontrolka internetu powinna świecić na zielono. "
            "Terminale i kasy wrócą same.\n\n{technician}",
            "Hello,\n\nplease unplug the router in the back room (the box with antennas or the label “router”), wait a minute "
            "and plug it in again. After five minutes its internet light should be green; terminals and tills come back by "
            "themselves.\n\n{technician}",
        ),
    ),
    (
        "Internet: awaria u operatora",
        "network",
        said(
            "Dzień dobry,\n\noperator potwierdził awarię w Państwa okolicy. Kasy sprzedają dalej bez internetu, a paragony "
            "wyślą się same po powrocie łącza. Terminale działają przez kartę SIM, płatność może trwać dłużej.\n\n{technician}",
            "Hello,\n\nthe provider has confirmed an outage in your area. The tills go on selling and send their receipts "
            "once the line is back. The terminals work over mobile data, payments may take longer.\n\n{technician}",
        ),
    ),
    (
        "Serwer: proszę nie wyłączać",
        "server",
        said(
            "Dzień dobry,\n\nproszę nie wyłączać serwera na zapleczu i nie odłączać zasilacza UPS, nawet jeśli piszczy. "
            "Pracujemy nad tym zdalnie. Kasy mogą przez chwilę działać wolniej.\n\n{technician}",
            "Hello,\n\nplease do not switch the server in the back room off, nor unplug the UPS, even if it beeps. We are "
            "working on it. The tills may be slow for a while.\n\n{technician}",
        ),
    ),
    (
        "Czytnik: kod ustawień",
        "scanner",
        said(
            "Dzień dobry,\n\nczytnik zgubił ustawienia. Proszę wydrukować załączony kod, zeskanować go raz i spróbować na "
            "towarze. Szybkę czytnika warto przetrzeć suchą ściereczką.\n\n{technician}",
            "Hello,\n\nthe scanner has lost its settings. Please print the code attached, scan it once and try an article. "
            "Wiping its window with a dry cloth helps too.\n\n{technician}",
        ),
    ),
    (
        "Zapytanie: proszę o szczegóły",
        "other",
        said(
            "Dzień dobry,\n\nżeby trafić od razu do właściwej osoby, proszę dopisać: którego stanowiska to dotyczy, co dokładnie "
            "widać na ekranie i od kiedy tak jest.\n\n{technician}",
            "Hello,\n\nto reach the right person at once, please add: which place it is about, what exactly the screen shows "
            "and since when.\n\n{technician}",
        ),
    ),
]
