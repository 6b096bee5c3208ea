// The queue by keys: a key without others presses what carries it in data-key, or chooses that line of a list;
// Ctrl+Enter sends the decision.

const CHOICES = { 1: ["outcome", 0], 2: ["outcome", 1], 3: ["outcome", 2], 4: ["measure", 0], 5: ["measure", 1], 6: ["measure", 2] };

document.addEventListener("keydown", (event) => {
  const form = document.querySelector("form[data-sends]");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && form) {
    event.preventDefault();
    form.requestSubmit(form.querySelector("[name=_next]"));
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const pressed = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (pressed) {
    event.preventDefault();
    pressed.click();
    return;
  }
  const [name, index] = CHOICES[event.key] ?? [];
  const list = name && form?.elements[name];
  if (list) {
    event.preventDefault();
    list.selectedIndex = index;
    list.dispatchEvent(new Event("change", { bubbles: true }));
  }
});
