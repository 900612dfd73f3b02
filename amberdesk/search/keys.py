"""Words -> keys under which they are found. Inflected Polish words meet in their lemmas, English ones in their stems.

A word's keys: itself without accents, all lemmas that Polish morphology knows, and for words unknown to it the Polish
and English stems. Documents and questions use the same keys, so that "drukarek" finds "drukarkę".
"""

import re
from functools import cache, lru_cache
from importlib import import_module
from itertools import combinations, product
from typing import Any
from unicodedata import normalize

WORD = re.compile(
    r"[^\W_]+(?:[-./@+_][^\W_]+)*"
)  # "FAL-26-004217-1", "10.0.0.1", "anna@fala.example" stay whole
PART = re.compile(r"[^\W_]+")
LONGEST = 60  # characters of a word; the rest of a longer one does not count
MOST_KEYS = 20_000  # of one document
ACCENTS = {"a": "ą", "c": "ć", "e": "ę", "l": "ł", "n": "ń", "o": "ó", "s": "ś", "z": "żź"}
_PLAIN = str.maketrans("łŁøØđĐ", "lLoOdD")


def plain(word: str) -> str:
    """Return the word in lower case without accents."""
    decomposed = normalize("NFKD", word.lower().translate(_PLAIN))
    return "".join(c for c in decomposed if not 0x300 <= ord(c) < 0x370)


def keys_of_text(text: str) -> set[str]:
    """Return all keys of a text."""
    keys: set[str] = set()
    for word in words(text):
        keys |= keys_of_word(word)
        if len(keys) > MOST_KEYS:
            break
    return keys


def words(text: str) -> list[str]:
    """Return the words of a text; one joined by hyphens, dots or @ stands whole and in its parts."""
    found: list[str] = []
    for match in WORD.finditer(normalize("NFC", text)):
        whole = match[0][:LONGEST]
        found.append(whole)
        if (parts := PART.findall(whole)) != [whole]:
            found += parts
    return found


@lru_cache(maxsize=50_000)
def keys_of_word(word: str) -> frozenset[str]:
    """Return the keys of one word."""
    word = word.lower()
    if any(c.isdigit() for c in word):
        return frozenset({plain(word)})
    lemmas = _lemmas(word) or _lemmas_with_accents(plain(word))
    stems = (
        set()
        if lemmas
        else {plain(_stemmer("polish").stemWord(word)), _stemmer("english").stemWord(plain(word))}
    )
    return frozenset({plain(word)} | lemmas | stems)


def _lemmas(word: str) -> set[str]:
    """Return the lemmas that Polish morphology knows for a form; empty for an unknown word."""
    readings = _morphology().analyse(word)
    if (
        len({(start, end) for start, end, _ in readings}) > 1
    ):  # taken apart, as "zrobiłem" into "zrobił" + "em"
        readings = [r for r in readings if r[0] == 0]
    return {plain(lemma.split(":")[0]) for _, _, (_, lemma, tag, *_) in readings if tag != "ign"}


def _lemmas_with_accents(word: str) -> set[str]:
    """Return the lemmas of a word typed without accents: "drukarke", "dziala". At most two letters are put right."""
    places = [i for i, c in enumerate(word) if c in ACCENTS][:8]
    lemmas: set[str] = set()
    for count in (1, 2):
        for chosen in combinations(places, count):
            for letters in product(*(ACCENTS[word[i]] for i in chosen)):
                tried = list(word)
                for i, letter in zip(chosen, letters, strict=True):
                    tried[i] = letter
                lemmas |= _lemmas("".join(tried))
        if lemmas:
            break
    return lemmas


@cache
def _morphology() -> Any:
    """Load the Polish dictionary (about 70 MB) when the first word comes."""
    return import_module("morfeusz2").Morfeusz(generate=False)


@cache
def _stemmer(language: str) -> Any:
    return import_module("snowballstemmer").stemmer(language)
