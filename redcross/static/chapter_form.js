"use strict";
// The page on which a chapter is written: its editor, figures to insert, suggestions and the preview. Without
// this script the text is a plain field.
(() => {
  const { FigurePicker, FigureSuggestions, TextEditor, TextPreview, createElement, debounce } = redcross;
  const PREVIEW_DELAY = 400;
  const pickerElement = document.getElementById("picker");
  const textarea = document.getElementById("id_text");
  if (!pickerElement || !textarea) return;
  const messages = pickerElement.dataset;

  const updatePreview = () => preview.update(textarea.value);
  const editor = new TextEditor(textarea, messages, {
    onChange: debounce(PREVIEW_DELAY, updatePreview),
    onPaste: (text) => suggestions.search(text),
  });
  const previewCard = document.getElementById("preview");
  const previewElement = previewCard.querySelector(".evaluation");
  const preview = new TextPreview(previewElement, messages.previewUrl, messages, {
    onFigures: (numbers, labels) => editor.view.showFigures(numbers, labels),
  });
  const suggestions = new FigureSuggestions(editor, messages.suggestionsUrl, messages);
  const picker = new FigurePicker(pickerElement, editor);

  const generatedButton = document.querySelector("[data-use-generated]");
  generatedButton?.addEventListener("click", () => {
    editor.replaceAll(JSON.parse(document.getElementById("generated").textContent));
  });
  // Text that was kept in the browser is put into the field.
  textarea.addEventListener("change", () => {
    if (textarea.value !== editor.read()) editor.replaceAll(textarea.value);
  });
  textarea.form.addEventListener("submit", () => { textarea.value = editor.read(); });

  const { button, status, list } = suggestions;
  textarea.hidden = true;
  textarea.after(editor.element, createElement("div", { className: "below" }, preview.errors, button, status, list));
  for (const element of [pickerElement, previewCard, generatedButton]) if (element) element.hidden = false;
  updatePreview();
  picker.search();
})();
