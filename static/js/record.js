// The number pad. The amount stays an ordinary text field, so the page works before this has loaded.

import { evaluate, formatMinor } from "./arithmetic.js";

const form = document.querySelector("[data-record]");
const amount = form.elements.amount;
const result = form.querySelector("[data-result]");
const exponent = Number(form.dataset.exponent);
const unit = form.dataset.unit;

const OPERATOR = /[+−×÷]/;

const showResult = () => {
  const minor = OPERATOR.test(amount.value.replace(/[-*/]/g, "−")) ? evaluate(amount.value, exponent) : null;
  result.textContent = minor === null ? "" : `= ${unit}${formatMinor(minor, exponent)}`;
};

const lastNumber = (text) => text.split(OPERATOR).at(-1);

const press = (key) => {
  const text = amount.value;
  if (key === "back") {
    amount.value = text.slice(0, -1);
  } else if (OPERATOR.test(key)) {
    if (text) amount.value = OPERATOR.test(text.at(-1)) ? text.slice(0, -1) + key : text + key;
  } else if (key === ".") {
    const number = lastNumber(text);
    if (exponent && !number.includes(".")) amount.value = text + (number ? "." : "0.");
  } else {
    const number = lastNumber(text);
    const decimals = number.split(".")[1];
    // More decimals than the currency has would have to be rounded away, so they are not taken.
    if (decimals !== undefined && decimals.length >= exponent) return;
    amount.value = number === "0" ? text.slice(0, -1) + key : text + key;
  }
  showResult();
};

// pad.js has listened until now, and goes on listening.
window.pressPad = press;

// A phone's own keyboard would cover the pad; a desktop types into the field.
if (matchMedia("(pointer: coarse)").matches) {
  amount.inputMode = "none";
} else {
  amount.focus();
}

amount.addEventListener("input", showResult);
amount.addEventListener("keydown", (event) => {
  const sign = { "*": "×", "/": "÷", "-": "−" }[event.key];
  if (sign) {
    event.preventDefault();
    press(sign);
  }
});
showResult();

// The date in words, over a date field that a tap opens.
const DAY = 24 * 3600 * 1000;
for (const pick of form.querySelectorAll("[data-date-pick]")) {
  const input = pick.querySelector("input");
  const text = pick.querySelector("[data-date-text]");
  const say = () => {
    if (!input.value) return;
    const distance = (Date.parse(text.dataset.today) - Date.parse(input.value)) / DAY;
    const date = new Intl.DateTimeFormat(document.documentElement.lang, { month: "short", day: "numeric", timeZone: "UTC" });
    text.textContent = [text.dataset.todayText, text.dataset.yesterdayText][distance] ?? date.format(Date.parse(input.value));
  };
  input.addEventListener("change", say);
  input.addEventListener("click", () => input.showPicker?.());
  say();
}

// Another tab keeps what was typed.
for (const tab of document.querySelectorAll("[data-mode]")) {
  tab.addEventListener("click", () => {
    const address = new URL(tab.href);
    for (const name of ["amount", "date", "note", "merchant"]) {
      if (form.elements[name]?.value) address.searchParams.set(name, form.elements[name].value);
    }
    tab.href = address;
  });
}

document.addEventListener("quickline-saved", () => {
  document.getElementById("quick-line").value = "";
});
