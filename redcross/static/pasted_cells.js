"use strict";
// Cells pasted from a spreadsheet fill the rows of a form, as many as they need. What a field cannot hold
// is shown beside it.
window.redcross = window.redcross || {};
(() => {
  const { addLine, createElement, fetchJson, fetchReadings, questionOf, showReading } = redcross;

  // Field to the text that was pasted last.
  const latest = new WeakMap();

  // Takes who is known by exactly that name.
  async function chooseByName(field, name) {
    const { results } = await fetchJson(field.dataset.autocomplete, { query: { q: name } });
    const matches = results.filter((result) => result.exact);
    if (matches.length !== 1) return false;
    field.tomselect.searchBox.choose(matches[0]);
    return field.value !== "";
  }

  // What the server is asked about a text for this field; null where it stays as it is.
  function questionFor(field, text) {
    if (field.dataset.typedAs) return questionOf(field);
    if (field.type === "checkbox") return { typedAs: "yes_no", text };
    if (field.type !== "select-one" || field.tomselect) return null;
    return { typedAs: "choice", text, choices: [...field.options].map((option) => [option.value, option.text]) };
  }

  let filled = null;

  // Whether what changed just now was pasted, not typed.
  const isFilledByPaste = (field) => filled === field;

  // A text goes into a box as it is: the server reads it. The browser would glue its lines together.
  function fillBox(field, text) {
    if (field.tomselect || !/^(text|textarea)$/.test(field.type)) return;
    field.value = field.type === "text" ? text.replace(/\s*\n\s*/g, " ") : text;
    filled = field;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    filled = null;
  }

  // Gives whether the field holds now what the server read. A box goes back to how the
  // page started for an empty cell and for what is neither yes nor no.
  function applyReading(field, text, reading) {
    if (field.dataset.typedAs) {
      if (reading) showReading(field, reading);
      return true;
    }
    const value = reading && !reading.refusal ? reading.value : "";
    if (field.type === "checkbox") field.checked = value ? value === "true" : field.defaultChecked;
    else field.value = value;
    field.dispatchEvent(new Event("change", { bubbles: true }));
    return !text || value !== "";
  }

  // Fills [field, text] pairs, with one question to the server; gives those of which the text does not fit.
  async function fillFields(pairs) {
    for (const [field, text] of pairs) {
      latest.set(field, text);
      fillBox(field, text);
    }
    const asked = pairs.filter(([field, text]) => questionFor(field, text));
    const questions = asked.map(([field, text]) => questionFor(field, text));
    const readings = await fetchReadings(questions).catch(() => []);
    // What a later paste put there stays.
    const current = ([field, text]) => latest.get(field) === text;
    const misfits = asked.filter((pair, index) => current(pair) && !applyReading(...pair, readings[index]));
    for (const [field, text] of pairs) {
      if (field.tomselect && text && !await chooseByName(field, text).catch(() => false)) misfits.push([field, text]);
    }
    return misfits;
  }

  // Rows of trimmed cells, as Excel and WPS copy them: a cell with a line break or tab within stands in quotes.
  // The block ends with a line break that is no row.
  function splitCells(text) {
    const block = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    const rows = [[]];
    const cell = /("(?:[^"]|"")*[\n\t](?:[^"]|"")*"(?=[\t\n]|$)|[^\t\n]*)(\t|\n|$)/y;
    for (let ended = false; !ended;) {
      const [, written, separator] = cell.exec(block);
      const quoted = written.startsWith('"') && /[\n\t]/.test(written);
      rows.at(-1).push((quoted ? written.slice(1, -1).replaceAll('""', '"') : written).trim());
      if (separator === "\n") rows.push([]);
      ended = !separator;
    }
    return rows;
  }

  const cellsOf = (line) => [...line.querySelectorAll(".cell")];

  const headingOf = (cell) => cell.querySelector("label")?.firstChild?.data.trim();
  // A narrow column breaks its heading.
  const sameHeading = (one, other) => one?.replace(/\s/g, "") === other?.replace(/\s/g, "");

  // The columns of a block whose first row names fields of the form, in its own order; null of one that does not.
  function columnsByHeading(row, line) {
    const cells = cellsOf(line);
    const isOf = (text, cell) => [
      headingOf(cell), ...(cell.querySelector("[data-headings]")?.dataset.headings.split(" ") || []),
    ].some((heading) => sameHeading(heading, text));
    const columns = row.map((text) => cells.findIndex((cell) => text && isOf(text, cell)));
    return columns.filter((column) => column >= 0).length > 1 ? columns : null;
  }

  const TOTAL = /^(总分|总计|合计|小计)/;
  // A dash is what tables, our own too, print where there is nothing.
  const textOf = (text) => (/^[—－-]+$/.test(text) ? "" : text);

  // Where the block names its columns, maybe below a title: the place of that row, and the columns. A head
  // that stands again on the next page is no row, nor is a total.
  function readBlock(block, line) {
    const at = block.length > 1 ? block.findIndex((row) => columnsByHeading(row, line)) : -1;
    if (at < 0) return { rows: block, columns: null, leftOut: [] };
    const head = block[at];
    const columns = columnsByHeading(head, line);
    const rows = block.slice(at + 1).filter((row) => row.join() !== head.join());
    const isRow = (row) => !TOTAL.test(row.find(Boolean) || "");
    const unknown = head.filter((name, column) => (
      name && columns[column] < 0 && rows.some((row) => isRow(row) && textOf(row[column] || ""))
    ));
    const others = [...block.slice(0, at), ...rows.filter((row) => !isRow(row))];
    const told = others.map((row) => row.filter(Boolean).join(" ")).filter(Boolean);
    return { rows: rows.filter(isRow), columns, leftOut: [...unknown, ...told] };
  }

  // The cells of the form with the texts they get, the block's first at `start`, and what none of them takes.
  function matchCells(block, start) {
    const lines = start.closest("[data-lines]");
    let line = start.closest(".line");
    const firstColumn = cellsOf(line).indexOf(start);
    const { rows, columns, leftOut } = readBlock(block, line);
    const canGrow = lines.querySelector("template");
    const pairs = rows.flatMap((row, index) => {
      const next = line?.nextElementSibling;
      if (index) line = next?.matches(".line") ? next : canGrow && addLine(lines);
      if (!line) return [];
      const cells = cellsOf(line);
      return row.map((text, column) => [cells[columns ? columns[column] : firstColumn + column], textOf(text)]);
    });
    return { pairs, leftOut, named: Boolean(columns) };
  }

  // --- rows that stand there from the start, each with a name

  const plain = (text) => text.replace(/[\s（）()：:、，,]|其中|万元/g, "");
  const isNumber = (text) => /^[-－+￥¥]?[\d０-９]/.test(text);

  // The line of these names: the one called so, or the only one in whose name all of them stand.
  function findNamedLine(lines, names) {
    const parts = names.map(plain).filter(Boolean);
    const nameOf = (line) => plain(line.dataset.name);
    const called = lines.find((line) => nameOf(line) === parts.join(""));
    const alike = parts.length ? lines.filter((line) => parts.every((part) => nameOf(line).includes(part))) : [];
    return called || (alike.length === 1 ? alike[0] : null);
  }

  // The cells with the texts they get, of a block whose first columns name its rows; and the names that no row has.
  // Null of a block of numbers alone.
  function matchNamedRows(block, fixed) {
    const places = block.map((row) => row.findIndex(isNumber)).filter((place) => place >= 0);
    const width = places.length ? Math.min(...places) : 0;
    if (!width) return null;
    const lines = [...fixed.querySelectorAll(".line")];
    const headings = lines.length ? cellsOf(lines[0]).map((cell) => plain(headingOf(cell) || "")) : [];
    const head = block[0].some(isNumber) ? null : block[0].slice(width).map((text) => headings.indexOf(plain(text)));
    const columns = head?.some((column) => column >= 0) ? head : headings.map((_heading, column) => column);
    let kind = "";
    const pairs = [];
    const unknown = [];
    for (const row of block.slice(head ? 1 : 0)) {
      const names = row.slice(0, width);
      // What was one cell over several rows stands in the first of them.
      kind = names[0] || kind;
      const line = findNamedLine(lines, width > 1 ? [kind, ...names.slice(1)] : names);
      if (line) row.slice(width).forEach((text, column) => pairs.push([cellsOf(line)[columns[column]], text]));
      else if (row.some(Boolean)) unknown.push(row.filter(Boolean).join(" "));
    }
    return { pairs, leftOut: unknown };
  }

  // Says above the rows what of the block none of them takes.
  function showLeftOut(lines, leftOut) {
    const first = lines.querySelector(".line");
    lines.querySelector(".left-out")?.remove();
    if (!leftOut.length) return;
    const note = createElement("div", { className: "left-out unfit invalid-feedback d-block" });
    note.setAttribute("role", "status");
    note.textContent = `${lines.dataset.textUnfit} ${leftOut.join("；")}`;
    (first.closest(".wide-rows") || first).before(note);
  }

  // A page may have to look at a row as a whole before it is filled.
  function announceRows(pairs) {
    const byLine = new Map();
    for (const pair of pairs) {
      const line = pair[0].closest(".line");
      byLine.set(line, [...(byLine.get(line) || []), pair]);
    }
    byLine.forEach((detail, line) => line.dispatchEvent(new CustomEvent("row-pasted", { bubbles: true, detail })));
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
    // A field with an editor of its own has taken it already.
    if (event.defaultPrevented) return;
    const start = event.target.closest?.(".line .cell");
    const text = event.clipboardData?.getData("text") || "";
    const rows = splitCells(text);
    // One cell is pasted as any text is, unless its quotes would come along.
    const single = rows.length === 1 && rows[0].length === 1;
    if (!start || (single && !/[\n\t]/.test(rows[0][0]))) return;
    event.preventDefault();
    const fixed = start.closest(".fixed-rows");
    const matched = (fixed && matchNamedRows(rows, fixed)) || matchCells(rows, start);
    showLeftOut(start.closest("[data-lines]"), matched.leftOut);
    const pairs = matched.pairs
      .map(([cell, written]) => [cell?.querySelector(":scope > :is(input, select, textarea)"), written])
      .filter(([field]) => field);
    if (matched.named) announceRows(pairs);
    const misfits = new Map(await fillFields(pairs));
    for (const [field] of pairs) {
      const cell = field.closest(".cell");
      // Only now: a second paste may have been at the same cell meanwhile.
      clearMisfit(cell);
      if (misfits.has(field)) showMisfit(cell, misfits.get(field));
    }
  });
  document.addEventListener("change", (event) => clearMisfit(event.target.closest(".cell")));

  Object.assign(redcross, { fillFields, isFilledByPaste, splitCells });
})();
