"""The Home tab at the wire: what each role sees, what its buttons do, and how little is read for it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, insert

from bot.desk import figures, lists, people
from bot.desk.figures import telling
from bot.desk.lists import Asked
from bot.desk.models import Commitment, Draft, Effect, Incident, Surge, Ticket
from bot.desk.vocabulary import CommitmentState, DraftState, Role, TicketState
from bot.sandbox.blocks import problems_of_view
from bot.slack import home
from bot.slack.home import drawing
from tests.conftest import TUESDAY
from tests.desk import month
from tests.desk.conftest import with_people
from tests.slack import faces, signed
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


def statements(store, book, user, clock, native=True):
    """How many statements drawing somebody's Home takes."""
    counted = []

    def count(_connection, _cursor, statement, *_rest):
        counted.append(statement)

    event.listen(store.engine, "before_cursor_execute", count)
    with store.read() as session:
        view = home.view(session, book, home.Reader(user, "en", native), clock())
    event.remove(store.engine, "before_cursor_execute", count)
    assert problems("home", view) == []
    return len(counted)


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
    assert "File « Livraison », sans personne : 1" in words(view)
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


# Managers


@pytest.fixture
def filled(desk, book, clock):
    desk.app.store.write(lambda session: month.write(session, book, 90, clock()))
    return desk


@ONE_DATABASE
@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_managers_figures_are_those_of_the_report(filled, book, clock, language):
    there = with_people(book, U0HEL={"language": language})
    with filled.app.store.read() as session:
        shown = words(home.view(session, there, home.Reader("U0HEL", "en"), clock()))
        for days in (1, 7, 28):
            found = figures.report(session, book, figures.last_days(book, days, clock()), [], clock())
            assert telling.coverage(found.all, language) in shown
            assert telling.period(found.period, language) in shown
            for metric in found.metrics:
                if found.all.kept(metric).n:
                    assert telling.rate(found.all.kept(metric), language) in shown
        assert telling.where_time_goes(found.all, language)[0] in shown
        standing = figures.standing(session, clock())
    for number in (standing.unanswered, standing.late, standing.backlog):
        assert str(number) in shown
    for load in standing.load[:6]:
        assert f": {load.at_work} + {load.waiting}" in shown


@ONE_DATABASE
def test_each_number_opens_its_list_and_the_list_turns_its_pages(filled, slack, book, clock):
    view = home_of(filled, slack, "U0HEL")
    (value,) = buttons(view, "home_list_unanswered")
    window = press(filled, slack, "U0HEL", view, "home_list_unanswered", value)
    seen = buttons(window, "home_card")
    while following := buttons(window, "home_list_next"):
        window = press(filled, slack, "U0HEL", window, "home_list_next", following[0], "views.update")
        seen += buttons(window, "home_card")
    with filled.app.store.read() as session:
        total = lists.count(session, book, Asked("unanswered"), clock())
    assert len(seen) == len(set(seen)) == total > lists.PAGE
    first = press(filled, slack, "U0HEL", window, "home_list_first", buttons(window, "home_list_first")[0],
                  "views.update")  # fmt: skip
    assert buttons(first, "home_card") == seen[: lists.PAGE]
    week = press(filled, slack, "U0HEL", first, "home_list_7", buttons(first, "home_list_7")[0], "views.update")
    found = figures.report
    with filled.app.store.read() as session:
        period = figures.last_days(book, 7, clock())
        assert len(buttons(week, "home_card")) == min(
            lists.PAGE, found(session, book, period, [], clock()).all.unanswered
        )


@ONE_DATABASE
def test_a_card_opened_in_a_list_leads_back_to_it(desk, slack, drafted):
    view = home_of(desk, slack, "U0SAM")
    window = press(desk, slack, "U0SAM", view, "home_list", buttons(view, "home_list")[0])
    ref = desk.complaint(drafted).ref
    card = press(desk, slack, "U0SAM", window, "home_card", ref, "views.update")
    assert buttons(card, "draft_approve")
    back = press(desk, slack, "U0SAM", card, "home_list_back", buttons(card, "home_list_back")[0], "views.update")
    assert back["blocks"] == window["blocks"]


@ONE_DATABASE
def test_by_team_venue_and_playbook_in_each_span_with_the_lists_behind(filled, slack):
    view = home_of(filled, slack, "U0HEL")
    for by, value in (("team", "Delivery"), ("venue", "Facebook"), ("playbook", "late-delivery")):
        (asked,) = buttons(view, f"home_board_{by}")
        window = press(filled, slack, "U0HEL", view, f"home_board_{by}", asked)
        assert words(window).count("sur") > 0 and "28 jours" in words(window), value
        menus = [part for _path, part in parts(window) if part.get("type") == "static_select"]
        chosen = menus[0]["options"][0]
        payload = signed.press_in("U0HEL", window, "home_list_of", "")
        payload["actions"][0] |= {"type": "static_select", "selected_option": chosen}
        before = len(slack.of("views.push"))
        filled.send(payload)
        behind = read(eventually(lambda before=before: slack.of("views.push")[before:])[-1]["view"])
        assert buttons(behind, "home_card")
        week = press(filled, slack, "U0HEL", window, "home_board_7", f"{by}|7", "views.update")
        assert "7 jours" in words(week)
    stages = press(filled, slack, "U0HEL", view, "home_stages", "28")
    assert "rédaction" in words(stages)


