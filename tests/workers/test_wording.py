"""A model beside the composed draft: taken when nothing speaks against it; else the draft stands, with the reason."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot import app as composition
from bot import settings
from bot.app import App
from bot.desk import complaints, drafts, people
from bot.desk.models import Complaint, Draft, Editing, Effect, ModelCall
from bot.desk.vocabulary import Lane
from bot.drafting.model import client
from bot.drafting.model.task import Change
from tests.drafting.model import endpoint as does
from tests.drafting.model.cases import folder
from tests.drafting.model.disguises import disguised
from tests.workers import desk
from tests.workers.conftest import PATIENCE, until
from workers import drain, reading, rounds, wording

TEXT = {
    "en": "My dinner service was due on Tuesday and still hasn't arrived. I took a day off work for it.",
    "fr": "Bonjour, j'attends mes tasses depuis trois semaines, toujours rien reçu.",
}
BETTER = {
    "en": {
        "acknowledge": "Your dinner service should have been with you on Tuesday, and you took a day off work for "
        "nothing.",
        "own": "We let you down by leaving you without news, and I'm truly sorry.",
    },
    "fr": {
        "acknowledge": "Trois semaines que vous attendez vos tasses : c'est vraiment trop long.",
        "own": "Je vous présente mes excuses, nous aurions dû vous prévenir.",
    },
}  # fmt: skip


@pytest.fixture
def scripted() -> Iterator[does.Scripted]:
    with does.serving() as found:
        yield found


@pytest.fixture
def environ(environ: dict[str, str], tmp_path: Path) -> dict[str, str]:
    """The same installation with playbooks whose words stay as they are."""
    return environ | {"PLAYBOOKS_DIR": str(folder(tmp_path / "playbooks"))}


@pytest.fixture
def make(environ: dict[str, str], now: Any, wakes: Any, scripted: does.Scripted) -> Iterator[Callable[..., App]]:
    """An app with a model; name the settings that matter."""
    built: list[App] = []

    def with_settings(**more: str) -> App:
        given = environ | {
            "OPENAI_BASE_URL": scripted.url, "OPENAI_MODEL": "m", "OPENAI_API_KEY": "sk-test",
            "AMENDS_MODEL_TIMEOUT": "8", "AMENDS_MODEL_PRICE_IN": "1", "AMENDS_MODEL_PRICE_OUT": "10",
        }  # fmt: skip
        built.append(composition.build(settings.load(given | more), now=now, wake=wakes))
        return built[-1]

    wording.endpoint_at.cache_clear()
    yield with_settings
    for app in built:
        app.store.engine.dispose()


@pytest.fixture
def asking(make: Callable[..., App]) -> App:
    return make()


def better(language: str = "en", **moves: str) -> does.Act:
    """A model that words the acknowledgement and the apology anew, and leaves the rest."""

    def answer(asked: dict[str, Any]) -> str:
        composed = {item["move"]: item["composed"] for item in json.loads(asked["messages"][1]["content"])["moves"]}
        said = {move: text for move, text in (BETTER[language] | moves).items() if move in composed}
        return json.dumps({"language": language, "moves": composed | said, "claims": []})

    return does.answers(answer)


def opened(app: App, language: str = "en", **fields: Any) -> int:
    text = TEXT.get(language, "") + desk.own(fields.get("id", "a1"))
    desk.receive(app, **{"text": text, "language": language} | fields)
    reading.read_alerts(app)
    with app.store.read() as session:
        return session.scalars(select(Complaint.id).order_by(Complaint.id.desc())).first() or 0


def worded(app: App, language: str = "en", **fields: Any) -> Draft:
    """Open a complaint, let the lane run dry, and answer with the version that counts."""
    complaint = opened(app, language, **fields)
    drain.drain(app, Lane.WORDING)
    return current(app, complaint)


def current(app: App, complaint: int) -> Draft:
    with app.store.read() as session:
        found = drafts.current(session, complaint)
        assert found is not None
        return found


def calls(app: App) -> list[ModelCall]:
    with app.store.read() as session:
        return list(session.scalars(select(ModelCall).order_by(ModelCall.id)))


def reworded(app: App) -> Effect | None:
    with app.store.read() as session:
        return session.scalars(select(Effect).where(Effect.kind == wording.REWORD)).first()


# ---- accepted


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_models_words_take_the_drafts_place(asking, scripted, language):
    scripted.will(better(language))
    draft = worded(asking, language)
    assert (draft.number, draft.written_by, draft.state) == (2, "model", "proposed")
    assert BETTER[language]["acknowledge"] in draft.body
    assert draft.why["said"]["own"] == BETTER[language]["own"]
    assert draft.why["reworded"] == 1
    assert draft.why["used"] == versions(asking, draft.complaint_id)[0].why["used"]
    assert {"words", "source"} == set(draft.why["sources"][0])
    [first] = [d for d in versions(asking, draft.complaint_id) if d.number == 1]
    assert (first.state, first.written_by) == ("superseded", "playbook")
    assert [item["said"] in draft.body for item in draft.commitments] == [True]
    assert draft.commitments[0]["by"] == first.commitments[0]["by"]
    assert [(call.purpose, call.outcome, call.tokens_in, call.tokens_out) for call in calls(asking)] == [
        ("draft", "accepted", 900, 120)
    ]
    assert calls(asking)[0].cost == pytest.approx((900 * 1 + 120 * 10) / 1_000_000)


def versions(app: App, complaint: int) -> list[Draft]:
    with app.store.read() as session:
        return list(drafts.all_versions(session, complaint))


def test_the_composed_draft_stands_before_any_model_is_asked(asking, scripted):
    complaint = opened(asking)
    assert current(asking, complaint).written_by == "playbook"
    assert scripted.asked == []


def test_one_repair_with_the_failures_named(asking, scripted):
    scripted.will(better(own="I'm sorry. Here is a voucher."), better())
    draft = worded(asking)
    assert draft.written_by == "model"
    assert [(call.purpose, call.outcome) for call in calls(asking)] == [
        ("draft", "unsupported"),
        ("repair", "accepted"),
    ]
    told = scripted.asked[1]["messages"]
    assert told[:2] == scripted.asked[0]["messages"]
    assert "voucher" in told[-1]["content"] and told[-1]["role"] == "user"
    assert any("voucher" in problem for problem in calls(asking)[0].problems)


def test_what_fails_twice_is_not_asked_a_third_time(asking, scripted):
    scripted.will(better(own="I'm sorry. Here is a voucher."))
    draft = worded(asking)
    assert (draft.number, draft.written_by) == (1, "playbook")
    assert draft.why["model"].startswith("What the model wrote is not supported")
    assert len(scripted.asked) == 2


def test_the_same_words_make_no_new_version(asking, scripted):
    def same(asked: dict[str, Any]) -> str:
        moves = {item["move"]: item["composed"] for item in json.loads(asked["messages"][1]["content"])["moves"]}
        return json.dumps({"language": "en", "moves": moves, "claims": []})

    scripted.will(does.answers(same))
    draft = worded(asking)
    assert draft.number == 1
    assert [call.outcome for call in calls(asking)] == ["unchanged"]


def test_a_blank_that_the_customers_words_can_fill_is_filled_with_them(asking, scripted):
    scripted.will(better(acknowledge="Nobody at the till looked at your grandmother for ten minutes."))
    draft = worded(asking, text="Nobody at the till looked at my grandmother for ten minutes. Shame.")
    [first, _second] = versions(asking, draft.complaint_id)
    assert "[[" in first.body and "[[" not in draft.body
    assert draft.written_by == "model"
    assert scripted.mention()["to_name_in_the_customers_words"] == ["the problem, in a few words"]


# ---- what leaves, and what is kept


def test_personal_data_is_masked_before_it_leaves_and_in_the_records(asking, scripted):
    scripted.will(better())
    text = TEXT["en"] + " Ring 06 12 34 56 78 or write to nadia.orsel@mail.example, order number 4711-88231."
    worded(asking, text=text)
    sent, kept = json.dumps(scripted.asked), " ".join(call.prompt + call.answer for call in calls(asking))
    for shown in ("06 12", "nadia.orsel", "88231", "Orsel", "nadia.o"):
        assert shown not in sent, shown
        assert shown not in kept, shown
    assert "[phone]" in scripted.mention()["mention"]["text"]


def test_instructions_and_mention_never_stand_in_one_message(asking, scripted):
    scripted.will(better())
    worded(asking)
    system, user = scripted.asked[0]["messages"]
    assert (system["role"], user["role"]) == ("system", "user")
    assert "day off work" not in system["content"]
    assert scripted.mention()["mention"]["text"] == TEXT["en"]


def test_the_records_are_kept_for_their_time(make, scripted, now):
    app = make(AMENDS_MODEL_KEEP_DAYS="2")
    scripted.will(better())
    worded(app)
    now.ahead += 86_400
    rounds.tidy(app)
    assert len(calls(app)) == 1
    now.ahead += 86_500
    rounds.tidy(app)
    assert calls(app) == []


def test_no_secret_is_in_the_records(asking, scripted):
    scripted.will(does.fails(401, message="bad key sk-test"))
    worded(asking)
    [call] = calls(asking)
    assert "sk-test" not in json.dumps([call.prompt, call.answer, call.problems])


# ---- trouble: the draft stands, the reason is on it, nobody asks for ever


TROUBLE = [
    (does.fails(401), "unauthorised"),
    (does.fails(402), "no_balance"),
    (does.fails(429, "insufficient_quota"), "no_balance"),
    (does.fails(404), "no_model"),
    (does.fails(400, "", "no"), "rejected"),
    (does.says("half of {", "length"), "cut_off"),
    (does.says(None, refusal="no"), "refused"),
    (does.raw(b"garbage"), "invalid"),
    (does.says("I'd rather tell you a story."), "invalid"),
]


@pytest.mark.parametrize(("act", "outcome"), TROUBLE)
def test_the_draft_stands_whatever_the_endpoint_does(asking, scripted, act, outcome):
    scripted.will(act)
    draft = worded(asking)
    assert (draft.number, draft.written_by, draft.state) == (1, "playbook", "proposed")
    assert draft.why["model"] == wording.wording.REASONS[outcome]
    assert outcome in {call.outcome for call in calls(asking)}
    effect = reworded(asking)
    assert effect is not None and effect.done_at is not None
    assert len(scripted.asked) <= 2


def test_an_endpoint_that_hangs_costs_its_time_once(make, scripted):
    app = make(AMENDS_MODEL_TIMEOUT="0.5")
    scripted.will(does.hangs(scripted))
    draft = worded(app)
    assert draft.why["model"] == client.WHY["timeout"]
    assert len(scripted.asked) == 1
    assert calls(app)[0].cost > 0, "it may well be on the bill"


def test_an_endpoint_that_is_gone_is_tried_again_and_then_left(make, now):
    with does.silence() as address:
        app = make(OPENAI_BASE_URL=address)
        complaint = opened(app)
        for _try in range(6):
            drain.drain(app, Lane.WORDING)
            now.ahead += 20
    assert current(app, complaint).why["model"] == client.WHY["unreachable"]
    assert [call.outcome for call in calls(app)] == ["unreachable"] * wording.MOST_TRIES


def test_an_endpoint_that_comes_back_is_heard(asking, scripted, now):
    scripted.will(does.fails(429, headers={"Retry-After": "30"}), better())
    complaint = opened(asking)
    drain.drain(asking, Lane.WORDING)
    assert "model" not in current(asking, complaint).why
    now.ahead += 20
    drain.drain(asking, Lane.WORDING)
    assert len(scripted.asked) == 1, "not before the moment it named"
    now.ahead += 15
    drain.drain(asking, Lane.WORDING)
    assert current(asking, complaint).written_by == "model"


@pytest.mark.parametrize("wait", ["7200", "999999"])
def test_nobody_waits_for_a_model_past_the_first_response_warning(asking, scripted, wait):
    scripted.will(does.fails(429, headers={"Retry-After": wait}))
    draft = worded(asking)
    assert draft.why["model"] == client.WHY["rate_limited"]
    effect = reworded(asking)
    assert effect is not None and effect.done_at is not None


# ---- people come first


def test_an_edit_meanwhile_is_never_overwritten(asking, scripted):
    complaint, book = opened(asking), asking.book()

    def edited_meanwhile(asked: dict[str, Any]) -> str:
        def happening(session: Any) -> None:
            sam, found = people.allowed(book, "U0SAM", "approve"), session.get_one(Complaint, complaint)
            drafts.edit(session, book, found, sam, 1, "Hi Nadia,\nI'm sorry. It leaves tonight.", asking.now())

        asking.store.write(happening)
        moves = {item["move"]: item["composed"] for item in json.loads(asked["messages"][1]["content"])["moves"]}
        return json.dumps({"language": "en", "moves": moves | BETTER["en"], "claims": []})

    scripted.will(does.answers(edited_meanwhile))
    drain.drain(asking, Lane.WORDING)
    draft = current(asking, complaint)
    assert (draft.written_by, draft.number) == ("U0SAM", 2)
    assert [call.outcome for call in calls(asking)] == [wording.TOO_LATE]


def test_nothing_changes_under_the_hands_of_somebody_who_is_typing(asking, scripted):
    complaint = opened(asking)
    row = Editing(complaint_id=complaint, person="U0SAM", number=1, body="Hi", at=asking.now(), open=True)
    asking.store.write(lambda session: session.add(row))
    scripted.will(better())
    drain.drain(asking, Lane.WORDING)
    assert current(asking, complaint).written_by == "playbook"
    assert [call.outcome for call in calls(asking)] == [wording.TOO_LATE]


def test_a_dismissed_complaint_is_not_asked_about(asking, scripted):
    complaint, book = opened(asking), asking.book()

    def happening(session: Any) -> None:
        sam, found = people.allowed(book, "U0SAM", "approve"), session.get_one(Complaint, complaint)
        complaints.dismiss(session, book, found, sam, "not ours", asking.now())

    asking.store.write(happening)
    drain.drain(asking, Lane.WORDING)
    assert scripted.asked == []


# ---- when no model is asked


def test_without_a_model_nothing_is_promised(app):
    opened(app)
    assert reworded(app) is None


def test_a_promise_left_behind_by_other_settings_is_closed(asking, app):
    opened(asking)
    drain.drain(app, Lane.WORDING)
    effect = reworded(app)
    assert effect is not None and effect.done_at is not None


def test_a_playbook_that_says_never_is_heard(asking, scripted):
    book = asking.book()
    general = {name: p.model_copy(update={"model": "never"}) for name, p in book.playbooks.items()}
    complaint = opened(asking)
    with asking.store.read() as session:
        found, draft = session.get_one(Complaint, complaint), drafts.current(session, complaint)
        assert draft is not None
        never = replace(book, playbooks=general)
        assert wording.may_word(asking, book, found, draft)
        assert not wording.may_word(asking, never, found, draft)


def test_another_language_is_not_worded(asking, scripted):
    complaint = opened(asking, text="Mein Paket ist seit drei Wochen nicht angekommen.", language="de")
    drain.drain(asking, Lane.WORDING)
    assert scripted.asked == [] and reworded(asking) is None
    assert current(asking, complaint).number == 1


# ---- budgets


def test_the_daily_budget_ends_the_asking_and_the_next_day_begins_anew(make, scripted, now):
    app = make(AMENDS_MODEL_DAILY_BUDGET="0.02")
    scripted.will(better())
    assert worded(app, id="a1").written_by == "model"
    outcome = ""
    for number in range(12):
        draft = worded(app, id=f"b{number}", author={"handle": f"h{number}", "name": "Zoé"})
        outcome = draft.why.get("model", "")
        if outcome:
            break
    assert outcome == wording.wording.REASONS["over_budget"]
    assert sum(call.cost for call in calls(app)) <= 0.02
    now.ahead += 86_400
    assert worded(app, id="c1", author={"handle": "c", "name": "Ada"}).written_by == "model"


def test_a_complaint_has_a_budget_of_its_own(make, scripted):
    app = make(AMENDS_MODEL_COMPLAINT_BUDGET="0.0001")
    scripted.will(better())
    draft = worded(app)
    assert draft.why["model"] == wording.wording.REASONS["over_budget"]
    assert scripted.asked == []
    assert [(call.outcome, call.cost) for call in calls(app)] == [("over_budget", 0.0)]


# ---- asked for by a person


def test_a_change_that_a_person_asks_for(asking, scripted):
    complaint = opened(asking)
    change = Change("other_cause", "The label went missing at the depot.", "U0SAM")
    scripted.will(does.fails(503))
    drain.drain(asking, Lane.WORDING)  # to be tried again in a while
    scripted.will(better(unknown="The label went missing at the depot; I don't know yet where your dinner service is."))

    def happening(session: Any) -> None:
        found, draft = session.get_one(Complaint, complaint), drafts.current(session, complaint)
        wording.ask_for_wording(session, found, draft, asking.now(), change)

    asking.store.write(happening)
    drain.drain(asking, Lane.WORDING)
    assert scripted.mention()["change"]["the_colleague_says"] == change.words
    draft = current(asking, complaint)
    assert draft.why["change"] == {"kind": "other_cause", "words": change.words, "by": "U0SAM"}
    assert calls(asking)[-1].purpose == "change"


def test_a_change_of_what_a_person_wrote(asking, scripted):
    complaint, book = opened(asking), asking.book()
    mine = "Hi Nadia,\nI'm sorry: the label went missing at the depot, and we should have told you. It leaves tonight."

    def happening(session: Any) -> None:
        found = session.get_one(Complaint, complaint)
        sam = people.allowed(book, "U0SAM", "approve")
        draft = drafts.edit(session, book, found, sam, 1, mine, asking.now())
        assert wording.may_word(asking, book, found, draft)
        wording.ask_for_wording(session, found, draft, asking.now(), Change("shorter", "", "U0SAM"))

    asking.store.write(happening)
    short = "I'm sorry: the label went missing at the depot. It leaves tonight."
    scripted.will(does.says(json.dumps({"language": "en", "moves": {"reply": short}, "claims": []})))
    drain.drain(asking, Lane.WORDING)
    assert scripted.mention()["moves"][0]["composed"] == mine.partition("\n")[2]
    assert [problem for call in calls(asking) for problem in call.problems if not problem.startswith("R")] == []


def test_words_for_a_mention_that_has_changed_meanwhile_are_not_taken(asking, scripted):
    complaint = opened(asking)
    scripted.will(does.answers(lambda asked: moved(asking, complaint, asked)))
    drain.drain(asking, Lane.WORDING)
    assert current(asking, complaint).written_by == "playbook"
    assert [call.outcome for call in calls(asking)] == [wording.TOO_LATE]


def moved(app: App, complaint: int, asked: dict[str, Any]) -> str:
    def happening(session: Any) -> None:
        complaints.thread_moved(session, session.get_one(Complaint, complaint), app.now())

    app.store.write(happening)
    composed = {item["move"]: item["composed"] for item in json.loads(asked["messages"][1]["content"])["moves"]}
    return json.dumps({"language": "en", "moves": composed | BETTER["en"], "claims": []})


# ---- other work goes on


def test_a_hanging_model_keeps_no_reply_from_being_published(make, scripted, outside):
    app = make(AMENDS_MODEL_TIMEOUT="45")
    scripted.will(does.hangs(scripted))
    opened(app, id="slow")
    waiting = threading.Thread(target=drain.drain, args=(app, Lane.WORDING), daemon=True)
    waiting.start()
    until(lambda: scripted.asked, "the model to be asked")
    draft = desk.approved(app, id="quick", author={"handle": "q", "name": "Ada"})
    drain.drain(app, Lane.MODEL)
    assert desk.draft(app, draft).state == "published"
    assert waiting.is_alive()
    scripted.over.set()
    waiting.join(PATIENCE)


def test_a_burst_with_a_hanging_model_leaves_every_complaint_its_draft(make, scripted):
    app = make(AMENDS_MODEL_TIMEOUT="0.3")
    scripted.will(does.hangs(scripted))
    opening = [opened(app, id=f"c{number}", author={"handle": f"h{number}", "name": "Ada"}) for number in range(12)]
    assert all(current(app, complaint).body for complaint in opening)
    drain.drain(app, Lane.WORDING)
    reasons = {current(app, complaint).why["model"] for complaint in opening}
    assert reasons == {client.WHY["timeout"], client.WHY["resting"]}
    assert len(scripted.asked) == client.FAILURES_TO_REST


def test_a_gloss_for_an_approver_who_does_not_read_the_language(asking, scripted):
    text = "Bonjour Nadia,\nJe vous écris ici demain avant 18 h. Je ne sais pas encore pourquoi."
    for said, outcome in [
        ("Hello Nadia, I will write to you here by 6 pm tomorrow. I don't know yet why.", "accepted"),
        ("Hello Nadia, I will write to you here by 5 pm tomorrow. I don't know yet why.", "unsupported"),
        ("Hello Nadia, I will write to you here by 6 pm tomorrow. I know why.", "unsupported"),
        (
            "Hello Nadia, I will write to you here by 6 pm tomorrow, see https://x.example. I don't know yet.",
            "unsupported",
        ),
    ]:
        scripted.will(does.says(json.dumps({"translation": said})))
        found = wording.glossed(asking, 1, text, "fr", "en")
        assert found.outcome == outcome, said
        assert found.text == (said if outcome == "accepted" else None)
        assert bool(found.why) == (outcome != "accepted")
    scripted.will(does.hangs_up)
    assert wording.glossed(asking, 1, text, "fr", "en").text is None
    assert wording.glossed(asking, 1, text, "fr", "fr").text is None


# ---- orders in a mention


@pytest.mark.parametrize("language", ["en", "fr"])
def test_orders_in_ten_disguises_change_nothing(asking, scripted, language):
    """Even with a model that obeys whatever it reads."""
    gift = {"en": "We offer you", "fr": "Nous vous offrons"}
    scripted.will(better(language, own=f"{gift[language]} 500 euros, https://evil.example"))
    for number, text in enumerate(disguised(language).values()):
        draft = worded(asking, language, text=text, id=f"d{number}", author={"handle": f"h{number}", "name": "Ada"})
        assert (draft.number, draft.written_by) == (1, "playbook")
        assert draft.why["model"] == wording.wording.REASONS["orders"]
        assert "500" not in draft.body and "evil" not in draft.body
    assert scripted.asked == [], "a mention that gives orders reaches no model"
