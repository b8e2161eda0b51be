"""The moment that a promise names: days, times, delays, in both languages; what is no promise names none."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.voice import deadlines

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Europe/Paris"))  # a Tuesday
PROMISES = {
    "I'm sorry your cups are late. I'll call the warehouse today and write to you here by 6 pm.": "24 18:00",
    "J'appelle le dépôt maintenant et je vous écris ici avant 18 h ce soir.": "24 18:00",
    "I'm looking for it and you will hear from me by noon on Friday.": "27 12:00",
    "Je cherche votre colis et je vous réponds vendredi avant 18 h 30.": "27 18:30",
    "I'll check with Dave and write to you within two days.": "26 10:00",
    "Je vous rappelle sous 48 h.": "26 10:00",
    "Je vous rappelle demain matin.": "25 12:00",
    "I will call you on 27 November at 10:30 am.": "27 10:30",
    "A wedding on Saturday: I'm sorry. I'm calling now and will write to you by 6 pm tomorrow.": "25 18:00",
    "I'll call the depot today. I'll write to you here by 6 pm tomorrow.": "25 18:00",
    "Je vous appelle mardi avant 9 h.": "1 09:00",
}


@pytest.mark.parametrize(("reply", "when"), PROMISES.items())
def test_a_promise_names_its_moment_in_words_of_the_reply(reply, when):
    said, at = deadlines.promised(reply, "My cups are late", NOW)
    assert f"{at.day} {at:%H:%M}" == when
    assert said and said in reply


@pytest.mark.parametrize(
    "reply",
    ["", "We're looking into it.", "I'm sorry that your cups came two weeks late.", "I'll write to you by 9 am today.",
     "Je fais le nécessaire au plus vite."],
)  # fmt: skip
def test_what_promises_no_time_to_come_names_none(reply):
    assert deadlines.promised(reply, "My cups are late", NOW) is None


@pytest.mark.parametrize(("said", "only_today"), [("by 6 pm tomorrow", True), ("demain", True), ("on Friday", False)])
def test_words_that_mean_another_day_tomorrow(said, only_today):
    assert deadlines.seen_from_today(said) is only_today


@given(st.text(max_size=300))
def test_any_text_is_read_and_never_named_in_the_past(text):
    found = deadlines.promised(f"I'll write to you {text}", "", NOW)
    assert found is None or (found[1] > NOW and found[0] in f"I'll write to you {text}")
