"use strict";
// Evidence on the page of its record: every file goes up by itself, with its progress. One that fails says
// why and can be tried again; the others stay.
window.redcross = window.redcross || {};
(() => {
  const { createElement, createButton, prepareFile, receiveFiles } = redcross;

  // Gives the HTML of what was added. Throws; `refusal` of the error is the server's own message.
  function sendFile(form, file, onProgress) {
    return new Promise((resolve, reject) => {
      const data = new FormData();
      data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      data.append("file", file);
      if (form.elements.sensitive?.checked) data.append("sensitive", "on");
      const request = new XMLHttpRequest();
      request.open("POST", form.action);
      request.setRequestHeader("Accept", "application/json");
      request.responseType = "json";
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) onProgress(Math.round((100 * event.loaded) / event.total));
      };
      request.onload = () => {
        const { html, error } = request.response || {};
        if (request.status === 200 && html) resolve(html);
        else reject(Object.assign(new Error(`${request.status}`), { refusal: error }));
      };
      request.onerror = request.onabort = request.ontimeout = () => reject(new Error("no answer"));
      request.send(data);
    });
  }

  function uploadFiles(input) {
    const { form } = input;
    const texts = input.dataset;
    const gallery = form.parentElement.querySelector(".gallery");
    const rows = createElement("ul", { className: "uploads" });
    const announcement = createElement("div", { className: "visually-hidden", role: "status" });
    let open = 0;
    let last = Promise.resolve();

    function createRow(file) {
      const bar = createElement("progress", { max: 100, value: 0, ariaLabel: file.name });
      const state = createElement("span", { textContent: texts.textWaiting });
      const row = createElement("li", {}, createElement("span", { textContent: file.name }), bar, state);
      rows.append(row);
      return { row, bar, state };
    }

    function showFailure(file, { row, bar }, message) {
      bar.remove();
      const retry = createButton(texts.textRetry, { onclick: () => { row.remove(); enqueue(file); } });
      const leave = createButton(texts.textRemove, { onclick: () => row.remove() });
      const text = createElement("span", { className: "invalid-feedback d-inline", textContent: message });
      row.lastElementChild.replaceWith(text, retry, leave);
      announcement.textContent = `${file.name}: ${message}`;
    }

    async function upload(file, shown) {
      const prepared = await prepareFile(file, input);
      if (prepared.refusal) return showFailure(file, shown, prepared.refusal);
      try {
        const html = await sendFile(form, prepared.file, (percent) => {
          shown.bar.value = percent;
          shown.state.textContent = `${texts.textSending} ${percent}%`;
        });
        const added = document.createRange().createContextualFragment(html);
        const [item] = added.children;
        // The same file sent once more is there already.
        gallery.querySelector(`[data-evidence-key="${item.dataset.evidenceKey}"]`)?.remove();
        gallery.append(added);
        document.querySelector("[data-no-evidence]")?.remove();
        shown.row.remove();
        announcement.textContent = `${file.name}: ${texts.textDone}`;
      } catch (error) {
        showFailure(file, shown, error.refusal || texts.textFailed);
      }
      return null;
    }

    function enqueue(file) {
      const shown = createRow(file);
      open += 1;
      last = last.then(() => upload(file, shown)).finally(() => { open -= 1; });
    }

    receiveFiles(input, (files) => {
      files.forEach(enqueue);
      input.value = "";
    });
    form.querySelector("button").hidden = true;
    form.append(rows, announcement);
    addEventListener("beforeunload", (event) => { if (open) event.preventDefault(); });
  }

  document.querySelectorAll("form[data-upload] [data-evidence]").forEach(uploadFiles);
})();
