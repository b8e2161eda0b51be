"""To write, to ask, to come back on a day: what every reply promises is no gesture, whoever approves it."""

from __future__ import annotations

import pytest

from bot.voice import authority
from bot.voice.wording import Wording

GRANTS = tuple(f"grants {kind}" for kind in authority.KINDS)


@pytest.mark.parametrize(
    "said",
    [
        "I will write to you here again by noon on 1 December.",
        "I'll write to you on Tuesday 2 December.",
        "I'm writing to the manager today and will tell you on 4 December.",
        "I take it to the team today and come back to you on Friday 5.",
        "I have asked for your parcel to be sent on to 12 Mill Lane.",
        "We cleared the platform at 8 and the trains run again from 9.",
        "We removed the page from the site on 2 December.",
        "I took your complaint to the manager on 30 November.",
        "I'm cancelling the second order today, as you asked.",
        "I will bring your note to the meeting on 3 December.",
        "Je vous écris de nouveau ici le 1er décembre avant midi.",
        "Je retire l'annonce du site aujourd'hui.",
        "J'ai remis votre lettre à la direction le 28.",
        "Nous avons coupé l'arrivée d'eau à 8 h et rouvert à 11 h.",
        "Je porte votre question au chef d'atelier et je vous réponds jeudi.",
    ],
)
def test_what_every_reply_promises_is_no_gesture(said):
    wording = Wording(said, GRANTS)
    assert not [hit for kind in GRANTS for hit in wording.hits(kind)]


@pytest.mark.parametrize("said", ["We have brought your bill down to 20.", "I'll take the fee off your account today."])
def test_what_makes_a_bill_less_is_one(said):
    assert Wording(said, GRANTS).hits("grants refund")
