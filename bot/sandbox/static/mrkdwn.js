// Slack's mrkdwn and rich text, drawn. Everything ends as text nodes inside elements we make.

import { el } from "./dom.js";
import { dayName } from "./words.js";

const EMOJI = Object.fromEntries(
  (
    "warning ⚠️|white_check_mark ✅|heavy_check_mark ✔️|x ❌|no_entry ⛔|no_entry_sign 🚫|rotating_light 🚨|hourglass ⌛|hourglass_flowing_sand ⏳|" +
    "alarm_clock ⏰|stopwatch ⏱️|clock1 🕐|eyes 👀|speech_balloon 💬|left_speech_bubble 🗨️|thought_balloon 💭|memo 📝|pencil ✏️|pencil2 ✏️|lock 🔒|" +
    "unlock 🔓|link 🔗|mega 📣|loudspeaker 📢|bell 🔔|no_bell 🔕|tada 🎉|sparkles ✨|star ⭐|star2 🌟|fire 🔥|heart ❤️|broken_heart 💔|green_heart 💚|" +
    "+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|clap 👏|pray 🙏|wave 👋|raised_hand ✋|raised_hands 🙌|ok_hand 👌|handshake 🤝|muscle 💪|point_right 👉|" +
    "smile 😄|slightly_smiling_face 🙂|blush 😊|joy 😂|wink 😉|thinking_face 🤔|neutral_face 😐|disappointed 😞|cry 😢|sob 😭|angry 😠|rage 😡|scream 😱|" +
    "face_with_symbols_on_mouth 🤬|sweat_smile 😅|sunny ☀️|umbrella ☔|snowflake ❄️|zap ⚡|package 📦|truck 🚚|shopping_trolley 🛒|gift 🎁|chair 🪑|" +
    "plate_with_cutlery 🍽️|coffee ☕|house 🏠|department_store 🏬|phone 📞|telephone_receiver 📞|iphone 📱|email 📧|envelope ✉️|inbox_tray 📥|outbox_tray 📤|" +
    "ticket 🎫|label 🏷️|bookmark 🔖|pushpin 📌|round_pushpin 📍|calendar 📆|date 📅|chart_with_upwards_trend 📈|bar_chart 📊|mag 🔍|gear ⚙️|wrench 🔧|" +
    "hammer_and_wrench 🛠️|key 🔑|shield 🛡️|globe_with_meridians 🌐|fr 🇫🇷|gb 🇬🇧|uk 🇬🇧|red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|" +
    "large_green_circle 🟢|large_blue_circle 🔵|large_purple_circle 🟣|white_circle ⚪|black_circle ⚫|large_green_square 🟩|large_red_square 🟥|arrow_right ➡️|" +
    "arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrows_counterclockwise 🔄|repeat 🔁|fast_forward ⏩|double_vertical_bar ⏸️|pause_button ⏸️|question ❓|" +
    "grey_question ❔|exclamation ❗|information_source ℹ️|bulb 💡|robot_face 🤖|bust_in_silhouette 👤|busts_in_silhouette 👥|writing_hand ✍️|" +
    "newspaper 📰|camera 📷|bird 🐦|elephant 🐘|stop_sign 🛑|octagonal_sign 🛑|hand ✋|compass 🧭|balloon 🎈|seedling 🌱|dart 🎯|scroll 📜|book 📖|performing_arts 🎭|ballot_box_with_check ☑️|leftwards_arrow_with_hook ↩️"
  )
    .split("|")
    .map((pair) => pair.split(" ")),
);

const decoded = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
const emojiText = (text) => text.replace(/:([a-z0-9_+-]+):/g, (all, name) => EMOJI[name] ?? all);
export const emoji = (name) => EMOJI[name] ?? `:${name}:`;

export function plain(text) {
  return document.createTextNode(emojiText(decoded(text)));
}

export function textObject(object, ctx) {
  if (!object) return document.createTextNode("");
  return object.type === "mrkdwn" ? mrkdwn(object.text, ctx) : document.createTextNode(emojiText(object.text));
}

export function mrkdwn(text, ctx) {
  const out = document.createDocumentFragment();
  for (const [position, part] of text.split("```").entries()) {
    if (position % 2) out.append(el("pre", {}, decoded(part.replace(/^\n|\n$/g, ""))));
    else lines(position ? part.replace(/^\n/, "") : part, out, ctx);
  }
  return out;
}

function lines(text, out, ctx) {
  let quote = null;
  let first = true;
  for (const line of text.split("\n")) {
    const quoted = /^(&gt;|>) ?/.exec(line);
    const target = quoted ? (quote ??= out.appendChild(el("blockquote"))) : out;
    const fresh = quoted ? !quote.hasChildNodes() : first || out.lastChild?.nodeName === "BLOCKQUOTE";
    if (!fresh) target.append(el("br"));
    inline(quoted ? line.slice(quoted[0].length) : line, target, ctx);
    // An empty line inside a quote still takes a line.
    if (quoted && line.length === quoted[0].length) target.append("\u200b");
    if (!quoted) quote = null;
    first = false;
  }
}

