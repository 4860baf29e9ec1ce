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
    // A number of its own, so that sending the page twice saves it once.
    line.querySelectorAll('[name$="-submission"]').forEach((input) => { input.value = crypto.randomUUID?.() || ""; });
    template.before(line);
    counter.value = Number(counter.value) + 1;
    enliven(line);
    return line;
  }

  document.addEventListener("click", (event) => {
    const lines = event.target.closest("[data-lines]");
    if (!lines) return;
    if (event.target.matches("[data-one-more]")) {
      addLine(lines).querySelector("input:not([type=hidden]), select, textarea")?.focus();
    } else if (event.target.matches("[data-take-away]")) {
      event.target.closest(".line").remove();
      lines.querySelector("[data-one-more]").focus();
    }
  });

  // A block of cells pasted from a spreadsheet fills the rows below, as many as it needs.
  document.addEventListener("paste", (event) => {
    const cell = event.target.closest?.(".line input:not([type=hidden])");
    const text = event.clipboardData?.getData("text").replace(/\r?\n$/, "") || "";
    if (!cell || !/[\n\t]/.test(text)) return;
    event.preventDefault();
    const lines = cell.closest("[data-lines]");
    const fields = (line) => [...line.querySelectorAll(".cell > input, .cell > select, .cell > textarea")];
    let line = cell.closest(".line");
    const first = fields(line).indexOf(cell);
    text.split(/\r?\n/).forEach((row, index) => {
      if (index) line = line.nextElementSibling?.matches(".line") ? line.nextElementSibling : addLine(lines);
      row.split("\t").forEach((value, column) => {
        const field = fields(line)[first + column];
        if (field && !field.tomselect) field.value = value.trim();
      });
    });
  });

  // A POST form goes out once. aria-disabled and not `disabled`: the pressed button keeps its name and
  // value and the focus. data-again exempts a form whose answer is a download.
  const buttons = (form) => [...form.elements].filter((e) => e.type === "submit");
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "again" in form.dataset) return;
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
