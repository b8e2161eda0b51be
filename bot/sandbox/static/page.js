// The page: who I am, where I am, what is there, and what changes.

import { blocks } from "./blocks.js";
import { act, el, openMenu, toast } from "./dom.js";
import { valuesOf } from "./fields.js";
import { isReply, showMessages, whyNot } from "./messages.js";
import { busyWhile, confirmed, showModals } from "./modal.js";
import { wordsFor } from "./words.js";

const $ = (id) => document.getElementById(id);
const KEPT = 100;
const store = { get: (key) => { try { return JSON.parse(localStorage.getItem(`amends-sandbox-${key}`)); } catch { return null; } }, set: (key, value) => { try { localStorage.setItem(`amends-sandbox-${key}`, JSON.stringify(value)); } catch { /* private mode */ } } };

let me = sessionStorage.getItem("amends-sandbox-me") ?? store.get("me") ?? "U0LEA";
let all = null;
let ctx = null;
let place = { channel: "", thread: "", home: false, key: "" };
let listening = 0;

// Reading

async function load() {
  let answer = await fetch(`state?person=${me}&limit=${KEPT}`, { signal: AbortSignal.timeout(15000) });
  if (answer.status === 400) { me = "U0LEA"; answer = await fetch(`state?person=${me}&limit=${KEPT}`); }
  all = await answer.json();
  all.byId = new Map(Object.values(all.channels).map((channel) => [channel.id, channel]));
  const person = all.people.find((one) => one.id === me);
  const names = new Map([...all.people.map((one) => [one.id, one.name]), [all.app.user, all.app.name]]);
  ctx = {
    me, person, locale: person.locale, language: person.locale.slice(0, 2), words: wordsFor(person.locale), people: all.people, app: all.app, usergroups: all.usergroups,
    nameOf: (id) => names.get(id) ?? id, channelName: (id) => all.byId.get(id)?.name, messageShortcuts: all.message_shortcuts, channel: "", redraw: show,
  };
  store.set("me", me);
  sessionStorage.setItem("amends-sandbox-me", me);
  chrome();
  go();
  showModals(all.views[me] ?? [], ctx);
}

async function listen() {
  const mine = ++listening;
  while (mine === listening) {
    try {
      if (!all) await load();
      const answer = await fetch(`changes?person=${me}&boot=${all.boot}&since=${all.at}`, { signal: AbortSignal.timeout(15000) });
      if (!answer.ok) throw new Error(String(answer.status));
      const news = await answer.json();
      if (mine !== listening) return;
      $("offline").hidden = true;
      if (news.reset) await load();
      else { news.changes.forEach(take); all.at = news.at; if (news.changes.length) show(); }
    } catch {
      if (mine !== listening) return;
      $("offline").hidden = false;
      await new Promise((later) => setTimeout(later, 1000));
    }
  }
}

function take(change) {
  if (change.kind === "message") {
    const messages = all.byId.get(change.channel)?.messages;
    if (!messages) return;
    const position = messages.findIndex((one) => one.ts === change.message.ts);
    if (position >= 0) messages[position] = change.message;
    else { messages.push(change.message); messages.sort((one, other) => (one.ts < other.ts ? -1 : 1)); }
  } else if (change.kind === "views") {
    all.views[change.person] = change.views;
    showModals(change.views, ctx);
  } else if (change.kind === "home") {
    all.homes[change.person] = change.view;
    $("home").dataset.hash = "";
  }
}

// Where we are: #/approvals, #/approvals/<thread>, #/home

function go() {
  const [, first = "", second = "", third = ""] = location.hash.split("/").map(decodeURIComponent);
  const channels = Object.values(all.channels);
  const found = channels.find((one) => one.id === first || (one.name === first && !one.person)) ?? (first === "messages" || first.startsWith("D") ? all.byId.get(ctx.person.dm) : null);
  const before = place.key;
  place = { home: first === "home", channel: first === "home" ? ctx.person.dm : (found ?? channels[0]).id, thread: second };
  place.key = `${me} ${place.channel} ${place.home}`;
  const message = all.byId.get(place.channel).messages.find((one) => one.ts === second);
  if (third && message && !message.reply_count) place.thread = "";
  ctx.channel = place.channel;
  if (before !== place.key) { $("conversation").replaceChildren(); $("thread-messages").replaceChildren(); }
  show();
  composers();
  if (third) document.querySelector(`[data-ts="${CSS.escape(third)}"]`)?.scrollIntoView({ block: "center" });
  else if (before !== place.key) toEnd($("conversation"));
  if (place.home && before !== place.key) act({ person: me, kind: "home" });
}

