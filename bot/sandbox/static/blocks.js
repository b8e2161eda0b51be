// Block Kit's layout blocks, drawn. `where` says what a click does (see fields.js).

import { el, freshId } from "./dom.js";
import { element, image } from "./fields.js";
import { richText, textObject } from "./mrkdwn.js";

export function blocks(list, ctx, where) {
  return list.map((block) => (DRAWN[block.type] ?? DRAWN.unknown)(block, ctx, where));
}

const box = (block, ...children) =>
  el("div", { class: `block ${block.type}`, data: { block: block.block_id } }, ...children);

function input(block, ctx, where) {
  const node = element(block.element, block, ctx, where);
  const [nameId, hintId, errorId] = [freshId("name"), freshId("hint"), freshId("error")];
  const control = node.matches("input,select,textarea");
  const name = [block.label.text, block.optional ? el("span", { class: "dim" }, ` ${ctx.words.optional}`) : null];
  node.setAttribute("aria-describedby", `${hintId} ${errorId}`);
  if (!control) node.setAttribute("aria-labelledby", nameId);
  if (control && !block.optional) node.setAttribute("aria-required", "true");
  return el(
    "div",
    { class: "block input", data: { blockId: block.block_id } },
    control ? el("label", { id: nameId, for: node.id }, name) : el("span", { class: "label", id: nameId }, name),
    node,
    el("p", { class: "hint", id: hintId }, block.hint?.text ?? ""),
    el("p", { class: "error", id: errorId, role: "alert" }),
  );
}

function section(block, ctx, where) {
  const text = el(
    "div",
    { class: "text" },
    block.text ? el("div", {}, textObject(block.text, ctx)) : null,
    block.fields
      ? el(
          "div",
          { class: "fields" },
          block.fields.map((field) => el("div", {}, textObject(field, ctx))),
        )
      : null,
  );
  return box(
    block,
    text,
    block.accessory ? el("div", { class: "accessory" }, element(block.accessory, block, ctx, where)) : null,
  );
}

const row = (cells, tag) => el("tr", {}, cells.map((cell) => el(tag, {}, cell)));

const words = (cell, ctx) => (cell.type === "rich_text" ? richText(cell, ctx) : (cell.text ?? String(cell.value)));

// The stand-in draws no charts: the same numbers as a table.
function chart(block) {
  const { segments, series, axis_config: axes } = block.chart;
  const head = segments ? ["", ""] : ["", ...series.map((one) => one.name)];
  const rows = segments
    ? segments.map((one) => [one.label, String(one.value)])
    : axes.categories.map((name, at) => [name, ...series.map((one) => String(one.data[at]?.value ?? ""))]);
  return box(block, el("table", {}, el("caption", {}, block.title), row(head, "th"), rows.map((one) => row(one, "td"))));
}

function table(block, ctx) {
  const [head, ...rows] = block.rows.map((cells) => cells.map((cell) => words(cell, ctx)));
  return box(block, el("table", {}, el("caption", {}, block.caption), row(head, "th"), rows.map((one) => row(one, "td"))));
}

const DRAWN = {
  data_visualization: chart,
  data_table: table,
  header: (block, ctx) => box(block, el("h3", {}, textObject(block.text, ctx))),
  divider: () => el("hr"),
  section,
  input,
  context: (block, ctx) =>
    box(
      block,
      block.elements.map((one) => (one.type === "image" ? image(one) : el("span", {}, textObject(one, ctx)))),
    ),
  actions: (block, ctx, where) =>
    box(
      block,
      block.elements.map((one) => element(one, block, ctx, where)),
    ),
  rich_text: (block, ctx) => box(block, richText(block, ctx)),
  image: (block, ctx) =>
    box(block, block.title ? el("p", { class: "dim" }, textObject(block.title, ctx)) : null, image(block)),
  unknown: (block) => box(block, `[${block.type}]`),
};
