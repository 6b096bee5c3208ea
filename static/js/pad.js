// Loads before the page is drawn, so that no digit is lost which is tapped before record.js has come. That one knows the
// rules of an amount and takes over; until then keys are written as they are, and the server checks what it is sent.

window.pressPad = (key, amount) => {
  amount.value = key === "back" ? amount.value.slice(0, -1) : amount.value + key;
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-press]");
  if (button) window.pressPad(button.dataset.press, button.form.elements.amount);
});