const to = (...parts) => { location.hash = `#/${parts.filter(Boolean).map(encodeURIComponent).join("/")}`; };
const slug = (channel) => (channel.person ? "messages" : channel.name);
const toEnd = (box) => { box.scrollTop = box.scrollHeight; };
const atEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 80;

// Drawing

function chrome() {
  document.documentElement.lang = ctx.language;
  $("workspace").textContent = all.workspace;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = ctx.words[node.dataset.word];
  for (const node of document.querySelectorAll("[data-label]")) { node.setAttribute("aria-label", ctx.words[node.dataset.label]); node.title = ctx.words[node.dataset.label]; }
  const title = (person) => ctx.words.titles[person.title] ?? person.title;
  $("you").textContent = ctx.words.you(ctx.person.name, title(ctx.person));
  $("you").onclick = () => openMenu($("you"), all.people.map((person) => ({ label: `${person.name} · ${title(person)}`, checked: person.id === me, data: { person: person.id }, pick: () => become(person.id) })), ctx.words.chooseYou);
  $("hint").hidden = Boolean(store.get("hinted"));
  $("hint-close").onclick = () => { store.set("hinted", true); $("hint").hidden = true; };
  $("home").dataset.hash = "";
}

async function become(person) {
  me = person;
  sessionStorage.setItem("amends-sandbox-me", me);
  showModals([], ctx);
  if (location.hash.startsWith("#/D")) location.hash = "#/messages";
  await load();
  listen();
}

function unread(channel) {
  const read = (store.get(`read-${me}`) ?? {})[channel.id] ?? "";
  return channel.messages.filter((one) => one.ts > read && one.user !== me && !isReply(one)).length;
}

function markRead() {
  const last = all.byId.get(place.channel).messages.at(-1);
  if (last && !place.home && document.visibilityState === "visible") store.set(`read-${me}`, { ...store.get(`read-${me}`), [place.channel]: last.ts });
}

function sidebar() {
  const line = (channel, name, here, data) => {
    const count = unread(channel);
    return el("li", {}, el("a", { href: `#/${encodeURIComponent(data.channel)}`, data, "aria-current": here ? "page" : undefined, class: count ? "unread" : "", onclick: () => { document.body.dataset.pane = "main"; } },
      el("span", { class: "name" }, name), count ? el("span", { class: "badge" }, el("span", { "aria-hidden": "true" }, count), el("span", { class: "hidden" }, ctx.words.unread(count))) : null));
  };
  const channels = Object.values(all.channels);
  const keep = document.activeElement?.dataset?.channel;
  $("channels").replaceChildren(...channels.filter((one) => !one.person).map((one) => line(one, `# ${one.name}`, one.id === place.channel, { channel: one.name })));
  const direct = all.byId.get(ctx.person.dm);
  $("apps").replaceChildren(line(direct, all.app.name, place.channel === direct.id, { channel: "home" }));
  if (keep && $("side").contains(document.querySelector(`[data-channel="${CSS.escape(keep)}"]`))) document.querySelector(`[data-channel="${CSS.escape(keep)}"]`).focus();
  const sum = channels.reduce((total, one) => total + unread(one), 0);
  document.title = `${sum ? `(${sum}) ` : ""}${$("title").textContent} · ${all.workspace}`;
}

function show() {
  const stay = atEnd($("conversation"));
  const channel = all.byId.get(place.channel);
  const direct = channel.person === me;
  $("title").textContent = direct ? all.app.name : `# ${channel.name}`;
  $("tabs").hidden = !direct;
  $("tabs").replaceChildren(...(direct ? [["home", ctx.words.home, place.home], ["messages", ctx.words.messages, !place.home]] : []).map(([where, name, here]) => el("a", { role: "tab", href: `#/${where}`, "aria-selected": String(here) }, name)));
  $("home").hidden = !place.home;
  $("conversation").hidden = $("composer").hidden = place.home;
  $("conversation").setAttribute("aria-label", $("title").textContent);
  if (place.home) showHome();
  else showConversation(channel);
  showThread(channel);
  // The pane beside it makes the conversation narrower: who read its end goes on reading its end.
  if (stay) toEnd($("conversation"));
  markRead();
  sidebar();
}

function showConversation(channel) {
  const box = $("conversation");
  const messages = channel.messages.filter((one) => !isReply(one) || one.subtype === "thread_broadcast");
  showMessages(box, messages, ctx, { days: true, empty: ctx.words.empty($("title").textContent), openThread: (ts, write) => openThread(channel, ts, write) });
}

