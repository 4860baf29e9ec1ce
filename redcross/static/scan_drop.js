"use strict";
// Signed sheets go up as soon as they are dropped, chosen or photographed, and as sharp as they are: what
// makes other photos smaller would blur the code.
window.redcross = window.redcross || {};
(() => {
  const { receiveFiles, setFiles } = redcross;

  function dropScans(input) {
    const { form } = input;
    const camera = form.querySelector("[data-camera]");
    const state = form.querySelector("[data-reading]");

    function send(files) {
      if (!files.length || "sent" in form.dataset) return;
      setFiles(input, files);
      form.requestSubmit();
    }

    receiveFiles(input, send);
    camera.removeAttribute("name");
    camera.addEventListener("change", () => send([...camera.files]));
    form.querySelector("button").hidden = true;
    form.addEventListener("submit", () => { state.textContent = state.dataset.reading; });
    addEventListener("pageshow", () => { state.textContent = ""; });
  }

  document.querySelectorAll("[data-scans]").forEach(dropScans);
})();
