"""What happens when a person of the sandbox clicks, submits, types or opens something: one method per kind of act."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from bot.sandbox import payloads
from bot.sandbox.answers import say_back
from bot.sandbox.blocks import elements_of, problems_of_view
from bot.sandbox.delivery import Delivery, Outcome
from bot.sandbox.forms import chosen, mistakes, state_of
from bot.sandbox.people import BY_ID, SandboxPerson
from bot.sandbox.refusal import Refused
from bot.sandbox.store import Channel
from bot.sandbox.workspace import Workspace

Act = dict[str, Any]
Result = dict[str, Any]
COMMANDS = ("/amends",)


class Acts:
    """Does what a click does. ``address`` is where the sandbox is reached, ending in ``/``."""

    def __init__(self, workspace: Workspace, delivery: Delivery) -> None:
        self._workspace = workspace
        self._delivery = delivery
        self._kinds: dict[str, Callable[[SandboxPerson, Act, str], Awaitable[Result]]] = {
            "action": self._action,
            "submit": self._submit,
            "close": self._close,
            "shortcut": self._shortcut,
            "message_shortcut": self._message_shortcut,
            "command": self._command,
            "message": self._message,
            "home": self._home,
        }

    async def do(self, act: Act, address: str) -> Result:
        """Do one act; the result holds ``ok``, and the app's HTTP ``status`` and ``body``.

        Raises :class:`Refused` for an act that no click could make: its word says what is wrong.
        """
        person = BY_ID.get(str(act.get("person")))
        if person is None:
            raise Refused("unknown_person", known=sorted(BY_ID))
        kind = self._kinds.get(str(act.get("kind")))
        if kind is None:
            raise Refused("unknown_kind", known=sorted(self._kinds))
        return await kind(person, act, address)

    def _channel(self, person: SandboxPerson, act: Act) -> Channel:
        channel = self._workspace.channel(act.get("channel"))
        if not channel.seen_by(person.id):
            raise Refused("channel_not_found")
        return channel

    def _trigger(self, person: SandboxPerson) -> dict[str, str]:
        return {"trigger_id": self._workspace.passes.new_trigger(person.id)}

    def _pass(self, person: SandboxPerson, channel: Channel, address: str, **place: Any) -> dict[str, str]:
        name = self._workspace.passes.new_response_url(channel.id, person.id, **place)
        return self._trigger(person) | {"response_url": f"{address}respond/{name}"}

    # Clicks

    async def _action(self, person: SandboxPerson, act: Act, address: str) -> Result:
        if act.get("view_id"):
            return await self._action_in_view(person, act)
        channel = self._channel(person, act)
        message = self._workspace.message(channel, act.get("ts"))
        if message.get("only_for") not in (None, person.id):
            raise Refused("message_not_found")
        blocks = message.get("blocks", [])
        state = state_of(blocks, act.get("values") or {})
        pass_ = self._pass(person, channel, address, ts=message["ts"], thread=_thread_of(message))
        action = _clicked(blocks, act)
        payload = payloads.click_on_message(person, channel, message, action, state, pass_)
        return _result(await self._delivery.interaction(payload))

    async def _action_in_view(self, person: SandboxPerson, act: Act) -> Result:
        view = self._workspace.store.homes().get(person.id)
        if view is None or view["id"] != act["view_id"]:
            view = self._modal(person, act)
        view = view | {"state": {"values": state_of(view["blocks"], act.get("values") or {})}}
        action = _clicked(view["blocks"], act)
        payload = payloads.click_on_view(person, view, action, self._trigger(person))
        return _result(await self._delivery.interaction(payload))

    # Modals

    def _modal(self, person: SandboxPerson, act: Act) -> dict[str, Any]:
        stack = self._workspace.views.modals.get(person.id, [])
        wanted = act.get("view_id") or (stack[-1]["id"] if stack else None)
        for view in stack:
            if view["id"] == wanted:
                return view
        raise Refused("view_not_found")

    async def _submit(self, person: SandboxPerson, act: Act, address: str) -> Result:  # noqa: ARG002
        view = self._modal(person, act)
        state = state_of(view["blocks"], act.get("values") or {})
        errors = mistakes(view["blocks"], state, person.locale)
        if errors:
            return {"ok": False, "status": None, "body": "", "errors": errors}
        payload = payloads.submission(person, view | {"state": {"values": state}}, self._trigger(person))
        outcome = await self._delivery.interaction(payload)
        return self._after_submission(person, view, outcome) if outcome.ok else _result(outcome)

    def _after_submission(self, person: SandboxPerson, view: dict[str, Any], outcome: Outcome) -> Result:
        """Do what the app's ``response_action`` says; without one the modal closes."""
        views = self._workspace.views
        try:
            answer = json.loads(outcome.body) if outcome.body.strip() else {}
            action = answer.get("response_action")
        except (ValueError, AttributeError):
            return _result(outcome) | {"ok": False, "error": "invalid_response"}
        if action == "errors":
            return self._errors(view, answer.get("errors"), outcome)
        if action in ("update", "push"):
            problems = problems_of_view(answer.get("view"), "modal")
            if problems:
                return _result(outcome) | {"ok": False, "error": "invalid_view", "messages": problems}
            if action == "update":
                views.update_modal(person.id, view, answer["view"])
            else:
                views.push_modal(person.id, answer["view"])
        elif action in (None, "clear"):
            views.close_modals(person.id, view["id"], keep_below=action is None)
        else:
            return _result(outcome) | {"ok": False, "error": "unknown_response_action"}
        return _result(outcome)

    def _errors(self, view: dict[str, Any], errors: Any, outcome: Outcome) -> Result:
        """Errors go under input blocks; Slack refuses an answer that names any other block."""
        inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
            return _result(outcome) | {"ok": False, "error": "errors_for_unknown_blocks"}
        return _result(outcome) | {"ok": False, "errors": errors}

    async def _close(self, person: SandboxPerson, act: Act, address: str) -> Result:  # noqa: ARG002
        """Close the modal; ``clear`` (or the modal's ``clear_on_close``) closes those below too."""
        view = self._modal(person, act)
        stack = self._workspace.views.modals[person.id]
        cleared = bool(act.get("clear")) or bool(view["clear_on_close"])
        closed = stack if cleared else stack[stack.index(view) :]
        values = act.get("values") or {}
        self._workspace.views.close_modals(person.id, view["id"], keep_below=not cleared)
        result: Result = {"ok": True, "status": None, "body": ""}
        for one in reversed(closed):
            if one["notify_on_close"]:
                known = one | {"state": {"values": state_of(one["blocks"], values)}}
                payload = payloads.closing(person, known, is_cleared=cleared)
                result = _result(await self._delivery.interaction(payload))
        return result

    # Shortcuts, commands, messages, Home

    async def _shortcut(self, person: SandboxPerson, act: Act, address: str) -> Result:  # noqa: ARG002
        payload = payloads.shortcut(person, _word(act, "callback_id"), self._trigger(person))
        return _result(await self._delivery.interaction(payload))

    async def _message_shortcut(self, person: SandboxPerson, act: Act, address: str) -> Result:
        channel = self._channel(person, act)
        message = self._workspace.message(channel, act.get("ts"))
        if message.get("is_ephemeral"):
            raise Refused("message_not_found")
        pass_ = self._pass(person, channel, address, ts=message["ts"], thread=_thread_of(message))
        callback_id = _word(act, "callback_id")
        payload = payloads.message_shortcut(person, channel, message, callback_id, pass_)
        return _result(await self._delivery.interaction(payload))

    async def _command(self, person: SandboxPerson, act: Act, address: str) -> Result:
        channel = self._channel(person, act)
        typed = " ".join(part for part in (act.get("command"), act.get("text")) if part)
        name, _, text = typed.partition(" ")
        if name not in COMMANDS:
            raise Refused("unknown_command", known=list(COMMANDS))
        fields = payloads.command(person, channel, name, text.strip(), self._pass(person, channel, address))
        outcome = await self._delivery.form(fields)
        if outcome.ok and outcome.body.strip():
            say_back(self._workspace, channel, person.id, outcome.body)
        return _result(outcome)

    async def _message(self, person: SandboxPerson, act: Act, address: str) -> Result:  # noqa: ARG002
        channel = self._channel(person, act)
        text = _word(act, "text").strip()
        thread = str(act.get("thread_ts") or "")
        if thread:
            root = self._workspace.message(channel, thread)
            thread = str(root.get("thread_ts", root["ts"]))
        if not text or len(text) > 12_000:
            raise Refused("text_must_have_1_to_12000_characters")
        message = self._workspace.say(channel, person.id, payloads.typed(text), payloads.typed_blocks(text), thread)
        event = payloads.event(payloads.message_event(channel, message), self._workspace.clock())
        return _result(await self._delivery.event(event)) | {"ts": message["ts"]}

    async def _home(self, person: SandboxPerson, act: Act, address: str) -> Result:  # noqa: ARG002
        now = self._workspace.clock()
        view = self._workspace.store.homes().get(person.id)
        return _result(await self._delivery.event(payloads.event(payloads.home_opened(person, view, now), now)))