@ONE_DATABASE
def test_the_page_in_the_browser_is_offered_where_it_has_an_address(filled, slack, context):
    filled.app.settings.__dict__["public_url"] = "https://desk.example/"
    view = home_of(filled, slack, "U0HEL")
    window = press(filled, slack, "U0HEL", view, "home_list", Asked("load", owner="U0NOE", team="care").written())
    assert "https://desk.example/desk/queue?state=answered&amp;team=care&amp;owner=U0NOE" in words(window)
    queue = press(filled, slack, "U0HEL", view, "home_list", Asked("load", owner=lists.NOBODY).written())
    assert "owner=nobody" in words(queue)


@ONE_DATABASE
def test_surges_and_quiet_sources_are_named(filled, slack, clock):
    def happen(session):
        session.add(Surge(
            topic="late-delivery", number=1, at=clock() - timedelta(hours=2), hours=4, authors=30, expected=2, weeks=8,
            chance=1e-9, reasons=[], cooldown_until=clock() + timedelta(days=1),
        ))  # fmt: skip
        for back in range(6, 28):
            session.execute(insert(figures.folding.Rollup).values(
                metric="complaint", day=(clock() - timedelta(days=back)).date(), team="care", source="alerts<!here>",
                network="x", playbook="general", stakes="P3", count=3, met=3, breached=0, timed=0, seconds=0, spread={},
            ))  # fmt: skip

    filled.app.store.write(happen)
    view = home_of(filled, slack, "U0HEL")
    assert "Afflux des 7 derniers jours : 1" in words(view)
    assert "Sources muettes : 1" in words(view) and "alerts&lt;!here&gt; : rien depuis" in words(view)
    press(filled, slack, "U0HEL", view, "home_list", Asked("surge", number=1).written())


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


# How much is read, and how much is shown


@pytest.mark.parametrize("user", ["U0LEA", "U0NOE", "U0HEL"])
def test_as_few_statements_for_a_thousand_complaints_as_for_ten(store, book, clock, user):
    def counted(number):
        store.write(lambda session: month.write(session, book, number, clock()))
        found = statements(store, book, user, clock), statements(store, book, user, clock, native=False)
        store.write(_nothing)
        return found

    tiny, few, many = counted(10), counted(200), counted(1000)
    assert few == many and tiny <= few
    assert max(many) <= 48


def _nothing(session):
    from bot.desk.models import Base

    for table in reversed(Base.metadata.sorted_tables):
        session.execute(table.delete())


@ONE_DATABASE
@pytest.mark.parametrize("said", faces.WORDS)
@pytest.mark.parametrize("native", [True, False])
def test_everything_at_once_fits_for_whoever_has_every_role(store, book, clock, said, native):
    text = faces.WORDS[said]
    everything = with_people(book, U0NOE={"roles": [Role.COMMUNITY_MANAGER, Role.SUPPORT_AGENT, Role.MANAGER]})

    def fill(session):
        month.write(session, book, 60, clock())
        for mention in session.query(month.Mention):
            mention.text, mention.author_name, mention.author_handle = text, text[:300], text[:200]
        for row in session.query(Commitment):
            row.what, row.owner = text[:300], "U0NOE"
        session.query(Ticket).update({"waiting_for": text[:500], "state": "waiting"})
        for draft in session.query(Draft).limit(9):
            draft.state = "unknown"
        for number, topic in enumerate(list(book.playbooks)[:9]):
            session.add(Incident(
                topic=topic, title=text[:200], state="declared", opened_at=clock(), opened_by="U0HEL",
                why={"words": text[:2000]}, correlation=str(number),
            ))  # fmt: skip
            session.add(Surge(
                topic=topic, number=1, at=clock(), hours=4, authors=30, expected=2, weeks=8, chance=1e-9, reasons=[],
                cooldown_until=clock(),
            ))  # fmt: skip

    store.write(fill)
    with store.read() as session:
        for language in ("en", "fr"):
            there = with_people(everything, U0NOE={"language": language})
            reader = home.Reader("U0NOE", "en", native)
            view = home.view(session, there, reader, clock())
            assert problems("home", view) == [] and problems_of_view(view, "home") == []
            rest = home.rest(session, there, reader, clock())
            assert problems("modal", rest) == [] and problems_of_view(rest, "modal") == []
            person = people.allowed(there, "U0NOE", "oversee")
            desk = drawing.Desk(session, there, person, clock(), native)
            for kind in lists.KINDS:
                asked = Asked(kind, owner="U0NOE" if kind in ("mine", "promises") else "", number=1, days=28,
                              metric="first_response" if kind == "missed" else "")  # fmt: skip
                found = lists.page(session, there, replace(asked, days=asked.days * (kind == "missed")), clock())
                window = home.windows.listing(desk, asked, found, "https://desk.example")
                assert problems("modal", window) == [] and problems_of_view(window, "modal") == [], kind


@ONE_DATABASE
def test_what_several_roles_see_stands_there_once(store, book, clock):
    both = with_people(book, U0NOE={"roles": [Role.COMMUNITY_MANAGER, Role.SUPPORT_AGENT, Role.MANAGER, Role.ADMIN]})
    store.write(lambda session: month.write(session, book, 12, clock()))
    with store.read() as session:
        view = home.view(session, both, home.Reader("U0NOE", "en"), clock())
    titles = [b["text"]["text"].split(" :")[0] for b in view["blocks"] if b["type"] == "section"]
    heads = [one for one in titles if one.startswith("*")]
    assert len(heads) == len(set(heads))
