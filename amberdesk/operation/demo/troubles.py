"""What breaks in shops, and what becomes of it. Pure data."""

from typing import NamedTuple


class Trouble(NamedTuple):
    """A report as shops make them. `way`: levels it goes through ("1", "12", "121", "123", "2", "3")."""

    category: str
    impact: str
    subject: str
    text: str
    answer: str
    solution: str
    code: str
    way: str = "1"
    question: str = ""
    reaction: str = ""  # the shop's answer to the question
    minutes: int = 20
    kind: str = ""


TROUBLES = (
    Trouble("fiscal_printer", "medium", "Drukarka nie drukuje paragonów",
            "Od rana drukarka przy kasie 2 nie drukuje paragonów, miga czerwona lampka.",
            "Dzień dobry, proszę otworzyć pokrywę i sprawdzić, czy rolka jest założona śliską stroną do góry.",
            "Rolka była założona odwrotnie. Po przełożeniu drukuje poprawnie.", "user_help", minutes=12),
    Trouble("fiscal_printer", "high", "Raport dobowy się nie zamyka",
            "Przy raporcie dobowym wyskakuje błąd 37 i kasa stoi. Kolejka klientów.",
            "Już patrzę. Proszę nie wyłączać drukarki z prądu.",
            "Odblokowano pamięć podręczną drukarki i wykonano zaległy raport dobowy.", "settings", "12",
            "Jaką datę ma ostatni wydrukowany raport dobowy?", "Przedwczoraj, 19:52.", 55),
    Trouble("fiscal_printer", "medium", "Blade wydruki, klienci proszą o duplikaty",
            "Paragony są prawie nieczytelne, chociaż rolka jest nowa.",
            "Proszę przetrzeć głowicę suchą ściereczką, zgodnie z naklejką pod pokrywą.",
            "Wymieniono głowicę drukującą na miejscu, kontrast ustawiony fabrycznie.", "replaced_device", "12", minutes=70),
    Trouble("payment_terminal", "medium", "Terminal nie łączy się z bankiem",
            "Terminal na kasie 1 pokazuje „brak połączenia z centrum”. Karty przyjmujemy tylko na kasie 3.",
            "Proszę przełączyć terminal na sieć komórkową: menu, 7, 2. Opiszę krok po kroku.",
            "Terminal przełączono na zapasową kartę SIM, łącze stałe działa ponownie.", "settings", minutes=15),
    Trouble("payment_terminal", "high", "Żaden terminal nie przyjmuje kart",
            "Na wszystkich kasach płatność kartą odrzucona, komunikat Z3. Klienci wychodzą.",
            "Sprawdzamy z centrum rozliczeniowym, dam znać w ciągu kwadransa.",
            "Wygasł certyfikat koncentratora płatności. Wgrano nowy, wszystkie terminale działają.", "software", "123",
            minutes=95),
    Trouble("payment_terminal", "low", "Terminal drukuje stary adres sklepu",
            "Na potwierdzeniach jest poprzednia ulica, prosimy o zmianę.",
            "Zgłosiłam zmianę nagłówka do operatora terminali.",
            "Nagłówek potwierdzeń zmieniony zdalnie przez operatora.", "settings", minutes=10, kind="service"),
    Trouble("scales", "medium", "Waga pokazuje zawyżone ciężary",
            "Waga na stoisku z wędlinami pokazuje 12 g przy pustej szalce.",
            "Proszę zdjąć wszystko z szalki i przytrzymać klawisz „zero” przez trzy sekundy.",
            "Waga wyzerowana, pod szalką był okruch. Ważenie wzorca poprawne.", "user_help", minutes=8),
    Trouble("scales", "medium", "Waga nie drukuje etykiet z kodem",
            "Etykieta wychodzi bez kodu kreskowego, kasa nie rozpoznaje towaru.",
            "Widzę na wadze starą wersję szablonu. Wgrywam nową.",
            "Przywrócono szablon etykiet i przesłano ponownie bazę towarów.", "software", "12", minutes=40),
    Trouble("till", "high", "Kasa zawiesza się przy logowaniu",
            "Po wpisaniu hasła ekran robi się biały i trzeba wyłączać prądem. Czynna tylko jedna kasa.",
            "Łączę się zdalnie, proszę zostawić kasę włączoną.",
            "Naprawiono uszkodzoną bazę podręczną programu kasowego, kasa pracuje.", "software", "12",
            "Czy wczoraj wieczorem był zanik prądu?", "Tak, około 21:00, na kilka minut.", 50),
    Trouble("till", "medium", "Nie otwiera się szuflada",
            "Szuflada kasy 3 otwiera się tylko kluczykiem.",
            "Proszę dociśnąć wtyczkę szuflady z tyłu drukarki, wygląda jak telefoniczna.",
            "Wtyczka szuflady była wysunięta. Po dociśnięciu działa.", "cable", minutes=6),
    Trouble("till", "low", "Zła cena na promocji",
            "Masło w gazetce 5,99, a na kasie 7,49. Na półce jest dobra cena.",
            "Sprawdzam, czy kasa pobrała dzisiejszy cennik.",
            "Kasa nie pobrała cennika w nocy. Pobrano ponownie, cena zgodna z gazetką.", "software", minutes=15),
    Trouble("till", "medium", "Po aktualizacji nie działa faktura",
            "Przycisk „faktura” jest szary od dzisiejszej aktualizacji.",
            "Potwierdzam, dotyczy wersji 5.18. Przekazuję specjalistom.",
            "Poprawka 5.18.2 wgrana, faktury działają. Sprawdzone na dwóch kasach.", "software", "123", minutes=120),
    Trouble("label_printer", "low", "Drukarka etykiet przesuwa wydruk",
            "Każda kolejna etykieta jest niżej, co dziesiąta wychodzi pusta.",
            "Proszę przytrzymać klawisz FEED, aż drukarka sama wysunie kilka etykiet.",
            "Skalibrowano czujnik etykiet, wydruk równy.", "user_help", minutes=10),
    Trouble("scanner", "medium", "Czytnik nie czyta kodów z lodówki",
            "Czytnik na kasie 1 nie łapie kodów na zmrożonych opakowaniach, resztę czyta.",
            "Wyślę kartę z kodem ustawień, wystarczy ją zeskanować.",
            "Zwiększono moc i tryb słabego kontrastu czytnika.", "settings", minutes=12),
    Trouble("scanner", "low", "Czytnik piszczy dwa razy",
            "Każdy kod piszczy podwójnie, ale nabija się raz. Denerwuje kasjerki.",
            "Rozumiem, zaraz to wyciszymy.", "Wyłączono drugi sygnał w ustawieniach czytnika.", "settings", minutes=5),
    Trouble("network", "high", "Nie ma internetu w całym sklepie",
            "Nie działają terminale, cenniki ani telefon. Router miga na pomarańczowo.",
            "Widzę, że łącze padło. Przełączam sklep na modem zapasowy.",
            "Awaria u dostawcy łącza; sklep pracował na modemie. Łącze wróciło i zostało sprawdzone.", "settings", "12",
            minutes=60),
    Trouble("network", "medium", "Wolno działa komputer w biurze",
            "Zamówienia otwierają się po kilka minut, kasy w porządku.",
            "Sprawdzam obciążenie łącza.",
            "Kopia zapasowa blokowała łącze w godzinach pracy. Przesunięta na noc.", "settings", "121", minutes=35),
    Trouble("computer", "medium", "Komputer kierownika się nie włącza",
            "Po naciśnięciu przycisku świeci się dioda, ale ekran czarny.",
            "Czy ekran sam się budzi, gdy wyjąć i włożyć przewód z tyłu?",
            "Wymieniono zasilacz na miejscu.", "replaced_device", "12",
            "Czy słychać wentylator?", "Słychać przez sekundę i cisza.", 65),
    Trouble("computer", "low", "Brak polskich liter w poczcie",
            "W programie pocztowym zamiast ą i ę są krzaczki.",
            "Zmieniam kodowanie w ustawieniach wiadomości.",
            "Ustawiono kodowanie UTF-8, sprawdzone z Państwem na jednej wiadomości.", "settings", minutes=8),
    Trouble("computer", "low", "Jak dodać nową kasjerkę do systemu?",
            "Od poniedziałku zaczyna nowa osoba, jak założyć jej hasło?",
            "Wysyłam instrukcję z obrazkami, to trzy kroki w panelu kierownika.",
            "Konto założone wspólnie przez telefon.", "user_help", minutes=9, kind="question"),
    Trouble("server", "high", "Serwer sklepu nie odpowiada",
            "Kasy pracują w trybie awaryjnym, w biurze nic nie działa.",
            "Potwierdzam, serwer nie odpowiada. Przekazuję od razu specjalistom.",
            "Wymieniono uszkodzony dysk, dane odtworzone z kopii z godziny 6:00.", "replaced_device", "3", minutes=180),
    Trouble("other", "low", "Prośba o instalację drugiego czytnika",
            "Przed świętami uruchamiamy dodatkową kasę i potrzebujemy czytnika.",
            "Przyjęte, proponuję termin wizyty.", "Czytnik zainstalowany i sprawdzony na kasie 4.", "replaced_device",
            minutes=45, kind="service"),
    Trouble("fiscal_printer", "medium", "Koniec rolki, ale drukarka twierdzi, że papier jest",
            "Drukarka nie zgłasza końca papieru i gubi paragony.",
            "Proszę przedmuchać czujnik przy rolce, jest po lewej stronie.",
            "Czujnik papieru wyczyszczony, ostrzeżenie działa.", "user_help", minutes=10),
    Trouble("payment_terminal", "medium", "Terminal rozładowuje się w godzinę",
            "Przenośny terminal gaśnie w trakcie transakcji, mimo całej nocy na ładowarce.",
            "Wygląda na zużytą baterię. Zamawiam nową.",
            "Wymieniono baterię terminala, trzyma cały dzień.", "replaced_device", "12", minutes=30),
)  # fmt: skip
