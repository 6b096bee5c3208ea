// What others do in this book appears on this page: a stream rings, and the page fetches what changed by its own
// addresses. Where no stream can be opened it asks every few seconds instead.

const ASK_MS = 10_000;
const DEAD_MS = 50_000;
const AGAIN_MS = [2_000, 5_000, 15_000, 60_000];
const PAUSE_MS = 700;
const PAGES = 5;

const place = document.getElementById("live");
const said = place.querySelector("[data-said]");
let after = place.dataset.after;
let stream = null;
let failures = 0;
let heardAt = 0;
let over = false;

// What the server sent of each part of the page, to tell what it sends otherwise now. Tokens differ each time.
const sent = new Map();
const source = (part) => part.outerHTML.replace(/(name="csrfmiddlewaretoken" value=)"[^"]*"/g, "$1");
const parts = (root) => [...root.querySelectorAll("[data-live]")];
const names = (root) => parts(root).map((part) => part.id).join();
for (const part of parts(document)) sent.set(part.id, source(part));

const fetchPage = async (address, headers = {}) => {
  const answer = await fetch(address, { headers, redirect: "manual" });
  return answer.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
};

// A list that was read on has several pages, one within the other.
const fetchAsFarAsRead = async () => {
  const read = document.querySelectorAll(".entry-days .entry-days").length;
  if (read > PAGES) return null;
  const page = await fetchPage(location.href);
  for (let n = 0; page && n < read; n++) {
    const more = page.querySelector(".entry-days [hx-get]");
    if (!more) break;
    const next = await fetchPage(new URL(more.getAttribute("hx-get"), location.href), { "HX-Request": "true" });
    if (!next) return null;
    more.replaceWith(next.body.firstElementChild);
  }
  return page;
};

// Nothing is taken away from under a finger or a cursor.
const inUse = (part) =>
  part.contains(document.activeElement?.closest("input, textarea, select, dialog") ?? null) ||
  part.querySelector(".entry-swiped, dialog[open]") !== null ||
  (document.body.classList.contains("choosing") && part.querySelector("a.entry") !== null);

const swap = (part, fresh) => {
  const rows = [...part.querySelectorAll("[data-entry]")];
  const known = new Set(rows.map((row) => row.dataset.entry));
  const first = scrollY ? rows.find((row) => row.getBoundingClientRect().top >= 0) : null;
  const top = first?.getBoundingClientRect().top;
  const focused = part.contains(document.activeElement) ? document.activeElement.closest("[data-entry], [href]") : null;
  const open = [...part.querySelectorAll("details")].map((fold) => fold.open);
  const how = { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 };
  htmx.swap(part, fresh.outerHTML, how, { eventInfo: { target: part } });
  const now = document.getElementById(fresh.id);
  const folds = now.querySelectorAll("details");
  if (folds.length === open.length) folds.forEach((fold, n) => (fold.open = open[n]));
  for (const row of now.querySelectorAll("[data-entry]")) row.classList.toggle("entry-fresh", !known.has(row.dataset.entry));
  const same = first && now.querySelector(`[data-entry="${first.dataset.entry}"]`);
  if (same) scrollBy({ top: same.getBoundingClientRect().top - top, behavior: "instant" });
  if (focused) now.querySelector(`[href="${CSS.escape(focused.getAttribute("href"))}"]`)?.focus({ preventScroll: true });
};

const refresh = async () => {
  if (!sent.size || document.querySelector('form[aria-busy="true"]')) return;
  const page = await fetchAsFarAsRead();
  if (!page) return;
  // Cards come and go; where they are others now, all are taken anew.
  for (const set of document.querySelectorAll("[data-live-set]")) {
    const fresh = page.getElementById(set.id);
    if (!fresh || names(set) === names(fresh) || inUse(set)) continue;
    for (const part of parts(fresh)) sent.set(part.id, source(part));
    swap(set, fresh);
  }
  for (const part of parts(document)) {
    const fresh = page.getElementById(part.id);
    if (!fresh || sent.get(part.id) === source(fresh) || inUse(part)) continue;
    sent.set(part.id, source(fresh));
    swap(part, fresh);
  }
  // Parts that fetch themselves know the event of any change.
  htmx.trigger(document.body, "entries-changed");
};

const stop = () => {
  over = true;
  stream?.close();
  document.dispatchEvent(new CustomEvent("toast", { detail: { message: place.dataset.gone, level: "error" } }));
};

const catchUp = async () => {
  const address = `${place.dataset.ask}?after=${encodeURIComponent(after)}`;
  const answer = await fetch(address, { redirect: "manual" });
  if (answer.type === "opaqueredirect" || answer.status === 403 || answer.status === 404) return stop();
  if (!answer.ok) return;
  const heard = await answer.json();
  after = heard.after;
  if (!heard.events.length) return;
  if (heard.events.some((event) => event.by && !event.mine)) said.innerHTML = heard.said;
  await refresh();
};

// Much may happen at once: after the first of it there is a short pause, and then all the rest is fetched together.
let asking = false;
let again = false;
const hear = async () => {
  if (over) return;
  again = true;
  if (asking) return;
  asking = true;
  while (again) {
    again = false;
    // Without a network there is nothing to be heard; the next ring or the clock asks once more.
    await catchUp().catch(() => {});
    await new Promise((later) => setTimeout(later, PAUSE_MS));
  }
  asking = false;
};

const open = () => {
  stream?.close();
  stream = null;
  if (over || document.hidden) return;
  const opened = new EventSource(`${place.dataset.stream}?after=${encodeURIComponent(after)}`, { withCredentials: true });
  stream = opened;
  const alive = () => (heardAt = Date.now());
  opened.addEventListener("hello", () => {
    failures = 0;
    alive();
  });
  opened.addEventListener("beat", alive);
  opened.addEventListener("happened", () => {
    alive();
    hear();
  });
  opened.addEventListener("gone", hear);
  opened.addEventListener("error", () => {
    heardAt = 0;
    // The browser tries again by itself where the line was cut, and gives up where it was refused.
    if (opened.readyState === EventSource.CLOSED && stream === opened) {
      stream = null;
      setTimeout(open, AGAIN_MS[Math.min(failures++, AGAIN_MS.length - 1)]);
    }
  });
};

// A page that nobody looks at lets go of its stream, and finds what it missed when somebody does.
document.addEventListener("visibilitychange", () => {
  open();
  if (!document.hidden) hear();
});
addEventListener("pagehide", () => stream?.close());
addEventListener("pageshow", (event) => event.persisted && (open(), hear()));
setInterval(() => {
  if (document.hidden || Date.now() - heardAt < DEAD_MS) return;
  if (heardAt) open();
  heardAt = 0;
  hear();
}, ASK_MS);
open();
