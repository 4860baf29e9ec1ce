"use strict";
// Files that go out with a form: shown small, taken away again, and photos made smaller beforehand.
window.redcross = window.redcross || {};
(() => {
  const { createElement, createButton, prepareFile, receiveFiles, setFiles } = redcross;

  function chooseFiles(input) {
    const list = createElement("ul", { className: "chosen-files" });
    const refused = createElement("div", { className: "refused-files", role: "status" });
    let chosen = [...input.files].map((file) => ({ file, preview: "" }));
    let waiting = 0;
    let last = Promise.resolve();

    function show() {
      setFiles(input, chosen.map(({ file }) => file));
      list.replaceChildren(...chosen.map((one) => {
        const picture = one.preview ? [createElement("img", { src: one.preview, alt: "" })] : [];
        const button = createButton(input.dataset.textRemove, { onclick: () => removeFile(one) });
        button.append(createElement("span", { className: "visually-hidden", textContent: ` ${one.file.name}` }));
        return createElement("li", {}, ...picture, createElement("span", { textContent: one.file.name }), button);
      }));
    }

    function removeFile(one) {
      chosen = chosen.filter((other) => other !== one);
      show();
      input.focus();
    }

    async function addFile(file) {
      const prepared = await prepareFile(file, input);
      if (prepared.refusal) {
        const textContent = `${file.name}: ${prepared.refusal}`;
        refused.append(createElement("div", { className: "invalid-feedback d-block", textContent }));
      } else {
        chosen.push(prepared);
      }
      show();
    }

    receiveFiles(input, (files) => {
      refused.replaceChildren();
      // One after the other: decoded, a photo of a phone takes fifty megabytes.
      for (const file of files) {
        waiting += 1;
        last = last.then(() => addFile(file)).finally(() => { waiting -= 1; });
      }
      // What the browser itself put there comes back as soon as it is small.
      show();
    });
    input.parentElement.append(refused, list);
    if (chosen.length) show();

    // Whoever saves meanwhile waits for the photos that are still being made smaller.
    input.form.addEventListener("submit", async (event) => {
      if (!waiting) return;
      event.preventDefault();
      while (waiting) await last;
      input.form.requestSubmit(event.submitter);
    });
  }

  document.querySelectorAll("form:not([data-upload]) [data-evidence]").forEach(chooseFiles);
})();
