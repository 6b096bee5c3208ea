// Whom a comment can mention: after an @ and the beginning of a name, people are offered below the text.

const begun = (text) => text.value.slice(0, text.selectionEnd).match(/[@＠]([^\s@＠]{0,24})$/);

let latest = 0;

const offer = async (text) => {
  const list = text.closest("form").querySelector("[data-mentions]");
  const match = begun(text);
  const turn = ++latest;
  if (!match || (!match[1] && !list.dataset.post)) {
    list.hidden = true;
    return;
  }
  const query = new URLSearchParams({ q: match[1], post: list.dataset.post });
  const answer = await fetch(`${list.dataset.mentions}?${query}`).catch(() => null);
  // What was typed since asks for itself.
  if (turn !== latest || !answer?.ok) return;
  list.innerHTML = await answer.text();
  list.hidden = list.childElementCount === 0;
};

const put = (text, name) => {
  const match = begun(text);
  if (!match) return;
  const end = text.selectionEnd;
  text.setRangeText(`@${name} `, end - match[0].length, end, "end");
  text.focus();
};

const textOf = (element) => element.closest("form")?.querySelector("[data-mentions]") && element.closest("form").querySelector("textarea");

let timer;
document.addEventListener("input", ({ target }) => {
  if (!target.matches("textarea") || !textOf(target)) return;
  clearTimeout(timer);
  timer = setTimeout(() => offer(target), 150);
});

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-mentions] [data-name]");
  if (!button) return;
  const text = textOf(button);
  put(text, button.dataset.name);
  button.closest("[data-mentions]").hidden = true;
});

// Whoever opens a form to answer wants to write.
document.addEventListener("htmx:load", ({ detail }) => {
  if (detail.elt.matches?.("form.answer-slot")) detail.elt.querySelector("textarea").focus();
});

// A panel closes when somebody taps beside it.
document.addEventListener("click", ({ target }) => {
  for (const share of document.querySelectorAll("details.share[open]")) if (!share.contains(target)) share.open = false;
});
