"""The three invented chains and their shops. Pure data."""

from typing import NamedTuple


class Chain(NamedTuple):
    """A network: its agreement's template, its hotline, and its shops as (code, city, street, postcode)."""

    code: str
    name: str
    template: str
    phone: str
    remarks: str
    tills: int  # in a usual shop
    shops: tuple[tuple[str, str, str, str], ...]


def _shops(*lines: str, first: int, step: int) -> tuple[tuple[str, str, str, str], ...]:
    rows = (line.split(" | ") for line in lines)
    return tuple(
        (f"{first + i * step:03}", city, street, post) for i, (city, street, post) in enumerate(rows)
    )


FALA = Chain(
    "FAL", "Fala Market", "8-22", "+48586201110", "jakosc@falamarket.example", 3,
    _shops(
        "Gdynia | Świętojańska 12 | 81-368", "Gdynia | Morska 85 | 81-225", "Gdynia | Chwarznieńska 170 | 81-602",
        "Gdańsk | Grunwaldzka 141 | 80-264", "Gdańsk | Kartuska 240 | 80-125", "Gdańsk | Kołobrzeska 41 | 80-391",
        "Gdańsk | Świętokrzyska 7 | 80-180", "Sopot | Niepodległości 753 | 81-838", "Rumia | Dąbrowskiego 12 | 84-230",
        "Reda | Gdańska 33 | 84-240", "Wejherowo | Sobieskiego 279 | 84-200", "Puck | 10 Lutego 9 | 84-100",
        "Władysławowo | Hallera 14 | 84-120", "Hel | Wiejska 52 | 84-150", "Tczew | Gdańska 17 | 83-110",
        "Malbork | Kościuszki 25 | 82-200", "Elbląg | Hetmańska 21 | 82-300", "Kartuzy | 3 Maja 11 | 83-300",
        "Kościerzyna | Długa 31 | 83-400", "Lębork | Armii Krajowej 16 | 84-300", "Słupsk | Szczecińska 36 | 76-200",
        "Ustka | Marynarki Polskiej 51 | 76-270", "Starogard Gdański | Lubichowska 130 | 83-200",
        "Pruszcz Gdański | Grunwaldzka 50 | 83-000", first=41, step=1),
)  # fmt: skip
BURSZTYN = Chain(
    "BUR", "Bursztyn Delikatesy", "8-16", "+48586201120", "", 2,
    _shops(
        "Warszawa | Puławska 111 | 02-707", "Warszawa | Grójecka 78 | 02-359", "Warszawa | Targowa 15 | 03-727",
        "Warszawa | Wołoska 12 | 02-675", "Warszawa | Modlińska 190 | 03-119", "Piaseczno | Kościuszki 14 | 05-500",
        "Pruszków | Kraszewskiego 27 | 05-800", "Legionowo | Piłsudskiego 33 | 05-120",
        "Płock | Tumska 10 | 09-402", "Radom | Żeromskiego 65 | 26-600", "Łódź | Piotrkowska 180 | 90-368",
        "Łódź | Rzgowska 56 | 93-172", "Toruń | Szeroka 22 | 87-100", "Bydgoszcz | Gdańska 98 | 85-021",
        "Włocławek | Okrzei 65 | 87-800", "Olsztyn | Wilczyńskiego 25 | 10-686", "Iława | Kopernika 4 | 14-200",
        "Białystok | Lipowa 33 | 15-424", "Lublin | Krakowskie Przedmieście 40 | 20-002",
        "Siedlce | Piłsudskiego 74 | 08-110", first=101, step=1),
)  # fmt: skip
ZATOKA = Chain(
    "ZAT", "Zatoka Drogerie", "24/7", "+48586201130", "obsluga@zatoka.example", 2,
    _shops(
        "Gdańsk | Rajska 10 | 80-850", "Gdańsk | Złota Karczma 26 | 80-298", "Gdynia | Górskiego 2 | 81-304",
        "Gdynia | Starowiejska 40 | 81-363", "Sopot | Bohaterów Monte Cassino 35 | 81-759",
        "Szczecin | Wyzwolenia 18 | 70-554", "Szczecin | Struga 42 | 70-784", "Koszalin | Zwycięstwa 40 | 75-033",
        "Kołobrzeg | Armii Krajowej 20 | 78-100", "Świnoujście | Monte Cassino 5 | 72-600",
        "Poznań | Święty Marcin 24 | 61-805", "Poznań | Serbska 7 | 61-696", "Wrocław | Świdnicka 40 | 50-024",
        "Wrocław | Legnicka 58 | 54-204", "Katowice | Chorzowska 107 | 40-101", "Kraków | Zakopiańska 62 | 30-418",
        first=7, step=3),
)  # fmt: skip
CHAINS = (FALA, BURSZTYN, ZATOKA)
MODELS = {
    "till": ("Novitus Nano", "Posnet Trio", "Elzab K10"),
    "fiscal_printer": ("Posnet Thermal XL2", "Novitus Bono", "Elzab Mera"),
    "payment_terminal": ("Ingenico Move 5000", "Verifone V200c", "PAX A920"),
    "scales": ("CAS CL5500", "Dibal CS-2100", "Medesa FAW"),
    "label_printer": ("Zebra ZD421", "Godex G500", "TSC TE210"),
    "scanner": ("Zebra DS2278", "Honeywell 1470g"),
    "computer": ("Dell OptiPlex 3000", "HP ProDesk 400"),
    "network": ("MikroTik hAP ac3", "Ubiquiti EdgeRouter X"),
}
