// The modal on top of the person's stack, and the small dialog that asks before a button acts.

import { blocks } from "./blocks.js";
import { act, el } from "./dom.js";
import { valuesOf } from "./fields.js";
import { textObject } from "./mrkdwn.js";

const dialog = document.getElementById("modal");
const kept = new Map();
let shown = null;
let ctx = null;
let opener = null;

// Show the top of the stack, or close. What was typed stays, per view, in blocks and elements that keep their ids.
export function showModals(stack, context) {
  ctx = context;
  const top = stack.at(-1) ?? null;
  if (shown) kept.set(shown.id, valuesOf(dialog));
  for (const id of kept.keys()) if (!stack.some((view) => view.id === id)) kept.delete(id);
  const again = top && shown?.id === top.id;
  if (again && shown.hash === top.hash) return;
  const onlyBlocks = again && frame(shown) === frame(top);
  shown = top;
  if (!top) {
    if (dialog.open) dialog.close();
    dialog.replaceChildren();
    if (opener?.isConnected) opener.focus();
    return;
  }
  if (onlyBlocks) {
    redraw(top);
    return;
  }
  draw(top);
  if (!dialog.open) {
    opener = document.activeElement;
    dialog.showModal();
  }
  (
    dialog.querySelector("[data-first]") ||
    dialog.querySelector(".body :is(input,textarea,select,button)") ||
    dialog.querySelector(".close")
  )?.focus();
}

// Blocks that ask the same as before keep their place on the page, and with it the caret and what is being typed.
function redraw(view) {
  const body = dialog.querySelector(".body");
  const focused = document.activeElement?.closest("[data-action-id]")?.dataset.actionId;
  const stay = new Map([...body.children].filter((node) => node.asks).map((node) => [node.asks, node]));
  const wanted = drawnBlocks(view).map((node) => stay.get(node.asks) ?? node);
  for (const node of [...body.children]) if (!wanted.includes(node)) node.remove();
  for (const [position, node] of wanted.entries())
    if (body.children[position] !== node) body.insertBefore(node, body.children[position] ?? null);
  if (!dialog.contains(document.activeElement) && focused)
    dialog.querySelector(`[data-action-id="${CSS.escape(focused)}"]`)?.focus();
}

const frame = (view) => JSON.stringify([view.callback_id, view.title, view.submit, view.close, view.submit_disabled]);

function drawnBlocks(view) {
  const where = {
    values: kept.get(view.id),
    act: (one, block, value, node) => clickInside(view, one, block, value, node),
  };
  const drawn = blocks(view.blocks, ctx, where);
  for (const [position, block] of view.blocks.entries()) if (block.type === "input") drawn[position].asks = asks(block);
  return drawn;
}

function draw(view) {
  const body = el("div", { class: "body" }, drawnBlocks(view));
  const first = view.blocks.map((block) => block.element ?? block.accessory).find((one) => one?.focus_on_load);
  if (first) body.querySelector(`[data-action-id="${CSS.escape(first.action_id)}"]`)?.setAttribute("data-first", "");
  const send = view.submit
    ? el(
        "button",
        { type: "submit", class: "button primary", disabled: view.submit_disabled },
        textObject(view.submit, ctx),
      )
    : null;
  dialog.dataset.callbackId = view.callback_id;
  dialog.replaceChildren(
    el(
      "form",
      {
        novalidate: true,
        onsubmit: (event) => {
          event.preventDefault();
          if (send && !send.disabled) submit(view, send);
        },
      },
      el(
        "header",
        {},
        el("h2", { id: "modal-title" }, textObject(view.title, ctx)),
        el(
          "button",
          { type: "button", class: "icon close", "aria-label": ctx.words.close, onclick: () => close(view, true) },
          "✕",
        ),
      ),
      el("p", { class: "trouble", role: "alert" }),
      body,
      el(
        "footer",
        {},
        el(
          "button",
          { type: "button", class: "button", onclick: () => close(view, false) },
          view.close ? textObject(view.close, ctx) : send ? ctx.words.cancel : ctx.words.close,
        ),
        send,
      ),
    ),
  );
}

// What a field asks, whatever it started with: the same question keeps its answer.
function asks(block) {
  const element = Object.entries(block.element).filter(([key]) => !key.startsWith("initial_"));
  return JSON.stringify([block.block_id, block.label, block.hint, block.optional, element]);
}

async function clickInside(view, one, block, value, node) {
  if (!(await confirmed(one, ctx))) return;
  const busy = busyWhile(node);
  const answer = await act({
    person: ctx.me,
    kind: "action",
    view_id: view.id,
    block_id: block.block_id,
    action_id: one.action_id,
    value,
    values: valuesOf(dialog),
  });
  busy();
  if (!answer.ok) trouble(problem(answer));
}

async function submit(view, send) {
  const busy = busyWhile(send);
  send.disabled = true;
  trouble("");
  const answer = await act({ person: ctx.me, kind: "submit", view_id: view.id, values: valuesOf(dialog) });
  busy();
  send.disabled = false;
  if (shown?.id === view.id) showErrors(answer);
}

function showErrors(answer) {
  let first = null;
  for (const box of dialog.querySelectorAll(".block.input")) {
    const sentence = answer.errors?.[box.dataset.blockId] ?? "";
    box.querySelector(".error").textContent = sentence;
    const field = box.querySelector("[data-field]");
    field.toggleAttribute("aria-invalid", Boolean(sentence));
    if (sentence) {
      field.setAttribute("aria-invalid", "true");
      first ??= field;
    }
  }
  if (first) {
    (first.matches("input,textarea,select") ? first : first.querySelector("input"))?.focus();
    first.closest(".block").querySelector(".error").scrollIntoView({ block: "nearest" });
  } else if (!answer.ok) trouble(answer.error === "view_not_found" ? ctx.words.trouble : problem(answer));
}

function problem(answer) {
  return [ctx.words.trouble, ...(answer.error ? [answer.error] : []), ...(answer.messages ?? [])].join(" ");
}

function trouble(sentence) {
  const box = dialog.querySelector(".trouble");
  if (box) box.textContent = sentence;
}

async function close(view, clear) {
  const answer = await act({ person: ctx.me, kind: "close", view_id: view.id, clear, values: valuesOf(dialog) });
  // The server may have forgotten the modal (a restart): then it closes here too.
  if (!answer.ok && answer.error === "view_not_found" && shown?.id === view.id) showModals([], ctx);
}

dialog.addEventListener("cancel", (event) => {
  event.preventDefault();
  if (shown) close(shown, false);
});

export function busyWhile(node) {
  node?.setAttribute("aria-busy", "true");
  return () => node?.removeAttribute("aria-busy");
}

// True when the element asks nothing, or the person says yes.
export function confirmed(one, context) {
  const asked = one.confirm;
  if (!asked) return Promise.resolve(true);
  const box = document.getElementById("confirm");
  return new Promise((resolve) => {
    let yes = false;
    const answer = (value) => () => {
      yes = value;
      box.close();
    };
    box.replaceChildren(
      el("header", {}, el("h2", { id: "confirm-title" }, textObject(asked.title, context))),
      el("div", { class: "body" }, textObject(asked.text, context)),
      el(
        "footer",
        {},
        el("button", { type: "button", class: "button", onclick: answer(false) }, textObject(asked.deny, context)),
        el(
          "button",
          { type: "button", class: `button ${asked.style ?? "primary"}`, onclick: answer(true), autofocus: true },
          textObject(asked.confirm, context),
        ),
      ),
    );
    box.addEventListener("close", () => resolve(yes), { once: true });
    box.showModal();
  });
}
