// What is recorded without a network waits in this browser and is sent once there is one. Each entry lies under the id
// that its form brought along, by which the server knows one that it has already.

import { showToast } from "./app.js";

const PREFIX = "outbox:";
const PADS = "pads";
const reader = document.body.dataset.reader ?? "";
const box = document.getElementById("outbox");
const form = document.querySelector("[data-record]");
// The service worker says so in the page that it kept; the network may come back while that is open.
let offline = "offline" in document.documentElement.dataset;

/** The reader's entries that wait, oldest first. Another reader of this browser has an outbox of their own. */
const waiting = () =>
  Object.keys(localStorage)
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => JSON.parse(localStorage.getItem(key)))
    .filter((item) => item.reader === reader)
    .sort((one, other) => one.at - other.at);

const keep = (item) => localStorage.setItem(PREFIX + item.id, JSON.stringify(item));
const drop = (item) => localStorage.removeItem(PREFIX + item.id);

const token = () => document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? "";

// The token of the form may be older than the session; the header has the one of now.
const post = (url, fields, sender) =>
  fetch(url, {
    method: "POST",
    redirect: "manual",
    headers: { "X-CSRFToken": token(), "X-Sender": sender },
    body: new URLSearchParams(fields.filter(([name]) => name !== "csrfmiddlewaretoken")),
  });

const isRefusal = (answer) =>
  [400, 403, 404, 409, 422].includes(answer.status) && !answer.headers.get("HX-Trigger")?.includes("csrf_failed");

const addressToMend = ({ url, fields }) => {
  const address = new URL(url);
  for (const [name, value] of fields) {
    if (!["csrfmiddlewaretoken", "client_id", "then"].includes(name)) address.searchParams.append(name, value);
  }
  return address;
};

const refusedRow = (item) => {
  const row = document.getElementById("outbox-refused").content.firstElementChild.cloneNode(true);
  row.querySelector("[data-said]").textContent = `${item.title}: ${item.refused}`;
  const mend = row.querySelector("a");
  mend.href = addressToMend(item);
  // The pad begins with what is carried over, under a new id.
  mend.addEventListener("click", () => drop(item));
  row.querySelector("button").addEventListener("click", () => {
    drop(item);
    show();
  });
  return row;
};

const show = () => {
  const items = waiting();
  const open = items.filter((item) => !item.refused);
  const without = offline || !navigator.onLine;
  box.hidden = !items.length && !without;
  const said = without ? box.dataset.offline : box.dataset.waiting;
  box.querySelector("[data-outbox-said]").textContent = said.replace("#", open.length);
  box.querySelector("[data-outbox-line]").hidden = !open.length && !without;
  box.querySelector("[data-outbox-send]").hidden = without || !open.length;
  box.querySelector("ul").replaceChildren(...items.filter((item) => item.refused).map(refusedRow));
};

/** Sends what waits, one after the other; stops where there is no network or the reader has to sign in first. */
const sendAll = async () => {
  let sent = 0;
  for (const item of waiting()) {
    if (item.refused) continue;
    let answer;
    try {
      answer = await post(item.url, item.fields, "outbox");
    } catch {
      break;
    }
    offline = false;
    if (answer.ok) {
      drop(item);
      sent += 1;
    } else if (isRefusal(answer)) {
      keep({ ...item, refused: (await answer.text()).slice(0, 200) });
    } else {
      break;
    }
  }
  if (sent) {
    showToast({ message: box.dataset.sent.replace("#", sent) });
    document.body.dispatchEvent(new CustomEvent("entries-changed"));
  }
  show();
};

// Two tabs would send the same entries; the server takes each once, but one of them is enough.
const send = () => (navigator.locks ? navigator.locks.request("outbox", { ifAvailable: true }, (lock) => lock && sendAll()) : sendAll());

const keepFromForm = (fields) => {
  const amount = form.elements.amount.value;
  const picked = form.querySelector("[name=category]:checked")?.closest("label")?.textContent.trim() ?? "";
  keep({
    id: form.elements.client_id.value,
    reader,
    at: Date.now(),
    url: form.action,
    fields,
    title: `${picked} ${form.dataset.unit}${amount}`.trim(),
  });
  form.elements.amount.value = "";
  form.elements.amount.dispatchEvent(new Event("input", { bubbles: true }));
  form.elements.client_id.value = crypto.randomUUID();
  showToast({ message: box.dataset.kept });
  show();
};

const recordWithCare = async (event) => {
  // A button with an address of its own takes the pad to another page, and records nothing.
  if (event.submitter?.hasAttribute("formaction")) return;
  event.preventDefault();
  if (form.ariaBusy === "true") return;
  const fields = [...new FormData(form, event.submitter)].filter(([, value]) => typeof value === "string");
  if (!form.elements.amount.value) {
    form.elements.amount.focus();
    if (offline || !navigator.onLine) return;
  }
  form.ariaBusy = "true";
  try {
    if (offline && !navigator.onLine) throw new TypeError("no network");
    const answer = await post(form.action, fields, "pad");
    if (answer.ok) {
      location.assign((await answer.json()).next);
      return;
    }
    // The server has something to say; it says it on a page.
    if (event.submitter?.name) {
      const pressed = Object.assign(document.createElement("input"), { type: "hidden", name: event.submitter.name });
      pressed.value = event.submitter.value;
      form.append(pressed);
    }
    form.submit();
  } catch {
    form.ariaBusy = null;
    keepFromForm(fields);
  }
};

if (reader && box) {
  if (form) {
    if (offline) {
      // The pad was kept on another day, under an id that may have been used since.
      form.elements.client_id.value = crypto.randomUUID();
      const now = new Date();
      const today = new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
      for (const text of form.querySelectorAll("[data-date-text]")) text.dataset.today = today;
      form.elements.date.value = today;
      form.elements.date.dispatchEvent(new Event("change", { bubbles: true }));
    }
    form.addEventListener("submit", recordWithCare);
  }
  box.querySelector("[data-outbox-send]").addEventListener("click", send);
  window.addEventListener("online", () => {
    offline = false;
    send();
  });
  window.addEventListener("offline", show);
  show();
  if (navigator.onLine) send();
}

if ("serviceWorker" in navigator) {
  if (reader) navigator.serviceWorker.register("/service-worker.js");
  else {
    // Whoever signed out leaves no pad behind, which names their accounts and categories, and is told nothing here.
    if ("caches" in window) caches.delete(PADS);
    navigator.serviceWorker.getRegistration().then(async (worker) => (await worker?.pushManager?.getSubscription())?.unsubscribe());
  }
}
