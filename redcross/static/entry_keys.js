"use strict";
// Keys of an entry form, as a spreadsheet has them: Enter goes on and never sends a form half filled in,
// Shift+Enter goes back; within rows both keep to the column, as the arrows up and down do. Ctrl+S saves.
window.redcross = window.redcross || {};
(() => {
  const { addLine, boxOf, currentForm, findFields, focusField, isComposing } = redcross;

  const ENTERED = "input:not([type=file]), select";
  const cellsOf = (line) => [...line.querySelectorAll(".cell")];
  const linesOf = (lines) => [...lines.querySelectorAll(":scope > .line")];
  const saveButton = (form) => form.querySelector("button.btn-primary:not([type=button])");

  // Whether something stands in the row that a new one would not have.
  function isFilled(line, lines) {
    const fresh = cellsOf(lines.querySelector("template").content);
    return cellsOf(line).some((cell, index) => {
      const field = cell.querySelector("input:not(.ts-control input), select, textarea");
      const start = fresh[index]?.querySelector("input, select, textarea");
      if (!field || field.type === "hidden") return false;
      if (field.type === "checkbox") return field.checked !== Boolean(start?.checked);
      return field.value.trim() !== "" && field.value !== start?.value;
    });
  }

  // The field of the same column in the row `step` further, in a new row if that is asked for.
  function findNeighbour(field, step, { grow = false } = {}) {
    const line = field.closest(".line");
    const lines = line.closest("[data-lines]");
    const column = cellsOf(line).indexOf(field.closest(".cell"));
    const rows = linesOf(lines);
    const index = rows.indexOf(line);
    let next = rows[index + step];
    if (!next && grow && step > 0 && isFilled(line, lines)) next = addLine(lines);
    return (next && findFields(cellsOf(next)[column])[0]) || null;
  }

  // The first field after the rows, or the last before them.
  function leaveRows(field, fields, step) {
    const lines = field.closest("[data-lines]");
    const outside = fields.filter((other) => !lines.contains(other));
    const after = (other) => lines.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING;
    return step > 0 ? outside.find(after) : outside.filter((other) => !after(other)).pop();
  }

  function focusNextField(field, step) {
    const fields = findFields(field.form);
    const inRows = field.closest(".line .cell");
    const next = inRows
      ? findNeighbour(field, step, { grow: true }) || leaveRows(field, fields, step)
      : fields[fields.indexOf(field) + step];
    if (next) focusField(next);
    else if (step > 0) saveButton(field.form)?.focus();
  }

  function onEnter(event, field) {
    event.preventDefault();
    if (!boxOf(field)?.isOpen) focusNextField(field, event.shiftKey ? -1 : 1);
  }

  // A number is not counted up and down by accident; lists, and the browser's own picker of dates, keep theirs.
  function onArrow(event, field) {
    if (!field.closest(".line .cell") || boxOf(field)?.isOpen) return;
    if (!field.matches("input:not([type=date], [type=radio])")) return;
    const next = findNeighbour(field, event.key === "ArrowDown" ? 1 : -1);
    event.preventDefault();
    event.stopPropagation();
    if (next) focusField(next);
  }

  function save(event) {
    const form = currentForm();
    if (!form) return;
    event.preventDefault();
    // A dialog that is open asks first.
    if (!event.repeat && !document.querySelector("dialog:modal")) form.requestSubmit(saveButton(form));
  }

  document.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") save(event);
  });

  // Before the search box reads an arrow, which would open its list; Enter after it, for it may choose.
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !isComposing(event);
    if (plain && /^Arrow(Up|Down)$/.test(event.key) && field.closest?.("form[data-entry]")) onArrow(event, field);
  }, true);
  document.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.key !== "Enter" || event.defaultPrevented || isComposing(event)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!field.closest?.("form[data-entry]")) return;
    if (field.matches(ENTERED)) onEnter(event, field);
    // A key held down runs through the fields, but does not press the button behind them.
    else if (event.repeat && field.matches("button")) event.preventDefault();
  });
})();