const TOKEN =
  /`([^`\n]+)`|<([^<>\n]+)>|(?<![\p{L}\p{N}*])\*(?!\s)([^*\n]*[^*\s])\*(?![\p{L}\p{N}*])|(?<![\p{L}\p{N}_])_(?!\s)([^_\n]*[^_\s])_(?![\p{L}\p{N}_])|(?<![\p{L}\p{N}~])~(?!\s)([^~\n]*[^~\s])~(?![\p{L}\p{N}~])/u;

function inline(text, out, ctx) {
  let rest = text;
  for (let found = TOKEN.exec(rest); found; found = TOKEN.exec(rest)) {
    out.append(plain(rest.slice(0, found.index)));
    const [all, code, angle, bold, italic, strike] = found;
    if (code !== undefined) out.append(el("code", {}, decoded(code)));
    else if (angle !== undefined) out.append(angled(angle, all, ctx));
    else {
      const node = out.appendChild(el(bold !== undefined ? "strong" : italic !== undefined ? "em" : "s"));
      inline(bold ?? italic ?? strike, node, ctx);
    }
    rest = rest.slice(found.index + all.length);
  }
  out.append(plain(rest));
}

function angled(inside, all, ctx) {
  const [target, label] = [inside.split("|")[0], inside.split("|").slice(1).join("|")];
  if (target.startsWith("@")) return mention(target.slice(1), ctx);
  if (target.startsWith("#")) return el("span", { class: "mention" }, `#${ctx.channelName(target.slice(1)) ?? label}`);
  if (target.startsWith("!date^")) return date(target, label, ctx);
  if (target.startsWith("!subteam^"))
    return el("span", { class: "mention" }, `@${ctx.usergroups[target.slice(9)] ?? (label || "group")}`);
  if (/^!(here|channel|everyone)$/.test(target)) return el("span", { class: "mention ping" }, `@${target.slice(1)}`);
  if (/^(https?:|mailto:|tel:)/i.test(target))
    return link(decoded(target), label ? emojiText(decoded(label)) : decoded(target).replace(/^mailto:/, ""));
  return document.createTextNode(decoded(all));
}

const link = (url, label) =>
  el(
    "a",
    { href: /^(https?:|mailto:|tel:)/i.test(url) ? url : undefined, target: "_blank", rel: "noopener noreferrer" },
    label,
  );

function mention(id, ctx) {
  const name = ctx.nameOf(id);
  return el("span", { class: id === ctx.me ? "mention me" : "mention" }, `@${name ?? id}`);
}

function date(target, fallback, ctx) {
  const [, seconds, format, url] = target.split("^");
  return dated(Number(seconds), format, fallback, url, ctx);
}

function dated(seconds, format, fallback, url, ctx) {
  if (!Number.isFinite(seconds) || !format) return document.createTextNode(fallback);
  const at = new Date(seconds * 1000);
  const is = (options) => new Intl.DateTimeFormat(ctx.locale, options).format(at);
  const long = { weekday: "long", day: "numeric", month: "long", year: "numeric" };
  const medium = { day: "numeric", month: "long", year: "numeric" };
  const short = { day: "numeric", month: "short", year: "numeric" };
  const forms = {
    date_num: () => at.toISOString().slice(0, 10),
    date_slash: () => is({}),
    date: () => is(medium),
    date_short: () => is(short),
    date_long: () => is(long),
    date_long_full: () => is(long),
    date_pretty: () => lowerInside(dayName(at, ctx.locale, medium)),
    date_short_pretty: () => lowerInside(dayName(at, ctx.locale, short)),
    date_long_pretty: () => lowerInside(dayName(at, ctx.locale, long)),
    time: () => is({ hour: "2-digit", minute: "2-digit" }),
    time_secs: () => is({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    ago: () => {
      const minutes = Math.round((at - Date.now()) / 6e4);
      return new Intl.RelativeTimeFormat(ctx.locale).format(
        ...(Math.abs(minutes) < 90
          ? [minutes, "minute"]
          : Math.abs(minutes) < 2160
            ? [Math.round(minutes / 60), "hour"]
            : [Math.round(minutes / 1440), "day"]),
      );
    },
  };
  const said = decoded(format).replace(/\{(\w+)\}/g, (all, name) => forms[name]?.() ?? all);
  const time = el("time", { datetime: at.toISOString(), title: is({ dateStyle: "full", timeStyle: "short" }) }, said);
  return url ? link(decoded(url), time) : time;
}

// "Today" and "Yesterday" stand in the middle of a sentence as often as at its start; Slack writes them small there.
const lowerInside = (text) => (/^\d/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1));

export function richText(block, ctx) {
  return block.elements.map((part) => {
    if (part.type === "rich_text_list")
      return el(
        part.style === "ordered" ? "ol" : "ul",
        { class: `indent-${part.indent ?? 0}` },
        part.elements.map((item) =>
          el(
            "li",
            {},
            item.elements.map((one) => rich(one, ctx)),
          ),
        ),
      );
    const tag = { rich_text_quote: "blockquote", rich_text_preformatted: "pre" }[part.type] ?? "p";
    return el(
      tag,
      { class: "rich" },
      part.elements.map((one) => rich(one, ctx)),
    );
  });
}

function rich(one, ctx) {
  let node =
    {
      text: () => document.createTextNode(one.text),
      link: () => link(one.url, one.text ?? one.url),
      user: () => mention(one.user_id, ctx),
      usergroup: () => el("span", { class: "mention" }, `@${ctx.usergroups[one.usergroup_id] ?? one.usergroup_id}`),
      channel: () => el("span", { class: "mention" }, `#${ctx.channelName(one.channel_id) ?? one.channel_id}`),
      emoji: () => document.createTextNode(emoji(one.name)),
      date: () => dated(one.timestamp, one.format, one.fallback ?? "", one.url, ctx),
      broadcast: () => el("span", { class: "mention ping" }, `@${one.range}`),
    }[one.type]?.() ?? document.createTextNode("");
  for (const [name, tag] of [
    ["code", "code"],
    ["bold", "strong"],
    ["italic", "em"],
    ["strike", "s"],
    ["underline", "u"],
  ])
    if (one.style?.[name]) node = el(tag, {}, node);
  return node;
}
