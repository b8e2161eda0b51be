// The interactive elements of Block Kit: buttons that act, and fields that can be read.

import { el, freshId, openMenu } from "./dom.js";
import { emoji, textObject } from "./mrkdwn.js";

const readers = new WeakMap();
const TYPING_RESTS = 400; // milliseconds without a key

const label = (text) => text.text.replace(/:([a-z0-9_+-]+):/g, (all, name) => emoji(name));

// {block_id: {action_id: value}} of every field inside a node.
export function valuesOf(node) {
  const values = {};
  for (const field of node.querySelectorAll("[data-field]")) {
    (values[field.dataset.inBlock] ??= {})[field.dataset.actionId] = readers.get(field)();
  }
  return values;
}

// One element. `where.act(element, block, value, node)` is called for a click or choice; inside an input block it is not,
// unless the block dispatches. `where.values` holds what was typed before the view changed.
export function element(one, block, ctx, where) {
  if (one.type === "button") return button(one, block, ctx, where);
  if (one.type === "overflow") return overflow(one, block, ctx, where);
  if (one.type === "image") return image(one);
  const kept = where.values?.[block.block_id]?.[one.action_id];
  const silent = block.type === "input" && !block.dispatch_action;
  const [node, read] = (MAKERS[one.type] ?? MAKERS.plain_text_input)(one, ctx, kept);
  Object.assign(node.dataset, { field: one.type, actionId: one.action_id, inBlock: block.block_id });
  readers.set(node, read);
  const control = node.matches("input,select,textarea") ? node : null;
  if (control) control.id = freshId("field");
  if (control && block.type !== "input")
    control.setAttribute("aria-label", one.placeholder?.text ?? block.text?.text ?? one.action_id);
  if (!silent && one.type !== "plain_text_input")
    node.addEventListener("change", () => where.act(one, block, read(), node));
  if (!silent && one.type === "plain_text_input") whenTyped(one, node, () => where.act(one, block, read(), node));
  return node;
}

// A text that dispatches tells of itself on Enter, or of each change once typing rests for a moment.
function whenTyped(one, node, tell) {
  const on = one.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  let resting = null;
  if (on.includes("on_character_entered"))
    node.addEventListener("input", () => {
      clearTimeout(resting);
      resting = setTimeout(() => {
        if (node.isConnected) tell();
      }, TYPING_RESTS);
    });
  if (on.includes("on_enter_pressed"))
    node.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        tell();
      }
    });
}

function button(one, block, ctx, where) {
  const press = (event) => where.act(one, block, undefined, event.currentTarget);
  const common = {
    class: `button ${one.style ?? ""}`,
    data: { actionId: one.action_id, inBlock: block.block_id },
    "aria-label": one.accessibility_label,
  };
  if (one.url)
    return el(
      "a",
      { ...common, href: one.url, target: "_blank", rel: "noopener noreferrer", onclick: press },
      label(one.text),
    );
  return el("button", { ...common, type: "button", onclick: press }, label(one.text));
}

function overflow(one, block, ctx, where) {
  const node = el(
    "button",
    {
      type: "button",
      class: "button overflow",
      "aria-haspopup": "menu",
      "aria-expanded": "false",
      "aria-label": ctx.words.options,
      data: { actionId: one.action_id, inBlock: block.block_id },
    },
    "⋯",
  );
  node.addEventListener("click", () =>
    openMenu(
      node,
      one.options.map((option) => ({
        label: label(option.text),
        data: { value: option.value },
        pick: () => where.act(one, block, option.value, node),
      })),
      ctx.words.options,
    ),
  );
  return node;
}

// Pictures come from this machine only (the page's policy); others show their description.
export function image(one) {
  return el("img", { src: one.image_url, alt: one.alt_text, loading: "lazy" });
}

