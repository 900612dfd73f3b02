"""Hypertext of a mail: made harmless, and as the text that a person would read. Pure.

Nothing is loaded from elsewhere: of pictures only those that came with the mail (`cid:`) stay.
"""

import re
from dataclasses import dataclass
from html import escape, unescape
from html.parser import HTMLParser

import nh3

from amberdesk.mail.reading.charsets import clean
from amberdesk.mail.reading.limits import MOST_ATTRIBUTES, MOST_ENTITIES, MOST_LOOSE, MOST_OPEN, MOST_TAGS

_KEPT = (
    "a abbr b big blockquote br center cite code dd del div dl dt em font h1 h2 h3 h4 h5 h6 hr i img ins li ol p pre q"
    " s small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var"
)
_EMPTIED = {
    "script",
    "style",
    "title",
    "noscript",
    "template",
    "svg",
    "math",
    "iframe",
    "object",
    "select",
    "textarea",
}
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
}
_SCHEMES = {"http", "https", "mailto", "tel", "cid"}
_BLOCKS = "blockquote center dd div dl dt h1 h2 h3 h4 h5 h6 hr li ol pre table tr ul"
_SPACED = {"h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre"}
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_ALONE = "area base br col embed hr img input link meta param source track wbr p li td tr th dd dt option"
_MARKUP = re.compile(r"<[a-zA-Z/!?][^<>]{0,2000}>?")
_TAGS, _LINES, _VOID = (frozenset(names.split()) for names in (_KEPT, _BLOCKS, _ALONE))
_STYLE = re.compile(r"<style\b[^<>]{0,500}>", re.IGNORECASE)
_STYLE_END = re.compile(r"</style\s{0,10}>", re.IGNORECASE)
_WRITTEN_OUT = re.compile(r"data:[a-z0-9/+.-]{1,60};base64,[A-Za-z0-9+/=%]++", re.IGNORECASE)
_BEGINS = re.compile(r"</?[a-zA-Z]")
_GAPS = re.compile(r"[\s/\"']+")  # between attributes
_SPACES = re.compile(r"[ \t\n\f\r\u00a0]+")


@dataclass(frozen=True, slots=True)
class Hypertext:
    """What a hypertext shows. `remote`: it would have loaded something from elsewhere."""

    clean: str
    text: str
    remote: bool


def read_hypertext(source: str) -> Hypertext:
    """Return a hypertext made harmless, with its text. What nests or repeats beyond reason is read as words alone."""
    source = _without_ballast(source)
    if _is_monstrous(source):
        text = unescape(_MARKUP.sub(" ", source))
        words = clean("\n".join(_SPACES.sub(" ", line).strip() for line in text.splitlines()))
        return Hypertext("", re.sub(r"\n{3,}", "\n\n", words).strip(), remote=False)
    remote: list[str] = []

    def keep(tag: str, attribute: str, value: str) -> str | None:
        if tag == "img" and attribute == "src" and not value.strip().lower().startswith("cid:"):
            remote.append(value)
            return None
        return value

    cleaned = nh3.clean(
        source,
        tags=set(_TAGS),
        clean_content_tags=_EMPTIED,
        attributes=_ATTRIBUTES,
        attribute_filter=keep,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
    )
    reader = _Reader(tight="MsoNormal" in source)
    reader.feed(cleaned)
    reader.close()
    return Hypertext(clean(cleaned).strip(), reader.text(), bool(remote))


def as_hypertext(text: str) -> str:
    """Return a text as hypertext, line by line."""
    return f"<div>{escape(text).replace(chr(10), '<br>')}</div>"


def _without_ballast(source: str) -> str:
    """Return a hypertext without style sheets and pictures that are written out in it: neither is shown."""
    kept: list[str] = []
    at = 0
    for start in _STYLE.finditer(source):
        if start.start() >= at and (end := _STYLE_END.search(source, start.end())):
            kept.append(source[at : start.start()])
            at = end.end()
        elif start.start() >= at:
            break  # it has no end: neither has any that follows
    return _WRITTEN_OUT.sub("data:", "".join([*kept, source[at:]]))


