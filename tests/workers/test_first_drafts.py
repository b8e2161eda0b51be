"""First drafts know what the last ones said, whichever process or moment they come from; in a surge none is judged."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, update

from bot.app import App
from bot.desk import repertoire
from bot.desk.models import Complaint, Draft
from bot.desk.vocabulary import Lane
from workers import composing, drain

from .conftest import Now, Outside
from .desk import receive


def drafts(app: App) -> list[Draft]:
    """Every draft, in the order in which they were written."""
    with app.store.read() as session:
        return list(session.scalars(select(Draft).order_by(Draft.id)))


def late_parcels(app: App, first: int, count: int) -> None:
    """Complaints in the same words by different people, read in one go."""
    for number in range(first, first + count):
        receive(
            app, id=f"late{number}", url=f"https://social.example/p/{number}", text="My table never arrived.",
            author={"handle": f"who{number}", "name": "Nadia"},
        )  # fmt: skip
    drain.drain(app, Lane.CHAT)


def test_complaints_in_the_same_words_get_different_drafts_in_one_batch_and_across_batches(
    app: App, outside: Outside
) -> None:
    for first in (0, 5, 10):
        late_parcels(app, first, 5)
    bodies = [draft.body for draft in drafts(app)]
    assert len(bodies) == 15
    assert len(set(bodies)) == 15


def test_a_draft_keeps_what_it_was_made_of(app: App, outside: Outside) -> None:
    late_parcels(app, 0, 1)
    (draft,) = drafts(app)
    assert {"acknowledge", "own", "unknown", "act"} <= set(draft.why["used"])
    assert "{by}" in draft.why["used"]["act"], "the variant as it stands in the playbook"
    assert draft.why["facts"] == {"object": "your table"}
    assert (draft.why["arousal"], draft.why["severity"]) == (None, "none")
    with app.store.read() as session:
        (worded,) = repertoire.recently_used(session)
    assert (worded.playbook, worded.language, worded.used) == ("late-delivery", "en", draft.why["used"])


def test_drafts_are_judged_while_few_come_in(now: Now) -> None:
    at = now()
    few = [repertoire.Worded("p", "en", {}, at - timedelta(seconds=0.5))] * 5
    assert composing._is_calm(few, 3, at)
    assert not composing._is_calm(few, 4, at)
    assert composing._is_calm(few, 8, at + timedelta(seconds=2))
    assert not composing._is_calm([], 9, at)


def test_who_complains_again_may_be_told_so(app: App, outside: Outside, now: Now) -> None:
    """What a playbook says to those who had to write before is said as soon as it is true, and to nobody else."""
    for turn in range(2):
        for number in range(5):
            receive(
                app, id=f"{turn}-{number}", url=f"https://social.example/p/{turn}/{number}",
                posted_at=now().isoformat(), text="My table never arrived.",
                author={"handle": f"who{number}", "name": "Nadia"},
            )  # fmt: skip
        drain.drain(app, Lane.CHAT)
        app.store.write(lambda session: session.execute(update(Complaint).values(answered_at=now())))
        now.ahead += 60
    told = ["write to us before" in draft.why["used"]["own"] for draft in drafts(app)]
    assert len(told) == 10
    assert not any(told[:5])
    assert any(told[5:])
