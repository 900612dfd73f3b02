"""Files that people send: what is read, and what is refused in words."""

import io
import zipfile
from datetime import date

import openpyxl
import pytest

from amberdesk.web.office.imports.columns import SITES, TABLES
from amberdesk.web.office.imports.reading import MOST_BYTES, MOST_ROWS, Unreadable, read_file

HEADER = "Kod sieci;Kod placówki;Nazwa"


def rows(text, table=SITES, encoding="utf-8"):
    content = text.encode(encoding) if isinstance(text, str) else text
    return [(row.number, row.cells) for row in read_file("plik", content, table)]


def book(*lines, shape=None):
    workbook = openpyxl.Workbook()
    for line in lines:
        workbook.active.append(line)
    if shape:
        workbook.active["B2"].number_format = shape
    content = io.BytesIO()
    workbook.save(content)
    return content.getvalue()


FOUND = [(2, {"network": "FAL", "code": "041", "name": "Gdynia, Świętojańska"})]


@pytest.mark.parametrize(
    "text, encoding",
    [
        (f"{HEADER}\nFAL;041;Gdynia, Świętojańska\n", "utf-8"),
        (f"{HEADER}\r\nFAL;041;Gdynia, Świętojańska\r\n", "utf-8-sig"),
        (f"{HEADER}\nFAL;041;Gdynia, Świętojańska", "cp1250"),
        (f"{HEADER}\nFAL;041;Gdynia, Świętojańska", "utf-16"),
        ('network code,Site code,name\nFAL,041,"Gdynia, Świętojańska"', "utf-8"),
        ("KOD SIECI\tkod placowki\tnazwa *\nFAL\t041\tGdynia, Świętojańska", "utf-8"),
        (f"{HEADER}\nFAL; 041 ;  Gdynia,   Świętojańska\n;;\n\n", "utf-8"),
    ],
)
def test_csv_is_read_as_polish_and_english_spreadsheets_write_it(text, encoding):
    assert rows(text, encoding=encoding) == FOUND


def test_rows_keep_the_number_that_the_spreadsheet_shows():
    text = f'{HEADER}\nFAL;041;"Gdynia\nŚwiętojańska"\n\nFAL;042;Sopot'
    assert [number for number, _cells in rows(text)] == [2, 5]


def test_xlsx_is_read_like_it_looks():
    header = [*HEADER.split(";"), "Obsługiwana od", "Telefony"]
    content = book(header, ["FAL", 41, "Gdynia", date(2026, 1, 31), 586201122.0], shape="000")

    assert rows(content) == [
        (
            2,
            {
                "network": "FAL",
                "code": "041",
                "name": "Gdynia",
                "joined_on": "2026-01-31",
                "phones": "586201122",
            },
        )
    ]


def test_a_formula_in_a_workbook_is_never_run():
    content = book(HEADER.split(";"), ["FAL", "041", "=1+1"])
    assert rows(content) == [(2, {"network": "FAL", "code": "041", "name": ""})]


def test_what_was_taken_out_is_read_back_without_its_mark():
    assert rows(f"{HEADER}\nFAL;041;'+48 sklep")[0][1]["name"] == "+48 sklep"


@pytest.mark.parametrize(
    "content, said",
    [
        (b"", "Plik jest pusty."),
        (b"  \n ", "Plik jest pusty."),
        (HEADER.encode(), "tylko nagłówki"),
        (b"Kod sieci;Nazwa\nFAL;x", "Brakuje kolumny „Kod placówki”."),
        (f"{HEADER};Kolor\nFAL;041;x;y".encode(), "Nie znam kolumny „Kolor”."),
        (f"{HEADER};nazwa\nFAL;041;x;y".encode(), "Kolumna „Nazwa” jest dwa razy."),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "To nie jest plik CSV ani XLSX."),
        (b"PK\x03\x04 not really", "Tego pliku XLSX nie da się odczytać."),
        (f'{HEADER}\nFAL;041;"Gdynia'.encode(), "popraw cudzysłowy"),
        (f"{HEADER}\nFAL;041;{'x' * 3000}".encode(), "za długą komórkę"),
        (f"{HEADER}\nFAL;041;{'x;' * 90}y".encode(), "za dużo kolumn"),
        (b"x" * (MOST_BYTES + 1), "najwyżej 5 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_cannot_be_read_is_said_in_a_sentence(content, said):
    with pytest.raises(Unreadable) as error:
        rows(content)
    assert said in str(error.value)


def test_a_million_rows_are_not_read():
    """T81"""
    line = "FAL;041;x\n"
    with pytest.raises(Unreadable, match=f"Najwyżej {MOST_ROWS} wierszy"):
        rows(f"{HEADER}\n" + line * (MOST_ROWS + 1))


def part(name, content, **more):
    buffer = io.BytesIO(book(HEADER.split(";"), ["FAL", "041", "x"]))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(name, content, **more)
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content, said",
    [
        (part("xl/media/zeros.bin", b"\0" * 70_000_000), "po rozpakowaniu jest za duży"),
        (
            part("xl/evil.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>'),
            "niedozwolone definicje",
        ),
        (
            part("xl/evil.xml", '<!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16")),
            "niedozwolone definicje",
        ),
        (part("xl/strange.bin", b"x" * 100, compress_type=zipfile.ZIP_LZMA), "nieznanym sposobem"),
    ],
    ids=["bomb", "entities", "entities in utf-16", "lzma"],
)
def test_a_workbook_is_never_unpacked_into_a_trap(content, said):
    """T36, T79"""
    with pytest.raises(Unreadable) as error:
        rows(content)
    assert said in str(error.value)


def test_a_workbook_with_a_million_rows_is_not_read():
    """What the file says of its size is not believed; rows are counted."""
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet()
    sheet.append(HEADER.split(";"))
    for _number in range(MOST_ROWS + 1):
        sheet.append(["FAL", "041", "x"])
    content = io.BytesIO()
    workbook.save(content)

    with pytest.raises(Unreadable, match="Najwyżej"):
        rows(content.getvalue())


@pytest.mark.parametrize("kind", TABLES)
def test_the_example_of_each_table_fits_its_columns(kind):
    table = TABLES[kind]
    assert all(len(example) == len(table.columns) for example in table.examples)
    assert set(table.key) <= {column.name for column in table.columns}
