"use strict";
(() => {
  const token = () => document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";
  const escaped = (text) => Object.assign(document.createElement("i"), { textContent: text }).innerHTML;

  // <select data-autocomplete="URL" [data-add-url] data-text-add data-text-none data-text-error>
  function autocomplete(select) {
    const { autocomplete: url, addUrl, textAdd = "", textNone = "", textError = "" } = select.dataset;
    const said = document.createElement("div");
    said.className = "invalid-feedback d-block";
    said.setAttribute("role", "alert");
    const say = (text) => { said.textContent = text; };
    let latest = 0;

    function load(query, callback) {
      const mine = ++latest;
      const target = new URL(url, location.href);
      target.searchParams.set("q", query);
      fetch(target, { headers: { Accept: "application/json" } })
        .then((response) => response.json())
        .then(({ results }) => {
          if (mine !== latest) return callback();
          // The server searches; what an earlier query found must not stay in the list.
          this.clearOptions();
          callback(results);
        })
        .catch(() => { callback(); say(textError); });
    }

    function create(name, callback) {
      const headers = { "X-CSRFToken": token(), Accept: "application/json" };
      fetch(addUrl, { method: "POST", headers, body: new URLSearchParams({ name }) })
        .then((response) => response.json().then((data) => {
          if (response.ok) return callback(data);
          callback(false);
          say(data.error || textError);
        }))
        .catch(() => { callback(false); say(textError); });
    }

    const box = new TomSelect(select, {
      plugins: select.multiple ? ["remove_button"] : [],
      valueField: "id", labelField: "text", searchField: [], maxOptions: null,
      preload: "focus", shouldLoad: () => true, load, create: addUrl ? create : false,
      onChange: () => say(""), onType: () => say(""),
      render: {
        no_results: () => `<div class="no-results" role="option" aria-disabled="true">${escaped(textNone)}</div>`,
        option_create: ({ input }) =>
          `<div class="create" role="option">${escaped(textAdd)} <strong>${escaped(input)}</strong></div>`,
      },
    });
    // A click into an open box would close it and lose what is being typed.
    box.hook("instead", "onClick", () => { box.clearActiveItems(); box.focus(); });
    for (const name of ["aria-describedby", "aria-invalid", "aria-required"]) {
      if (select.hasAttribute(name)) box.control_input.setAttribute(name, select.getAttribute(name));
    }
    // Its label now names the box.
    select.setAttribute("aria-hidden", "true");
    box.wrapper.after(said);
  }

  const enliven = (root) => root.querySelectorAll("select[data-autocomplete]").forEach(autocomplete);
  enliven(document);

  // Rows within a form: <fieldset data-lines="PREFIX" data-count="NAME OF THE COUNT"> with a <template>.
  function addLine(lines) {
    const { lines: prefix, count } = lines.dataset;
    const counter = lines.querySelector(`[name="${prefix}-${count}"]`);
    const template = lines.querySelector("template");
    const holder = document.createElement("div");
    holder.innerHTML = template.innerHTML.replaceAll("__prefix__", counter.value);
    const line = holder.firstElementChild;
    // A number of its own, so that sending the page twice saves it once (randomUUID wants https).
    const number = () => [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
    line.querySelectorAll('[name$="-submission"]').forEach((input) => { input.value = number(); });
    template.before(line);
    counter.value = Number(counter.value) + 1;
    enliven(line);
    return line;
  }

  document.addEventListener("click", (event) => {
    const lines = event.target.closest("[data-lines]");
    if (!lines) return;
    if (event.target.matches("[data-one-more]")) {
      const first = addLine(lines).querySelector(".cell > :is(input, select, textarea)");
      (first?.tomselect || first)?.focus();
    } else if (event.target.matches("[data-take-away]")) {
      event.target.closest(".line").remove();
      lines.querySelector("[data-one-more]").focus();
    }
  });

  // What a spreadsheet's cell means to a field; empty when the field cannot hold it.
  const YES = /^(是|yes|true|1|√|✓|✔|合格|通过)$/i;
  const read = {
    date: (text) => {
      const [, year, month, day] = text.match(/^(\d{4})\D(\d{1,2})\D(\d{1,2})\D?$/) || [];
      return year ? [year, month.padStart(2, "0"), day.padStart(2, "0")].join("-") : "";
    },
    number: (text) => text.replace(/[,，\s¥￥元]/g, ""),
    "select-one": (text, field) => [...field.options].find((o) => o.text === text || o.value === text)?.value || "",
  };
  // Whether the field holds the text now. A search box takes who is known by exactly that name.
  async function fill(field, text) {
    const box = field.tomselect;
    if (field.type === "checkbox") {
      field.checked = YES.test(text);
    } else if (!box) {
      field.value = (read[field.type] || ((it) => it))(text, field);
    } else if (text) {
      const target = new URL(field.dataset.autocomplete, location.href);
      target.searchParams.set("q", text);
      const { results } = await (await fetch(target, { headers: { Accept: "application/json" } })).json();
      const found = results.filter((one) => one.text === text);
      if (found.length !== 1) return false;
      box.addOption(found[0]);
      box.addItem(found[0].id);
    }
    return field.type === "checkbox" || !text || field.value !== "";
  }

  // A block of cells pasted from a spreadsheet fills the rows below, as many as it needs. What does not
  // fit is said beside its cell.
  document.addEventListener("paste", async (event) => {
    const cell = event.target.closest?.(".line .cell");
    const text = event.clipboardData?.getData("text").replace(/\r?\n$/, "") || "";
    if (!cell || !/[\n\t]/.test(text)) return;
    event.preventDefault();
    const lines = cell.closest("[data-lines]");
    const cells = (line) => [...line.querySelectorAll(".cell")];
    let line = cell.closest(".line");
    const first = cells(line).indexOf(cell);
    const filled = text.split(/\r?\n/).flatMap((row, index) => {
      if (index) line = line.nextElementSibling?.matches(".line") ? line.nextElementSibling : addLine(lines);
      return row.split("\t").map((value, column) => [cells(line)[first + column], value.trim()]);
    });
    for (const [into, value] of filled) {
      const field = into?.querySelector(":scope > :is(input, select, textarea)");
      if (!field) continue;
      into.querySelector(".unfit")?.remove();
      if (await fill(field, value).catch(() => false)) continue;
      const said = Object.assign(document.createElement("div"), { className: "unfit invalid-feedback d-block" });
      said.textContent = `${lines.dataset.textUnfit} ${value}`;
      into.append(said);
    }
  });
  document.addEventListener("change", (event) => event.target.closest(".cell")?.querySelector(".unfit")?.remove());

  // A POST form goes out once. aria-disabled and not `disabled`: the pressed button keeps its name and
  // value and the focus.
  const buttons = (form) => [...form.elements].filter((e) => e.type === "submit");
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if ("sent" in form.dataset) return event.preventDefault();
    form.dataset.sent = "";
    buttons(form).forEach((button) => button.setAttribute("aria-disabled", "true"));
  });
  addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    buttons(form).forEach((button) => button.removeAttribute("aria-disabled"));
  }));

  document.addEventListener("change", (event) => {
    if (event.target.matches("select.autosubmit")) event.target.form.requestSubmit();
  });
})();
