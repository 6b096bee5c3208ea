// Loads before the page is drawn, so that no digit is lost that is tapped before record.js, which knows the rules, has come.

window.pressPad = (key, amount) => {
  amount.value = key === "back" ? amount.value.slice(0, -1) : amount.value + key;
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-press]");
  if (button) window.pressPad(button.dataset.press, button.form.elements.amount);
});
