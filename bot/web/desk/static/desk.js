// The page looks for news by itself, when somebody can see it and nobody is in the middle of it. Without this module
// everything works; a visit is not kept alive by it.

const live = document.getElementById("live");
const seconds = Number(live?.dataset.refresh ?? 0);

function busy() {
  return document.hidden || live.contains(document.activeElement) || live.querySelector("details[open]") !== null;
}

async function refresh() {
  if (busy()) return;
  try {
    const answer = await fetch(location.href, { headers: { "X-Amends-Refresh": "1" }, redirect: "manual" });
    if (answer.status === 401) return location.reload();
    if (!answer.ok || busy()) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const news = page.getElementById("live");
    if (news) live.replaceChildren(...news.childNodes);
  } catch {
    // The network was away: the next time will tell.
  }
}

if (seconds > 0) setInterval(refresh, seconds * 1000);

// The menu closes as menus do.
const menu = document.querySelector("details.me");
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && menu?.open) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
document.addEventListener("click", (event) => {
  if (menu?.open && !menu.contains(event.target)) menu.open = false;
});
