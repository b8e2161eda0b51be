"""The Home tab at the wire: what each role sees, what its buttons do, and how little is read for it."""

from __future__ import annotations

import json

import pytest

from bot.desk.models import Commitment, Draft, Effect, Incident, Ticket
from bot.desk.vocabulary import CommitmentState, DraftState, TicketState
from bot.sandbox.blocks import problems_of_view
from tests.conftest import TUESDAY
from tests.desk import month
from tests.slack import signed
from tests.slack.conftest import ONE_DATABASE, told
from tests.slack.slacklike import eventually, refuse
from tests.slack.test_approving import GOOD, rewritten
from tests.slack.test_faces import parts, problems

EVERYBODY = ("U0LEA", "U0SAM", "U0NOE", "U0IVY", "U0HEL")


def read(view):
    return json.loads(view) if isinstance(view, str) else view


def words(view):
    return json.dumps(view, ensure_ascii=False)


def home_of(desk, slack, user):
    """Open the Home tab; what was published, as Slack gives it back."""
    before = len(slack.of("views.publish"))
    desk.app.now.pass_(seconds=3)  # what was pressed before is drawn by then
    desk.send(signed.event({"type": "app_home_opened", "user": user, "tab": "home", "channel": "D1", "event_ts": "1"}))
    desk.work()
    view = read(eventually(lambda: slack.of("views.publish")[before:])[-1]["view"])
    assert problems("home", view) == [] and problems_of_view(view, "home") == []
    return view | {"id": "V0HOME"}


def buttons(view, action):
    """The values of every button of that name."""
    return [part["value"] for _path, part in parts(view) if part.get("action_id") == action and "value" in part]


def press(desk, slack, user, view, action, value, method="views.open"):
    """Press a button in a view; the window that it opens, or what is drawn in its place."""
    before = len(slack.of(method))
    desk.send(signed.press_in(user, view, action, value))
    found = read(eventually(lambda: slack.of(method)[before:])[-1]["view"])
    assert problems("modal", found) == [] and problems_of_view(found, "modal") == []
    return found | {"id": "V0WINDOW"}


# Community managers


@ONE_DATABASE
def test_a_draft_is_approved_from_the_tab_and_the_tab_is_drawn_anew(desk, slack, drafted):
    rewritten(desk, slack, drafted, GOOD)
    view = home_of(desk, slack, "U0LEA")
    ref = desk.complaint(drafted).ref
    assert buttons(view, "home_card") == [ref, ref] or buttons(view, "home_card") == [ref]
    assert "Brouillons à approuver : 1" in words(view) and "encore" in words(view)
    card = press(desk, slack, "U0LEA", view, "home_card", ref)
    assert card["title"]["text"] == ref
    (value,) = buttons(card, "draft_approve")
    published = len(slack.of("views.publish"))
    desk.send(signed.press_in("U0LEA", card | {"type": "modal"}, "draft_approve", value))
    desk.app.now.pass_(seconds=5)
    desk.work()
    after = read(slack.of("views.publish")[published:][-1]["view"])
    assert "Brouillons à approuver : 0" in words(after)  # it can still be taken back, then it is public
    with desk.app.store.read() as session:
        assert session.query(Draft).filter_by(state=DraftState.PUBLISHED).count() == 1


@ONE_DATABASE
def test_what_is_refused_on_a_card_is_said_above_it(desk, slack, drafted, clock):
    """Whoever is told to press New draft finds the button below the sentence."""
    view = home_of(desk, slack, "U0SAM")
    ref = desk.complaint(drafted).ref
    card = press(desk, slack, "U0SAM", view, "home_card", ref)
    clock.pass_(days=9)
    (value,) = buttons(card, "draft_approve")
    again = press(desk, slack, "U0SAM", card, "draft_approve", value, "views.update")
    assert "The time promised in this reply has passed" in again["blocks"][0]["text"]["text"]
    assert again["callback_id"] == "home_card" and buttons(again, "draft_edit") == [ref]
    claimed = press(desk, slack, "U0SAM", again, "draft_regenerate", ref, "views.update")
    assert "Done; the card shows it." in claimed["blocks"][0]["text"]["text"]


