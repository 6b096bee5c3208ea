// The settings of notices: has this browser show them while no page is open (Web Push).

import { showToast } from "./app.js";

const form = document.querySelector("form[data-push]");
const button = form.querySelector("[data-push-on]");
const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;

const subscription = async () => (await navigator.serviceWorker.ready).pushManager.getSubscription();

// The row of this very browser, where it is in the list.
const ownRow = (found) => found && document.querySelector(`[data-endpoint="${CSS.escape(found.endpoint)}"]`);

const show = async () => {
  form.querySelector("[data-push-none]").hidden = able;
  if (!able) return;
  const denied = Notification.permission === "denied";
  form.querySelector("[data-push-denied]").hidden = !denied;
  button.hidden = denied;
  const row = ownRow(await subscription());
  if (!row) return;
  row.querySelector("[data-this]").hidden = false;
  form.hidden = true;
};

const subscribe = async () => {
  if ((await Notification.requestPermission()) !== "granted") return show();
  const worker = await navigator.serviceWorker.ready;
  // One that another person made here, or under another key, can't be used again.
  await (await worker.pushManager.getSubscription())?.unsubscribe();
  const made = await worker.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: form.dataset.push });
  const { endpoint, keys } = made.toJSON();
  Object.assign(form.elements.endpoint, { value: endpoint });
  Object.assign(form.elements.p256dh, { value: keys.p256dh });
  Object.assign(form.elements.auth, { value: keys.auth });
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
  if (!answer.ok) throw new Error(`${answer.status}`);
  location.reload();
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  button.ariaBusy = "true";
  try {
    await subscribe();
  } catch {
    showToast({ message: form.dataset.failed, level: "error" });
  }
  button.ariaBusy = null;
});

show();
