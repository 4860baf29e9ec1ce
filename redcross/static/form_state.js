"use strict";
// What stands in a form, as it can be kept and put back: a list of [name, value], of [name, value, checked] for
// boxes, of [name, [[value, text], …]] for choices. Rows come back with it, in their order.
window.redcross = window.redcross || {};
(() => {
  const { addLine } = redcross;
  const NOT_KEPT = ["button", "file", "image", "password", "reset", "submit"];
  const TYPED = "-text";
  const OF_THE_PAGE = ["csrfmiddlewaretoken", "kept_form", "kept_older"];
  // As what an entry a form was opened: one for the page, or one for each entry on it, with its text then.
  const VERSION = /^initial-|(^|-)version$/;
  // What a page shown again asks, and another one does not.
  const OF_A_QUESTION = /^(choose_|confirmed$)/;
  // What differs between two pages that say the same.
  const BESIDE_THE_POINT = /(^|-)(submission|version|INITIAL_FORMS|TOTAL_FORMS|rows)$/;
  const isBox = (field) => field.type === "checkbox" || field.type === "radio";

  function namedFields(form) {
    return [...form.elements].filter((field) => field.name && field.matches("input, select, textarea"));
  }

  function keptFields(form) {
    return namedFields(form).filter((field) => !NOT_KEPT.includes(field.type)
      && !OF_THE_PAGE.includes(field.name) && !("sensitive" in field.dataset)
      && field.autocomplete !== "one-time-code");
  }

  function readField(field) {
    if (isBox(field)) return [field.name, field.value, field.checked];
    if (field.localName !== "select") return [field.name, field.value];
    return [field.name, [...field.selectedOptions].map((option) => [option.value, option.text])];
  }

  // What is typed into a search box and not chosen yet; it goes out under this name too.
  function readTyped(field) {
    const text = field.tomselect?.searchBox?.text();
    return text ? [[`${field.name}${TYPED}`, text]] : [];
  }

  function readForm(form) {
    return keptFields(form).flatMap((field) => [readField(field), ...readTyped(field)]);
  }

  // Whether sensitive fields are filled in, which are not kept, or files chosen that are no evidence.
  function hasMore(form) {
    return namedFields(form).some((field) => field.value && ("sensitive" in field.dataset
      || (field.type === "file" && !("evidence" in field.dataset))));
  }

  // The evidence that goes out with the form: [{ name, files }].
  function chosenFiles(form) {
    const inputs = "upload" in form.dataset ? [] : [...form.querySelectorAll("[data-evidence]")];
    return inputs.filter((input) => input.files.length).map(({ name, files }) => ({ name, files: [...files] }));
  }

  function restoreFiles(form, inputs) {
    for (const { name, files } of inputs) {
      redcross.setFiles(form.elements[name], files);
      form.elements[name].dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  // What two states have in common when they say the same: an empty row more says nothing.
  function serialise(state) {
    const filled = state.filter(([name, value, checked = true]) => !BESIDE_THE_POINT.test(name) && checked
      && (Array.isArray(value) ? value.some(([key]) => key) : value));
    return JSON.stringify(filled.map(([name, value]) => [name, Array.isArray(value) ? value.map(([key]) => key) : value]));
  }

  // Name to value of the versions that a form, or what was kept of it, is about.
  function readVersions(state) {
    return Object.fromEntries(state.filter(([name]) => VERSION.test(name)));
  }

  // The state as of those versions: what was typed before somebody else saved stays older than that.
  function withVersions(state, versions) {
    return state.map((entry) => (entry[0] in versions ? [entry[0], versions[entry[0]]] : entry));
  }

  // --- putting it back

  // Rows of which nobody takes one away or adds one have no template: all of them stand there.
  function restoreRows(lines, state) {
    const { lines: prefix, counter: counterName } = lines.dataset;
    const counter = lines.querySelector(`[name="${prefix}-${counterName}"]`);
    const template = lines.querySelector("template");
    if (!template || !state.some(([name]) => name === counter.name)) return;
    const numberOf = (name = "") => name.match(`^${prefix}-(\\d+)-`)?.[1];
    const rows = new Map([...lines.querySelectorAll(".line")].map((row) =>
      [numberOf(row.querySelector("[name]")?.name), row]));
    const numbers = new Set(state.map(([name]) => numberOf(name)).filter(Boolean));
    for (const [number, row] of rows) if (!numbers.has(number)) row.remove();
    for (const number of numbers) {
      counter.value = number;
      const row = rows.get(number) || addLine(lines);
      template.before(row);
    }
  }

  function chooseOptions(field, choices) {
    const box = field.tomselect;
    if (box) {
      const { valueField, labelField } = box.settings;
      for (const [value, text] of choices) if (value) box.addOption({ [valueField]: value, [labelField]: text });
      box.setValue(choices.map(([value]) => value));
      return;
    }
    const values = choices.map(([value]) => value);
    for (const option of field.options) option.selected = values.includes(option.value);
  }

  function setField(field, [, value, checked]) {
    if (isBox(field)) field.checked = checked;
    else if (Array.isArray(value)) chooseOptions(field, value);
    else field.value = value;
  }

  function restoreField(field, entry) {
    setField(field, entry);
    // Scripts that show the field in a way of their own follow these.
    for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
    const details = field.closest("details");
    if (details && field.value) details.open = true;
  }

  // Whether all of the state that says anything stands in the form.
  function isRestored(form, state) {
    const left = new Map();
    const add = (entry, number) => left.set(entry, (left.get(entry) || 0) + number);
    const entriesOf = (some) => JSON.parse(serialise(some)).map((entry) => JSON.stringify(entry));
    for (const entry of entriesOf(readForm(form))) add(entry, 1);
    return entriesOf(state.filter(([name]) => !OF_A_QUESTION.test(name))).every((entry) => {
      add(entry, -1);
      return left.get(entry) >= 0;
    });
  }

  // Fields that the page does not have any more are left out.
  function restoreForm(form, state) {
    for (const lines of form.querySelectorAll("[data-lines]")) restoreRows(lines, state);
    const fields = keptFields(form);
    const places = new Map();
    for (const field of fields) {
      const key = isBox(field) ? `${field.name}=${field.value}` : field.name;
      places.set(key, [...(places.get(key) || []), field]);
    }
    const found = state.map((entry) => {
      const [name, value, checked] = entry;
      return [places.get(checked === undefined ? name : `${name}=${value}`)?.shift(), entry];
    }).filter(([field]) => field);
    const differs = ([field, entry]) => JSON.stringify(readField(field)) !== JSON.stringify(entry);
    for (const pair of found) if (differs(pair)) restoreField(...pair);
    // A script may have made something else of what stands in another field.
    for (const pair of found) if (differs(pair)) setField(...pair);
    for (const field of fields) {
      const typed = field.tomselect && state.find(([name]) => name === `${field.name}${TYPED}`);
      if (typed) field.tomselect.setTextboxValue(typed[1]);
    }
  }

  Object.assign(redcross, {
    chosenFiles, hasMore, isRestored, readForm, readVersions, restoreFiles, restoreForm, serialise, withVersions,
  });
})();