@ONE_DATABASE
def test_what_became_of_my_edits(desk, slack, drafted):
    rewritten(desk, slack, drafted, GOOD)  # by Sam
    assert "→ waits for a yes" in words(home_of(desk, slack, "U0SAM"))
    rewritten(desk, slack, drafted, GOOD.replace("Bonjour", "Bonjour à vous"), user="U0LEA")
    assert "→ Léa Morel changed it since" in words(home_of(desk, slack, "U0SAM"))
    desk.press("U0SAM", "draft_approve", desk.approve_value(drafted))
    desk.work()
    assert "→ public, after Léa Morel changed it" in words(home_of(desk, slack, "U0SAM"))
    mine = words(home_of(desk, slack, "U0LEA"))
    assert "→ publié tel que vous l'avez écrit" in mine
    assert "dont publiées : 1, telles que je les ai écrites : 1" in mine


@ONE_DATABASE
def test_a_reply_whose_outcome_is_unknown_comes_first(desk, slack, drafted, take):
    take(text="Ma commande arrive cassée, deux assiettes sur six.", author={"handle": "b", "name": "Bea"})
    desk.work()
    desk.app.store.write(lambda s: s.query(Draft).filter_by(complaint_id=drafted).update({"state": "unknown"}))
    view = home_of(desk, slack, "U0SAM")
    titles = [b["text"]["text"] for b in view["blocks"] if b["type"] == "section" and b["text"]["text"].startswith("*")]
    assert titles[0] == "*Replies to look at: 1*"
    assert "nobody knows whether it is public" in words(view)
    card = press(desk, slack, "U0SAM", view, "home_card", desk.complaint(drafted).ref)
    assert buttons(card, "draft_posted")


@ONE_DATABASE
def test_a_frozen_topic_says_why_who_decides_and_what_waits(desk, slack, drafted):
    def declare(session):
        session.add(Incident(
            topic="late-delivery", title="Depot closed", state="declared", opened_at=TUESDAY, opened_by="U0HEL",
            why={"words": "Snow on the A6."}, correlation="i",
        ))  # fmt: skip
        session.flush()
        session.get_one(type(desk.complaint(drafted)), drafted).incident_id = 1

    desk.app.store.write(declare)
    view = home_of(desk, slack, "U0SAM")
    said = words(view)
    assert "Depot closed" in said and "Why: Snow on the A6." in said and "Hélène Duvivier decides" in said
    assert ":link: incident 1" in said
    (value,) = [one for one in buttons(view, "home_list") if "held" in one]
    window = press(desk, slack, "U0SAM", view, "home_list", value)
    assert desk.complaint(drafted).ref in words(window)


# Agents


@ONE_DATABASE
def test_an_agent_claims_keeps_and_leaves_from_the_tab(desk, slack, drafted):
    rewritten(desk, slack, drafted, GOOD)
    desk.press("U0SAM", "draft_approve", desk.approve_value(drafted))
    desk.work()
    ref = desk.complaint(drafted).ref
    view = home_of(desk, slack, "U0NOE")
    assert "File « Livraison », à prendre : 1" in words(view)
    assert buttons(view, "ticket_claim") == [ref]
    before = len(slack.of("views.publish"))
    desk.send(signed.press_in("U0NOE", view, "ticket_claim", ref))
    desk.app.now.pass_(seconds=5)
    desk.work()
    view = read(slack.of("views.publish")[before:][-1]["view"]) | {"id": "V0HOME"}
    said = words(view)
    assert "Mes tickets : 1" in said and "à faire :" in said and "tickets ouverts : 1" in said
    (promise,) = buttons(view, "commitment_keep")
    again = press(desk, slack, "U0NOE", view, "commitment_renegotiate", promise)
    assert again["callback_id"] == "commitment_renegotiate"
    desk.send(signed.press_in("U0NOE", view, "commitment_keep", promise))
    with desk.app.store.read() as session:
        assert session.query(Commitment).one().state == CommitmentState.KEPT
        assert session.query(Ticket).one().state == TicketState.CLAIMED
    assert "Ce que j'ai promis" not in words(home_of(desk, slack, "U0NOE"))
    away = press(desk, slack, "U0NOE", view, "agent_away", "-")
    desk.send(signed.submission("U0NOE", away, {"until": "vendredi"}))
    desk.work()
    view = read(slack.of("views.publish")[-1]["view"])
    assert view["blocks"][3]["accessory"]["action_id"] == "agent_back"  # first of all, while away


