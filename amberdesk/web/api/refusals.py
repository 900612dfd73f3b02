"""How the rooms' refusals become problems: which status, and which field of the body is to blame."""

from amberdesk.customers.terms import NoAgreement
from amberdesk.orders import words
from amberdesk.orders.access import NoSuchOrder
from amberdesk.orders.rights import Forbidden
from amberdesk.orders.states import Refused, Stale
from amberdesk.web.api.problems import Problem, in_body, unknown_order

CONFLICTS = frozenset(
    {
        *("state", "reference_taken", "came_from_nowhere", "public_already", "undo_late", "undo_overtaken"),
        *("merge_into_ended", "nothing_changed", "same_level", "technician_missing", "no_agreement"),
        *("question_missing", "merge_itself", "merge_other_network", "move_elsewhere", "move_report"),
        *("link_itself", "tags_many", "files_too_many", "drafts_too_large", "followers_many"),
        *("not_following", "not_his", "works_already", "works_not", "nobody_called"),
    }
)
TOO_LARGE = frozenset({"file_too_large"})
FIELDS = {  # of what the reader can mend in the body
    "subject_missing": "subject",
    "text_missing": "text",
    "text_too_long": "text",
    "attachment_gone": "attachments",
    "scope_unknown": "scope",
    "acceptance_missing": "scope_accepted_by",
    "not_of_level": "technician",
    "facts_missing": "facts",
    "until_missing": "until",
    "until_past": "until",
    "code_missing": "code",
    "minutes_wrong": "minutes",
    "way_unknown": "way",
    "not_of_network": "site",
    "not_of_site": "device",
    "tag_wrong": "add",
    "link_wrong": "link",
    "file_empty": "file",
    "reference_missing": "number",
    "absence_ends_before_it_starts": "until",
}
REASONED = frozenset(
    {"set_priority", "hand_over", "send_back", "reopen", "cancel", "merge", "correct", "relapse"}
)


def problem_of(error: Exception, act: str = "") -> Problem:
    """Return the problem for an expected error of the rooms below."""
    if isinstance(error, NoSuchOrder):
        return unknown_order()
    if isinstance(error, NoAgreement):
        return Problem(409, "no_agreement")
    code, sentence = getattr(error, "code", "failed"), words.refusal(error)
    if isinstance(error, Forbidden):
        return Problem(403, code, sentence)
    if isinstance(error, Stale):
        return Problem(412, code, sentence, more=error.params)
    if not isinstance(error, Refused):
        raise error
    if code in CONFLICTS:
        more = {"number": error.params["number"]} if code == "reference_taken" else {}
        return Problem(409, code, sentence, more=more)
    status = 413 if code in TOO_LARGE else 422
    field = "reason" if code == "text_missing" and act in REASONED else FIELDS.get(code, "")
    return Problem(status, code, sentence, errors=[in_body(field, sentence)])
