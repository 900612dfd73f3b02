"""What an agreement promises, in sentences and as the rows of a table."""

from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from amberdesk.clock import spoken
from amberdesk.customers import words
from amberdesk.customers.codes import INNER, Target
from amberdesk.customers.models import AgreementVersion, TargetRow
from amberdesk.customers.texts import text_in


def promise_rows(version: AgreementVersion) -> list[dict[str, str]]:
    """Return a row a priority: each target as "8 h w godzinach wsparcia", and the warnings."""
    language = get_language() or "pl"
    targets = {(t.priority, t.target): t for t in version.targets.all()}
    rows = []
    for priority in sorted({priority for priority, _target in targets}):
        row = {"priority": priority}
        for target in words.TARGETS:
            if kept := targets.get((priority, target)):
                row[target] = f"{spoken.duration(kept.minutes * 60, language)} {words.BASES[kept.basis]}"
                row["warnings"] = ", ".join(f"{round(share * 100)} %" for share in sorted(kept.warn_at))
        rows.append(row)
    return rows


def columns(version: AgreementVersion) -> dict[str, str]:
    """Return the word of each target that some priority of the version has, in order."""
    there = {row.target for row in version.targets.all()}
    return {target: _capital(str(word)) for target, word in words.TARGETS.items() if target in there}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def sentences(version: AgreementVersion) -> list[str]:
    """Return a sentence a target: "P1, czas reakcji: 1 h w godzinach wsparcia. Dotrzymujemy w miesiącu 95 % ..."."""
    order = list(words.TARGETS)
    kept = sorted(version.targets.all(), key=lambda row: (row.priority, order.index(row.target)))
    return [_sentence(version, row) for row in kept] or [_("Umowa nie podaje terminów.")]


def _sentence(version: AgreementVersion, row: TargetRow) -> str:
    promised = _form(row.target) % {
        "priority": row.priority,
        "target": target_text(version, row.target),
        "time": _time(row.minutes),
        "basis": words.BASES[row.basis],
    }
    return " ".join([promised, *_threshold(row)])


def _form(target: str) -> str:
    """Return how a target is said: what repeats, and what binds only ourselves, says so."""
    if target == Target.UPDATE:
        return _("%(priority)s, %(target)s: najwyżej %(time)s %(basis)s, dopóki zgłoszenie jest otwarte.")
    if target in INNER:
        return _("%(priority)s, tylko dla nas, %(target)s: najwyżej %(time)s %(basis)s.")
    return _("%(priority)s, %(target)s: %(time)s %(basis)s.")


def target_text(version: AgreementVersion, target: str) -> str:
    """Return our word for a target and the contract's own beside it: "czas reakcji („czas przystąpienia”)"."""
    own = text_in(version.target_words.get(target, {}), get_language() or "pl")
    return f"{words.TARGETS[target]} („{own}”)" if own else str(words.TARGETS[target])


def _threshold(row: TargetRow) -> list[str]:
    if row.monthly_share is None:
        return []
    share = _("W miesiącu dotrzymujemy co najmniej %(share)s %% zgłoszeń.") % {
        "share": share_text(row.monthly_share)
    }
    if row.late_minutes is None:
        return [share]
    late = _("Pozostałe mogą być później najwyżej o %(time)s.") % {"time": _time(row.late_minutes)}
    return [share, late]


def share_text(share: Decimal) -> str:
    """Return "95" or "99,5", as the reader writes numbers."""
    text = f"{share.normalize():f}"
    return text.replace(".", spoken.tongue(get_language() or "pl").comma)


def _time(minutes: int) -> str:
    return spoken.duration(minutes * 60, get_language() or "pl")