@ONE_DATABASE
def test_the_next_step_of_a_ticket_is_that_of_its_state(desk, slack, book, clock):
    desk.app.store.write(lambda session: month.write(session, book, 20, clock()))
    with desk.app.store.read() as session:
        mine = [one.id for one in session.query(Ticket).filter_by(owner="U0IVY")]

    def rest(session):
        session.get_one(Ticket, mine[0]).state, session.get_one(Ticket, mine[0]).waiting_for = "waiting", "a photo"
        session.get_one(Ticket, mine[1]).state = "snoozed"

    desk.app.store.write(rest)
    said = words(home_of(desk, slack, "U0IVY"))
    assert "waits for the customer: a photo" in said and "put aside for now" in said
    assert "next: decide what comes of it" in said or len(mine) == 2


# What Slack or people lack


@ONE_DATABASE
def test_a_workspace_without_charts_reads_the_same_in_words(filled, slack):
    charts = ("data_table", "data_visualization")

    def rule(method, arguments):
        lacks = method.startswith("views.") and any(kind in words(arguments.get("view", "")) for kind in charts)
        return refuse("invalid_blocks" if method == "views.publish" else "invalid_arguments") if lacks else None

    slack.rule = rule
    view = home_of(filled, slack, "U0HEL")
    assert not [block for block in view["blocks"] if block["type"] in charts]
    assert "• *Livraison* — aujourd'hui" in words(view)
    press(filled, slack, "U0HEL", view, "home_stages", "28")
    first, stages = (
        read(one["view"]) for one in eventually(lambda: slack.of("views.open")[1:] and slack.of("views.open"))
    )
    assert [block["type"] for block in first["blocks"]][1] in charts
    assert not [block for block in stages["blocks"] if block["type"] in charts]
    assert len(slack.of("views.publish")) == 2


@ONE_DATABASE
@pytest.mark.parametrize(
    ("action", "value"),
    [
        ("home_list", "kind=late"), ("home_list", "kind=mine&owner=U0IVY"), ("home_board_team", "team|28"),
        ("home_list", "kind=load"), ("home_stages", "28"),
    ],
)  # fmt: skip
def test_what_is_not_theirs_is_refused_with_whom_to_ask(filled, slack, action, value):
    filled.send(signed.press_in("U0NOE", home_of(filled, slack, "U0NOE"), action, value))
    eventually(lambda: filled.work() or told(slack))
    assert "responsable" in told(slack)[-1]
    assert slack.of("views.open") == []


@ONE_DATABASE
def test_a_list_that_is_none_says_what_to_do(filled, slack):
    filled.send(signed.press_in("U0HEL", home_of(filled, slack, "U0HEL"), "home_list", "kind=everything"))
    eventually(lambda: filled.work() or told(slack))
    assert told(slack)[-1] == "Cette liste n'existe plus. Rouvrez l'onglet Accueil."


@ONE_DATABASE
@pytest.mark.parametrize(("user", "says"), [
    ("U0LEA", "amends rehearse"), ("U0NOE", "Prenez-en un"), ("U0HEL", "amends doctor"), ("U0SAM", "Nothing waits"),
])  # fmt: skip
def test_an_empty_desk_says_what_to_do_first(desk, slack, user, says):
    assert says in words(home_of(desk, slack, user))


@ONE_DATABASE
def test_many_changes_are_one_drawing(desk, slack, drafted, clock):
    home_of(desk, slack, "U0SAM")
    before = len(slack.of("views.publish"))
    for _press in range(5):
        desk.press("U0SAM", "draft_regenerate", desk.complaint(drafted).ref)
    with desk.app.store.read() as session:
        (waiting,) = session.query(Effect).filter_by(key="home:U0SAM", done_at=None).all()
        assert waiting.due_at > clock()
        assert session.query(Effect).filter_by(key="home:U0LEA").count() == 0  # who never looked has none
    clock.pass_(seconds=5)
    desk.work()
    assert len(slack.of("views.publish")) == before + 1
