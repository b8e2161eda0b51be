"""Personal data: what is masked before Slack, logs or a model see it, and what must be left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.voice import personal
from tests.conftest import examples


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("01 99 00 47 12", "phone"),
        ("01.99.00.47.12", "phone"),
        ("01-99-00-47-12", "phone"),
        ("06/39/98/47/12", "phone"),
        ("0199004712", "phone"),
        ("+33 1 99 00 47 12", "phone"),
        ("+33 (0)1 99 00 47 12", "phone"),
        ("0033 1 99 00 47 12", "phone"),
        ("01\u00a099\u00a000\u00a047\u00a012", "phone"),
        ("020 7946 0958", "phone"),
        ("(020) 7946 0958", "phone"),
        ("07700 900123", "phone"),
        ("+44 20 7946 0958", "phone"),
        ("0044 20 7946 0958", "phone"),
        ("+1 (415) 555-0132", "phone"),
        ("+49 30 1234567", "phone"),
        ("paulette.vernay@example.org", "e-mail"),
        ("o+shop@mail.co.uk", "e-mail"),
        ("élodie@exemple.fr", "e-mail"),
        ("FR76 3000 6000 0112 3456 7890 189", "IBAN"),
        ("FR7630006000011234567890189", "IBAN"),
        ("fr76 3000 6000 0112 3456 7890 189", "IBAN"),
        ("GB29 NWBK 6016 1331 9268 19", "IBAN"),
        ("4970 1012 3456 7890", "card"),
        ("4970-1012-3456-7890", "card"),
        ("4970101234567890", "card"),
    ],
)
@pytest.mark.parametrize(
    "frame", ["{}", "Appelez-moi au {}.", "Write to me: {}, please", "({})", "{}\nMerci", "mon numéro : {} !"]
)
def test_masked(number, kind, frame):
    masked = personal.mask(frame.format(number))
    assert f"[{kind}]" in masked
    assert not any(letter.isdigit() for letter in masked), masked
    assert "@" not in masked


@pytest.mark.parametrize(
    "said",
    [
        "Commande BL-204518", "ma commande n° 204518", "commande numéro 204518", "numéro de commande : 204518",
        "suivi 6A12345678901", "dossier #A-77123", "colis n°8V00123", "facture F2026-118", "réservation QX7719",
        "order 204518", "Order number: 204518", "order no. 204518", "order #204518", "my orders 204518",
        "tracking 1Z999AA10123", "parcel JD0002233", "customer number 88123", "account: 5512890", "invoice 30112",
    ],
)  # fmt: skip
def test_order_numbers_are_masked_beside_a_word_that_says_so(said):
    masked = personal.mask(f"{said} toujours rien")
    assert masked.endswith("[number] toujours rien")
    assert not any(letter.isdigit() for letter in masked)
    assert personal.found_in(said) == ["order number"]


@pytest.mark.parametrize(
    "said",
    [
        "depuis 2019", "en 2026", "1 299,00 €", "1,299.00 GBP", "12.50", "£64", "14:30", "14h30", "14 h 30",
        "TGV 6607", "train 8723", "le 24/11/2026", "01.12.2026 14 h", "01.12.2026 14:30", "01-12-2026 10", "2026-11-24",
        "40 minutes", "69002 Lyon", "BA1 2QR", "3 x 12 bols", "0,50 €", "0.123456789", "11 jours", "5 000 000 de vues",
        "commande du 24/11/2026", "commande 2026-11-24", "order arrived", "client depuis 2019", "order from 2024",
        "24-25 novembre", "page 120-121", "@brindelune", "IL Y A 12 SEMAINES", "le lot de 6 a 12 pieces en 24 heures",
    ],
)  # fmt: skip
def test_not_masked(said):
    text = f"Bonjour, {said} et toujours rien."
    assert personal.mask(text) == text
    assert personal.found_in(text) == []


def test_several_at_once_and_their_names():
    text = "Écrivez à a@b.fr ou au 06 39 98 47 12, IBAN FR76 3000 6000 0112 3456 7890 189, commande 99812"
    assert personal.mask(text) == "Écrivez à [e-mail] ou au [phone], IBAN [IBAN], commande [number]"
    assert set(personal.found_in(text)) == {"e-mail", "phone number", "IBAN", "order number"}


PIECES = st.sampled_from([
    "0", "06", "39 98", "+33", "00", "4970 ", "1012-3456", "7890", "@", "a", "b.fr", "é", " ", ".", "-", "/", "FR76 ",
    "3000 6000", "commande ", "order n° ", "(", ")", "\n", "[phone]", "😞", ":", "BL-20", "18", ",", "\u00a0", "x",
])  # fmt: skip


@settings(max_examples=examples(300), deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join) | st.text(max_size=60))
def test_masking_twice_changes_nothing_and_adds_little(text):
    masked = personal.mask(text)
    assert personal.mask(masked) == masked
    assert personal.found_in(masked) == []
    assert len(masked) <= len(text) + 10 * (1 + len(text) // 5)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "nasty",
    [
        "a" * 20_000, "0" * 20_000, "0 " * 10_000, "order" + " " * 20_000, "order-" * 3_300, "order " * 3_300,
        "commande n" * 2_000, "a." * 10_000, "a@" * 10_000, "a@a." * 5_000, "+0" * 10_000, "FR76 " * 4_000,
        "FR76AAAA " * 2_000, "1 " * 10_000, "1-" * 10_000, "order " + "A" * 20_000, "order " + "A-" * 10_000 + "1",
        "(0" * 10_000, "00 " * 6_600, "0/" * 10_000, "\n" * 20_000 + "1", "@" * 20_000, "[[" * 10_000,
    ],
    ids=lambda nasty: nasty[:12],
)  # fmt: skip
def test_no_text_keeps_the_masks_busy(nasty):
    masked = personal.mask(nasty)
    assert personal.mask(masked[:2000])[:100] == masked[:100]
    assert isinstance(personal.found_in(nasty), list)