function select(one, ctx, kept, groups, initial) {
  const chosen = kept ?? initial;
  const option = ([value, text]) => el("option", { value, selected: value === chosen }, text);
  const node = el(
    "select",
    {},
    el("option", { value: "", selected: !chosen }, one.placeholder?.text ?? ctx.words.choose),
    groups.map(([name, options]) =>
      name ? el("optgroup", { label: name }, options.map(option)) : options.map(option),
    ),
  );
  return [node, () => node.value || null];
}

const offered = (one) =>
  one.option_groups
    ? one.option_groups.map((group) => [label(group.label), pairs(group.options)])
    : [["", pairs(one.options)]];
const pairs = (options) => options.map((option) => [option.value, label(option.text)]);

function many(one, ctx, kept, options, initial, type) {
  const name = freshId("choice");
  const chosen = kept ?? initial;
  const node = el(
    "div",
    { class: "choices", role: type === "radio" ? "radiogroup" : "group" },
    options.map(([value, text, more]) =>
      el(
        "label",
        {},
        el("input", { type, name, value, checked: chosen.includes(value) }),
        el("span", {}, text, more ? el("small", {}, more) : null),
      ),
    ),
  );
  const read = () => [...node.querySelectorAll("input:checked")].map((input) => input.value);
  return [node, read];
}

const described = (one, ctx) =>
  one.options.map((option) => [
    option.value,
    textObject(option.text, ctx),
    option.description ? textObject(option.description, ctx) : null,
  ]);

function input(type, one, initial, kept) {
  const node = type === "textarea" ? el("textarea", { rows: 6 }) : el("input", { type });
  node.value = kept ?? initial ?? "";
  if (one.placeholder) node.placeholder = one.placeholder.text;
  if (one.max_length) node.maxLength = one.max_length;
  return [node, () => node.value];
}

function moment(one, kept) {
  const seconds = kept ?? one.initial_date_time;
  const node = el("input", { type: "datetime-local" });
  if (seconds)
    node.value = new Date(seconds * 1000 - new Date(seconds * 1000).getTimezoneOffset() * 6e4)
      .toISOString()
      .slice(0, 16);
  return [node, () => (node.value ? Math.floor(new Date(node.value).getTime() / 1000) : null)];
}

const values = (options) => (options ?? []).map((option) => option.value);
const people = (ctx) => ctx.people.map((person) => [person.id, person.name]);
const orNull = ([node, read]) => [node, () => read()[0] ?? null];

const MAKERS = {
  plain_text_input: (one, ctx, kept) => input(one.multiline ? "textarea" : "text", one, one.initial_value, kept),
  url_text_input: (one, ctx, kept) => input("url", one, one.initial_value, kept),
  email_text_input: (one, ctx, kept) => input("email", one, one.initial_value, kept),
  number_input: (one, ctx, kept) => input("text", one, one.initial_value, kept),
  datepicker: (one, ctx, kept) => input("date", one, one.initial_date, kept),
  timepicker: (one, ctx, kept) => input("time", one, one.initial_time, kept),
  datetimepicker: (one, ctx, kept) => moment(one, kept),
  static_select: (one, ctx, kept) => select(one, ctx, kept, offered(one), one.initial_option?.value),
  users_select: (one, ctx, kept) => select(one, ctx, kept, [["", people(ctx)]], one.initial_user),
  multi_static_select: (one, ctx, kept) =>
    many(
      one,
      ctx,
      kept,
      offered(one).flatMap(([, options]) => options),
      values(one.initial_options),
      "checkbox",
    ),
  multi_users_select: (one, ctx, kept) => many(one, ctx, kept, people(ctx), one.initial_users ?? [], "checkbox"),
  radio_buttons: (one, ctx, kept) =>
    orNull(
      many(one, ctx, kept ? [kept] : null, described(one, ctx), values([one.initial_option].filter(Boolean)), "radio"),
    ),
  checkboxes: (one, ctx, kept) => many(one, ctx, kept, described(one, ctx), values(one.initial_options), "checkbox"),
};
