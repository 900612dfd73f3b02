"""A letter: what a mail says, as text and HTML from the same words."""

from dataclasses import dataclass

from django.template.loader import render_to_string

SAFE_QUOTE = 20_000  # characters of a message that a mail repeats; the rest is behind the link


@dataclass(frozen=True, slots=True)
class Letter:
    """Paragraphs, perhaps somebody's words, perhaps a link to go to; all plain text."""

    subject: str
    paragraphs: tuple[str, ...]
    quote: str = ""
    quoted: str = ""  # whose words
    link: str = ""
    link_text: str = ""
    footer: str = ""
    language: str = "pl"

    def as_text(self) -> str:
        """Return the letter as plain text."""
        return render_to_string("notices/letter.txt", {"letter": self._cut()}, using="own").strip() + "\n"

    def as_html(self) -> str:
        """Return the letter as HTML, everything escaped."""
        return render_to_string("notices/letter.html", {"letter": self._cut()}, using="own")

    def _cut(self) -> "Letter":
        if len(self.quote) <= SAFE_QUOTE:
            return self
        values = {name: getattr(self, name) for name in self.__slots__}
        return Letter(**(values | {"quote": self.quote[:SAFE_QUOTE] + " […]"}))


def paragraphs(text: str) -> tuple[str, ...]:
    """Return a text as its paragraphs."""
    return tuple(part for block in text.replace("\r\n", "\n").split("\n\n") if (part := block.strip()))
