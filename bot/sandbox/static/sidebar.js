// The list of conversations with what is unread, and what this browser remembers.

import { el } from "./dom.js";
import { isReply } from "./messages.js";

const $ = (id) => document.getElementById(id);

export const store = {
  get: (key) => {
    try {
      return JSON.parse(localStorage.getItem(`amends-sandbox-${key}`));
    } catch {
      return null;
    }
  },
  set: (key, value) => {
    try {
      localStorage.setItem(`amends-sandbox-${key}`, JSON.stringify(value));
    } catch {
      /* private mode */
    }
  },
};

function unread(channel, me) {
  const read = (store.get(`read-${me}`) ?? {})[channel.id] ?? "";
  return channel.messages.filter((one) => one.ts > read && one.user !== me && !isReply(one)).length;
}

// The conversation that is on the screen counts as read, per person, in this browser.
export function markRead(all, ctx, place) {
  const last = all.byId.get(place.channel).messages.at(-1);
  if (last && !place.home && document.visibilityState === "visible")
    store.set(`read-${ctx.me}`, { ...store.get(`read-${ctx.me}`), [place.channel]: last.ts });
}

export function sidebar(all, ctx, place) {
  const line = (channel, name, here, data) => {
    const count = unread(channel, ctx.me);
    return el(
      "li",
      {},
      el(
        "a",
        {
          href: `#/${encodeURIComponent(data.channel)}`,
          data,
          "aria-current": here ? "page" : undefined,
          class: count ? "unread" : "",
          onclick: () => {
            document.body.dataset.pane = "main";
          },
        },
        el("span", { class: "name" }, name),
        count
          ? el(
              "span",
              { class: "badge" },
              el("span", { "aria-hidden": "true" }, count),
              el("span", { class: "hidden" }, ctx.words.unread(count)),
            )
          : null,
      ),
    );
  };
  const channels = Object.values(all.channels);
  const keep = document.activeElement?.dataset?.channel;
  $("channels").replaceChildren(
    ...channels
      .filter((one) => !one.person)
      .map((one) => line(one, `# ${one.name}`, one.id === place.channel, { channel: one.name })),
  );
  const direct = all.byId.get(ctx.person.dm);
  $("apps").replaceChildren(line(direct, all.app.name, place.channel === direct.id, { channel: "home" }));
  if (keep && $("side").contains(document.querySelector(`[data-channel="${CSS.escape(keep)}"]`)))
    document.querySelector(`[data-channel="${CSS.escape(keep)}"]`).focus();
  const sum = channels.reduce((total, one) => total + unread(one, ctx.me), 0);
  document.title = `${sum ? `(${sum}) ` : ""}${$("title").textContent} · ${all.workspace}`;
}
