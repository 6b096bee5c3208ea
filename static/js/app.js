// What every page shares: toasts, sheets, the key `n`, forms that send themselves, charts where there are any.

const TOAST_SECONDS = 8;

const keepUntilRead = (toast) => {
  let timer;
  const start = () => {
    timer = setTimeout(() => toast.remove(), TOAST_SECONDS * 1000);
  };
  toast.addEventListener("pointerenter", () => clearTimeout(timer));
  toast.addEventListener("focusin", () => clearTimeout(timer));
  toast.addEventListener("pointerleave", start);
  for (const close of toast.querySelectorAll("[data-toast-close]")) {
    close.hidden = false;
    close.addEventListener("click", () => toast.remove());
  }
  start();
};

export const showToast = ({ message, undo = "", level = "" }) => {
  const toast = document.getElementById("toast-template").content.firstElementChild.cloneNode(true);
  toast.querySelector("p").textContent = message;
  toast.classList.toggle("toast-error", level === "error");
  const form = toast.querySelector("form");
  if (undo) {
    form.action = undo;
    form.hidden = false;
  } else {
    form.remove();
  }
  document.getElementById("toasts").append(toast);
  keepUntilRead(toast);
};

const failureText = (name) =>
  document.getElementById("failure-texts").content.querySelector(`[data-${name}]`).textContent;

document.addEventListener("toast", (event) => showToast(event.detail));
document.addEventListener("htmx:sendError", () => showToast({ message: failureText("offline"), level: "error" }));
document.addEventListener("htmx:responseError", (event) => {
  // A refusal brings its own sentence as a toast event; anything else gets ours.
  if (event.detail.xhr.getResponseHeader("HX-Trigger")) return;
  showToast({ message: failureText("failed"), level: "error" });
});

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.opens).showModal();
  }
  const copier = event.target.closest("[data-copies]");
  if (copier) {
    const words = document.getElementById(copier.dataset.copies);
    words.select();
    navigator.clipboard?.writeText(words.value).then(() => showToast({ message: copier.dataset.copied }));
  }
  const sharer = event.target.closest("[data-shares]");
  // Whoever closes the sheet of the phone without choosing has not failed at anything.
  if (sharer) navigator.share({ text: sharer.dataset.words, url: sharer.dataset.shares }).catch(() => {});
  const closer = event.target.closest("[data-closes]");
  // A tap on the dim outside of a sheet lands on the dialog itself.
  if (closer || event.target.matches("dialog.sheet[open]")) {
    event.target.closest("dialog").close();
  }
});

if (navigator.share) for (const button of document.querySelectorAll("[data-shares]")) button.hidden = false;

document.addEventListener("change", (event) => {
  event.target.closest("form[data-auto-submit]")?.requestSubmit();
});

// A second tap on a slow connection must not send the form twice.
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  if (event.target.ariaBusy === "true") {
    event.preventDefault();
    return;
  }
  event.target.ariaBusy = "true";
  if (event.submitter) event.submitter.ariaBusy = "true";
});
window.addEventListener("pageshow", () => {
  for (const busy of document.querySelectorAll('[aria-busy="true"]')) busy.ariaBusy = null;
});

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable], dialog");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  document.querySelector(`a[data-key="${CSS.escape(event.key.toLowerCase())}"]`)?.click();
});

// What was counted beside what the book says, before it is noted.
document.addEventListener("input", async (event) => {
  const form = event.target.closest("form[data-known]");
  if (!form) return;
  const { evaluate, formatMinor } = await import("./arithmetic.js");
  const output = form.querySelector("[data-difference]");
  const decimals = Number(form.dataset.decimals);
  const counted = evaluate(event.target.value.trim(), decimals);
  output.hidden = counted === null;
  if (counted === null) return;
  const off = counted - BigInt(form.dataset.known);
  const sign = off < 0n ? "−" : off > 0n ? "+" : "";
  output.textContent = `${output.dataset.difference} ${sign}${form.dataset.unit}${formatMinor(off < 0n ? -off : off, decimals)}`;
});

document.addEventListener("htmx:afterSwap", (event) => event.detail.target.removeAttribute("aria-busy"));

// A chart is drawn when half of it is seen above the bar of places, each in a task of its own, so that a page answers
// taps meanwhile.
const drawChart = async (figure) => {
  if ("drawn" in figure.dataset) return;
  figure.dataset.drawn = "";
  const { draw } = await import("./charts.js");
  setTimeout(() => draw(figure));
};

const seen = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      seen.unobserve(target);
      drawChart(target);
    }
  },
  { threshold: 0.5, rootMargin: "0px 0px -64px" },
);

const drawCharts = (root) => {
  for (const figure of root.querySelectorAll("[data-chart]:not([data-drawn])")) seen.observe(figure);
};

addEventListener("beforeprint", () => document.querySelectorAll("[data-chart]").forEach(drawChart));

for (const printer of document.querySelectorAll("[data-prints]")) {
  printer.hidden = false;
  printer.addEventListener("click", () => print());
}

// A row of tabs that does not fit begins where the reader is.
for (const current of document.querySelectorAll(".tabs [aria-current], .segments [aria-current]")) {
  const row = current.parentElement;
  row.scrollLeft = current.offsetLeft - row.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
}

// Where there is room beside the page, what is folded on a phone stands open.
if (matchMedia("(min-width: 60rem)").matches) {
  for (const fold of document.querySelectorAll("details[data-open-wide]")) fold.open = true;
}

for (const toast of document.querySelectorAll("[data-toast]")) keepUntilRead(toast);
drawCharts(document);
document.addEventListener("htmx:load", (event) => drawCharts(event.detail.elt.parentElement ?? document));
