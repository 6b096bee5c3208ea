// Whom a comment can mention: after an @, the names that begin so are offered below the text.

const asked = (text) => text.value.slice(0, text.selectionEnd).match(/[@＠]([^\s@＠]*)$/);

const offer = (text, list) => {
  const match = asked(text);
  const begun = match ? match[1].toLowerCase() : "";
  let offered = 0;
  for (const button of list.querySelectorAll("[data-name]")) {
    const name = button.dataset.name.toLowerCase();
    button.hidden = !(match && name.startsWith(begun) && name !== begun);
    offered += !button.hidden;
  }
  list.hidden = offered === 0;
};

const put = (text, name) => {
  const match = asked(text);
  if (!match) return;
  const end = text.selectionEnd;
  text.setRangeText(`@${name} `, end - match[0].length, end, "end");
  text.focus();
};

for (const list of document.querySelectorAll("[data-mentions]")) {
  const text = list.closest("form").querySelector("textarea");
  text.addEventListener("input", () => offer(text, list));
  text.addEventListener("click", () => offer(text, list));
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-name]");
    if (!button) return;
    put(text, button.dataset.name);
    offer(text, list);
  });
}
