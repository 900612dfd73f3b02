"""The words of calls and of the figures of hotlines, each figure with its formula as a sentence."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import pgettext_lazy

from amberdesk.phone.figures import SHORT_MS

OUTCOMES = {
    "open": pgettext_lazy("call", "czeka"),
    "answered": pgettext_lazy("call", "odebrane"),
    "callback": pgettext_lazy("call", "prośba o oddzwonienie"),
    "rejected": pgettext_lazy("call", "niepołączone"),
    "redirected": pgettext_lazy("call", "przekierowane"),
    "abandoned": pgettext_lazy("call", "porzucone"),
    "incomplete": pgettext_lazy("call", "bez końca w danych"),
}
REASONS = {
    "timeout": lazy("minął czas oczekiwania"),
    "nobody": lazy("nikt nie był dostępny"),
    "closed": lazy("poza godzinami wsparcia"),
    "full": lazy("kolejka była pełna"),
    "blocked": lazy("numer zablokowany"),
}
RESULTS = {
    "": lazy("dzwoni albo koniec nieznany"),
    "answered": lazy("odebrano"),
    "busy": lazy("zajęty"),
    "declined": lazy("odrzucono"),
    "unreachable": lazy("telefon nieosiągalny"),
    "answered_elsewhere": lazy("odebrał ktoś inny"),
    "cancelled": lazy("dzwoniący się rozłączył"),
    "cut": lazy("minął czas oczekiwania"),
    "no_answer": lazy("bez odpowiedzi"),
}
HUNG_UP = {"caller": lazy("dzwoniący"), "agent": lazy("technik"), "system": lazy("centrala")}
TONES = {
    "open": "amber", "answered": "green", "callback": "blue", "rejected": "red", "redirected": "dim",
    "abandoned": "red", "incomplete": "dim",
}  # fmt: skip


def formulas(within_ms: int) -> dict[str, tuple[str, str]]:
    """Return each figure's name and its formula, for a target."""
    about = {"target": within_ms // 1000, "short": SHORT_MS // 1000}
    told = {
        "offered": (_("Połączenia"), _("Wszystkie próby kontaktu, które dotarły na numer infolinii.")),
        "answered_share": (
            _("Odebrane"),
            _("odebrane / (wszystkie − krótkie); krótkie to porzucone przed upływem %(short)s s"),
        ),
        "abandoned_share": (_("Porzucone"), _("(porzucone − krótkie) / (wszystkie − krótkie)")),
        "service_level": (
            _("Odebrane w %(target)s s"),
            _(
                "odebrane w ciągu %(target)s s / (wszystkie − krótkie); także niepołączone i te, którym minął czas; "
                "bez odebranych, o których nie wiadomo, jak długo czekały"
            ),
        ),
        "asa_ms": (_("Średni czas do odebrania"), _("suma oczekiwania odebranych / liczba odebranych")),
        "median_ms": (
            _("Mediana oczekiwania"),
            _("połowa połączeń czekała najwyżej tyle; do odebrania albo do końca, bez krótkich"),
        ),
        "p90_ms": (
            _("90 %% czekało najwyżej"),
            _("dziewięć z dziesięciu połączeń czekało najwyżej tyle, bez krótkich"),
        ),
        "longest_ms": (_("Najdłuższe oczekiwanie"), _("najdłuższy czas do odebrania albo do końca")),
        "handling_ms": (
            _("Średni czas obsługi"),
            _("rozmowa z zawieszeniem / rozmowy + notowanie po rozmowie / rozmowy, po których je zmierzono"),
        ),
        "free_share": (
            _("Ktoś był wolny"),
            _("połączenia, które zastały wolnego technika / połączenia, o których to wiadomo"),
        ),
    }
    return {key: (name % about, text % about) for key, (name, text) in told.items()}


def identity(counts: dict[str, int]) -> str:
    """Return the sum that always holds, in words."""
    parts = " + ".join(f"{counts[key]} {word}" for key, word in OUTCOMES.items() if counts[key])
    return f"{counts['offered']} = {parts or 0}"
