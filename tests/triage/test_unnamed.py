"""The house's own name tells nothing of a mention, for whoever names it may praise it or blame it."""

from __future__ import annotations

import pytest

from bot.triage.features import Said
from bot.triage.places import House

HOUSE = House("Café Brindelune", ("brindelune", "brindelune_help"))


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("my new CAFÉ BRINDELUNE mug", "my new  mug"),
        ("cafe brindelune's scones, wow", " scones, wow"),
        ("scones 😍 #brindelune #tea", "scones 😍  #tea"),
        ("@brindelune merci", "@brindelune merci"),
        ("Brindelunes and brindelune_help", "Brindelunes and "),
        ("see https://brindelune.example/mugs or write to a@brindelune.example", None),
        ("Brindelune", None),
        ("#brindelune ", None),
    ],
)
def test_the_house_s_name_is_not_read_and_the_rest_is(text, read):
    said = HOUSE.unnamed(Said(text, language="en", network="x"))
    assert said.text == (text if read is None else read)
    assert (said.language, said.network) == ("en", "x")


def test_a_title_that_is_the_name_goes_and_a_house_without_names_leaves_all():
    assert HOUSE.unnamed(Said("lovely", "Brindelune")) == Said("lovely", "")
    assert House().unnamed(Said("Brindelune")) == Said("Brindelune")