def _thread_of(message: dict[str, Any]) -> str:
    """The thread an answer to this message belongs into: that of a reply, none for a root."""
    thread = str(message.get("thread_ts", ""))
    return "" if thread == message["ts"] else thread


def _word(act: Act, name: str) -> str:
    value = act.get(name)
    if not isinstance(value, str) or not value:
        raise Refused(f"missing_{name}")
    return value


def _result(outcome: Outcome) -> Result:
    """The app's answer, for whoever clicked. ``reason`` is ``http_timeout`` when it took over three seconds."""
    return {"ok": outcome.ok, "status": outcome.status, "body": outcome.body, "reason": outcome.reason}


def _clicked(blocks: list[dict[str, Any]], act: Act) -> dict[str, Any]:
    """The action of a click on the element named by ``action_id`` (and ``block_id``), as Slack sends it.

    A test may send a click on a card that has changed since with ``"action"``: an action that is passed on as it is.
    """
    if isinstance(act.get("action"), dict):
        return {"action_ts": payloads.action_ts()} | dict(act["action"])
    for block in blocks:
        if act.get("block_id") not in (None, block["block_id"]):
            continue
        for element in elements_of(block):
            if element["action_id"] == act.get("action_id"):
                return _action_of(block, element, act.get("value"))
    raise Refused("action_not_found")


def _action_of(block: dict[str, Any], element: dict[str, Any], value: Any) -> dict[str, Any]:
    base = {"action_id": element["action_id"], "block_id": block["block_id"], "type": element["type"]}
    if element["type"] == "button":
        kept = {key: element[key] for key in ("text", "value", "style") if key in element}
        return base | kept | {"action_ts": payloads.action_ts()}
    return base | chosen(element, value) | {"action_ts": payloads.action_ts()}
