// Where a person types: messages, slash commands, and the menu of shortcuts.

import { act, el, openMenu, toast } from "./dom.js";
import { whyNot } from "./messages.js";

// `more` holds the thread when it is a thread's composer. What was typed stays as long as person and place do.
export function composer(form, label, ctx, more) {
  const { channel } = ctx;
  const key = `${ctx.me} ${channel} ${more.thread_ts ?? ""}`;
  if (form.dataset.key === key) return;
  form.dataset.key = key;
  const text = el("textarea", { rows: 1, "aria-label": label, placeholder: label, maxlength: 12000 });
  const plus = el(
    "button",
    {
      type: "button",
      class: "icon plus",
      "aria-label": ctx.words.shortcuts,
      title: ctx.words.shortcuts,
      "aria-haspopup": "menu",
      "aria-expanded": "false",
    },
    "+",
  );
  plus.addEventListener("click", () =>
    openMenu(
      plus,
      ctx.shortcuts.map((one) => ({
        label: `⚡ ${one[ctx.language]}`,
        data: { callbackId: one.callback_id },
        pick: () => tell({ kind: "shortcut", callback_id: one.callback_id }, ctx),
      })),
      ctx.words.shortcuts,
    ),
  );
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  text.addEventListener("input", () => {
    text.style.height = "auto";
    text.style.height = `${Math.min(text.scrollHeight, 160)}px`;
  });
  form.onsubmit = async (event) => {
    event.preventDefault();
    const typed = text.value.trim();
    if (!typed) return;
    const [name] = typed.split(/\s/);
    if (/^\/\w/.test(typed) && !ctx.commands.includes(name)) {
      toast(ctx.words.notCommand(name));
      return;
    }
    text.value = "";
    text.style.height = "auto";
    const body = ctx.commands.includes(name)
      ? { kind: "command", text: typed }
      : { kind: "message", text: typed, ...more };
    const answer = await tell({ ...body, channel }, ctx);
    if (answer.error) text.value ||= typed;
  };
  form.replaceChildren(
    plus,
    text,
    el("button", { type: "submit", class: "icon send", "aria-label": ctx.words.send, title: ctx.words.send }, "➤"),
  );
}

async function tell(body, ctx) {
  const answer = await act({ person: ctx.me, ...body });
  if (answer.error) toast(`⚠ ${answer.error.startsWith("text_") ? ctx.words.tooLong : answer.error}`);
  // A message is said whether or not the app hears of it; a command or shortcut is for the app alone.
  else if (!answer.ok && (body.kind !== "message" || answer.reason === "offline"))
    toast(`⚠ ${whyNot(answer, ctx.words)}`);
  return answer;
}
