"""A second opinion beside triage: asked late, joined if it raises, shown on the card; the offline decision stands."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from bot import app as composition
from bot import settings
from bot.app import App
from bot.desk import complaints, corrections, drafts, events, people, steering, timeline
from bot.desk.models import Complaint, Correction, Draft, Editing, Effect, ModelCall
from bot.desk.vocabulary import Lane
from bot.drafting.model import client, opinion
from bot.slack import cards, rows
from tests.drafting.model import endpoint as does
from tests.drafting.model.disguises import disguised
from tests.triage.models import constant
from tests.workers import desk
from workers import drain, opinions, reading, wording

TEXT = "The lid of the new kettle went pop while I held it. Cheers."
DOUBTED = {"kind:complaint": 0.35, "kind:praise": 0.6, "topic:general": 0.2, "topic:product-fault": 0.15}
RISKY = {"kind:complaint": 0.9, "stakes:P3": 0.9, "risk:safety": 0.2, "topic:product-fault": 0.6}
SAID = {
    "kind": "complaint", "complaint": True, "stakes": "P2", "arousal": "low", "topics": ["product-fault"], "risks": [],
    "abusive": False, "reasons": ["went pop while I held it"],
}  # fmt: skip


def says(**changes: Any) -> does.Act:
    return does.says(json.dumps(SAID | changes))


@pytest.fixture
def scripted() -> Iterator[does.Scripted]:
    with does.serving() as found:
        yield found


@pytest.fixture
def make(environ: dict[str, str], now: Any, wakes: Any, scripted: does.Scripted) -> Iterator[Callable[..., App]]:
    """An app with a model, whose triage says the same of everything; name the settings that matter."""
    built: list[App] = []

    def with_settings(likely: dict[str, float], **more: str) -> App:
        given = environ | {
            "OPENAI_BASE_URL": scripted.url, "OPENAI_MODEL": "m", "OPENAI_API_KEY": "sk-test",
            "AMENDS_MODEL_TIMEOUT": "8", "AMENDS_MODEL_PRICE_IN": "1", "AMENDS_MODEL_PRICE_OUT": "10",
        }  # fmt: skip
        model = constant(likely)
        app = composition.build(settings.load(given | more), now=now, wake=wakes)
        built.append(replace(app, model=lambda: model))
        return built[-1]

    wording.endpoint_at.cache_clear()
    yield with_settings
    for app in built:
        app.store.engine.dispose()


def opened(app: App, text: str = TEXT, **fields: Any) -> int:
    desk.receive(app, **{"text": text, "language": "en"} | fields)
    reading.read_alerts(app)
    with app.store.read() as session:
        return session.scalars(select(Complaint.id).order_by(Complaint.id.desc())).first() or 0


def asked(app: App, text: str = TEXT, **fields: Any) -> Complaint:
    """Open a complaint, let the opinion come, and answer with it."""
    return settled(app, opened(app, text, **fields))


def settled(app: App, complaint: int) -> Complaint:
    drain.drain(app, Lane.WORDING)
    with app.store.read() as session:
        found = session.get_one(Complaint, complaint)
        assert found.mention.triage is not None
        return found


def card(app: App, complaint: int, language: str = "en") -> str:
    with app.store.read() as session:
        found = rows.of_complaint(session, app.book(), session.get_one(Complaint, complaint), language, app.now())
        return json.dumps(cards.approval(found), ensure_ascii=False)


def kinds(app: App, complaint: int) -> list[str]:
    with app.store.read() as session:
        return [event.kind for event in events.of_complaint(session, complaint)]


def opinion_calls(app: App) -> list[ModelCall]:
    with app.store.read() as session:
        return list(session.scalars(select(ModelCall).where(ModelCall.purpose == opinion.PURPOSE)))


def questions(scripted: does.Scripted) -> list[dict[str, Any]]:
    """Those for an opinion, among the wordings."""
    found = [json.loads(one["messages"][1]["content"]) for one in scripted.asked]
    return [one for one in found if "topics" in one]


def test_the_card_comes_first_and_the_opinion_joins_it(make, scripted):
    app = make(DOUBTED)
    scripted.will(says())
    complaint = opened(app)
    assert "Not sure that this is a complaint" in card(app, complaint)
    assert scripted.asked == []
    found = settled(app, complaint)
    triage = found.mention.triage
    assert (triage["kind"], triage["doubtful"], found.mention.kind, found.stakes) == (
        "complaint", False, "complaint", "P2",
    )  # fmt: skip
    assert triage["opinion"]["changed"] == ["kind", "stakes", "arousal", "topics", "doubtful"]
    shown = card(app, complaint)
    assert "Second opinion: a complaint (P2). It points to “went pop while I held it”." in shown
    assert "Not sure" not in shown
    assert "Deuxième avis : une réclamation (P2). Il s'appuie sur « went pop while I held it »." in card(
        app, complaint, "fr"
    )
    [call] = opinion_calls(app)
    assert (call.outcome, call.complaint_id, call.tokens_in) == ("given", complaint, 900)
    with app.store.read() as session:
        last = events.last_of_kind(session, complaint, "opinion")
        assert last is not None
        sentence, exact = timeline.words(last, app.book(), "en")
    assert sentence.startswith("The language model gave a second opinion: it takes it for a complaint; changed by it: ")
    assert exact == "" and TEXT[:20] not in json.dumps(last.data)


def test_what_triage_is_sure_of_is_not_asked_about(make, scripted):
    app = make({"kind:complaint": 0.95, "stakes:P3": 0.9, "topic:product-fault": 0.9})
    scripted.will(says())
    asked(app)
    assert questions(scripted) == []


def test_without_a_model_nothing_is_promised(app):
    doubting = replace(app, model=lambda: constant(DOUBTED))
    complaint = opened(doubting)
    with app.store.read() as session:
        assert session.scalars(select(Effect).where(Effect.kind == opinions.OPINE)).all() == []
        assert "opinion" not in session.get_one(Complaint, complaint).mention.triage


def test_a_risk_that_both_see_takes_the_draft_away_and_calls_the_hotline(make, scripted):
    app = make(RISKY)
    scripted.will(says(risks=["safety"], stakes="P1"))
    complaint = opened(app)
    with app.store.read() as session:
        assert session.get_one(Complaint, complaint).playbook == "product-fault"
    found = settled(app, complaint)
    assert (found.playbook, found.stakes, found.playbook_by) == ("safety-or-injury", "P1", None)
    assert found.mention.triage["sure_risks"] == ["safety"]
    assert {"playbook_chosen", "hotline_told"} <= set(kinds(app, complaint))
    with app.store.read() as session:
        assert (session.get_one(Complaint, complaint).priority or 0) > 60
    drain.drain(app, Lane.CHAT)
    with app.store.read() as session:
        draft = drafts.current(session, complaint)
    assert draft is None or draft.playbook == "safety-or-injury"
    assert "It sees a risk: safety or injury." in card(app, complaint)


def test_a_risk_that_only_the_second_reader_sees_is_looked_at_and_wakes_nobody(make, scripted):
    app = make(DOUBTED)
    scripted.will(says(risks=["legal"]))
    found = asked(app)
    assert found.mention.triage["asked_risks"] == ["legal"]
    assert found.mention.triage["sure_risks"] == []
    assert found.playbook != "legal-action" and "hotline_told" not in kinds(app, found.id)
    assert "Look whether this is about legal steps." in card(app, found.id)


def test_less_is_shown_and_changes_nothing_that_a_person_could_miss(make, scripted):
    """Even a model that obeys the mention cannot talk anything away: not a risk, not the stakes, not the card."""
    app = make(RISKY | {"risk:legal": 0.9, "stakes:P2": 0.95})
    scripted.will(says(kind="praise", complaint=False, stakes=None, arousal=None, topics=[]))
    complaint = opened(app, "My lawyer will hear of the lid of this kettle, it went pop while I held it")
    with app.store.read() as session:
        before = session.get_one(Complaint, complaint)
        playbook, stakes, triage = before.playbook, before.stakes, dict(before.mention.triage or {})
    found = settled(app, complaint)
    assert (found.state, found.playbook, found.stakes) == ("open", playbook, stakes)
    after = {key: value for key, value in found.mention.triage.items() if key != "opinion"}
    assert after == triage
    assert "Second opinion: praise." in card(app, complaint)


def test_words_that_are_set_aside_by_nobody_stay_a_card(make, scripted):
    app = make(DOUBTED)
    scripted.will(says(kind="noise", complaint=False, stakes=None, topics=[]))
    found = asked(app)
    assert (found.state, found.mention.state) == ("open", "complaint")
    assert (found.mention.kind, found.mention.triage["doubtful"]) == ("noise", True)
    assert "Not sure that this is a complaint" in card(app, found.id)


def test_stars_hold_a_complaint_whatever_the_second_reader_says(make, scripted):
    app = make(DOUBTED | {"risk:safety": 0.2})
    scripted.will(says(kind="praise", complaint=False, stakes=None))
    found = asked(app, rating=1.0, network="reviews")
    assert found.mention.kind == "complaint"


# ---- people come first


def person(app: App, who: str = "U0SAM") -> Any:
    return people.allowed(app.book(), who, "approve")


def test_what_a_person_said_meanwhile_stays(make, scripted):
    app = make(RISKY)
    complaint = opened(app)

    def corrected(asked: dict[str, Any]) -> str:
        def happening(session: Any) -> None:
            found = session.get_one(Complaint, complaint)
            corrections.of_abuse(session, found.mention, True, person(app), app.now())

        if "topics" in json.loads(asked["messages"][1]["content"]):
            app.store.write(happening)
        return json.dumps(SAID | {"risks": ["safety"], "stakes": "P1"})

    scripted.will(does.answers(corrected))
    found = settled(app, complaint)
    assert (found.stakes, found.playbook) == ("P1", "product-fault")
    assert found.mention.triage["abusive"] and found.mention.triage["sure_risks"] == []
    assert found.mention.triage["opinion"]["changed"] == []
    assert "Second opinion: a complaint (P1)." in card(app, complaint)


@pytest.mark.parametrize("hand", ["playbook", "edit", "window"])
def test_a_playbook_in_somebodys_hands_is_not_changed_but_safety_is_told(make, scripted, hand):
    app = make(RISKY)
    complaint, book = opened(app), app.book()

    def happening(session: Any) -> None:
        found = session.get_one(Complaint, complaint)
        if hand == "playbook":
            found.playbook_by = "U0SAM"
        elif hand == "edit":
            drafts.edit(session, book, found, person(app), 1, "Hi Nadia,\nI'm sorry about the lid.", app.now())
        else:
            row = Editing(complaint_id=complaint, person="U0SAM", number=1, body="Hi", at=app.now(), open=True)
            session.add(row)

    app.store.write(happening)
    scripted.will(says(risks=["safety"], stakes="P1"))
    found = settled(app, complaint)
    assert found.playbook == "product-fault"
    assert (found.stakes, found.mention.triage["sure_risks"]) == ("P1", ["safety"])
    assert "hotline_told" in kinds(app, complaint), "whoever has it in hand, safety is told"


def test_a_dismissed_or_reworded_mention_is_not_asked_about(make, scripted):
    app = make(DOUBTED)
    scripted.will(says())
    gone = opened(app)
    app.store.write(
        lambda s: complaints.dismiss(s, app.book(), s.get_one(Complaint, gone), person(app), "no", app.now())
    )
    changed = opened(app, id="b1", text="The lamp went pop. Cheers.")
    desk.receive(app, id="b1", kind="edited", text="The lamp is fine now.", language="en")
    reading.read_alerts(app)
    for complaint in (gone, changed):
        assert "opinion" not in settled(app, complaint).mention.triage
    assert questions(scripted) == []


def test_words_that_are_taken_back_are_nowhere(make, scripted):
    app = make(DOUBTED)
    scripted.will(says())
    complaint = asked(app).id
    desk.receive(app, id="a1", kind="deleted")
    reading.read_alerts(app)
    with app.store.read() as session:
        mention = session.get_one(Complaint, complaint).mention
        told = json.dumps([mention.triage["opinion"], [e.data for e in events.of_complaint(session, complaint)]])
    assert "went pop while" not in told
    assert card(app, complaint)


def test_one_reader_asked_twice_is_not_two(make, scripted):
    app = make(DOUBTED)
    scripted.will(says(risks=["safety"]))
    complaint = asked(app).id

    def again(session: Any) -> None:
        effect = session.scalars(select(Effect).where(Effect.kind == opinions.OPINE)).one()
        effect.done_at, effect.due_at = None, app.now()

    app.store.write(again)
    found = settled(app, complaint)
    assert found.mention.triage["sure_risks"] == []
    assert kinds(app, complaint).count("opinion") == 1


# ---- trouble


@pytest.mark.parametrize(
    ("act", "outcome"),
    [
        (does.fails(401), "unauthorised"), (does.fails(402), "no_balance"), (does.raw(b"garbage"), "invalid"),
        (does.says("It is praise."), "invalid"), (says(kind="rant"), "invalid"),
        (says(reasons=["the customer is mad"]), "invalid"), (does.says("half", "length"), "cut_off"),
    ],
)  # fmt: skip
def test_the_offline_decision_stands_whatever_the_endpoint_does(make, scripted, act, outcome):
    app = make(DOUBTED)
    scripted.will(act)
    complaint = opened(app)
    with app.store.read() as session:
        before = dict(session.get_one(Complaint, complaint).mention.triage or {})
    found = settled(app, complaint)
    assert found.mention.triage == before | {"opinion": {"why": client.WHY[outcome]}}
    assert "No second opinion: " in card(app, complaint)
    assert [call.outcome for call in opinion_calls(app)] == [outcome]
    assert "opinion" not in kinds(app, complaint)


def test_a_hanging_endpoint_holds_nothing_up(make, scripted):
    app = make(DOUBTED, AMENDS_MODEL_TIMEOUT="0.3")
    scripted.will(does.hangs(scripted))
    complaint = opened(app)
    with app.store.read() as session:
        assert session.scalars(select(Draft).where(Draft.complaint_id == complaint)).all()
    assert settled(app, complaint).mention.triage["opinion"] == {"why": client.WHY["timeout"]}


def test_one_that_comes_back_is_heard_and_one_that_does_not_is_left(make, scripted, now):
    app = make(DOUBTED)
    scripted.will(does.fails(429, headers={"Retry-After": "30"}))
    complaint = opened(app)
    drain.drain(app, Lane.WORDING)
    now.ahead += 40
    scripted.will(says())
    assert settled(app, complaint).mention.triage["opinion"]["kind"] == "complaint"
    scripted.will(does.fails(429, headers={"Retry-After": "7200"}))
    late = asked(app, id="b1", text="The lamp went pop. Cheers.")
    assert late.mention.triage["opinion"] == {"why": client.WHY["rate_limited"]}


def test_the_budgets_are_the_drafts_own(make, scripted):
    app = make(DOUBTED, AMENDS_MODEL_COMPLAINT_BUDGET="0.00001")
    scripted.will(says())
    found = asked(app)
    assert found.mention.triage["opinion"] == {"why": opinion.REASONS["over_budget"]}
    assert scripted.asked == []
    assert [(call.outcome, call.cost) for call in opinion_calls(app)] == [("over_budget", 0.0)]


def test_a_mention_that_gives_orders_is_not_shown_to_a_model(make, scripted):
    app = make(DOUBTED)
    scripted.will(says(kind="praise", complaint=False, stakes=None))
    for number, text in enumerate(disguised("en").values()):
        found = asked(app, text, id=f"d{number}", author={"handle": f"h{number}", "name": "Ada"})
        if "opinion" in found.mention.triage:
            assert found.mention.triage["opinion"] == {"why": opinion.REASONS["orders"]}
    assert questions(scripted) == []


def test_personal_data_is_in_neither_question_nor_records(make, scripted):
    app = make(DOUBTED)
    scripted.will(says())
    asked(app, TEXT + " Ring 06 12 34 56 78 or write to nadia.orsel@mail.example.")
    kept = " ".join(call.prompt + call.answer for call in opinion_calls(app))
    for shown in ("06 12", "nadia.orsel"):
        assert shown not in json.dumps(scripted.asked) and shown not in kept


def test_a_correction_afterwards_has_the_last_word(make, scripted):
    app = make(DOUBTED)
    scripted.will(says(abusive=True))
    complaint = asked(app).id

    def happening(session: Any) -> None:
        found = session.get_one(Complaint, complaint)
        steering.grade(session, app.book(), found, person(app), "none", app.now(), abusive=False)

    app.store.write(happening)
    with app.store.read() as session:
        triage = session.get_one(Complaint, complaint).mention.triage
    assert not triage["abusive"] and triage["opinion"]["abusive"]


def test_what_triage_got_wrong_is_learned_even_where_the_second_reader_was_right(make, scripted):
    app = make(DOUBTED)
    scripted.will(says(kind="noise", complaint=False, stakes=None, topics=[]))
    complaint = asked(app).id

    def happening(session: Any) -> None:
        found = session.get_one(Complaint, complaint)
        complaints.dismiss(session, app.book(), found, person(app), "a namesake", app.now(), "noise")

    app.store.write(happening)
    with app.store.read() as session:
        [learned] = session.scalars(select(Correction).where(Correction.what == "kind")).all()
    assert (learned.before, learned.after, learned.person) == ("praise", "noise", "U0SAM")
