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

  document.querySelectorAll("select[data-autocomplete]").forEach(autocomplete);

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
