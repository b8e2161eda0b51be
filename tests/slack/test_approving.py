"""On the way to an approval: the code of conduct, reasons, live checks, versions, two people, gestures."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import delete

from bot.desk.models import Acknowledgement, Approval, Commitment, Complaint, Draft, Editing, Event, Gesture, Override
from bot.desk.vocabulary import DraftState, Lane
from tests.slack import signed
from tests.slack.conftest import ONE_DATABASE, count, told
from tests.slack.slacklike import eventually
from tests.slack.test_requests import opened
from workers import drain

pytestmark = ONE_DATABASE
GOOD = (
    "Bonjour Nadia,\nTrois semaines sans vos tasses : je vous présente mes excuses. "
    "Je ne sais pas encore où elles sont. J'appelle le dépôt maintenant et je vous écris ici demain avant 18 h."
)
WARNED = GOOD.replace("Je ne sais pas encore où elles sont.", "C'est dû à un problème technique.")
STOPPED = "Bonjour,\nMerci pour votre message, nous faisons le nécessaire au plus vite."


def current(desk, complaint):
    with desk.app.store.read() as session:
        drafts = session.query(Draft).filter(Draft.complaint_id == complaint, Draft.state != DraftState.SUPERSEDED)
        return drafts.one()


def drawn(slack, method="views.update", before=0):
    view = eventually(lambda: slack.of(method)[before:])[-1]["view"]
    return json.loads(view) if isinstance(view, str) else view


def rewritten(desk, slack, complaint, words, user="U0SAM", **values):
    """Edit sent in with ``words``; the answer."""
    view = opened(desk, slack, user, "draft_edit", desk.complaint(complaint).ref)
    return desk.send(signed.submission(user, view, {"body": words, **values}, view_id=f"V{len(slack.calls)}"))


def nobody_has_read_the_code(desk):
    desk.app.store.write(lambda session: session.execute(delete(Acknowledgement)))


# ---- the code of conduct


def test_a_newcomer_reads_the_code_once_and_the_approval_goes_on(desk, slack, drafted):
    nobody_has_read_the_code(desk)
    rewritten(desk, slack, drafted, GOOD)
    desk.press("U0SAM", "draft_approve", desk.approve_value(drafted))
    view = drawn(slack, "views.open", before=1)
    assert view["callback_id"] == "conduct_acknowledge" and "Critics are not enemies" in json.dumps(view)
    assert count(desk.app, Approval) == 0
    assert desk.send(signed.submission("U0SAM", view, {})).text == ""
    assert count(desk.app, Acknowledgement, Acknowledgement.person == "U0SAM") == 1
    assert current(desk, drafted).state == DraftState.APPROVED


def test_an_outdated_code_acknowledges_nothing(desk, slack, drafted):
    nobody_has_read_the_code(desk)
    desk.press("U0SAM", "draft_approve", desk.approve_value(drafted))
    view = drawn(slack, "views.open")
    view["private_metadata"] = view["private_metadata"].replace("1|", "0|", 1)
    assert desk.send(signed.submission("U0SAM", view, {})).text == ""
    desk.work()
    assert any("has changed meanwhile" in sentence for sentence in told(slack))
    assert count(desk.app, Acknowledgement) == count(desk.app, Approval) == 0


def test_after_the_code_come_the_reasons_in_the_same_window(desk, slack, drafted):
    nobody_has_read_the_code(desk)
    rewritten(desk, slack, drafted, WARNED)
    desk.press("U0SAM", "draft_approve", desk.approve_value(drafted))
    answer = desk.send(signed.submission("U0SAM", drawn(slack, "views.open", before=1), {})).json()
    assert answer["response_action"] == "update"
    assert answer["view"]["callback_id"] == "draft_approve"


# ---- reasons


def test_a_warning_needs_a_reason_which_is_kept(desk, slack, drafted):
    rewritten(desk, slack, drafted, WARNED)
    desk.press("U0SAM", "draft_approve", desk.approve_value(drafted))
    view = drawn(slack, "views.open", before=1)
    fields = [block["block_id"] for block in view["blocks"] if block["type"] == "input"]
    assert fields == ["R3"] and "dû à un problème technique" in json.dumps(view, ensure_ascii=False)
    empty = desk.send(signed.submission("U0SAM", view, {"R3": "  "}, view_id="V7")).json()
    assert empty["response_action"] == "update" and count(desk.app, Override) == 0
    said = signed.submission("U0SAM", view, {"R3": "Le dépôt me l'a dit au téléphone."}, view_id="V8")
    assert desk.send(said).text == ""
    with desk.app.store.read() as session:
        row = session.query(Override).one()
        assert (row.check, row.reason, row.person) == ("R3", "Le dépôt me l'a dit au téléphone.", "U0SAM")
    assert current(desk, drafted).state == DraftState.APPROVED


def test_a_block_is_told_with_its_words_whatever_reason_is_given(desk, slack, drafted):
    rewritten(desk, slack, drafted, STOPPED)
    desk.press("U0SAM", "draft_approve", desk.approve_value(drafted))
    desk.work()
    (sentence,) = told(slack)
    assert "could stand under any complaint" in sentence
    assert len(slack.of("views.open")) == 1  # Edit's, no other
    assert current(desk, drafted).state == DraftState.PROPOSED


# ---- the window in which a reply is rewritten


def test_each_change_is_judged_and_kept_and_the_field_is_never_filled_again(desk, slack, drafted):
    view = opened(desk, slack, "U0SAM", "draft_edit", desk.complaint(drafted).ref)
    field = next(block for block in view["blocks"] if block.get("block_id") == "body")
    assert field["dispatch_action"] and field["element"]["initial_value"] and view["notify_on_close"]
    desk.send(signed.typed("U0SAM", view, "draft_typed", "body", STOPPED))
    anew = drawn(slack)
    (again,) = (block for block in anew["blocks"] if block.get("block_id") == "body")
    assert "initial_value" not in again["element"]
    assert again["element"]["action_id"] == field["element"]["action_id"]
    assert "could stand under any complaint" in json.dumps(anew)
    assert slack.of("views.update")[-1]["hash"] == "1.a"
    with desk.app.store.read() as session:
        row = session.query(Editing).one()
        assert (row.person, row.body, row.open) == ("U0SAM", STOPPED, True)
    desk.send(signed.typed("U0SAM", view, "draft_typed", "body", GOOD))
    assert "Nothing stands against it" in json.dumps(drawn(slack, before=1))
    assert "You promise" in json.dumps(drawn(slack, before=1), ensure_ascii=False)


def test_what_was_typed_survives_a_closed_window_and_only_for_whom_it_was(desk, slack, drafted):
    ref = desk.complaint(drafted).ref
    view = opened(desk, slack, "U0SAM", "draft_edit", ref)
    desk.send(signed.typed("U0SAM", view, "draft_typed", "body", GOOD))
    drawn(slack)
    assert desk.send(signed.closed("U0SAM", view)).status_code == 200
    again = json.dumps(opened(desk, slack, "U0SAM", "draft_edit", ref), ensure_ascii=False)
    assert "vos tasses : je vous présente" in again and "What you had typed is here again" in again
    assert "vos tasses : je vous présente" not in json.dumps(
        opened(desk, slack, "U0LEA", "draft_edit", ref), ensure_ascii=False
    )


def test_who_rewrites_is_on_the_card_until_the_window_closes(desk, slack, drafted):
    view = opened(desk, slack, "U0SAM", "draft_edit", desk.complaint(drafted).ref)
    desk.work()
    assert "Sam Whitlock is rewriting this" in json.dumps(slack.in_channel("approvals")[-1])
    desk.send(signed.closed("U0SAM", view, {"body": {"draft_typed": current(desk, drafted).body}}))
    desk.work()
    assert "is rewriting this" not in json.dumps(slack.in_channel("approvals")[-1])
    assert count(desk.app, Editing) == 0  # nothing of their own was typed


def test_what_was_kept_meets_a_version_that_came_meanwhile(desk, slack, drafted):
    ref = desk.complaint(drafted).ref
    view = opened(desk, slack, "U0SAM", "draft_edit", ref)
    desk.send(signed.closed("U0SAM", view, {"body": {"draft_typed": GOOD}}))
    rewritten(desk, slack, drafted, WARNED, user="U0LEA")
    again = opened(desk, slack, "U0SAM", "draft_edit", ref)
    assert "Meanwhile there is version 2" in json.dumps(again)
    assert desk.send(signed.submission("U0SAM", again, {})).text == ""
    assert current(desk, drafted).body == GOOD

    third = opened(desk, slack, "U0LEA", "draft_edit", ref)
    assert "Meanwhile" not in json.dumps(third)


def test_one_may_begin_with_the_draft_instead(desk, slack, drafted):
    ref = desk.complaint(drafted).ref
    desk.send(signed.closed("U0SAM", opened(desk, slack, "U0SAM", "draft_edit", ref), {"body": {"draft_typed": GOOD}}))
    view = opened(desk, slack, "U0SAM", "draft_edit", ref)
    button = next(block["accessory"] for block in view["blocks"] if block.get("block_id") == "kept")
    desk.send(signed.press_in("U0SAM", view, button["action_id"], button["value"]))
    fresh = drawn(slack)
    (field,) = (block for block in fresh["blocks"] if str(block.get("block_id")).startswith("body"))
    assert field["block_id"] != "body" and field["element"]["initial_value"] == current(desk, drafted).body
    assert desk.send(signed.submission("U0SAM", fresh, {field["block_id"]: WARNED})).text == ""
    assert current(desk, drafted).body == WARNED


def test_saved_and_approved_at_once(desk, slack, drafted, clock):
    assert rewritten(desk, slack, drafted, GOOD, then="approve").text == ""
    draft = current(desk, drafted)
    assert (draft.state, draft.approved_by, draft.number) == (DraftState.APPROVED, "U0SAM", 2)
    clock.pass_(seconds=30)
    desk.work()
    with desk.app.store.read() as session:
        promise = session.query(Commitment).one()
        assert "18 h" in promise.said or "demain" in promise.said
        assert promise.due_at == clock().replace(hour=17, minute=0, second=0) + timedelta(days=1)  # 18 h in Paris


def test_saved_though_the_approval_wants_a_reason_first(desk, slack, drafted):
    answer = rewritten(desk, slack, drafted, WARNED, then="approve").json()
    assert answer["response_action"] == "update"
    assert current(desk, drafted).body == WARNED
    assert desk.send(signed.submission("U0SAM", answer["view"], {"R3": "so it was"})).text == ""
    assert current(desk, drafted).state == DraftState.APPROVED


def test_a_block_stands_at_the_field_and_saves_nothing_unless_asked_to(desk, slack, drafted):
    answer = rewritten(desk, slack, drafted, STOPPED, then="approve").json()
    assert set(answer["errors"]) == {"body"}
    assert current(desk, drafted).number == 1


# ---- asking for changes, versions


def test_other_words_are_asked_for_and_an_old_version_is_used_again(desk, slack, drafted):
    ref = desk.complaint(drafted).ref
    view = opened(desk, slack, "U0SAM", "draft_reject", ref)
    assert set(desk.send(signed.submission("U0SAM", view, {"kind": "free", "words": ""})).json()["errors"]) == {"words"}
    desk.send(signed.submission("U0SAM", view, {"kind": "shorter", "words": "two sentences"}, view_id="V9"))
    desk.work()
    assert current(desk, drafted).number == 2
    desk.send(signed.option("U0SAM", f"draft_versions|{ref}"))
    shown = drawn(slack, "views.open", before=1)
    assert "two sentences" in json.dumps(shown)
    use = next(block["accessory"] for block in shown["blocks"] if block.get("block_id") == "version-1")
    desk.send(signed.press_in("U0SAM", shown, use["action_id"], use["value"]))
    assert "is proposed again" in json.dumps(drawn(slack))
    assert current(desk, drafted).number == 3
    desk.send(signed.press_in("U0IVY", shown, use["action_id"], use["value"]))
    assert "This needs the role" in json.dumps(drawn(slack, before=1))


@pytest.mark.parametrize("action", ["complaint_more", "playbook_choose", "complaint_timeline", "complaint_dismiss"])
def test_the_menu_opens_what_its_buttons_open(desk, slack, drafted, action):
    desk.send(signed.option("U0LEA", f"{action}|{desk.complaint(drafted).ref}"))
    assert drawn(slack, "views.open")["callback_id"] == action


def test_an_option_of_another_version_says_so(desk, slack, drafted):
    desk.send(signed.option("U0SAM", f"a_verb_of_before|{desk.complaint(drafted).ref}"))
    desk.work()
    assert "older card" in told(slack)[-1]


def test_a_window_opened_from_a_window_lies_on_top_and_closes_both(desk, slack, drafted):
    ref = desk.complaint(drafted).ref
    desk.send(signed.option("U0SAM", f"complaint_more|{ref}"))
    more = drawn(slack, "views.open")
    desk.send(signed.press_in("U0SAM", more, "complaint_grade", ref))
    view = drawn(slack, "views.push")
    sent = signed.submission("U0SAM", view, {"severity": "blame"})
    sent["view"]["previous_view_id"] = "V0OPEN"
    assert desk.send(sent).json() == {"response_action": "clear"}
    assert desk.complaint(drafted).severity == "blame"


def test_a_button_in_a_window_says_there_what_it_did(desk, slack, drafted):
    ref = desk.complaint(drafted).ref
    desk.send(signed.option("U0SAM", f"complaint_more|{ref}"))
    more = drawn(slack, "views.open")
    desk.send(signed.press_in("U0SAM", more, "draft_regenerate", ref))
    assert "Done" in json.dumps(drawn(slack))
    desk.send(signed.press_in("U0IVY", more, "draft_regenerate", ref))
    assert "This needs the role" in json.dumps(drawn(slack, before=1))


# ---- two people, undo, managers, gestures


def test_two_people_approve_and_the_card_tells_whose_yes_is_missing(desk, slack, drafted):
    ref = desk.complaint(drafted).ref
    rewritten(desk, slack, drafted, GOOD)
    desk.send(signed.submission("U0SAM", opened(desk, slack, "U0SAM", "complaint_grade", ref), {"severity": "blame"}))
    desk.press("U0SAM", "draft_approve", desk.approve_value(drafted))
    desk.work()
    card = json.dumps(slack.in_channel("approvals")[-1], ensure_ascii=False)
    assert "*Sam Whitlock* has approved these words" in card and "Léa Morel" in card and "approval_undo" in card
    desk.press("U0LEA", "draft_approve", desk.approve_value(drafted))
    assert current(desk, drafted).state == DraftState.APPROVED


def test_an_approval_is_taken_back_within_its_seconds(desk, slack, drafted, clock):
    rewritten(desk, slack, drafted, GOOD, then="approve")
    drain.drain(desk.app, Lane.CHAT)
    assert "It goes out at" in json.dumps(slack.in_channel("approvals")[-1])
    desk.press("U0LEA", "approval_undo", desk.complaint(drafted).ref)
    clock.pass_(seconds=60)
    desk.work()
    assert current(desk, drafted).state == DraftState.PROPOSED
    assert "took the approval back" in json.dumps(slack.in_channel("approvals")[-1])
    desk.press("U0SAM", "approval_undo", desk.complaint(drafted).ref)
    desk.work()
    assert any("no approval to take back" in sentence for sentence in told(slack))


def test_it_is_handed_to_a_manager_with_the_question(desk, slack, drafted):
    ref = desk.complaint(drafted).ref
    view = opened(desk, slack, "U0SAM", "complaint_escalate", ref)
    assert set(desk.send(signed.submission("U0SAM", view, {"why": " "})).json()["errors"]) == {"why"}
    desk.send(signed.submission("U0SAM", view, {"why": "May we send it by taxi?"}, view_id="V5"))
    desk.work()
    asked = [message for message in slack.of("chat.postMessage") if message["channel"] == "U0HEL"]
    assert "May we send it by taxi?" in json.dumps(asked[-1])
    assert count(desk.app, Event, Event.kind == "handed") == 1


def test_a_gesture_is_asked_for_and_granted_with_one_click(desk, slack, drafted):
    ref = desk.complaint(drafted).ref
    view = opened(desk, slack, "U0SAM", "gesture_ask", ref)
    wrong = desk.send(signed.submission("U0SAM", view, {"kind": "voucher", "amount": "much", "why": "x"})).json()
    assert set(wrong["errors"]) == {"amount"}
    values = {"kind": "voucher", "amount": "40", "why": "The third time."}
    assert desk.send(signed.submission("U0SAM", view, values, view_id="V6")).text == ""
    desk.work()
    asked = [message for message in slack.of("chat.postMessage") if message["channel"] == "U0HEL"][-1]
    (grant, refuse) = next(block["elements"] for block in asked["blocks"] if block["type"] == "actions")
    assert "voucher" in json.dumps(slack.in_channel("approvals")[-1])
    desk.press("U0SAM", grant["action_id"], grant["value"])
    desk.work()
    assert any("beyond what you may grant" in sentence for sentence in told(slack))
    assert opened(desk, slack, "U0HEL", refuse["action_id"], refuse["value"])["private_metadata"] == grant["value"]
    desk.press("U0HEL", grant["action_id"], grant["value"])
    with desk.app.store.read() as session:
        assert session.query(Gesture).one().decision == "granted"


def test_another_playbook_is_chosen(desk, slack, drafted):
    view = opened(desk, slack, "U0LEA", "playbook_choose", desk.complaint(drafted).ref)
    assert "s'applique actuellement" in json.dumps(view, ensure_ascii=False)
    desk.send(signed.submission("U0LEA", view, {"playbook": "damaged-item"}))
    desk.work()
    assert desk.complaint(drafted).playbook == "damaged-item"
    assert "chosen by Léa Morel" in json.dumps(slack.in_channel("approvals")[-1], ensure_ascii=False)


def test_facts_are_filled_in_by_type(desk, slack, drafted, store):
    def with_slots(session):
        complaint = session.get_one(Complaint, drafted)
        slot = {"type": "number", "filled_by": "agent", "label": {"en": "how many", "fr": "combien"}, "before": "reply"}
        cause = {
            "type": "text",
            "filled_by": "agent",
            "label": {"en": "the cause", "fr": "la cause"},
            "confirmed": True,
        }
        where = {
            "type": "choice",
            "filled_by": "case",
            "label": {"en": "where it is", "fr": "où c'est"},
            "choices": {"depot": {"en": "at the depot", "fr": "au dépôt"}, "lost": {"en": "lost", "fr": "perdu"}},
        }
        complaint.frozen = complaint.frozen | {"slots": {"pieces": slot, "cause": cause, "where": where}}
        complaint.playbook_version = "of another day"

    store.write(with_slots)
    ref = desk.complaint(drafted).ref
    view = opened(desk, slack, "U0NOE", "slots_fill", ref)
    elements = {block["block_id"]: block["element"]["type"] for block in view["blocks"] if block["type"] == "input"}
    assert elements == {
        "pieces": "number_input",
        "cause": "plain_text_input",
        "where": "static_select",
        "confirmed": "checkboxes",
    }
    assert set(desk.send(signed.submission("U0NOE", view, {"pieces": "many"})).json()["errors"]) == {"pieces"}
    values = {"pieces": "6", "cause": "un camion en panne", "where": "depot", "confirmed": "cause"}
    assert desk.send(signed.submission("U0NOE", view, values, view_id="V4")).text == ""
    facts = desk.complaint(drafted).facts
    assert facts["pieces"]["value"] == "6" and facts["where"]["value"] == "depot"
    assert facts["cause"]["confirmed_by"] == "U0NOE"
