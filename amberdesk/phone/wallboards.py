"""Finding boards on walls: by their link, and those that somebody may manage."""

from django.db.models import Exists, OuterRef

from amberdesk.customers.links import make_key, read_key
from amberdesk.phone.models import Wallboard
from amberdesk.rosters.standing import Standing


def wallboard_key(board: Wallboard) -> str:
    """Return the key of the board's link; "" once it is taken down."""
    return make_key("w", board.pk, board.epoch) if board.active else ""


def wallboard_by_key(key: str) -> Wallboard | None:
    """Return the board that a link names; None for a false, revoked or old one."""
    named = read_key("w", key)
    if named is None:
        return None
    boards = Wallboard.objects.filter(active=True, made_by__is_active=True)
    return (
        boards.select_related("made_by")
        .prefetch_related("networks")
        .filter(pk=named.id, epoch=named.epoch)
        .first()
    )


def wallboards_for(standing: Standing) -> list[Wallboard]:
    """Return the boards whose networks all are somebody's own, those in use first."""
    strange = Wallboard.networks.through.objects.filter(wallboard=OuterRef("pk"))
    strange = strange.exclude(network_id__in=list(standing.networks))
    mine = Wallboard.objects.filter(~Exists(strange), networks__isnull=False).distinct()
    return list(mine.prefetch_related("networks").select_related("made_by").order_by("-active", "name", "pk"))
