"""Finding boards on walls: by their link, and those that somebody may manage."""

from django.db.models import Exists, OuterRef

from amberdesk.customers.links import make_key, read_key
from amberdesk.phone.access import steers
from amberdesk.phone.models import Wallboard
from amberdesk.rosters.queries import standing_of
from amberdesk.rosters.standing import Standing


def wallboard_key(board: Wallboard) -> str:
    """Return the key of the board's link; "" once it is taken down."""
    return make_key("w", board.pk, board.epoch) if board.active else ""


def wallboard_by_key(key: str) -> Wallboard | None:
    """Return the board that a link names; None for a false, revoked or old one.

    It is open as long as whoever hung it up may still hang up a board of all of its networks.
    """
    named = read_key("w", key)
    if named is None:
        return None
    boards = Wallboard.objects.filter(pk=named.id, epoch=named.epoch, active=True)
    board = boards.select_related("made_by").prefetch_related("networks").first()
    if board is None:
        return None
    standing = standing_of(board.made_by_id)
    shown = {network.pk for network in board.networks.all()}
    return board if standing and steers(standing) and shown and shown <= standing.networks else None


def wallboards_for(standing: Standing) -> list[Wallboard]:
    """Return the boards whose networks all are somebody's own, those in use first."""
    strange = Wallboard.networks.through.objects.filter(wallboard=OuterRef("pk"))
    strange = strange.exclude(network_id__in=list(standing.networks))
    mine = Wallboard.objects.filter(~Exists(strange), networks__isnull=False).distinct()
    return list(mine.prefetch_related("networks").select_related("made_by").order_by("-active", "name", "pk"))
