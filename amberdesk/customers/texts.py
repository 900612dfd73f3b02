"""Texts that people enter in several languages. Pure."""

from collections.abc import Mapping


def text_in(texts: Mapping[str, str], language: str) -> str:
    """Return the text in a language, else in Polish, else in English, else any; "" when there is none."""
    for code in (language[:2], "pl", "en", *texts):
        if texts.get(code):
            return texts[code]
    return ""
