"""Who works at Jantar Serwis, and who is to be met at its customers. Pure data."""

from typing import NamedTuple


class Staff(NamedTuple):
    """A person: `teams` by name; `phone` is the number rung."""

    email: str
    name: str
    role: str
    teams: tuple[str, ...] = ()
    phone: str = ""
    lead: bool = False


DOMAIN = "jantar.example"
PASSWORD = "bursztyn-nad-zatoka"  # of every demo account: the demo is served on this machine only
TEAMS = {  # name -> (level, networks)
    "Infolinia": ("L1", ("FAL", "BUR", "ZAT")),
    "Serwis Fala i Zatoka": ("L2", ("FAL", "ZAT")),
    "Serwis Bursztyn": ("L2", ("BUR",)),
    "Eksperci": ("L3", ("FAL", "BUR", "ZAT")),
}
STAFF = (
    Staff("koordynator", "Anna Mazur", "coordinator", phone="+48586201101"),
    Staff("zastepca", "Piotr Zieliński", "deputy", phone="+48586201102"),
    Staff("kierownik", "Barbara Jantar", "manager", phone="+48586201100"),
    Staff("administrator", "Marek Sobczak", "administrator"),
    Staff("ewa", "Ewa Lis", "technician", ("Infolinia",), "+48601100101"),
    Staff("jakub", "Jakub Wróbel", "technician", ("Infolinia",), "+48601100102"),
    Staff("natalia", "Natalia Dudek", "technician", ("Infolinia",), "+48601100103"),
    Staff("kamil", "Kamil Pawlak", "technician", ("Infolinia",), "+48601100104"),
    Staff("zofia", "Zofia Górecka", "technician", ("Infolinia",), "+48601100105"),
    Staff("tomasz", "Tomasz Kos", "technician", ("Serwis Fala i Zatoka",), "+48601100201", lead=True),
    Staff("magda", "Magdalena Stępień", "technician", ("Serwis Fala i Zatoka",), "+48601100202"),
    Staff("rafal", "Rafał Czarnecki", "technician", ("Serwis Fala i Zatoka",), "+48601100203"),
    Staff("lukasz", "Łukasz Jabłoński", "technician", ("Serwis Bursztyn",), "+48601100204", lead=True),
    Staff("dorota", "Dorota Święcicka", "technician", ("Serwis Bursztyn",), "+48601100205"),
    Staff("wojtek", "Wojciech Baran", "technician", ("Serwis Bursztyn",), "+48601100206"),
    Staff("olga", "Olga Wilk", "technician", ("Eksperci",), "+48601100301"),
    Staff("adam", "Adam Szymczak", "technician", ("Eksperci",), "+48601100302"),
    Staff("helena", "Helena Krawczyk", "technician", ("Eksperci",), "+48601100303"),
)
REPRESENTATIVE = Staff("fala", "Katarzyna Nowicka", "representative")  # of FAL

SHOP_PEOPLE = (
    "Anna Nowak", "Maria Kowalczyk", "Agnieszka Wójcik", "Joanna Lewandowska", "Monika Kamińska", "Beata Zając",
    "Teresa Król", "Iwona Pawłowska", "Renata Michalska", "Oksana Bondar", "Iryna Melnyk", "Krzysztof Jankowski",
    "Paweł Wieczorek", "Grzegorz Nowicki", "Damian Rutkowski", "Sylwia Ostrowska", "Justyna Malinowska",
    "Danuta Sikora", "Halina Bąk", "Marta Duda",
)  # fmt: skip
