import gettext
import os
from pathlib import Path

from amberdesk.start.catalogues import compile_catalogues

TEXT = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\\n"

msgid "jedno zgłoszenie"
msgid_plural "%d zgłoszeń"
msgstr[0] "jedno zgłoszenie"
msgstr[1] "%d zgłoszenia"
msgstr[2] "%d zgłoszeń"
"""


def test_a_catalogue_is_compiled_when_it_changed_and_only_then(tmp_path: Path):
    source = tmp_path / "pl" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(TEXT)

    assert compile_catalogues(tmp_path) == 1
    assert compile_catalogues(tmp_path) == 0
    words = gettext.translation("django", tmp_path, ["pl"])
    assert words.ngettext("jedno zgłoszenie", "%d zgłoszeń", 3) % 3 == "3 zgłoszenia"

    later = source.with_suffix(".mo").stat().st_mtime + 10
    os.utime(source, (later, later))
    assert compile_catalogues(tmp_path) == 1


def test_what_is_compiled_under_a_strict_umask_is_read_by_the_desk_s_own_user(tmp_path: Path) -> None:
    (source := tmp_path / "pl" / "LC_MESSAGES" / "django.po").parent.mkdir(parents=True)
    source.write_text('msgid ""\nmsgstr ""\n', encoding="utf-8")
    before = os.umask(0o077)
    try:
        compile_catalogues(tmp_path)
    finally:
        os.umask(before)

    assert source.with_suffix(".mo").stat().st_mode & 0o777 == 0o644
