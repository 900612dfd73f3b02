"""One sentence for every code with which the orders room refuses: what is wrong and what to do."""

from django.utils.translation import gettext_lazy as lazy

REFUSALS = {
    "forbidden": lazy("Nie masz prawa do czynności „%(act)s” na tym zgłoszeniu."),
    "state": lazy("Czynność „%(act)s” nie jest możliwa, gdy zgłoszenie ma stan „%(state)s”."),
    "stale": lazy(
        "Ktoś zmienił zgłoszenie w międzyczasie. Sprawdź, co się zmieniło, i zdecyduj jeszcze raz."
    ),
    "no_agreement": lazy(
        "Ten klient nie miał w dniu zgłoszenia żadnej obowiązującej umowy. Zgłoś to administratorowi."
    ),
    "no_such_order": lazy("Nie ma zgłoszenia o takim numerze."),
    "reference_taken": lazy(
        "Zgłoszenie %(number)s zostało już wysłane stąd z inną treścią. Zacznij nowe zgłoszenie."
    ),
    "subject_missing": lazy("Napisz w kilku słowach, co się dzieje."),
    "text_missing": lazy("Wpisz treść."),
    "text_too_long": lazy(
        "Tekst ma %(length)s znaków, a może mieć najwyżej %(most)s. Skróć go albo dołącz jako plik."
    ),
    "attachment_gone": lazy(
        "Załącznika już nie ma albo został dodany gdzie indziej. Dodaj plik jeszcze raz."
    ),
    "scope_unknown": lazy("Wybierz zakres: w umowie, gwarancja albo płatne."),
    "acceptance_missing": lazy("Zgłoszenie płatne: wpisz, kto po stronie klienta zgodził się na koszt."),
    "not_of_level": lazy("Ta osoba nie pracuje na poziomie %(level)s dla tego klienta. Wybierz inną."),
    "absence_ends_before_it_starts": lazy(
        "Nieobecność musi się kończyć po swoim początku i nie w przeszłości."
    ),
    "not_his": lazy("Ktoś zajął się już częścią tych zgłoszeń (%(orders)s). Sprawdź listę jeszcze raz."),
    "nobody_called": lazy("Nikt nie czeka na przyjęcie: ktoś już przyjął to zgłoszenie."),
    "technician_missing": lazy("Najpierw przydziel technika."),
    "same_level": lazy("Zgłoszenie jest już na poziomie %(level)s. Wybierz inny."),
    "facts_missing": lazy("Uzupełnij to, o co pyta kategoria: %(facts)s."),
    "came_from_nowhere": lazy("Tego zgłoszenia nikt nie przekazał, nie ma dokąd go zwrócić."),
    "question_missing": lazy(
        "Zanim zaczniesz czekać na klienta, wyślij mu pytanie albo odnotuj próbę kontaktu."
    ),
    "until_missing": lazy("Podaj umówiony termin."),
    "until_past": lazy("Ten termin już minął. Podaj późniejszy."),
    "works_already": lazy("Obejście już działa."),
    "works_not": lazy("Żadne obejście teraz nie działa."),
    "code_missing": lazy("Wybierz, co rozwiązało problem."),
    "minutes_wrong": lazy("Czas pracy w minutach: od 0 do %(most)s."),
    "public_already": lazy("Na cofnięcie było 10 sekund. Odpowiedź widzi już klient, dopisz sprostowanie."),
    "undo_late": lazy("Na cofnięcie było 10 sekund. Wykonaj czynność jeszcze raz tak, jak ma być."),
    "undo_overtaken": lazy("Ktoś zrobił już na tym zgłoszeniu coś nowego, nie można cofnąć."),
    "way_unknown": lazy("Wybierz: telefon albo wizyta."),
    "person_needed": lazy("Ta osoba ma otwarte zgłoszenia: %(numbers)s. Najpierw trzeba je zakończyć."),
    "merge_itself": lazy("Nie można scalić zgłoszenia z nim samym."),
    "merge_other_network": lazy("Scalać można tylko zgłoszenia tego samego klienta."),
    "merge_into_ended": lazy("Zgłoszenie %(number)s jest już zakończone. Wybierz otwarte albo powiąż oba."),
    "move_elsewhere": lazy("Wiadomość można przenieść tylko do innego zgłoszenia tego samego klienta."),
    "move_report": lazy("Opisu, od którego zaczęło się zgłoszenie, nie można przenieść. Scal zgłoszenia."),
    "nothing_changed": lazy("Nic się nie zmieniło. Popraw dane albo zamknij okno."),
    "not_of_network": lazy("Ta placówka lub osoba należy do innego klienta."),
    "not_of_site": lazy("To urządzenie nie stoi w tej placówce."),
    "tag_wrong": lazy("Etykieta ma od 1 do 40 znaków, bez przecinka: %(tag)s."),
    "tags_many": lazy("Zgłoszenie może mieć najwyżej %(most)s etykiet."),
    "link_itself": lazy("Nie można powiązać zgłoszenia z nim samym."),
    "link_wrong": lazy("Odnośnik musi zaczynać się od https:// lub http:// i mieć najwyżej 400 znaków."),
    "file_empty": lazy("Plik „%(name)s” jest pusty. Wybierz inny albo zrób zdjęcie jeszcze raz."),
    "file_too_large": lazy("Plik „%(name)s” jest za duży: może mieć najwyżej %(most)s MB. Dodaj mniejszy."),
    "files_too_many": lazy("Najwyżej %(most)s plików naraz. Pozostałe dodaj w następnej wiadomości."),
    "drafts_too_large": lazy(
        "Za dużo plików czeka na wysłanie, więc „%(name)s” nie został dodany. Wyślij bez niego."
    ),
    "not_following": lazy("Ta osoba już nie śledzi tego zgłoszenia."),
    "followers_many": lazy("To zgłoszenie śledzi już %(most)s osób. Wystarczy, działamy."),
    "template_name_missing": lazy("Nazwij ten szablon."),
    "template_name_taken": lazy("Szablon „%(name)s” już jest. Wybierz inną nazwę."),
    "place_unknown": lazy("Tego słowa w nawiasie nic nie wypełni: %(places)s."),
    "reference_missing": lazy("Wpisz, czyj to numer, i sam numer."),
    "list_unnamed": lazy("Nazwij listę."),
    "list_too_long": lazy("Ten filtr jest za długi, żeby go zapisać. Usuń część warunków."),
    "lists_many": lazy("Możesz mieć najwyżej %(most)s zapisanych list. Usuń którąś z nich."),
    "list_gone": lazy("Tej listy już nie ma."),
}
