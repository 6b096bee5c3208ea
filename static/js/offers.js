// The time that a reader gives the cost table, counted down. The server keeps the real clock; without this script the
// button is there from the start and too early an answer comes back with the time that is left.
document.querySelectorAll("[data-forced-reading]").forEach((form) => {
  const button = form.querySelector("[data-when-read]");
  const line = form.querySelector(".cost-timer");
  let left = Number(form.dataset.forcedReading);
  if (!left) return;
  const words = line.textContent;
  const first = String(left);
  button.disabled = true;
  const tick = setInterval(() => {
    left -= 1;
    if (left > 0) {
      line.textContent = words.replace(first, String(left));
      return;
    }
    clearInterval(tick);
    line.textContent = "";
    button.disabled = false;
  }, 1000);
});
