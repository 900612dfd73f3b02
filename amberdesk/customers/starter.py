"""Categories for shop equipment, ready to use: what to try first, what to know before a hand-over. Pure data."""

from typing import Any

Text = dict[str, str]


def said(pl: str, en: str, uk: str) -> Text:
    return {"pl": pl, "en": en, "uk": uk}


def fact(code: str, pl: str, en: str, *, required: bool = True) -> dict[str, Any]:
    """Return something that the next level needs to know."""
    return {"code": code, "label": {"pl": pl, "en": en}, "required": required}


RESTARTED = fact(
    "restarted", "Czy urządzenie było wyłączone i włączone?", "Was the device switched off and on?"
)
MESSAGE = fact("message", "Treść komunikatu lub kod błędu", "Error message or code", required=False)
SINCE = fact("since", "Od kiedy i po czym wystąpiło?", "Since when, and after what?")
SCOPE = fact("scope", "Jedno stanowisko czy wszystkie?", "One place or all of them?")

POWER = said(
    "Sprawdź, czy urządzenie jest włączone i czy wtyczka siedzi w gniazdku.",
    "Check that the device is on and its plug sits in the socket.",
    "Перевірте, чи пристрій увімкнено і чи вилка щільно в розетці.",
)
OFF_AND_ON = said(
    "Wyłącz urządzenie, odczekaj 30 sekund i włącz je ponownie.",
    "Switch the device off, wait 30 seconds and switch it on again.",
    "Вимкніть пристрій, зачекайте 30 секунд і знову ввімкніть.",
)
CABLES = said(
    "Dociśnij przewody z obu stron: przy urządzeniu i przy komputerze kasy.",
    "Press the cables in at both ends: at the device and at the till's computer.",
    "Притисніть кабелі з обох боків: біля пристрою та біля комп’ютера каси.",
)
COMMON_SOLUTIONS = ["restart", "settings", "cable", "software", "replaced_device", "user_help", "no_fault"]

