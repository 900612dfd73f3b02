"""What happened, as the words after the doer's name: "Ewa Lis" + "przekazuje z L1 do L2"."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.timezone import get_current_timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from amberdesk.clock import spoken
from amberdesk.orders import words
from amberdesk.orders.story_clocks import clock_breached, clock_warned, clock_withdrawn
from amberdesk.orders.words import word

if TYPE_CHECKING:
    from amberdesk.orders.story_names import Names

Data = Mapping[str, Any]
COLUMNS = {
    "network_id": lazy("klient"),
    "site_id": lazy("placówka"),
    "device_id": lazy("urządzenie"),
    "contact_id": lazy("zgłaszający"),
}


def what_happened(code: str, data: Data, names: "Names", *, internal: bool = True) -> str:
    """Return the words for an event; "" for a kind that this version does not know."""
    if not internal and code in SOFTER:
        return SOFTER[code](data, names)
    return SENTENCES[code](data, names) if code in SENTENCES else ""


def placed(d: Data, n: "Names") -> str:
    return _("zgłasza (%(channel)s)") % {"channel": word(words.CHANNELS, d["channel"])}


def verified(d: Data, n: "Names") -> str:
    parts = [n.category(d.get("category")), word(words.KINDS, d["kind_of"]), word(words.IMPACTS, d["impact"])]
    parts.append(_("pilność %(urgency)s") % {"urgency": word(words.URGENCIES, d["urgency"])})
    parts.append(word(words.SCOPES, d.get("scope", "")))
    told = {"what": ", ".join(p for p in parts if p), "priority": d["priority"]}
    if d.get("by_rule"):
        return _("weryfikuje regułą, bo nikt nie zdążył: %(what)s; priorytet %(priority)s") % told
    return _("weryfikuje: %(what)s; priorytet %(priority)s") % told


def priority_set(d: Data, n: "Names") -> str:
    return _("ustawia priorytet %(priority)s") % {"priority": d["priority"]}


def assigned(d: Data, n: "Names") -> str:
    told = {"level": d["level"], "person": n.person(d.get("assignee"))}
    if d.get("by_rule"):
        return _("przydziela regułą do %(level)s") % told
    return (
        _("przydziela do %(level)s: %(person)s") if told["person"] else _("przydziela do %(level)s")
    ) % told


def handed_over(d: Data, n: "Names") -> str:
    told = {"from": d["from_level"], "to": d["to_level"], "person": n.person(d.get("assignee"))}
    if told["person"]:
        return _("przekazuje z %(from)s do %(to)s: %(person)s") % told
    return _("przekazuje z %(from)s do %(to)s") % told


def sent_back(d: Data, n: "Names") -> str:
    return _("zwraca z %(from)s do %(to)s") % {"from": d["from_level"], "to": d["to_level"]}


def waiting(d: Data, n: "Names") -> str:
    told = {"reason": word(words.REASONS, d["reason"]), "until": _instant(d.get("until"), n)}
    return (_("czeka %(reason)s, do: %(until)s") if told["until"] else _("czeka %(reason)s")) % told


def resumed(d: Data, n: "Names") -> str:
    return {
        "answer": _("wznawia, bo klient odpowiedział"),
        "time": _("wznawia, bo nadszedł termin"),
    }.get(d["cause"], _("wznawia"))


def replied(d: Data, n: "Names") -> str:
    return _("pyta klienta") if d.get("question") else _("odpowiada klientowi")


def noted(d: Data, n: "Names") -> str:
    named = ", ".join(filter(None, map(n.person, d.get("mentions", ()))))
    return _("wzywa: %(people)s") % {"people": named} if named else ""


def contacted(d: Data, n: "Names") -> str:
    if d["way"] == "visit":
        return _("jest na miejscu") if d["reached"] else _("przyjeżdża, bez skutku")
    return _("rozmawia przez telefon") if d["reached"] else _("dzwoni, bez skutku")


def received(d: Data, n: "Names") -> str:
    return _("pisze (%(channel)s)") % {"channel": word(words.CHANNELS, d["channel"])}


def resolved(d: Data, n: "Names") -> str:
    worked = ngettext("%(count)s minuta pracy", "%(count)s minut pracy", d["minutes"]) % {
        "count": d["minutes"]
    }
    return _("rozwiązuje: %(solution)s, %(worked)s") % {
        "solution": words.solution(d["code"]),
        "worked": worked,
    }


def reopened(d: Data, n: "Names") -> str:
    return _("zgłasza, że nadal nie działa") if d["cause"] == "customer" else _("otwiera ponownie")


def closed(d: Data, n: "Names") -> str:
    return {
        "time": _("zamyka, bo minął czas na uwagi"),
        "customer": _("potwierdza rozwiązanie, zgłoszenie jest zamknięte"),
    }.get(d["cause"], _("zamyka"))


def merged(d: Data, n: "Names") -> str:
    return _("scala ze zgłoszeniem %(number)s") % {"number": n.number(d["into"])}


def absorbed(d: Data, n: "Names") -> str:
    return _("dołącza zgłoszenie %(number)s") % {"number": n.number(d["other"])}


def corrected(d: Data, n: "Names") -> str:
    told = []
    for column, new in d["changed"].items():
        if column == "kind":
            old, new_word, name = word(words.KINDS, d["before"]["kind"]), word(words.KINDS, new), _("rodzaj")
        else:
            known, nothing = n.corrected.get(column, {}), _("brak")
            old = known.get(d["before"].get(column), nothing)
            new_word, name = known.get(new, nothing), word(COLUMNS, column)
        told.append(f"{name}: {old} → {new_word}")
    return _("poprawia dane: %(what)s") % {"what": "; ".join(told)}


def message_moved(d: Data, n: "Names") -> str:
    told = {"number": n.number(d["other"])}
    came = d["came"]
    return (
        _("przenosi tu wiadomość ze zgłoszenia %(number)s") if came else _("przenosi wiadomość do %(number)s")
    ) % told


def linked(d: Data, n: "Names") -> str:
    told = {"number": n.number(d["other"])}
    if d.get("gone"):
        return _("rozłącza ze zgłoszeniem %(number)s") % told
    follows = d["how"] == "follows"
    return (
        _("zakłada jako dalszy ciąg %(number)s") if follows else _("wiąże ze zgłoszeniem %(number)s")
    ) % told


def tagged(d: Data, n: "Names") -> str:
    added = _("dodaje etykiety: %(tags)s") % {"tags": n.tagged(d["added"])} if d.get("added") else ""
    removed = _("usuwa etykiety: %(tags)s") % {"tags": n.tagged(d["removed"])} if d.get("removed") else ""
    return "; ".join(filter(None, (added, removed)))


def referred(d: Data, n: "Names") -> str:
    found = n.references.get(d["reference"])
    if d.get("gone"):
        return _("usuwa numer obcy")
    return _("dodaje numer obcy: %(number)s") % {"number": found} if found else _("dodaje numer obcy")


def unfollowed(d: Data, n: "Names") -> str:
    gone = n.participants.get(d["participant"])
    who = (gone.name or gone.email) if gone else ""
    return _("usuwa z obserwujących: %(who)s") % {"who": who or _("osoba bez nazwiska")}


def undone(d: Data, n: "Names") -> str:
    return _("cofa swoją ostatnią czynność")


def remarked(d: Data, n: "Names") -> str:
    return _("ocenia: rozwiązane") if d["verdict"] == "solved" else _("ocenia: nadal nie działa")


def called(d: Data, n: "Names") -> str:
    told = {
        "rung": word(words.RUNGS, d["rung"]),
        "people": _people(d, n) or _("nikogo nie ma"),
        "why": why_called(d["cause"], d.get("target", "")),
    }
    if d.get("late"):
        return _("wzywa z opóźnieniem, %(rung)s: %(people)s; %(why)s") % told
    return _("wzywa, %(rung)s: %(people)s; %(why)s") % told


def why_called(cause: str, target: str) -> str:
    """Return why somebody is called to an order."""
    if cause == "urgent":
        return _("pilne zgłoszenie")
    told = {"clock": word(words.TARGETS, target)}
    if cause == "breached":
        return _("%(clock)s: termin minął") % told
    return _("%(clock)s: termin blisko") % told


def escalated(d: Data, n: "Names") -> str:
    told = {
        "clock": word(words.TARGETS, d["target"]),
        "share": spoken.percent(d["share"] / 100, _tongue(), 0),
        "who": word(words.RUNGS, d["to"]),
        "people": _people(d, n) or _("nikogo nie ma"),
    }
    if d.get("late"):
        return _("eskaluje z opóźnieniem: %(clock)s, %(share)s, %(who)s (%(people)s)") % told
    return _("eskaluje: %(clock)s, %(share)s, %(who)s (%(people)s)") % told


def _people(d: Data, n: "Names") -> str:
    return ", ".join(filter(None, map(n.person, d.get("people", ()))))


def fixed(text: Callable[[], str]) -> Callable[[Data, "Names"], str]:
    """Return a sentence that needs nothing of the event."""
    return lambda _data, _names: text()


SENTENCES: dict[str, Callable[[Data, "Names"], str]] = {
    "placed": placed,
    "verified": verified,
    "priority_set": priority_set,
    "assigned": assigned,
    "started": fixed(lambda: _("bierze do realizacji")),
    "handed_over": handed_over,
    "sent_back": sent_back,
    "waiting": waiting,
    "resumed": resumed,
    "replied": replied,
    "reply_taken_back": fixed(lambda: _("cofa odpowiedź, zanim zobaczył ją klient")),
    "noted": noted,
    "contacted": contacted,
    "received": received,
    "restored": fixed(lambda: _("przywraca działanie: obejście działa")),
    "relapsed": fixed(lambda: _("odnotowuje, że obejście przestało działać")),
    "resolved": resolved,
    "reopened": reopened,
    "closed": closed,
    "cancelled": fixed(lambda: _("anuluje zgłoszenie")),
    "merged": merged,
    "absorbed": absorbed,
    "corrected": corrected,
    "message_moved": message_moved,
    "linked": linked,
    "tagged": tagged,
    "referred": referred,
    "joined": fixed(lambda: _("dołącza: mnie też to dotyczy")),
    "unfollowed": unfollowed,
    "undone": undone,
    "remarked": remarked,
    "clock_warned": clock_warned,
    "clock_breached": clock_breached,
    "clock_withdrawn": clock_withdrawn,
    "called": called,
    "accepted": fixed(lambda: _("przyjmuje zgłoszenie")),
    "call_unanswered": fixed(lambda: _("nie ma już kogo wezwać, nikt nie przyjął")),
    "escalated": escalated,
    "erased": fixed(lambda: _("usuwa dane osobowe po upływie czasu ich przechowywania")),
}
SOFTER: dict[str, Callable[[Data, "Names"], str]] = {  # said otherwise to the customer's side
    "verified": fixed(lambda: _("weryfikuje zgłoszenie")),
    "resolved": fixed(lambda: _("rozwiązuje zgłoszenie")),
    "priority_set": priority_set,
}


def _tongue() -> str:
    return get_language() or "pl"


def _instant(text: str | None, n: "Names") -> str:
    if not text:
        return ""
    return spoken.moment(datetime.fromisoformat(text), n.at, get_current_timezone(), _tongue())
