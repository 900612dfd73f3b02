"""What a customer is told of one order, as PDF."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import as_file, files
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table

from amberdesk.clock import spoken
from amberdesk.customers.queries import company
from amberdesk.orders import words
from amberdesk.orders.explained import Told
from amberdesk.reports.dossier import Dossier, Said, Waited, rounds
from amberdesk.reports.letters import visible

PLAIN, BOLD = "FiraSans-Regular", "FiraSans-SemiBold"
PIECE = 2000  # characters laid out at once: the time grows with their square
MOST = 400_000  # characters of messages in one document; the data has them all
MARGIN = 16 * mm
WIDTHS = [width * mm for width in (32, 32, 66, 24, 24)]

TEXT = ParagraphStyle("text", fontName=PLAIN, fontSize=9, leading=12, spaceAfter=3, splitLongWords=1)
DIM = ParagraphStyle("dim", TEXT, textColor=colors.HexColor("#555555"))
SMALL = ParagraphStyle("small", TEXT, fontSize=8, leading=10, spaceAfter=0)
RIGHT = ParagraphStyle("right", SMALL, alignment=2)
LABEL = ParagraphStyle("label", TEXT, fontName=BOLD, spaceBefore=6, keepWithNext=1)
HEAD = ParagraphStyle("head", TEXT, fontName=BOLD, fontSize=12, leading=16, spaceBefore=10, keepWithNext=1)
TITLE = ParagraphStyle("title", HEAD, fontSize=15, leading=19, spaceBefore=0)
GRID = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.HexColor("#bbbbbb")),
    ("LINEABOVE", (0, -1), (-1, -1), 1, colors.black),
    ("LEFTPADDING", (0, 0), (-1, -1), 2),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
]


@lru_cache(maxsize=1)
def letters() -> frozenset[int]:
    """Register the fonts; return the characters that both have."""
    known = []
    for name in (PLAIN, BOLD):
        with as_file(files("fontpkg_fira_sans") / "files" / f"{name}.ttf") as path:
            font = TTFont(name, str(path))
        pdfmetrics.registerFont(font)
        known.append(frozenset(font.face.charToGlyph))
    return known[0] & known[1]


def pdf(told: Dossier, foot: str = "") -> bytes:
    """Return the document; `foot` stands small at the foot of each page."""
    letters()
    out = BytesIO()
    title = _("Terminy zgłoszenia %(number)s") % {"number": told.order.number}
    sheet = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=MARGIN,
        bottomMargin=MARGIN + 6 * mm,
        title=title,
        author=company().name,
        lang=get_language(),
    )

    def footer(canvas: Any, page: Any) -> None:
        canvas.setFont(PLAIN, 6)
        canvas.drawString(MARGIN + 6, 12 * mm, f"{told.order.number} · {page.page}")
        canvas.drawString(MARGIN + 6, 9 * mm, foot)

    sheet.build(list(_parts(told)), onFirstPage=footer, onLaterPages=footer)
    return out.getvalue()


def line(text: Any, style: ParagraphStyle = TEXT) -> Paragraph:
    """Return a paragraph of text that anybody may have written."""
    safe = escape(visible(str(text), letters())).replace("\n", "<br/>")
    return Paragraph(safe, style)


def _parts(told: Dossier) -> Iterator[Flowable]:
    yield from _header(told)
    yield line(_("Co obiecuje umowa"), HEAD)
    yield line(told.version.agreement.name)
    yield from (line(f"{name}: {time}", LABEL) for name, time in told.promised)
    if not told.promised:
        yield line(_("Umowa nie przewiduje terminów dla tego priorytetu."))
    yield from (line(f"• {rule}") for rule in told.rules)
    for clock in told.clocks:
        yield from _clock(told, clock)
    if told.waits:
        yield line(_("Wstrzymania"), HEAD)
    for waited in told.waits:
        yield from _waited(told, waited)
    yield from _messages(told)


def _header(told: Dossier) -> Iterator[Flowable]:
    order = told.order
    yield line(f"{company().name} · {order.network.name}", DIM)
    yield line(f"{order.number} {order.subject}", TITLE)
    facts = [
        (_("Placówka"), f"{order.site.code} {order.site.name}" if order.site else ""),
        (_("Urządzenie"), order.device.label if order.device else ""),
        (_("Zgłoszone"), told.local(order.reported_at)),
        (_("Stan"), words.state(order.state, order.wait_reason)),
        (_("Rozwiązane"), told.local(order.resolved_at) if order.resolved_at and not order.is_open else ""),
        (_("Priorytet"), words.word(words.PRIORITIES, order.priority)),
        (_("Stan na"), f"{told.local(told.at)} ({told.zone.key})"),
    ]
    rows = [[line(name, SMALL), line(value, SMALL)] for name, value in facts if value]
    yield Table(rows, colWidths=[30 * mm, 148 * mm], hAlign="LEFT", style=GRID[:1] + GRID[3:])


def _clock(told: Dossier, clock: Told) -> Iterator[Flowable]:
    yield line(clock.name, HEAD)
    promise = _("Umowa daje %(limit)s, wykorzystano %(used)s.")
    yield line(f"{clock.says}. " + promise % {"limit": _long(clock.reading.limit), "used": _long(clock.used)})
    if before := rounds(clock):
        yield line(before)
    rows = [[line(name, SMALL) for name in (_("Od"), _("Do"), _("Co"))]]
    rows[0] += [line(name, RIGHT) for name in (_("Liczone"), _("Nie liczone"))]
    for s in clock.lines:
        sums = ("", _long(s.seconds)) if not s.counted else (_long(s.seconds), "")
        cells = (told.local(s.start), told.local(s.end), s.why)
        rows.append([*(line(cell, SMALL) for cell in cells), *(line(cell, RIGHT) for cell in sums)])
    total = _long(clock.used), _long(clock.passed - clock.used)
    rows.append([line(_("Razem"), SMALL), "", "", *(line(cell, RIGHT) for cell in total)])
    yield Table(rows, colWidths=WIDTHS, hAlign="LEFT", repeatRows=1, style=GRID)


def _long(length: Any) -> str:
    return spoken.duration(length, get_language() or "pl", exact=True)


def _waited(told: Dossier, waited: Waited) -> Iterator[Flowable]:
    wait = waited.wait
    end = told.local(wait.end) if wait.end else _("nadal")
    reason = _("czekamy %(reason)s") % {"reason": waited.why}
    yield line(f"{told.local(wait.start)} – {end}: {reason}", LABEL)
    stops = _("Zatrzymuje: %(clocks)s.") % {"clocks": ", ".join(waited.stops)}
    yield line(stops if waited.stops else _("Nie zatrzymuje żadnego terminu."), DIM)
    if wait.called_at:
        yield line(_("Próba rozmowy telefonicznej: %(at)s.") % {"at": told.local(wait.called_at)})
    for said, name in ((waited.question, _("Pytanie z %(at)s")), (waited.answer, _("Odpowiedź z %(at)s"))):
        if said:
            yield line(name % {"at": told.local(said.at)}, DIM)
            yield from _words(said)


def _messages(told: Dossier) -> Iterator[Flowable]:
    yield line(_("Wiadomości"), HEAD)
    ours, room, left = company().name, MOST, told.more_said
    for said in told.said:
        if room <= 0:
            left += 1
            continue
        room -= len(said.text)
        yield line(f"{told.local(said.at)} · {said.who}" + (f" ({ours})" if said.ours else ""), LABEL)
        yield from _words(said)
    if left:
        text = ngettext(
            "Jeszcze %(num)s wiadomość jest w danych pakietu dowodowego.",
            "Jeszcze %(num)s wiadomości jest w danych pakietu dowodowego.",
            left,
        )
        yield line(text % {"num": left}, DIM)


def pieces(text: str) -> Iterator[str]:
    """Yield the text in pieces of PIECE characters at most, cut after a space or line where there is one."""
    while len(text) > PIECE:
        cut = max(text.rfind("\n", PIECE // 2, PIECE), text.rfind(" ", PIECE // 2, PIECE)) + 1 or PIECE
        yield text[:cut].rstrip("\n")
        text = text[cut:]
    yield text


def _words(said: Said) -> Iterable[Flowable]:
    if said.erased:
        yield line(_("Treść usunięta po upływie czasu jej przechowywania."), DIM)
        return
    yield from (line(piece) for piece in pieces(said.text))
    if said.cut:
        yield line(_("Dalszy ciąg wiadomości jest w danych pakietu dowodowego."), DIM)
    for file in said.files:
        size = spoken.size(file.size, get_language() or "pl")
        yield line(f"{_('Załącznik: %(name)s') % {'name': file.name}}, {size}, sha256 {file.sha256}", DIM)
    yield Spacer(1, 2)
