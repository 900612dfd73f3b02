"""A brand's colour can be read, its logo is nothing but a picture, its words are the portal's."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from amberdesk.customers.actions.branding import brand
from amberdesk.customers.colours import (
    DARK_PAGE,
    PAGE,
    contrast,
    is_legible,
    legible,
    read_colour,
    seen_on,
    text_on,
)
from amberdesk.customers.logos import LARGEST, checked_logo
from amberdesk.customers.models import Network
from amberdesk.customers.queries import look_of
from amberdesk.customers.refusals import Forbidden, Refused
from amberdesk.outbox.actor import MACHINE
from tests.factories import NINE, make_company, make_network, make_person
from tests.orders.shop import actor

colours = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


def picture(kind: str = "PNG", size: tuple[int, int] = (960, 240)) -> bytes:
    made, info = io.BytesIO(), PngImagePlugin.PngInfo()
    info.add_text("Comment", "<script>alert(1)</script>")
    Image.new("RGB", size, "#005f9e").save(made, kind, **({"pnginfo": info} if kind == "PNG" else {}))
    return made.getvalue()


def test_contrasts_are_those_of_the_standard() -> None:
    assert round(contrast("#000000", "#ffffff"), 2) == 21
    assert round(contrast("#777777", "#ffffff"), 2) == 4.48
    assert read_colour(" 0AF ") == "#00aaff"


@given(colours)
def test_whatever_the_colour_words_on_its_legible_shade_can_be_read_and_its_lines_seen(colour: str) -> None:
    better = legible(colour)

    assert contrast(text_on(better), better) >= 4.5
    assert better == colour or not is_legible(colour)
    assert contrast(seen_on(colour, PAGE), PAGE) >= 3
    assert contrast(seen_on(colour, DARK_PAGE), DARK_PAGE) >= 3


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_logo_is_made_anew_and_small(kind: str) -> None:
    made = checked_logo(picture(kind))

    with Image.open(io.BytesIO(made)) as image:
        assert (image.format, image.size) == ("PNG", LARGEST)
    assert b"script" not in made


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg onload='alert(1)'/>",
        b"GIF89a" + b"0" * 50,
        picture()[:60],
        b"\x89PNG\r\n\x1a\n" + b"x" * 99,
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="logo_unreadable"):
        checked_logo(content)


def test_a_picture_that_would_fill_the_memory_is_refused_unopened() -> None:
    with pytest.raises(Refused, match="logo_too_large"):
        checked_logo(picture(size=(8001, 2000)))


@pytest.mark.django_db
def test_a_network_without_a_look_of_its_own_has_the_companys() -> None:
    make_company()
    fala, zatoka = make_network("FAL"), make_network("ZAT")
    facts = {"phone": "58 620 11 00", "by": MACHINE, "at": NINE}
    ours = brand(None, name="Jantar", wording={"pl": "Serwis"}, colour="#005f9e", logo=picture(), **facts)
    theirs = brand(fala, name="Fala", wording={"pl": "Przeczytaj", "en": "Read"}, colour="#0a5", **facts)

    assert (look_of(fala).colours, look_of(fala).logo) == (theirs.key, ours.key)
    assert (look_of(zatoka).colours, look_of(zatoka).wording) == (ours.key, {"pl": "Serwis"})
    kept = Network.objects.get(code="FAL")
    assert (kept.name, kept.form_settings["note"]) == ("Fala", {"pl": "Przeczytaj", "en": "Read"})
    again = brand(fala, name="Fala", wording={}, colour="#0a5", without_logo=True, **facts)
    assert again.key == theirs.key  # nothing that is seen has changed


@pytest.mark.django_db
def test_only_the_office_brands_and_all_or_nothing_is_kept() -> None:
    network = make_network("FAL")
    with pytest.raises(Refused, match="colour_unreadable"):
        brand(network, name="Inna", phone="", wording={}, colour="zielony", by=MACHINE, at=NINE)
    with pytest.raises(Forbidden):
        brand(None, name="X", phone="", wording={}, colour="", by=actor(make_person("manager")), at=NINE)

    assert Network.objects.get().name == "Fala Market"
