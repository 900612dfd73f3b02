"""A picture that somebody sent -> a small PNG made anew from its pixels: nothing else of the file is kept."""

import io

from PIL import Image

from amberdesk.customers.refusals import Refused

MOST_BYTES = 2_000_000
MOST_PIXELS = 16_000_000  # as many are unpacked in memory at most: 64 MB
LARGEST = (480, 120)  # kept: twice of what the portal shows
FORMATS = ("PNG", "JPEG", "WEBP")


def checked_logo(content: bytes) -> bytes:
    """Return the picture as a PNG of at most 480 x 120. Errors: Refused for anything but PNG, JPEG and WebP."""
    if len(content) > MOST_BYTES:
        raise Refused("logo_too_large", "logo", most=MOST_BYTES // 1_000_000)
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refused("logo_too_large", "logo", most=MOST_BYTES // 1_000_000)
            picture = image.convert("RGBA")
    except Refused:
        raise
    except Exception as error:  # Pillow has no common error
        raise Refused("logo_unreadable", "logo") from error
    picture.thumbnail(LARGEST)
    made = io.BytesIO()
    picture.save(made, "PNG", optimize=True)
    return made.getvalue()
