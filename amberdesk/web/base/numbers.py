"""Numbers as addresses and forms hold them."""


def whole(text: str | None) -> int | None:
    """Return the whole number that a parameter holds; None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
