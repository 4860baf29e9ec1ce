"use strict";
// Files reach a field by choosing, by dragging them anywhere onto the page, and by pasting a picture.
window.redcross = window.redcross || {};
(() => {
  const { createElement } = redcross;

  const holdsFiles = (data) => [...(data?.types || [])].includes("Files");

  // A cell copied in a spreadsheet comes as text and, besides, as its picture: that is text.
  function pastedFiles(event) {
    const data = event.clipboardData;
    return data?.types.includes("text/plain") ? [] : [...(data?.files || [])];
  }

  // Calls `take` with an array of files, however they come to the page.
  function receiveFiles(input, take) {
    input.after(createElement("span", { className: "form-hint drop-hint", textContent: input.dataset.textDrop }));
    input.addEventListener("change", () => take([...input.files]));
    const mark = (dropping) => input.classList.toggle("dropping", dropping);
    document.addEventListener("dragover", (event) => {
      if (!holdsFiles(event.dataTransfer)) return;
      // Without it the browser would leave the page and open the file.
      event.preventDefault();
      mark(true);
    });
    document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) mark(false); });
    document.addEventListener("drop", (event) => {
      mark(false);
      if (!holdsFiles(event.dataTransfer)) return;
      event.preventDefault();
      take([...event.dataTransfer.files]);
    });
    document.addEventListener("paste", (event) => {
      const files = pastedFiles(event);
      if (!files.length) return;
      event.preventDefault();
      take(files);
    });
  }

  Object.assign(redcross, { receiveFiles });
})();