function openThread(channel, ts, write) {
  to(slug(channel), ts);
  if (write) setTimeout(() => $("thread-composer").querySelector("textarea")?.focus());
}

function showThread(channel) {
  const root = place.home ? null : channel.messages.find((one) => one.ts === place.thread);
  $("thread").hidden = !root;
  document.body.classList.toggle("with-thread", Boolean(root));
  if (!root) return;
  const box = $("thread-messages");
  const stay = atEnd(box);
  showMessages(box, channel.messages.filter((one) => one.ts === root.ts || (one.thread_ts === root.ts && isReply(one))), ctx, { inThread: true, empty: "" });
  if (stay) toEnd(box);
}

function showHome() {
  const view = all.homes[me];
  const box = $("home");
  if (!view) { box.replaceChildren(el("p", { class: "empty" }, ctx.words.emptyHome)); return; }
  if (box.dataset.hash === view.hash + ctx.locale) return;
  box.dataset.hash = view.hash + ctx.locale;
  const where = {
    values: valuesOf(box),
    act: async (one, block, value, node) => {
      if (!(await confirmed(one, ctx))) return;
      const busy = busyWhile(node);
      const answer = await act({ person: me, kind: "action", view_id: view.id, block_id: block.block_id, action_id: one.action_id, value, values: valuesOf(box) });
      busy();
      if (!answer.ok) toast(`⚠ ${whyNot(answer, ctx.words)}`);
    },
  };
  box.replaceChildren(el("div", { class: "blocks" }, blocks(view.blocks, ctx, where)));
}

// Writing

function composers() {
  const channel = all.byId.get(place.channel);
  composer($("composer"), ctx.words.write(channel.person ? all.app.name : `#${channel.name}`), {});
  composer($("thread-composer"), ctx.words.reply, { thread_ts: place.thread });
}

function composer(form, label, more) {
  const key = `${me} ${place.channel} ${more.thread_ts ?? ""}`;
  if (form.dataset.key === key) return;
  form.dataset.key = key;
  const text = el("textarea", { rows: 1, "aria-label": label, placeholder: label, maxlength: 12000 });
  const plus = el("button", { type: "button", class: "icon plus", "aria-label": ctx.words.shortcuts, title: ctx.words.shortcuts, "aria-haspopup": "menu", "aria-expanded": "false" }, "+");
  plus.addEventListener("click", () => openMenu(plus, all.shortcuts.map((one) => ({ label: `⚡ ${one[ctx.language]}`, data: { callbackId: one.callback_id }, pick: () => tell({ kind: "shortcut", callback_id: one.callback_id }) })), ctx.words.shortcuts));
  text.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); } });
  text.addEventListener("input", () => { text.style.height = "auto"; text.style.height = `${Math.min(text.scrollHeight, 160)}px`; });
  form.onsubmit = async (event) => {
    event.preventDefault();
    const typed = text.value.trim();
    if (!typed) return;
    const [name] = typed.split(/\s/);
    if (/^\/\w/.test(typed) && !all.commands.includes(name)) { toast(ctx.words.notCommand(name)); return; }
    text.value = "";
    text.style.height = "auto";
    const body = all.commands.includes(name) ? { kind: "command", text: typed } : { kind: "message", text: typed, ...more };
    const answer = await tell({ ...body, channel: place.channel });
    if (answer.error) text.value ||= typed;
  };
  form.replaceChildren(plus, text, el("button", { type: "submit", class: "icon send", "aria-label": ctx.words.send, title: ctx.words.send }, "➤"));
}

async function tell(body) {
  const answer = await act({ person: me, ...body });
  if (answer.error) toast(`⚠ ${answer.error.startsWith("text_") ? ctx.words.tooLong : answer.error}`);
  // A message is said whether or not the app hears of it; a command or shortcut is for the app alone.
  else if (!answer.ok && (body.kind !== "message" || answer.reason === "offline")) toast(`⚠ ${whyNot(answer, ctx.words)}`);
  return answer;
}

addEventListener("hashchange", () => { if (all) go(); });
document.addEventListener("visibilitychange", () => { if (all) { markRead(); sidebar(); } });
$("thread-close").addEventListener("click", () => to(slug(all.byId.get(place.channel))));
$("to-side").addEventListener("click", () => { document.body.dataset.pane = "side"; $("you").focus(); });
addEventListener("keydown", (event) => { if (event.key === "Escape" && !$("thread").hidden && !document.querySelector("dialog[open], .menu")) $("thread-close").click(); });

listen();
