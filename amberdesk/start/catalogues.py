"""Translations: .po is what people write, .mo what gettext reads; babel compiles, no gettext needed."""

import os
import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent.parent / "locale"


def compile_catalogues(folder: Path = LOCALE) -> int:
    """Compile every catalogue that changed; return how many. A folder that is not ours to write stays as it is."""
    stale = [source for source in sorted(folder.glob("*/LC_MESSAGES/*.po")) if is_stale(source)]
    done = [source for source in stale if os.access(source.parent, os.W_OK)]
    for source in done:
        compile_one(source)
    for source in stale:
        if source not in done:
            print(f"[amberdesk] {source} is newer than its .mo and cannot be compiled here", file=sys.stderr)
    return len(done)


def is_stale(source: Path) -> bool:
    compiled = source.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime


def compile_one(source: Path) -> None:
    fresh = source.with_suffix(f".mo.{os.getpid()}")
    with open(source, "rb") as text, open(fresh, "wb") as compiled:
        write_mo(compiled, read_po(text, locale=source.parent.parent.name))
    fresh.chmod(0o644)  # like the sources: started as root, the desk reads it as another user
    fresh.replace(source.with_suffix(".mo"))


def command(words: list[str]) -> None:
    """`amberdesk catalogues`: compile what changed."""
    compile_catalogues()
