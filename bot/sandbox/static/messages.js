// One message, drawn: who, when, what, and what can be done with it.

import { blocks } from "./blocks.js";
import { act, el, openMenu } from "./dom.js";
import { valuesOf } from "./fields.js";
import { busyWhile, confirmed } from "./modal.js";
import { emoji, mrkdwn } from "./mrkdwn.js";
import { clockTime, dayName, whenText } from "./words.js";

// Warnings under messages whose click was not answered, by message id; they go with the next click that is.
const warnings = new Map();

export const isReply = (message) => Boolean(message.thread_ts) && message.thread_ts !== message.ts;
const at = (message) => new Date(Number(message.ts) * 1000);

// Bring a list of messages onto the page: only what changed is drawn again, so that focus, typing and clicks survive.
export function showMessages(box, messages, ctx, options) {
  const known = new Map([...box.children].filter((node) => node.dataset.key).map((node) => [node.dataset.key, node]));
  const wanted = [];
  let day = "";
  for (const message of messages) {
    const name = dayName(at(message), ctx.locale);
    if (options.days && name !== day)
      wanted.push(
        known.get(`day ${name}`) ?? el("div", { class: "day", data: { key: `day ${name}` } }, el("span", {}, name)),
      );
    day = name;
    wanted.push(fresh(message, known.get(message.ts), ctx, options));
  }
  if (!messages.length) wanted.push(el("p", { class: "empty" }, options.empty));
  for (const [position, node] of wanted.entries())
    if (box.children[position] !== node) box.insertBefore(node, box.children[position] ?? null);
  while (box.children.length > wanted.length) box.lastChild.remove();
}

function fresh(message, old, ctx, options) {
  const content = JSON.stringify([message, warnings.get(message.ts), ctx.locale, ctx.me]);
  if (old && old.seen === content) return old;
  const node = draw(message, ctx, options);
  node.seen = content;
  if (old) handOver(old, node);
  return node;
}

// The focus goes to the same button of the new drawing, or to the message when that button is gone.
function handOver(old, node) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(node);
  if (focused)
    (node.querySelector(`[data-action-id="${CSS.escape(focused.dataset.actionId ?? "")}"]`) ?? node).focus({
      preventScroll: true,
    });
}

function draw(message, ctx, options) {
  const mine = message.user === ctx.app.user;
  const name = mine ? ctx.app.name : ctx.nameOf(message.user);
  const node = el("article", {
    class: message.is_ephemeral ? "message ephemeral" : "message",
    tabindex: "-1",
    "aria-label": `${name}, ${clockTime(at(message), ctx.locale)}`,
    data: { ts: message.ts, key: message.ts },
  });
  const where = { act: (one, block, value, button) => click(message, one, block, value, button, node, ctx) };
  const body = message.blocks?.length
    ? blocks(message.blocks, ctx, where)
    : el("div", { class: "block" }, mrkdwn(message.text, ctx));
  node.append(
    mine
      ? el("img", { class: "face", src: "static/amends.svg", alt: "" })
      : el("span", { class: `face ${message.user}`, "aria-hidden": "true" }, name.charAt(0)),
    el(
      "div",
      { class: "content" },
      message.is_ephemeral ? el("p", { class: "only" }, `👁 ${ctx.words.onlyYou}`) : null,
      el(
        "p",
        { class: "by" },
        el("strong", {}, name),
        mine ? el("span", { class: "tag" }, ctx.words.app) : null,
        el(
          "time",
          { datetime: at(message).toISOString(), title: whenText(at(message), ctx.locale) },
          clockTime(at(message), ctx.locale),
        ),
      ),
      message.subtype === "thread_broadcast" && !options.inThread
        ? el("p", { class: "dim" }, ctx.words.broadcast)
        : null,
      el("div", { class: "blocks" }, body),
      message.edited && !message.blocks?.length ? el("span", { class: "dim" }, ` ${ctx.words.edited}`) : null,
      warnings.has(message.ts) ? el("p", { class: "warning", role: "alert" }, `⚠ ${warnings.get(message.ts)}`) : null,
      message.reactions?.length
        ? el(
            "p",
            { class: "reactions" },
            message.reactions.map((one) => el("span", { title: `:${one.name}:` }, `${emoji(one.name)} ${one.count}`)),
          )
        : null,
      message.reply_count && !options.inThread ? replies(message, ctx, options) : null,
    ),
    message.is_ephemeral ? "" : tools(message, ctx, options),
  );
  return node;
}

function replies(message, ctx, options) {
  return el(
    "button",
    { type: "button", class: "replies", onclick: () => options.openThread(message.ts) },
    (message.reply_users ?? [])
      .slice(0, 3)
      .map((id) =>
        id === ctx.app.user
          ? el("img", { class: "face tiny", src: "static/amends.svg", alt: "" })
          : el("span", { class: `face tiny ${id}`, "aria-hidden": "true" }, ctx.nameOf(id).charAt(0)),
      ),
    el("strong", {}, ctx.words.replies(message.reply_count)),
    el(
      "span",
      { class: "dim" },
      ctx.words.lastReply(whenText(new Date(Number(message.latest_reply) * 1000), ctx.locale)),
    ),
  );
}

function tools(message, ctx, options) {
  const more = el(
    "button",
    {
      type: "button",
      "aria-label": ctx.words.more,
      title: ctx.words.more,
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      class: "more",
    },
    "⋯",
  );
  more.addEventListener("click", () =>
    openMenu(
      more,
      ctx.messageShortcuts.map((one) => ({
        label: one[ctx.language],
        data: { callbackId: one.callback_id },
        pick: () =>
          send(
            { kind: "message_shortcut", callback_id: one.callback_id, channel: ctx.channel, ts: message.ts },
            message,
            ctx,
          ),
      })),
      ctx.words.more,
    ),
  );
  return el(
    "div",
    { class: "tools" },
    options.inThread
      ? null
      : el(
          "button",
          {
            type: "button",
            "aria-label": ctx.words.replyInThread,
            title: ctx.words.replyInThread,
            class: "open-thread",
            onclick: () => options.openThread(message.ts, true),
          },
          "💬",
        ),
    more,
  );
}

async function click(message, one, block, value, button, node, ctx) {
  if (button.hasAttribute("aria-busy") || !(await confirmed(one, ctx))) return;
  const busy = busyWhile(button);
  await send(
    {
      kind: "action",
      channel: ctx.channel,
      ts: message.ts,
      block_id: block.block_id,
      action_id: one.action_id,
      value,
      values: valuesOf(node),
    },
    message,
    ctx,
  );
  busy();
}

async function send(body, message, ctx) {
  const answer = await act({ person: ctx.me, ...body });
  if (answer.ok) warnings.delete(message.ts);
  else warnings.set(message.ts, whyNot(answer, ctx.words));
  ctx.redraw();
}

export function whyNot(answer, words) {
  if (answer.reason === "http_timeout") return words.slow;
  return answer.status ? words.failed(answer.status) : words.unreachable;
}
