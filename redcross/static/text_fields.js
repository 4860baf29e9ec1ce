"use strict";
// Texts in which figures stand: an editor in place of each <textarea data-figures>, the dialog to choose figures,
// typed numbers that are figures, and how it reads. Without this script it is a plain field.
window.redcross = window.redcross || {};
(() => {
  const { FigurePicker, FigureSuggestions, TextEditor, TextPreview, createButton, createElement, debounce } = redcross;
  const PREVIEW_DELAY = 400;
  const PASTED_TABLE = "pasted-table";
  const pickerElement = document.getElementById("picker");
  if (!pickerElement) return;
  const messages = document.getElementById("text-messages").dataset;
  const picker = new FigurePicker(pickerElement);

  // What stands for the figures of all texts, where the page came with it.
  const known = JSON.parse(document.getElementById("figures-now")?.textContent || "null");

  // A chapter has no table of its own: what was one is lines of text there. On the page of a new annex, in another
  // tab, it stands as it was copied.
  function offerTable(offer, table) {
    offer.hidden = !table;
    if (!table) return;
    const link = createElement("a", { href: messages.tableUrl, target: "_blank", textContent: messages.textTableAnnex });
    link.addEventListener("click", () => localStorage.setItem(PASTED_TABLE, table));
    offer.replaceChildren(`${messages.textTable} `, link);
  }

  function takeTable() {
    const [field] = document.querySelectorAll("textarea[data-cells]");
    const table = field && location.hash === "#pasted" && localStorage.getItem(PASTED_TABLE);
    if (table && !field.value) field.value = table;
    if (table) localStorage.removeItem(PASTED_TABLE);
  }

  // `shown`: the element in which it is shown how it reads, if any.
  function createEditor(textarea, shown) {
    const updatePreview = () => preview.update(textarea.value);
    const editor = new TextEditor(textarea, messages, {
      onChange: debounce(PREVIEW_DELAY, updatePreview),
      onPaste: (text, table) => {
        if (messages.suggestionsUrl) suggestions.search(text);
        if (messages.tableUrl) offerTable(offer, table);
      },
      onChip: (reference, position) => picker.open({
        reference,
        onNumber: (chosen) => editor.replaceChip(position, chosen),
        onBlock: (chosen) => editor.replaceChip(position, chosen),
        onRemove: () => editor.removeChip(position),
        onClose: () => editor.view.focus(),
      }),
    });
    const preview = new TextPreview(shown, messages.previewUrl, messages, {
      onFigures: (numbers, labels) => editor.showFigures(numbers, labels),
    });
    const suggestions = new FigureSuggestions(editor, messages.suggestionsUrl, messages);
    const insertButton = createButton(messages.textInsert, { className: "btn", id: `${textarea.id}-insert` });
    insertButton.addEventListener("click", () => picker.open({
      onNumber: (chosen) => editor.insert(chosen),
      onBlock: (chosen) => editor.insertOnOwnLine(chosen),
      onClose: () => editor.view.focus(),
    }));
    textarea.addEventListener("change", () => editor.followField());
    addEventListener("pageshow", () => editor.followField());
    textarea.form.addEventListener("submit", () => { textarea.value = editor.read(); });

    const offer = createElement("p", { className: "mb-0", hidden: true });
    offer.setAttribute("role", "status");
    const { button, status, list } = suggestions;
    textarea.hidden = true;
    const tools = createElement("div", { className: "editor-tools" }, insertButton);
    if (messages.suggestionsUrl) tools.append(button);
    const below = createElement("div", { className: "below" }, editor.status, offer, preview.errors, status, list);
    textarea.after(tools, editor.element, below);
    if (known) editor.showFigures(known.numbers, known.labels);
    else updatePreview();
    return editor;
  }

  takeTable();
  const previewCard = document.getElementById("preview");
  const fields = [...document.querySelectorAll("textarea[data-figures]")];
  document.addEventListener("line-added", ({ target }) => {
    for (const field of target.querySelectorAll("textarea[data-figures]")) createEditor(field, null);
  });
  const editors = fields.map((field) => createEditor(field, previewCard?.querySelector(".evaluation")));

  const generatedButton = document.querySelector("[data-use-generated]");
  generatedButton?.addEventListener("click", () => {
    editors[0].replaceAll(JSON.parse(document.getElementById("generated").textContent));
  });
  for (const element of [previewCard, generatedButton]) if (element) element.hidden = false;

  Object.assign(redcross, { figurePicker: picker });
})();
