// One long picture with every number, drawn by the reader's own browser: it has the fonts of the reader's language, and
// no server needs any. What it says comes from the page, as text.

const WIDTH = 750;
const MARGIN = 48;
const FONT = getComputedStyle(document.body).fontFamily;
const INK = "#211c17";
const SOFT = "#6d645a";
const PAPER = "#ffffff";
const SUNKEN = "#f6f3ee";
const BRAND = "#bf4a15";

const draw = (sheet) => {
  const canvas = document.createElement("canvas");
  const context = canvas.getContext("2d");
  const rowHeight = 64;
  const payments = sheet.payments.length || 1;
  canvas.width = WIDTH;
  canvas.height = 190 + (sheet.rows.length + 1) * rowHeight + 40 + payments * 84 + 100;

  const text = (words, x, y, { size = 28, weight = 400, color = INK, align = "left", room = 0 } = {}) => {
    context.font = `${weight} ${size}px ${FONT}`;
    context.fillStyle = color;
    context.textAlign = align;
    let shown = words;
    while (room && shown.length > 1 && context.measureText(shown).width > room) shown = `${shown.slice(0, -2)}…`;
    context.fillText(shown, x, y);
  };

  context.fillStyle = PAPER;
  context.fillRect(0, 0, WIDTH, canvas.height);
  context.fillStyle = BRAND;
  context.fillRect(0, 0, WIDTH, 10);
  text(sheet.title, MARGIN, 84, { size: 40, weight: 650, room: WIDTH - 2 * MARGIN });
  text(sheet.day, MARGIN, 130, { size: 26, color: SOFT });
  text(sheet.total, WIDTH - MARGIN, 130, { size: 26, color: SOFT, align: "right" });

  const columns = [MARGIN, 370, 540, WIDTH - MARGIN];
  let y = 200;
  sheet.heads.forEach((head, n) => text(head, columns[n], y, { size: 22, color: SOFT, align: n ? "right" : "left" }));
  for (const row of sheet.rows) {
    y += rowHeight;
    row.forEach((cell, n) =>
      text(cell, columns[n], y, { size: n ? 26 : 30, weight: n === 0 || n === 3 ? 600 : 400, align: n ? "right" : "left", room: n ? 180 : 165 }),
    );
  }

  y += 40;
  for (const [who, amount] of sheet.payments.length ? sheet.payments : [[sheet.even, ""]]) {
    context.fillStyle = SUNKEN;
    context.fillRect(MARGIN - 16, y, WIDTH - 2 * MARGIN + 32, 72);
    text(who, MARGIN, y + 46, { size: 32, weight: 600, room: 420 });
    text(amount, WIDTH - MARGIN, y + 46, { size: 34, weight: 650, color: BRAND, align: "right" });
    y += 84;
  }
  text("场记 Changji", WIDTH / 2, canvas.height - 36, { size: 22, color: SOFT, align: "center" });
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
};

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-sheet]");
  if (!button) return;
  const sheet = JSON.parse(document.getElementById(button.dataset.sheet).textContent);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await draw(sheet));
  link.download = sheet.file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
});

// What others record brings the page anew, and the button with it.
const offer = () => {
  for (const button of document.querySelectorAll("[data-sheet]")) button.hidden = false;
};
offer();
new MutationObserver(offer).observe(document.getElementById("main"), { childList: true, subtree: true });
