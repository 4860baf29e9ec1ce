"use strict";
// The table of indicators: a figure with its period and what it is restricted to, and what is pasted from another
// table, our own printed one too: ≥200户 goes into three fields, 达成年度指标 and a day into those for them, and a
// cell that was merged says the same as the one above.
(() => {
  const { fetchJson, figurePicker } = redcross;
  const DIRECTIONS = {
    at_least: ["≥", "≧", ">=", "不少于", "不低于", "不小于", "至少"],
    at_most: ["≤", "≦", "<=", "不超过", "不高于", "不多于", "不大于", "至多"],
    exactly: ["=", "＝", "等于"],
  };
  const SIGNS = new Map(Object.entries(DIRECTIONS).flatMap(([value, signs]) => signs.map((sign) => [sign, value])));
  const SIGN = [...SIGNS.keys()].join("|");
  const NUMBER = "[-−－]?[\\d０-９][\\d０-９.,，．]*(?:[万亿](?!元))?";
  // Behind a sign stands a number, and whatever its unit is; without one the unit has no digits.
  const SIGNED = new RegExp(`^(${SIGN})\\s*(${NUMBER})\\s*(.{0,10})$`);
  const PLAIN = new RegExp(`^()(${NUMBER})\\s*(%|％|[^\\d０-９%％]{0,10})$`);
  const DAY = /^(不晚于|不迟于)?\s*((?:(\d{4})年)?\d{1,2}月\d{1,2}[日号]|\d{4}[-./]\d{1,2}[-./]\d{1,2})\s*(以?前|之前)?$/;
  // What is known only roughly is no number here: it stays, to be refused.
  const ROUGH = /^[约近逾超]+过?\s*[\d０-９]|^[\d０-９.,，．]+[百千万亿]*[余多]|^[\d０-９].*(左右|上下)$/;
  const LIMITS = { 以上: "at_least", 以下: "at_most", 以内: "at_most" };
  const MET = { 部分达成: "partly", 未达成: "not", 达成: "fully" };
  const fieldOf = (line, name) => line.querySelector(`[name$="-${name}"]`);

  function fillField(field, value) {
    if (!field || field.value === value) return;
    field.value = value;
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
  }

  const WHOLE = new RegExp(`^${NUMBER}$`);

  // Sign, number and unit of a text; the unit may be the one that the row has. Nothing of what is no number.
  function readNumber(line, text) {
    const own = fieldOf(line, "unit").value.trim();
    const [, sign = "", rest] = text.match(new RegExp(`^(${SIGN})?\\s*(.*)$`));
    const number = own && rest.endsWith(own) ? rest.slice(0, -own.length).trim() : "";
    if (WHOLE.test(number)) return { sign, number, unit: own };
    const [, , digits, unit] = text.match(SIGNED) || text.match(PLAIN) || [];
    return digits ? { sign, number: digits, unit: unit.trim() } : {};
  }

  // A day is written without its year where only one may be meant.
  function dayOf([, , day, year], form) {
    const years = ["start", "end"].map((name) => form.querySelector(`[name="${name}"]`)?.value.slice(0, 4));
    return year || !day.includes("月") || !years[0] || years[0] !== years[1] ? day : `${years[0]}年${day}`;
  }

  function putTarget(line, direction, values) {
    const chosen = fieldOf(line, "direction");
    if (direction) fillField(chosen, direction);
    for (const name of ["target", "target_date", "target_words"]) fillField(fieldOf(line, name), values[name] || "");
    if (values.unit) fillField(fieldOf(line, "unit"), values.unit);
  }

  // What stands before and behind the number has fields of its own; what is no number is a day or a target in words.
  function divideTarget(line, field) {
    const text = field.value.trim();
    const [, limit] = text.match(/^[\d０-９].*(以上|以下|以内)$/) || [];
    const plain = limit ? text.slice(0, -limit.length) : text;
    const { sign, number, unit } = readNumber(line, plain);
    const numeric = Object.keys(DIRECTIONS).includes(fieldOf(line, "direction").value);
    const day = text.match(DAY);
    if (!text || ROUGH.test(text)) return;
    if (day) {
      putTarget(line, "by_date", { target_date: dayOf(day, line.closest("form")) });
    } else if (number) {
      const values = { target: sign || unit || limit ? number : field.value, unit };
      putTarget(line, SIGNS.get(sign) || LIMITS[limit] || (numeric ? "" : "at_least"), values);
    } else {
      putTarget(line, "quality", { target_words: text });
    }
  }

  // What was reached: a number, a day, or whether a target in words is met.
  function divideActual(line, field, pasted) {
    const text = field.value.trim();
    const met = Object.keys(MET).find((words) => text.replace(/^(已|全部|完全)/, "").startsWith(words));
    const day = text.match(DAY);
    const { sign, number, unit } = ROUGH.test(text) ? {} : readNumber(line, text);
    const isOfFigure = pasted && fieldOf(line, "figure")?.value;
    if (met || day || isOfFigure) fillField(field, "");
    if (met) fillField(fieldOf(line, "met"), MET[met]);
    else if (day) fillField(fieldOf(line, "actual_date"), dayOf(day, line.closest("form")));
    else if (pasted && !text) for (const name of ["met", "actual_date"]) fillField(fieldOf(line, name), "");
    else if (unit && !sign && !isOfFigure) {
      fillField(field, number);
      if (!fieldOf(line, "unit").value) fillField(fieldOf(line, "unit"), unit);
    }
  }

  function repeatAbove(line, name) {
    const field = fieldOf(line, name);
    const above = line.previousElementSibling;
    if (!field.value && fieldOf(line, "third").value && above?.matches(".line")) fillField(field, fieldOf(above, name).value);
  }

  const OF_ITS_INDICATOR = [
    ...["target", "target_date", "target_words", "unit", "actual", "actual_date", "met", "evidence", "weight"],
    ...["manual_score", "reason", "missed_earns", "missed_deduction", "bands", "rule"],
  ];

  // Where another indicator is pasted over one, nothing of that stays: least of all its figure.
  function forgetOther(line, pairs) {
    const pasted = new Map(pairs.map(([field, text]) => [field.name.replace(/^.*-/, ""), text.replace(/\s*\n\s*/g, " ")]));
    const before = fieldOf(line, "third").value;
    if (!before || !pasted.has("target") || !pasted.get("third") || pasted.get("third") === before) return;
    fieldOf(line, "figure")?.tomselect?.clear();
    fillField(fieldOf(line, "figure"), "");
    for (const name of OF_ITS_INDICATOR) fillField(fieldOf(line, name), "");
    fillField(fieldOf(line, "direction"), "at_least");
  }

  const table = document.querySelector('[data-lines="indicators"]');
  table?.addEventListener("change", (event) => {
    const line = event.target.closest(".line");
    if (!line) return;
    const pasted = redcross.isFilledByPaste(event.target);
    if (event.target.name.endsWith("-target")) divideTarget(line, event.target);
    if (event.target.name.endsWith("-actual")) divideActual(line, event.target, pasted);
    if (event.target.name.endsWith("-third")) for (const name of ["first", "second"]) repeatAbove(line, name);
  });

  table?.addEventListener("row-pasted", (event) => forgetOther(event.target, event.detail));

  table?.addEventListener("click", (event) => {
    const button = event.target.closest("[data-choose-figure]");
    if (!button) return;
    const box = button.closest(".cell").querySelector("select").tomselect;
    const choose = async (reference) => {
      const id = reference.replace(/^\[\[|\]\]$/g, "");
      const url = document.getElementById("picker").dataset.chosenUrl;
      const { text } = await fetchJson(url, { query: { reference: id } });
      box.addOption({ id, text });
      box.setValue(id);
    };
    figurePicker.open({
      reference: box.getValue(),
      onNumber: choose,
      onRemove: box.getValue() ? () => box.clear() : null,
      onClose: () => button.focus(),
    });
  });
})();
