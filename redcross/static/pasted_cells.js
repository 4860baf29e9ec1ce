"use strict";
// Cells pasted from a spreadsheet fill the rows of a form, as many as they need. What a field cannot hold
// is shown beside it.
window.redcross = window.redcross || {};
(() => {
  const { addLine, createElement, fetchJson } = redcross;
  const YES = /^(是|yes|true|1|√|✓|✔|合格|通过)$/i;

  // As an <input type="date"> wants it; empty when the text is no date.
  function readDate(text) {
    const [, year, month, day] = text.match(/^(\d{4})\D(\d{1,2})\D(\d{1,2})\D?$/) || [];
    return year ? [year, month.padStart(2, "0"), day.padStart(2, "0")].join("-") : "";
  }

  function readNumber(text) {
    return text.replace(/[,，\s¥￥元]/g, "");
  }

  function readYes(text) {
    return YES.test(text);
  }

  function readOption(text, options) {
    return [...options].find((option) => option.text === text || option.value === text)?.value || "";
  }

  function readValue(text, field) {
    if (field.type === "date") return readDate(text);
    if (field.type === "number") return readNumber(text);
    if (field.type === "select-one") return readOption(text, field.options);
    return text;
  }

  // Takes who is known by exactly that name.
  async function chooseByName(field, name) {
    const { results } = await fetchJson(field.dataset.autocomplete, { query: { q: name } });
    const matches = results.filter((result) => result.text === name);
    if (matches.length !== 1) return false;
    field.tomselect.addOption(matches[0]);
    field.tomselect.addItem(matches[0].id);
    return field.value !== "";
  }

  // Gives whether the field holds the text now. The browser empties a field of what its type refuses.
  async function fillField(field, text) {
    if (field.type === "checkbox") {
      field.checked = readYes(text);
      return true;
    }
    if (field.tomselect) return !text || chooseByName(field, text);
    field.value = readValue(text, field);
    return !text || field.value !== "";
  }

  // Rows of trimmed cells. Excel ends the block with a line break that is no row.
  function splitCells(text) {
    const rows = text.replace(/\r?\n$/, "").split(/\r?\n/);
    return rows.map((row) => row.split("\t").map((cell) => cell.trim()));
  }

  const cellsOf = (line) => [...line.querySelectorAll(".cell")];

  // The cells of the form with the texts they get, the block's first at `start`.
  function matchCells(rows, start) {
    const lines = start.closest("[data-lines]");
    let line = start.closest(".line");
    const firstColumn = cellsOf(line).indexOf(start);
    return rows.flatMap((row, index) => {
      if (index) line = line.nextElementSibling?.matches(".line") ? line.nextElementSibling : addLine(lines);
      const cells = cellsOf(line);
      return row.map((text, column) => [cells[firstColumn + column], text]);
    });
  }

  function clearMisfit(cell) {
    cell?.querySelector(".unfit")?.remove();
  }

  function showMisfit(cell, text) {
    const label = cell.closest("[data-lines]").dataset.textUnfit;
    const properties = { className: "unfit invalid-feedback d-block", textContent: `${label} ${text}` };
    cell.append(createElement("div", properties));
  }

  document.addEventListener("paste", async (event) => {
    const start = event.target.closest?.(".line .cell");
    const rows = splitCells(event.clipboardData?.getData("text") || "");
    // One cell is pasted as any text is.
    if (!start || (rows.length === 1 && rows[0].length === 1)) return;
    event.preventDefault();
    for (const [cell, text] of matchCells(rows, start)) {
      const field = cell?.querySelector(":scope > :is(input, select, textarea)");
      if (!field) continue;
      const fits = await fillField(field, text).catch(() => false);
      // Only now: a second paste may have been at the same cell meanwhile.
      clearMisfit(cell);
      if (!fits) showMisfit(cell, text);
    }
  });
  document.addEventListener("change", (event) => clearMisfit(event.target.closest(".cell")));

  Object.assign(redcross, { readDate, readNumber, readYes, readOption, fillField, splitCells });
})();