CATEGORIES: list[dict[str, Any]] = [
    {
        "code": "fiscal_printer",
        "name": said("Drukarka fiskalna", "Fiscal printer", "Фіскальний принтер"),
        "icon": "printer",
        "urgency": "high",
        "facts": [
            MESSAGE,
            RESTARTED,
            fact("paper", "Czy papier jest założony dobrą stroną?", "Is the paper in, the right way round?"),
            fact("daily_report", "Data ostatniego raportu dobowego", "Date of the last daily report"),
            SCOPE,
        ],
        "first_aid": [
            said(
                "Otwórz pokrywę i sprawdź papier: rolka na miejscu, papier śliską stroną do głowicy.",
                "Open the cover and check the paper: roll in place, glossy side to the print head.",
                "Відкрийте кришку й перевірте папір: рулон на місці, гладким боком до друкувальної головки.",
            ),
            OFF_AND_ON,
            CABLES,
            said(
                "Jeśli na wyświetlaczu jest komunikat o raporcie dobowym, wykonaj raport i spróbuj ponownie.",
                "If the display asks for the daily report, print it and try again.",
                "Якщо на дисплеї є запит на добовий звіт, зробіть звіт і спробуйте ще раз.",
            ),
        ],
        "solution_codes": [*COMMON_SOLUTIONS, "consumable", "fiscal_service"],
    },
    {
        "code": "till",
        "name": said("Kasa", "Till", "Каса"),
        "icon": "monitor",
        "urgency": "high",
        "facts": [MESSAGE, RESTARTED, SINCE, SCOPE],
        "first_aid": [
            POWER,
            said(
                "Zamknij program kasowy i uruchom go ponownie.",
                "Close the till program and start it again.",
                "Закрийте касову програму й запустіть її знову.",
            ),
            said(
                "Uruchom kasę ponownie z menu; nie wyłączaj jej przyciskiem w trakcie paragonu.",
                "Restart the till from its menu; do not press the power button during a receipt.",
                "Перезапустіть касу через меню; не вимикайте її кнопкою під час друку чека.",
            ),
        ],
        "solution_codes": COMMON_SOLUTIONS,
    },
    {
        "code": "payment_terminal",
        "name": said("Terminal płatniczy", "Payment terminal", "Платіжний термінал"),
        "icon": "credit-card",
        "urgency": "high",
        "facts": [
            MESSAGE,
            RESTARTED,
            fact("tid", "Numer terminala (TID)", "Terminal number (TID)"),
            fact("refused", "Odmowa dla jednej karty czy dla wszystkich?", "Refused for one card or all?"),
        ],
        "first_aid": [
            said(
                "Spróbuj innej karty; odmowa jednej karty to sprawa banku klienta.",
                "Try another card; one refused card is a matter for the customer's bank.",
                "Спробуйте іншу картку; відмова однієї картки — справа банку клієнта.",
            ),
            said(
                "Sprawdź, czy terminal ma zasięg lub wpięty kabel sieciowy (ikona na ekranie).",
                "Check that the terminal has signal or its network cable (icon on the screen).",
                "Перевірте, чи термінал має зв’язок або під’єднаний мережевий кабель (значок на екрані).",
            ),
            said(
                "Uruchom terminal ponownie: przytrzymaj żółty przycisk i kropkę albo wyjmij i włóż zasilanie.",
                "Restart the terminal: hold the yellow key and the dot, or unplug it and plug it in again.",
                "Перезапустіть термінал: утримуйте жовту кнопку й крапку або вийміть і вставте живлення.",
            ),
        ],
        "solution_codes": [*COMMON_SOLUTIONS, "third_party"],
    },
    {
        "code": "scales",
        "name": said("Waga", "Scales", "Ваги"),
        "icon": "scale",
        "urgency": "medium",
        "facts": [
            MESSAGE,
            RESTARTED,
            fact("verified_until", "Data ważności legalizacji", "Verification valid until", required=False),
            SCOPE,
        ],
        "first_aid": [
            said(
                "Zdejmij wszystko z szalki i sprawdź, czy nic jej nie dotyka.",
                "Take everything off the pan and check that nothing touches it.",
                "Зніміть усе з платформи й перевірте, чи нічого її не торкається.",
            ),
            said(
                "Wyzeruj wagę przyciskiem ->0<-.",
                "Set the scales to zero with the ->0<- key.",
                "Обнуліть ваги кнопкою ->0<-.",
            ),
            OFF_AND_ON,
        ],
        "solution_codes": [*COMMON_SOLUTIONS, "calibration"],
    },
    {
        "code": "label_printer",
        "name": said("Drukarka etykiet", "Label printer", "Принтер етикеток"),
        "icon": "tag",
        "urgency": "medium",
        "facts": [MESSAGE, RESTARTED, fact("media", "Rodzaj etykiet i taśmy", "Kind of labels and ribbon")],
        "first_aid": [
            said(
                "Załóż etykiety od nowa i zamknij głowicę, aż kliknie.",
                "Load the labels again and close the print head until it clicks.",
                "Заново вставте етикетки й закрийте головку до клацання.",
            ),
            said(
                "Przytrzymaj przycisk FEED, aż drukarka przesunie kilka etykiet.",
                "Hold FEED until the printer moves a few labels.",
                "Утримуйте кнопку FEED, доки принтер не протягне кілька етикеток.",
            ),
            OFF_AND_ON,
        ],
        "solution_codes": [*COMMON_SOLUTIONS, "consumable"],
    },
    {
        "code": "computer",
        "name": said("Komputer", "Computer", "Комп’ютер"),
        "icon": "laptop",
        "urgency": "medium",
        "facts": [
            MESSAGE,
            RESTARTED,
            SINCE,
            fact("user", "Nazwa użytkownika lub komputera", "User or computer name"),
        ],
        "first_aid": [
            said(
                "Zapisz pracę i uruchom komputer ponownie z menu Start.",
                "Save your work and restart the computer from the Start menu.",
                "Збережіть роботу й перезавантажте комп’ютер через меню «Пуск».",
            ),
            said(
                "Sprawdź, czy monitor, klawiatura i mysz są podłączone.",
                "Check that monitor, keyboard and mouse are connected.",
                "Перевірте, чи під’єднані монітор, клавіатура й миша.",
            ),
        ],
        "solution_codes": COMMON_SOLUTIONS,
    },
    {
        "code": "network",
        "name": said("Sieć i internet", "Network and internet", "Мережа та інтернет"),
        "icon": "wifi",
        "level": "L2",
        "urgency": "high",
        "facts": [
            SCOPE,
            SINCE,
            fact("lights", "Jakie diody świecą na routerze?", "Which lights are on at the router?"),
            fact(
                "operator",
                "Operator łącza i numer jego zgłoszenia",
                "Line operator and his ticket",
                required=False,
            ),
        ],
        "first_aid": [
            said(
                "Sprawdź, czy na routerze świecą się diody; jeśli nie, dociśnij zasilacz.",
                "Check that the router's lights are on; if not, press its power plug in.",
                "Перевірте, чи світяться індикатори на роутері; якщо ні, притисніть блок живлення.",
            ),
            said(
                "Odłącz router od prądu na minutę, włącz i odczekaj pięć minut.",
                "Unplug the router for a minute, plug it in and wait five minutes.",
                "Від’єднайте роутер від живлення на хвилину, увімкніть і зачекайте п’ять хвилин.",
            ),
        ],
        "solution_codes": [*COMMON_SOLUTIONS, "third_party"],
    },
    {
        "code": "server",
        "name": said("Serwer", "Server", "Сервер"),
        "icon": "server",
        "level": "L2",
        "urgency": "high",
        "not_for_l1": True,
        "facts": [
            SCOPE,
            SINCE,
            MESSAGE,
            fact("lights", "Jakie diody świecą na serwerze?", "Which lights are on at the server?"),
        ],
        "first_aid": [
            said(
                "Nie wyłączaj serwera. Sprawdź tylko, czy słychać wentylator i czy świeci się dioda zasilania.",
                "Do not switch the server off. Only check that its fan runs and the power light is on.",
                "Не вимикайте сервер. Перевірте лише, чи чути вентилятор і чи світиться індикатор живлення.",
            ),
        ],
        "solution_codes": [*COMMON_SOLUTIONS, "replaced_part"],
    },
    {
        "code": "scanner",
        "name": said("Skaner kodów", "Barcode scanner", "Сканер штрихкодів"),
        "icon": "scan-barcode",
        "urgency": "medium",
        "facts": [RESTARTED, SCOPE, fact("cordless", "Przewodowy czy bezprzewodowy?", "Corded or cordless?")],
        "first_aid": [
            said(
                "Przetrzyj szybkę skanera miękką ściereczką i zeskanuj inny towar.",
                "Wipe the scanner's window with a soft cloth and scan another product.",
                "Протріть скло сканера м’якою серветкою й відскануйте інший товар.",
            ),
            said(
                "Odłącz skaner na 10 sekund i podłącz go ponownie; bezprzewodowy odłóż do bazy.",
                "Unplug the scanner for 10 seconds and plug it in again; put a cordless one on its base.",
                "Від’єднайте сканер на 10 секунд і під’єднайте знову; бездротовий поставте на базу.",
            ),
        ],
        "solution_codes": COMMON_SOLUTIONS,
    },
    {
        "code": "other",
        "name": said("Coś innego", "Something else", "Щось інше"),
        "icon": "circle-question-mark",
        "urgency": "medium",
        "facts": [SINCE, MESSAGE],
        "first_aid": [POWER, OFF_AND_ON, CABLES],
        "solution_codes": COMMON_SOLUTIONS,
    },
]
