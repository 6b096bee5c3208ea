// The list of entries: a long press begins choosing, taps choose more, and a swipe shows what one entry offers.

const LONG_PRESS_MS = 450;
const SWIPE_PX = 48;
const STILL_PX = 10;

const bar = () => document.getElementById("choosing");
const rowOf = (event) => event.target.closest(".entry-days a.entry");

const tellChosen = () => {
  const boxes = document.querySelectorAll('input[name="entry"][form="choosing"]:checked').length;
  const rows = document.querySelectorAll('a.entry[aria-current="true"]').length;
  for (const place of document.querySelectorAll("[data-chosen]")) {
    place.textContent = boxes + rows ? `${place.dataset.chosen} ${boxes + rows}` : "";
  }
};

const choose = (row) => {
  row.setAttribute("aria-current", row.getAttribute("aria-current") === "true" ? "false" : "true");
  tellChosen();
};

const stopChoosing = () => {
  bar().remove();
  document.body.classList.remove("choosing");
  for (const row of document.querySelectorAll("a.entry[aria-current]")) row.removeAttribute("aria-current");
};

const beginChoosing = () => {
  const template = document.getElementById("choose-template");
  if (!template || bar()) return;
  document.querySelector(template.dataset.into).append(template.content.cloneNode(true));
  document.body.classList.add("choosing");
  bar().querySelector("[data-stop]").addEventListener("click", stopChoosing);
  bar().addEventListener("formdata", ({ formData }) => {
    for (const row of document.querySelectorAll('a.entry[aria-current="true"]')) formData.append("entry", row.dataset.entry);
  });
  tellChosen();
};

const foldSwiped = () => {
  for (const line of document.querySelectorAll(".entry-swiped")) {
    line.classList.remove("entry-swiped");
    line.querySelector(".entry-actions").remove();
  }
};

const showActions = (row) => {
  const template = document.getElementById("entry-actions-template");
  foldSwiped();
  if (!template || bar()) return;
  const line = row.closest("li");
  const actions = template.content.firstElementChild.cloneNode(true);
  for (const form of actions.querySelectorAll("form")) {
    form.action = form.dataset.action.replace("00000000-0000-0000-0000-000000000000", row.dataset.entry);
  }
  line.classList.add("entry-swiped");
  line.append(actions);
};

let pressed = null;

document.addEventListener("pointerdown", (event) => {
  const row = rowOf(event);
  if (!event.target.closest(".entry-swiped")) foldSwiped();
  if (!row || event.button) return;
  pressed = { row, x: event.clientX, y: event.clientY, done: false };
  const press = pressed;
  if (event.pointerType === "mouse") return;
  press.timer = setTimeout(() => {
    press.done = true;
    beginChoosing();
    if (bar()) choose(row);
  }, LONG_PRESS_MS);
});

document.addEventListener("pointermove", (event) => {
  if (!pressed || pressed.done) return;
  const [dx, dy] = [event.clientX - pressed.x, event.clientY - pressed.y];
  if (Math.hypot(dx, dy) > STILL_PX) clearTimeout(pressed.timer);
  if (event.pointerType !== "mouse" && dx < -SWIPE_PX && Math.abs(dy) < SWIPE_PX / 2) {
    pressed.done = true;
    showActions(pressed.row);
  }
});

for (const name of ["pointerup", "pointercancel"]) {
  document.addEventListener(name, () => clearTimeout(pressed?.timer));
}

// What a long press or a swipe did is no tap besides; while choosing, a tap chooses.
document.addEventListener(
  "click",
  (event) => {
    const row = rowOf(event);
    if (row && pressed?.row === row && pressed.done) event.preventDefault();
    else if (row && bar() && document.body.classList.contains("choosing")) {
      event.preventDefault();
      choose(row);
    }
    const opener = event.target.closest("[data-choose]");
    if (opener && document.getElementById("choose-template")) {
      event.preventDefault();
      beginChoosing();
    }
    pressed = null;
  },
  { capture: true },
);

document.addEventListener("contextmenu", (event) => {
  const row = rowOf(event);
  if (!row) return;
  if (pressed && event.pointerType !== "mouse") event.preventDefault();
});

document.addEventListener("change", (event) => {
  if (event.target.matches('[form="choosing"]')) tellChosen();
});
