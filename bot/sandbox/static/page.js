// The page: who I am, where I am, what is there, and what changes.

import { blocks } from "./blocks.js";
import { composer } from "./composer.js";
import { act, el, openMenu, toast } from "./dom.js";
import { valuesOf } from "./fields.js";
import { isReply, showMessages, whyNot } from "./messages.js";
import { busyWhile, confirmed, showModals } from "./modal.js";
import { markRead, sidebar, store } from "./sidebar.js";
import { wordsFor } from "./words.js";

const $ = (id) => document.getElementById(id);
const KEPT = 100;

let me = sessionStorage.getItem("amends-sandbox-me") ?? store.get("me") ?? "U0LEA";
let all = null;
let ctx = null;
let place = { channel: "", thread: "", home: false, key: "" };
let listening = 0;

// Reading

async function load() {
  let answer = await fetch(`state?person=${me}&limit=${KEPT}`, { signal: AbortSignal.timeout(15000) });
  if (answer.status === 400) {
    me = "U0LEA";
    answer = await fetch(`state?person=${me}&limit=${KEPT}`);
  }
  all = await answer.json();
  all.byId = new Map(Object.values(all.channels).map((channel) => [channel.id, channel]));
  const person = all.people.find((one) => one.id === me);
  const names = new Map([...all.people.map((one) => [one.id, one.name]), [all.app.user, all.app.name]]);
  ctx = {
    me,
    person,
    locale: person.locale,
    language: person.locale.slice(0, 2),
    words: wordsFor(person.locale),
    people: all.people,
    app: all.app,
    usergroups: all.usergroups,
    nameOf: (id) => names.get(id) ?? id,
    channelName: (id) => all.byId.get(id)?.name,
    shortcuts: all.shortcuts,
    messageShortcuts: all.message_shortcuts,
    commands: all.commands,
    channel: "",
    redraw: show,
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
      if (mine !== listening) return;
      const answer = await fetch(`changes?person=${me}&boot=${all.boot}&since=${all.at}`, {
        signal: AbortSignal.timeout(15000),
      });
      if (!answer.ok) throw new Error(String(answer.status));
      const news = await answer.json();
      if (mine !== listening) return;
      $("offline").hidden = true;
      if (news.reset) await load();
      else {
        news.changes.forEach(take);
        all.at = news.at;
        if (news.changes.length) show();
      }
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
    else {
      messages.push(change.message);
      messages.sort((one, other) => (one.ts < other.ts ? -1 : 1));
    }
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
  const found =
    channels.find((one) => one.id === first || (one.name === first && !one.person)) ??
    (first === "messages" || first.startsWith("D") ? all.byId.get(ctx.person.dm) : null);
  const before = place.key;
  place = {
    home: first === "home",
    channel: first === "home" ? ctx.person.dm : (found ?? channels[0]).id,
    thread: second,
  };
  place.key = `${me} ${place.channel} ${place.home}`;
  const message = all.byId.get(place.channel).messages.find((one) => one.ts === second);
  if (third && message && !message.reply_count) place.thread = "";
  ctx.channel = place.channel;
  if (before !== place.key) {
    $("conversation").replaceChildren();
    $("thread-messages").replaceChildren();
  }
  show();
  composers();
  if (third) document.querySelector(`[data-ts="${CSS.escape(third)}"]`)?.scrollIntoView({ block: "center" });
  else if (before !== place.key) toEnd($("conversation"));
  if (place.home && before !== place.key) act({ person: me, kind: "home" });
}

const to = (...parts) => {
  location.hash = `#/${parts.filter(Boolean).map(encodeURIComponent).join("/")}`;
};
const slug = (channel) => (channel.person ? "messages" : channel.name);
const toEnd = (box) => {
  box.scrollTop = box.scrollHeight;
};
const atEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 80;

// Drawing

function chrome() {
  document.documentElement.lang = ctx.language;
  $("workspace").textContent = all.workspace;
  for (const node of document.querySelectorAll("[data-word]")) node.textContent = ctx.words[node.dataset.word];
  for (const node of document.querySelectorAll("[data-label]")) {
    node.setAttribute("aria-label", ctx.words[node.dataset.label]);
    node.title = ctx.words[node.dataset.label];
  }
  const title = (person) => ctx.words.titles[person.title] ?? person.title;
  $("you").disabled = false;
  $("you").textContent = ctx.words.you(ctx.person.name, title(ctx.person));
  $("you").onclick = () =>
    openMenu(
      $("you"),
      all.people.map((person) => ({
        label: `${person.name} · ${title(person)}`,
        checked: person.id === me,
        data: { person: person.id },
        pick: () => become(person.id),
      })),
      ctx.words.chooseYou,
    );
  $("hint").hidden = Boolean(store.get("hinted"));
  $("hint-close").onclick = () => {
    store.set("hinted", true);
    $("hint").hidden = true;
  };
  $("home").dataset.hash = "";
}

// Everything is read anew, also when the server is away just now: listen() goes on trying.
function become(person) {
  if (person !== me) silence();
  me = person;
  $("you").disabled = true; // until they are read: there is nobody to choose from
  sessionStorage.setItem("amends-sandbox-me", me);
  showModals([], ctx);
  all = null;
  if (location.hash.startsWith("#/D")) location.hash = "#/messages";
  listen();
}

function show() {
  const stay = atEnd($("conversation"));
  const channel = all.byId.get(place.channel);
  const direct = channel.person === me;
  $("title").textContent = direct ? all.app.name : `# ${channel.name}`;
  $("tabs").hidden = !direct;
  $("tabs").replaceChildren(
    ...(direct
      ? [
          ["home", ctx.words.home, place.home],
          ["messages", ctx.words.messages, !place.home],
        ]
      : []
    ).map(([where, name, here]) => el("a", { role: "tab", href: `#/${where}`, "aria-selected": String(here) }, name)),
  );
  $("home").hidden = !place.home;
  $("conversation").hidden = $("composer").hidden = place.home;
  $("conversation").setAttribute("aria-label", $("title").textContent);
  if (place.home) showHome();
  else showConversation(channel);
  showThread(channel);
  // The pane beside it makes the conversation narrower: who read its end goes on reading its end.
  if (stay) toEnd($("conversation"));
  markRead(all, ctx, place);
  sidebar(all, ctx, place);
}

function showConversation(channel) {
  const box = $("conversation");
  const messages = channel.messages.filter((one) => !isReply(one) || one.subtype === "thread_broadcast");
  showMessages(box, messages, ctx, {
    days: true,
    empty: ctx.words.empty($("title").textContent),
    openThread: (ts, write) => openThread(channel, ts, write),
  });
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
  showMessages(
    box,
    channel.messages.filter((one) => one.ts === root.ts || (one.thread_ts === root.ts && isReply(one))),
    ctx,
    { inThread: true, empty: "" },
  );
  if (stay) toEnd(box);
}

function showHome() {
  const view = all.homes[me];
  const box = $("home");
  if (!view) {
    box.replaceChildren(el("p", { class: "empty" }, ctx.words.emptyHome));
    return;
  }
  if (box.dataset.hash === view.hash + ctx.locale) return;
  box.dataset.hash = view.hash + ctx.locale;
  const where = {
    values: valuesOf(box),
    act: async (one, block, value, node) => {
      if (!(await confirmed(one, ctx))) return;
      const busy = busyWhile(node);
      const answer = await act({
        person: me,
        kind: "action",
        view_id: view.id,
        block_id: block.block_id,
        action_id: one.action_id,
        value,
        values: valuesOf(box),
      });
      busy();
      if (!answer.ok) toast(`⚠ ${whyNot(answer, ctx.words)}`);
    },
  };
  box.replaceChildren(el("div", { class: "blocks" }, blocks(view.blocks, ctx, where)));
}

// Writing

function composers() {
  const channel = all.byId.get(place.channel);
  composer($("composer"), ctx.words.write(channel.person ? all.app.name : `#${channel.name}`), ctx, {});
  composer($("thread-composer"), ctx.words.reply, ctx, { thread_ts: place.thread });
}

// Until the next person is read there is nobody to write as: what is typed meanwhile would be lost, or said by the last.
function silence() {
  for (const form of [$("composer"), $("thread-composer")]) {
    form.replaceChildren();
    delete form.dataset.key;
  }
}

addEventListener("hashchange", () => {
  if (all) go();
});
document.addEventListener("visibilitychange", () => {
  if (all) {
    markRead(all, ctx, place);
    sidebar(all, ctx, place);
  }
});
$("thread-close").addEventListener("click", () => to(slug(all.byId.get(place.channel))));
$("to-side").addEventListener("click", () => {
  document.body.dataset.pane = "side";
  $("you").focus();
});
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !$("thread").hidden && !document.querySelector("dialog[open], .menu"))
    $("thread-close").click();
});

listen();
