"use strict";
// The page on which a chapter is written: its editor, figures to insert, suggestions and the preview. Without
// this script the text is a plain field.
(() => {
  const { FigurePicker, FigureSuggestions, TextEditor, TextPreview, createButton, createElement, debounce } = redcross;
  const PREVIEW_DELAY = 400;
  const pickerElement = document.getElementById("picker");
  const previewCard = document.getElementById("preview");
  const textarea = document.getElementById("id_text");
  if (!pickerElement || !textarea) return;
  const messages = previewCard.dataset;

  const picker = new FigurePicker(pickerElement);
  const updatePreview = () => preview.update(textarea.value);
  const editor = new TextEditor(textarea, messages, {
    onChange: debounce(PREVIEW_DELAY, updatePreview),
    onPaste: (text) => suggestions.search(text),
    onChip: (reference, position) => picker.open({
      reference,
      onNumber: (chosen) => editor.replaceChip(position, chosen),
      onBlock: (chosen) => editor.replaceChip(position, chosen),
      onRemove: () => editor.removeChip(position),
      onClose: () => editor.view.focus(),
    }),
  });
  const preview = new TextPreview(previewCard.querySelector(".evaluation"), messages.previewUrl, messages, {
    onFigures: (numbers, labels) => editor.showFigures(numbers, labels),
  });
  const suggestions = new FigureSuggestions(editor, messages.suggestionsUrl, messages);

  const insertButton = createButton(messages.textInsert, { className: "btn", id: "insert-figure" });
  insertButton.addEventListener("click", () => picker.open({
    onNumber: (chosen) => editor.insert(chosen),
    onBlock: (chosen) => editor.insertOnOwnLine(chosen),
    onClose: () => editor.view.focus(),
  }));
  const generatedButton = document.querySelector("[data-use-generated]");
  generatedButton?.addEventListener("click", () => {
    editor.replaceAll(JSON.parse(document.getElementById("generated").textContent));
  });
  // Text that was kept in the browser is put into the field, by a script of ours or when one goes back.
  const followField = () => { if (textarea.value !== editor.read()) editor.replaceAll(textarea.value); };
  textarea.addEventListener("change", followField);
  addEventListener("pageshow", followField);
  textarea.form.addEventListener("submit", () => { textarea.value = editor.read(); });

  const { button, status, list } = suggestions;
  textarea.hidden = true;
  const tools = createElement("div", { className: "editor-tools" }, insertButton, button);
  const below = createElement("div", { className: "below" }, editor.status, preview.errors, status, list);
  textarea.after(tools, editor.element, below);
  for (const element of [previewCard, generatedButton]) if (element) element.hidden = false;
  updatePreview();
})();
