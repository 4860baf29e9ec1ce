"use strict";
// The text of a chapter with its figures as chips. What is saved is the <textarea>, kept in step: a chip
// stands there as [[…]], what nobody has confirmed as [?…?], a paragraph is a line.
(() => {
  const picker = document.querySelector("#picker");
  const source = document.querySelector("#id_text");
  if (!picker || !source) return;
  const said = picker.dataset;
  const $ = (id) => document.getElementById(id);
  const PIECE = /\[\[([^[\]\n]{1,300})\]\]|\[\?([^[\]\n]{1,200})\?\]/g;
  // Stands beside a chip, so that the caret can.
  const JOINT = "\u200B";
  const FIGURES = "application/x-figures";
  let shown = {};
  let labels = {};

  function make(tag, given = {}, ...inside) {
    const made = Object.assign(document.createElement(tag), given);
    made.append(...inside);
    return made;
  }
  function later(wait, act) {
    let timer;
    return (...given) => { clearTimeout(timer); timer = setTimeout(() => act(...given), wait); };
  }
  async function ask(url, data) {
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const post = { method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams(data) };
    const answer = await fetch(url, data ? post : {});
    if (!answer.ok) throw new Error(answer.status);
    return answer.json();
  }

  // --- the editor and its text ---------------------------------------------------------------

  const label = document.querySelector(`label[for="${source.id}"]`);
  label.id ||= "text-label";
  const editor = make("div", { className: "form-control editor", contentEditable: "true", lang: "zh-Hans" });
  editor.setAttribute("role", "textbox");
  editor.setAttribute("aria-multiline", "true");
  editor.setAttribute("aria-labelledby", label.id);
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (source.hasAttribute(name)) editor.setAttribute(name, source.getAttribute(name));
  }
  label.addEventListener("click", () => editor.focus());

  const clean = (text) => text.replace(/[\u200B\uFEFF]/g, "").replace(/[\u00A0\n\r\t]/g, " ");

  function describe(chip) {
    const { token } = chip.dataset;
    const text = shown[token] ?? token.slice(2, -2);
    const words = labels[token] || token;
    chip.textContent = text;
    chip.title = words;
    chip.setAttribute("aria-label", `${text}: ${words}. ${said.textRemove}`);
    chip.classList.toggle("faulty", token in shown && !labels[token]);
  }
  function chipOf(token) {
    const chip = make("span", { className: "chip", contentEditable: "false", tabIndex: 0 });
    chip.setAttribute("role", "img");
    chip.dataset.token = token;
    describe(chip);
    return chip;
  }
  function markOf(words) {
    const confirm = make("button", { type: "button", contentEditable: "false", textContent: said.textConfirm });
    confirm.title = said.textConfirmHelp;
    confirm.setAttribute("aria-label", `${said.textConfirm}: ${words}`);
    return make("mark", { className: "unconfirmed" }, make("span", {}, words), confirm);
  }
  function lineOf(text) {
    const line = make("p");
    let at = 0;
    for (const found of text.matchAll(PIECE)) {
      line.append((at ? "" : JOINT) + text.slice(at, found.index));
      line.append(found[1] ? chipOf(found[0]) : markOf(found[2]), JOINT);
      at = found.index + found[0].length;
    }
    line.append(text.slice(at));
    line.normalize();
    if (!line.textContent) line.append(make("br"));
    return line;
  }
  const show = (text) => editor.replaceChildren(...text.split("\n").map(lineOf));

  const token = (node) => node.dataset?.token;
  function* within(node) {
    if (node.nodeType === Node.TEXT_NODE) yield { text: clean(node.data), at: [node, node.length], node };
    else if (token(node)) yield { text: token(node), at: behind(node) };
    else if (node.nodeType === Node.ELEMENT_NODE && node.tagName !== "BUTTON") {
      const inside = [...node.childNodes].flatMap((child) => [...within(child)]);
      const marked = node.tagName === "MARK" && inside.some((piece) => piece.text);
      if (marked) yield { text: "[?", at: [node, 0] };
      yield* inside;
      if (marked) yield { text: "?]", at: behind(node) };
    }
  }
  const behind = (node) => [node.parentNode, [...node.parentNode.childNodes].indexOf(node) + 1];
  // Every piece of the text in its order: what it adds, and the point in the page behind it.
  function* pieces() {
    for (const [index, line] of [...editor.childNodes].entries()) {
      if (index) yield { text: "\n", at: [line, 0] };
      yield* within(line);
    }
  }
  const read = () => [...pieces()].map((piece) => piece.text).join("");

  // A point in the page as a place in the text, and back.
  function placeOf(container, offset) {
    const point = document.createRange();
    point.setStart(container, offset);
    let place = 0;
    for (const piece of pieces()) {
      if (piece.node === container) return place + clean(container.data.slice(0, offset)).length;
      if (point.comparePoint(...piece.at) > 0) break;
      place += piece.text.length;
    }
    return place;
  }
  function putCaret(place) {
    let rest = place;
    let spot = [editor.firstChild, 0];
    for (const piece of pieces()) {
      if (piece.node && rest <= piece.text.length) {
        let offset = 0;
        for (let seen = 0; offset < piece.node.length; offset += 1) {
          const joint = piece.node.data[offset] === JOINT;
          if (seen === rest && !joint) break;
          if (!joint) seen += 1;
        }
        spot = [piece.node, offset];
        break;
      }
      if (rest < piece.text.length) break;
      rest -= piece.text.length;
      spot = piece.at;
    }
    editor.focus();
    getSelection().collapse(...spot);
    selected = [place, place];
  }

  // Where the caret is, or was last while the focus is elsewhere.
  let selected = null;
  function current() {
    const chip = document.activeElement.closest(".editor .chip");
    if (chip) return Array(2).fill(placeOf(...behind(chip)));
    const { rangeCount } = getSelection();
    const range = rangeCount ? getSelection().getRangeAt(0) : null;
    if (!range || !editor.contains(range.startContainer) || !editor.contains(range.endContainer)) return null;
    return [placeOf(range.startContainer, range.startOffset), placeOf(range.endContainer, range.endOffset)];
  }
  function selection() {
    selected = current() || selected || Array(2).fill(read().length);
    return selected;
  }
  document.addEventListener("selectionchange", () => { selected = current() || selected; });
  editor.addEventListener("focusout", () => { selected = current() || selected; });

  // --- changing it, and taking changes back --------------------------------------------------

  const past = [];
  const future = [];
  let typedAt = 0;
  function remember(typing) {
    const now = Date.now();
    if (!typing || now - typedAt > 1000) past.push([read(), selection()[0]]);
    if (past.length > 200) past.shift();
    typedAt = typing ? now : 0;
    future.length = 0;
  }
  function step(from, to) {
    if (!from.length) return;
    const [text, place] = from.pop();
    to.push([read(), selection()[0]]);
    typedAt = 0;
    show(text);
    putCaret(place);
    changed();
  }
  // Nothing is put into the middle of a mark.
  function outside(place) {
    for (const found of read().matchAll(PIECE)) {
      const end = found.index + found[0].length;
      if (found.index < place && place < end) return end;
    }
    return place;
  }
  function put(start, end, text) {
    remember();
    const all = read();
    show(all.slice(0, start) + text + all.slice(end));
    putCaret(start + text.length);
    changed();
  }
  function insert(text) {
    const [start, end] = selection();
    put(start === end ? outside(start) : start, start === end ? outside(end) : end, text);
  }
  // A table, chart or listing has a line to itself.
  function insertLine(text) {
    const all = read();
    const end = all.indexOf("\n", selection()[1]);
    const place = end < 0 ? all.length : end;
    const empty = place === 0 || all[place - 1] === "\n";
    put(place, place, empty ? text : `\n${text}`);
  }
  function changed() {
    source.value = read();
    refresh();
  }
  // What a browser leaves when everything was deleted, or a word dropped beside the lines.
  function tidy() {
    const odd = [...editor.childNodes].some((node) => node.nodeName !== "P");
    if (!odd && editor.firstChild) return;
    const [place] = selection();
    show(read());
    putCaret(place);
  }

  editor.addEventListener("beforeinput", (event) => {
    const { inputType: type } = event;
    const [start, end] = selection();
    const before = read().slice(0, start);
    const act = (work) => { event.preventDefault(); work(); };
    if (type === "historyUndo") act(() => step(past, future));
    else if (type === "historyRedo") act(() => step(future, past));
    else if (type.startsWith("format") || type === "insertFromDrop") act(() => {});
    else if (type === "insertParagraph" || type === "insertLineBreak") act(() => insert("\n"));
    else if (type.startsWith("delete") && start !== end) act(() => put(start, end, ""));
    else if (type === "deleteContentBackward" && /(\]\]|\n)$/.test(before)) {
      const gone = before.match(/\[\[[^[\]\n]{1,300}\]\]$|\n$/);
      if (gone) act(() => put(start - gone[0].length, start, ""));
    } else if (type === "deleteContentForward") {
      const gone = read().slice(start).match(/^(\[\[[^[\]\n]{1,300}\]\]|\n)/);
      if (gone) act(() => put(start, start + gone[0].length, ""));
      else remember(true);
    } else remember(true);
  });
  editor.addEventListener("input", (event) => {
    if (event.isComposing) return;
    tidy();
    changed();
  });
  editor.addEventListener("compositionend", () => { tidy(); changed(); });
  editor.addEventListener("dragover", (event) => event.preventDefault());
  editor.addEventListener("drop", (event) => event.preventDefault());
  // [[…]] typed by hand becomes a chip when the text is left.
  editor.addEventListener("blur", () => {
    const typed = [...pieces()].some((piece) => piece.node && /\[\[[^[\]\n]{1,300}\]\]/.test(piece.text));
    if (typed) show(read());
  });

  editor.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && !event.altKey && "zy".includes(event.key.toLowerCase())) {
      event.preventDefault();
      const again = event.key.toLowerCase() === "y" || event.shiftKey;
      if (again) step(future, past);
      else step(past, future);
      return;
    }
    const chip = event.target.closest?.(".chip");
    if (!chip) return;
    const start = placeOf(...behind(chip)) - chip.dataset.token.length;
    const end = start + chip.dataset.token.length;
    if (event.key === "Backspace" || event.key === "Delete") put(start, end, "");
    else if (event.key === "ArrowLeft") putCaret(start);
    else if (event.key === "ArrowRight") putCaret(end);
    else return;
    event.preventDefault();
  });
  editor.addEventListener("click", (event) => {
    const mark = event.target.closest("button") && event.target.closest("mark");
    if (!mark) return;
    const words = [...mark.childNodes].flatMap((node) => [...within(node)]).map((piece) => piece.text).join("");
    const end = placeOf(...behind(mark));
    put(end - words.length - 4, end, words);
  });

  // --- clipboard -----------------------------------------------------------------------------

  const inWords = (text) => text.replace(PIECE, (all, _chip, words) => words || shown[all] || all);
  for (const type of ["copy", "cut"]) {
    editor.addEventListener(type, (event) => {
      const [start, end] = selection();
      if (start === end) return;
      event.preventDefault();
      const text = read().slice(start, end);
      event.clipboardData.setData("text/plain", inWords(text));
      event.clipboardData.setData(FIGURES, text);
      if (type === "cut") put(start, end, "");
    });
  }
  // The text of a page as lines; comments, styles and the like of a word processor are no text.
  const BLOCK = /^(P|DIV|LI|TR|H[1-6]|BLOCKQUOTE|PRE|TABLE|UL|OL|SECTION|ARTICLE)$/;
  const NO_TEXT = /^(STYLE|SCRIPT|TITLE|HEAD|TEMPLATE|XML|O:P)$/;
  function linesOf(node) {
    if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/\s+/g, " ");
    if (node.nodeType !== Node.ELEMENT_NODE || NO_TEXT.test(node.tagName)) return "";
    if (node.tagName === "BR") return "\n";
    const inside = [...node.childNodes].map(linesOf).join("");
    if (/^T[DH]$/.test(node.tagName)) return `${inside} `;
    return BLOCK.test(node.tagName) ? `\n${inside}\n` : inside;
  }
  function plain(data) {
    const html = data.getData("text/html");
    const text = data.getData("text/plain")
      || linesOf(new DOMParser().parseFromString(html, "text/html").body);
    return text
      .split(/\r\n?|[\n\v\f\u2028\u2029]/)
      .map((line) => clean(line).replace(/[\u0000-\u001F\u007F]/g, "").replace(/^[\s\u3000]+|[\s\u3000]+$/g, ""))
      .filter(Boolean)
      .join("\n");
  }
  editor.addEventListener("paste", (event) => {
    event.preventDefault();
    const own = event.clipboardData.getData(FIGURES);
    const text = own || plain(event.clipboardData);
    if (!text) return;
    insert(text);
    if (!own) look(text, false);
  });

  // --- what stands below the editor ----------------------------------------------------------

  const errors = make("ul", { className: "errors text-danger list-unstyled mb-0", id: "text-errors" });
  errors.setAttribute("role", "status");
  const suggested = make("ul", { className: "list-unstyled mb-0", id: "suggestions" });
  const told = make("p", { className: "form-hint mb-0" });
  told.setAttribute("role", "status");
  const lookButton = make("button", { type: "button", className: "btn btn-sm", textContent: said.textLook });
  lookButton.addEventListener("click", () => look(read(), true));
  const below = make("div", { className: "below" }, errors, lookButton, told, suggested);

  const inChips = (text) => text.replace(PIECE, (all) => "\0".repeat(all.length));
  function whereIs(words) {
    const text = inChips(read());
    let at = text.indexOf(words);
    while (at > 0 && /[\d.,]/.test(text[at - 1])) at = text.indexOf(words, at + 1);
    return at;
  }
  async function look(text, asked) {
    try {
      const { suggestions } = await ask(said.suggestions, { text });
      suggested.replaceChildren(...suggestions.map((suggestion) => {
        const take = make("button", { type: "button", className: "btn btn-sm", textContent: said.textReplace });
        take.setAttribute("aria-label", `${said.textReplace}: ${suggestion.words} → ${suggestion.label}`);
        const item = make("li", {}, `${suggestion.words} → ${suggestion.label} `, take);
        item.dataset.words = suggestion.words;
        take.addEventListener("click", () => {
          const at = whereIs(suggestion.words);
          if (at >= 0) put(at, at + suggestion.words.length, suggestion.token);
          for (const one of [...suggested.children]) if (whereIs(one.dataset.words) < 0) one.remove();
          if (!suggested.children.length) told.textContent = "";
        });
        return item;
      }));
      told.textContent = suggestions.length ? said.textSuggestions : asked ? said.textNone : "";
    } catch {
      told.textContent = said.textError;
    }
  }

  const preview = $("preview");
  let latest = 0;
  async function renew() {
    latest += 1;
    const mine = latest;
    try {
      const answer = await ask(said.preview, { text: source.value });
      if (mine !== latest) return;
      shown = answer.references;
      labels = answer.labels;
      editor.querySelectorAll(".chip").forEach(describe);
      // Made of the text by the server, which lets no tag through.
      preview.querySelector(".evaluation").innerHTML = answer.html;
      errors.replaceChildren(...answer.errors.map((text) => make("li", {}, text)));
    } catch {
      if (mine === latest) errors.replaceChildren(make("li", {}, said.textError));
    }
  }
  const refresh = later(400, renew);

  // --- figures to insert ---------------------------------------------------------------------

  let chosen = null;
  const results = $("picker-results");
  function choose(figure, button) {
    chosen = figure;
    results.querySelectorAll("button").forEach((one) => one.setAttribute("aria-pressed", one === button));
    $("picker-options").hidden = false;
    $("picker-chosen").textContent = figure.label;
    $("picker-rule").textContent = figure.rule;
    const [everything] = $("picker-filter").options;
    $("picker-filter").replaceChildren(everything, ...figure.filters.map((one) => new Option(one.label, one.name)));
    $("picker-filter").value = "";
    picker.querySelector("[data-filters]").hidden = !figure.filters.length;
    $("picker-by").replaceChildren(...figure.by.map((one) => new Option(one.label, one.name)));
    picker.querySelector("[data-by]").hidden = !figure.by.length;
    restrict();
  }
  let asked = 0;
  async function search() {
    asked += 1;
    const mine = asked;
    const url = new URL(said.figures, location.href);
    url.searchParams.set("q", $("picker-search").value);
    try {
      const answer = await ask(url);
      if (mine !== asked) return;
      results.replaceChildren(...answer.results.map((figure) => {
        const number = make("span", { className: "num", textContent: figure.shown, lang: "zh-Hans" });
        const button = make("button", { type: "button", className: "list-group-item list-group-item-action" },
          make("span", {}, figure.label), number);
        button.setAttribute("aria-pressed", figure.key === chosen?.key);
        button.addEventListener("click", () => choose(figure, button));
        return button;
      }));
      $("picker-more").textContent = answer.more ? said.textMore : answer.results.length ? "" : said.textNothing;
    } catch {
      $("picker-more").textContent = said.textError;
    }
  }
  $("picker-search").addEventListener("input", later(250, search));

  const filter = () => chosen?.filters.find((one) => one.name === $("picker-filter").value);
  function restrict() {
    const one = filter();
    picker.querySelector("[data-search]").hidden = !one?.url;
    picker.querySelector("[data-value]").hidden = !one;
    $("picker-find").value = "";
    const choices = one?.choices || [];
    $("picker-value").replaceChildren(...choices.map(([value, text]) => new Option(text, value)));
    if (one?.url) find();
  }
  async function find() {
    const one = filter();
    if (!one?.url) return;
    const url = new URL(one.url, location.href);
    url.searchParams.set("q", $("picker-find").value);
    const answer = await ask(url).catch(() => ({ results: [] }));
    if (filter() !== one) return;
    $("picker-value").replaceChildren(...answer.results.map(({ id, text }) => new Option(text, id)));
  }
  $("picker-filter").addEventListener("change", restrict);
  $("picker-find").addEventListener("input", later(250, find));
  $("picker-period").addEventListener("change", () => {
    const hidden = $("picker-period").value !== "dates";
    picker.querySelectorAll("[data-dates]").forEach((one) => { one.hidden = hidden; });
  });

  function tokenOf(...first) {
    const parts = [...first];
    const one = filter();
    if (one && $("picker-value").value) parts.push(`${one.name}=${$("picker-value").value}`);
    const period = $("picker-period").value;
    if (period === "dates") parts.push(`period=${$("picker-from").value}..${$("picker-to").value}`);
    else if (period) parts.push(`period=${period}`);
    return parts;
  }
  $("picker-insert").addEventListener("click", () => {
    const form = $("picker-form").value;
    insert(`[[${[...tokenOf(chosen.key), ...(form ? [`as=${form}`] : [])].join(";")}]]`);
  });
  picker.querySelectorAll("[data-block]").forEach((button) => button.addEventListener("click", () => {
    insertLine(`[[${tokenOf(button.dataset.block, `figure=${chosen.key}`, `by=${$("picker-by").value}`).join(";")}]]`);
  }));
  picker.querySelector("[data-listing]").addEventListener("click", () => {
    insertLine(`[[list;of=${$("picker-list").value}]]`);
  });

  const take = document.querySelector("[data-take]");
  take?.addEventListener("click", () => {
    put(0, read().length, JSON.parse($("generated").textContent));
  });

  // --- begin ---------------------------------------------------------------------------------

  show(source.value.replace(/\r\n?/g, "\n"));
  source.hidden = true;
  source.after(editor, below);
  for (const part of [picker, preview, take]) if (part) part.hidden = false;
  source.form.addEventListener("submit", () => { source.value = read(); });
  renew();
  search();
})();