def _has_crowded_tag(source: str) -> bool:
    """Tell whether a tag has so many attributes that no mail program wrote them: each is compared with all others.

    Where a tag ends cannot be told by its ">": one may stand in quotes. So what stands between two of them counts as
    attributes of the first tag that begins there, and what stands there without a tag as perhaps some of the one before.
    """
    loose = 0
    for run in source.split(">"):
        start = _BEGINS.search(run)
        count = sum(1 for _gap in _GAPS.finditer(run, start.start() if start else 0))
        loose += 0 if start else count
        if count > (MOST_ATTRIBUTES if start else MOST_LOOSE) or loose > MOST_LOOSE:
            return True
    return False


def _is_monstrous(source: str) -> bool:
    """Tell whether the tags are so many or so large, or so many stay open, that no mail program wrote them."""
    if source.count("&") > MOST_ENTITIES or _has_crowded_tag(source):
        return True
    still_open: dict[str, int] = {}
    count = total = 0
    for tag in _TAG.finditer(source):
        name = tag[2].lower()
        count += 1
        if name in _VOID:
            continue
        change = 1 if not tag[1] else -min(1, still_open.get(name, 0))
        still_open[name] = still_open.get(name, 0) + change
        total += change
        if total > MOST_OPEN or count > MOST_TAGS:
            return True
    return False


class _Reader(HTMLParser):
    """Collects the lines of a clean hypertext. `tight`: its paragraphs stand without a gap, as Outlook's do."""

    def __init__(self, *, tight: bool) -> None:
        super().__init__(convert_charrefs=True)
        self._tight = tight
        self._lines: list[str] = []
        self._line: list[str] = []
        self._gap = False
        self._quotes = self._as_is = 0
        self._links: list[tuple[str, int]] = []

    def text(self) -> str:
        self._end_line()
        return clean("\n".join(self._lines)).strip("\n")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        about = dict(attrs)
        if tag == "br":
            self._break()
        elif tag == "p":
            self._paragraph()
        elif tag in _LINES:
            self._paragraph() if tag in _SPACED else self._end_line()
        elif tag in ("td", "th") and self._line:
            self._line.append(" ")
        elif tag == "img":
            self._line.append(_alternative(about.get("alt") or ""))
        elif tag == "a":
            self._links.append((about.get("href") or "", len(self._line)))
        if tag == "li":
            self._line.append("- ")
        self._quotes += tag == "blockquote"
        self._as_is += tag == "pre"

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._links:
            self._say_where(*self._links.pop())
        elif tag == "p":
            self._paragraph()
        elif tag in _LINES:
            self._paragraph() if tag in _SPACED else self._end_line()
        self._quotes -= tag == "blockquote"
        self._as_is -= tag == "pre"

    def handle_data(self, data: str) -> None:
        if self._as_is > 0:
            first, *others = data.split("\n")
            self._line.append(first)
            for other in others:
                self._break()
                self._line.append(other)
        else:
            self._line.append(data)

    def _say_where(self, href: str, since: int) -> None:
        said = "".join(self._line[since:]).strip()
        plain = href.removeprefix("https://").removeprefix("http://").rstrip("/")
        if said and href.startswith("http") and plain not in said and len(href) <= 500:
            self._line.append(f" <{href}>")

    def _words(self) -> str:
        joined = "".join(self._line)
        return joined.rstrip() if self._as_is > 0 else _SPACES.sub(" ", joined).strip()

    def _break(self) -> None:
        words, self._line, self._links = self._words(), [], []
        if self._gap and words and self._lines:
            self._lines.append("> " * self._quotes if self._lines[-1].startswith(">") else "")
        self._gap = self._gap and not words
        self._lines.append(("> " * self._quotes + words).rstrip())

    def _end_line(self) -> None:
        if self._words():
            self._break()
        else:
            self._line = [part for part in self._line if part.strip()]

    def _paragraph(self) -> None:
        empty = bool(self._line) and not self._words()
        if empty and "\u00a0" in "".join(self._line):
            self._break()  # a paragraph of one hard space is an empty line
        self._end_line()
        if not self._tight and self._lines and self._lines[-1].strip("> "):
            self._gap = True


def _alternative(said: str) -> str:
    """Return what stands for a picture: an emoji is itself, a name of a file says nothing."""
    said = _SPACES.sub(" ", said).strip()
    if len(said) <= 2 or re.search(r"\.(?:png|jpe?g|gif|bmp)$", said, re.IGNORECASE):
        return said if len(said) <= 2 else ""
    return f"[{said[:200]}]"
