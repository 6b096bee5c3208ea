// Chosen photos are sent at once; the button that does it without scripts goes away.
const form = document.getElementById("editor");
const chosen = form?.querySelector('input[type="file"]');
const send = form?.querySelector('button[value="photos"]');
if (chosen && send) {
  send.hidden = true;
  chosen.addEventListener("change", () => {
    if (chosen.files.length) form.requestSubmit(send);
  });
}
