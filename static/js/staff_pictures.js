// The window in which editors choose a picture: hands its address and its words to the editor that opened it.

const asked = Number(new URLSearchParams(location.search).get("CKEditorFuncNum"));

document.querySelector("[data-pictures]").addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-src]");
  if (!chosen || !window.opener) return;
  window.opener.CKEDITOR.tools.callFunction(asked, chosen.dataset.src, { alternative_text: chosen.dataset.alt });
  window.close();
});
