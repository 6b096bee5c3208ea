// Lists that are put in order by dragging. Each names a form, which holds the ids of its rows as they lie.

const inOrder = (list, form) => {
  for (const input of form.querySelectorAll("[name=ids]")) input.remove();
  for (const row of list.children) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "ids", value: row.dataset.id }));
  }
};

for (const list of document.querySelectorAll("[data-sortable]")) {
  const form = document.getElementById(list.dataset.sortable);
  window.Sortable.create(list, {
    handle: ".name-handle",
    animation: 150,
    onEnd: async () => {
      inOrder(list, form);
      const answer = await fetch(form.action, {
        method: "POST",
        headers: { "HX-Request": "true" },
        body: new FormData(form),
      }).catch(() => ({ ok: false }));
      // What was not kept must not look as if it had been.
      if (!answer.ok) location.reload();
    },
  });
}
