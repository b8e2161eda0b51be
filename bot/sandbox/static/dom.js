// Building the page: text only ever becomes text nodes, so nothing a customer wrote is read as markup.

export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "data")
      Object.assign(node.dataset, Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)));
    else if (name === "value" && tag !== "option" && tag !== "button") node.value = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

let count = 0;
export const freshId = (stem) => `${stem}-${++count}`;

// A menu that drops from a button: arrow keys, Escape, focus back to the button. Items: {label, checked, data, pick}.
export function openMenu(button, items, label) {
  document.querySelector(".menu")?.remove();
  const radio = items.some((item) => item.checked !== undefined);
  const menu = el("div", { class: "menu", role: "menu", "aria-label": label });
  const close = (focus) => {
    menu.remove();
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    if (focus) button.focus();
  };
  const outside = (event) => {
    if (!menu.contains(event.target) && !button.contains(event.target)) close(false);
  };
  for (const item of items) {
    menu.append(
      el(
        "button",
        {
          type: "button",
          role: radio ? "menuitemradio" : "menuitem",
          tabindex: "-1",
          data: item.data,
          "aria-checked": radio ? String(Boolean(item.checked)) : undefined,
          onclick: () => {
            close(true);
            item.pick();
          },
        },
        item.label,
      ),
    );
  }
  menu.addEventListener("keydown", (event) => {
    const all = [...menu.children];
    const at = all.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      all[(to + all.length) % all.length].focus();
    }
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close(true);
    }
    if (event.key === "Tab") close(true);
  });
  // Inside an open dialog everything else is inert, so the menu has to live in it.
  (button.closest("dialog") ?? document.body).append(menu);
  const box = button.getBoundingClientRect();
  const up = box.bottom + menu.offsetHeight + 8 > innerHeight;
  menu.style.top = `${up ? Math.max(4, box.top - menu.offsetHeight - 4) : box.bottom + 4}px`;
  menu.style.left = `${Math.max(4, Math.min(box.left, innerWidth - menu.offsetWidth - 8))}px`;
  button.setAttribute("aria-expanded", "true");
  document.addEventListener("pointerdown", outside, true);
  (menu.querySelector('[aria-checked="true"]') ?? menu.firstChild).focus();
}

export function toast(text) {
  const box = document.getElementById("toast");
  box.textContent = text;
  box.classList.add("shown");
  clearTimeout(toast.timer);
  toast.timer = setTimeout(() => box.classList.remove("shown"), 6000);
}

export async function act(body) {
  try {
    const answer = await fetch("act", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(20000),
    });
    return await answer.json();
  } catch {
    return { ok: false, reason: "offline" };
  }
}
