// Around allauth's own scripts, which speak to the device: says so where there are no passkeys, and when none was used.

import { showToast } from "./app.js";

const supported = Boolean(window.PublicKeyCredential && navigator.credentials);

for (const part of document.querySelectorAll("[data-passkey]")) part.hidden = !supported;
for (const note of document.querySelectorAll("[data-no-passkeys]")) note.hidden = supported;

document.addEventListener("allauth.error", (event) => {
  // Whether it was called off, took too long or is not known here: browsers tell pages no more than this.
  event.preventDefault();
  const words = document.getElementById("passkey-texts").content;
  const which = event.detail.exception?.name === "InvalidStateError" ? "twice" : "stopped";
  showToast({ message: words.querySelector(`[data-${which}]`).textContent, level: "error" });
});
