"use strict";
// Nothing typed is lost: what stands in a form that saves is kept on this machine until the server says that it is
// saved, and offered, to who typed it, when the page is opened again. A form with `data-not-kept` is left alone.
window.redcross = window.redcross || {};
(() => {
  const {
    chosenFiles, createButton, createElement, findDraft, findDrafts, findFiles, forgetDraft, forgetOldDrafts, hasMore,
    isRestored, keepDraft, keepFiles, readForm, readVersions, restoreFiles, restoreForm, serialise, withVersions,
  } = redcross;
  const INTERVAL = 1000;
  const COOKIE = "saved_form_";
  const texts = document.getElementById("kept").dataset;
  const { user, refusedForm } = document.body.dataset;
  const address = location.pathname + location.search;

  const createId = () => crypto.getRandomValues(new Uint32Array(4)).join("-");
  const ignoreFailure = () => {};
  const describeFiles = (inputs) => JSON.stringify(inputs.map(({ name, files }) => [
    name, ...files.map((file) => [file.name, file.size]),
  ]));

  // 11月25日 14:32
  function formatTime(time) {
    const parts = { month: "long", day: "numeric", hour: "2-digit", minute: "2-digit" };
    return new Intl.DateTimeFormat(document.documentElement.lang, parts).format(time);
  }

  // What was typed into the same form of the same entry before that was saved: it is older than what is saved now.
  // Each record that is added is another one, and what could not be put back is nowhere else.
  async function forgetOlder({ user: owner, entry, address: saved, action, time }) {
    if (entry !== "change") return;
    const pathOf = (one) => one.split("?")[0];
    for (const draft of await findDrafts(owner)) {
      const same = draft.action === action && pathOf(draft.address) === pathOf(saved);
      if (same && draft.time <= time && !draft.failed) await forgetDraft(draft.id);
    }
  }

  // Gives the names of what the server has told to be saved, and forgets them.
  async function forgetSaved() {
    const cookies = document.cookie.split("; ").filter((cookie) => cookie.startsWith(COOKIE));
    const ids = cookies.map((cookie) => cookie.slice(COOKIE.length).split("=")[0]);
    for (const id of ids) {
      const saved = await findDraft(id);
      await forgetDraft(id);
      if (saved) await forgetOlder(saved);
      document.cookie = `${COOKIE}${id}=; path=/; max-age=0`;
    }
    return ids;
  }

  class KeptForm {
    constructor(form) {
      this.form = form;
      this.action = form.getAttribute("action") || "";
      this.begin();
      // Shown again because it was refused: what stands in it is not saved, though the page came with it.
      if (refusedForm && !this.action) this.resume(refusedForm);
    }

    begin() {
      const state = readForm(this.form);
      Object.assign(this, { shown: serialise(state), versions: readVersions(state), older: false });
      this.beginCopy();
    }

    beginCopy() {
      Object.assign(this, { id: createId(), stored: false, last: "", lastFiles: "[]" });
    }

    // `older`: whether it was typed on another page than this one.
    resume(id, state = null, older = false) {
      Object.assign(this, { id, shown: null, stored: true, last: "", lastFiles: "[]", older });
      // Since when it is written decides about a conflict, not which version the page shown again asks about.
      if (state) this.versions = readVersions(state);
    }

    differs() {
      const more = hasMore(this.form) || chosenFiles(this.form).length;
      return Boolean(more) || serialise(readForm(this.form)) !== this.shown;
    }

    // Gives whether anything of the form is kept; throws where the browser keeps nothing. What was sent stays as it
    // was kept: the page that follows may have forgotten it already.
    async keep() {
      const { form, id } = this;
      if ("sent" in form.dataset || this.restoring) return this.stored;
      const state = readForm(form);
      const files = chosenFiles(form);
      const described = describeFiles(files);
      const differs = files.length > 0 || serialise(state) !== this.shown;
      const now = JSON.stringify(state) + described;
      if (now === this.last || (!differs && !this.stored)) return this.stored;
      this.last = now;
      this.stored = differs;
      try {
        await (differs ? keepDraft(this.describe(state)) : forgetDraft(id));
        if (differs && described !== this.lastFiles) await this.keepFiles(files, described);
      } catch (error) {
        this.last = "";
        throw error;
      }
      return differs;
    }

    // On their own: where there is no room for them the text is kept all the same.
    async keepFiles(files, described) {
      this.lastFiles = described;
      await keepFiles(this.id, files).catch(ignoreFailure);
    }

    async restoreFiles(id) {
      const inputs = (await findFiles(id))?.inputs || [];
      if (!inputs.length) return;
      restoreFiles(this.form, inputs);
      // That they are to be chosen again is not so any more; what else is wrong with them stays.
      for (const { name } of inputs) {
        const field = this.form.elements[name], again = field.dataset.textAgain;
        const lines = [...(field.closest("[id^=div_id_]")?.querySelectorAll(".invalid-feedback p") || [])];
        const others = lines.filter((line) => line.textContent.trim() !== again);
        const told = document.querySelector(`#error-summary a[href="#${field.id}"]`)?.closest("li");
        lines.filter((line) => !others.includes(line)).forEach((line) => line.remove());
        if (told && others.length) told.lastChild.textContent = told.lastChild.textContent.replace(again, "");
        else told?.remove();
        if (!others.length) field.classList.remove("is-invalid");
      }
      const summary = document.getElementById("error-summary");
      if (summary && !summary.querySelector("li")) summary.hidden = true;
    }

    describe(state) {
      return {
        id: this.id, user, address, action: this.action, entry: this.form.dataset.entry, time: Date.now(),
        state: withVersions(state, this.versions), older: this.older, more: hasMore(this.form),
        title: document.querySelector("h1").textContent.trim(),
      };
    }

    // Gives whether all of it stands in the form; if not, what was kept stays as it is. With it come the versions
    // that it is about: the server asks when somebody has changed it since. What stood in the form remains kept
    // beside it, unless it says the same.
    async restore(draft) {
      if (serialise(readForm(this.form)) !== serialise(draft.state)) await this.keep();
      this.restoring = true;
      let restored = false;
      try {
        restoreForm(this.form, draft.state);
        await this.restoreFiles(draft.id);
        restored = isRestored(this.form, draft.state);
      } catch (error) {
        console.error(error);
      }
      if (restored) this.resume(draft.id, draft.state, true);
      else {
        this.beginCopy();
        await keepDraft({ ...draft, failed: true });
      }
      this.restoring = false;
      return restored;
    }

    isChangedSince(state) {
      const versions = readVersions(state);
      return Object.entries(versions).some(([name, version]) => /version$/.test(name)
        && name in this.versions && this.versions[name] !== version);
    }

    // --- offering

    offer(draft) {
      const time = formatTime(draft.time);
      const lines = [texts.textOffer.replace("{time}", time)];
      if (this.isChangedSince(draft.state)) lines.push(texts.textChanged);
      if (draft.more) lines.push(texts.textMore);
      const text = createElement("p", { className: "mb-2", textContent: lines.join(" "), tabIndex: -1 });
      const restore = createButton(texts.textRestore, { className: "btn btn-primary" });
      const discard = createButton(texts.textDiscard, { className: "btn" });
      const buttons = createElement("div", { className: "btn-list" }, restore, discard);
      const bar = createElement("div", { className: "alert alert-info kept", lang: document.documentElement.lang });
      bar.setAttribute("role", "group");
      bar.setAttribute("aria-label", texts.textHeading);
      bar.append(text, buttons);
      restore.addEventListener("click", async () => {
        const restored = await this.restore(draft);
        text.textContent = restored ? texts.textRestored : texts.textUnrestored;
        if (draft.more) text.textContent += ` ${texts.textMore}`;
        if (restored) buttons.remove();
        text.focus();
      });
      discard.addEventListener("click", async () => {
        await forgetDraft(draft.id);
        bar.remove();
        document.getElementById("main").focus();
      });
      this.form.prepend(bar);
    }
  }

  // --- of the page

  const forms = [...document.querySelectorAll("main form[method=post]:not([data-not-kept])")]
    .map((form) => new KeptForm(form));
  const formOf = (form) => forms.find((kept) => kept.form === form);

  function keepAll() {
    for (const kept of forms) kept.keep().catch(ignoreFailure);
  }

  // Before it goes out. Gives whether all that is to be kept is kept.
  async function keepForm(form) {
    const kept = formOf(form);
    if (!kept) return false;
    const stored = await kept.keep().catch(() => false);
    for (const name of ["kept_form", "kept_older"]) form.querySelector(`[name=${name}]`)?.remove();
    if (stored) form.append(createElement("input", { type: "hidden", name: "kept_form", value: kept.id }));
    if (kept.older) form.append(createElement("input", { type: "hidden", name: "kept_older", value: "1" }));
    return stored || !kept.differs();
  }

  // Where the form of the page is one with other beginnings, as after "save and add another".
  function offerElsewhere(draft) {
    const text = texts.textOffer.replace("{time}", formatTime(draft.time));
    const link = createElement("a", { href: draft.address, textContent: texts.textOpen });
    forms[0].form.prepend(createElement("p", { className: "alert alert-info kept" }, text, " ", link));
  }

  function offerAll(drafts) {
    for (const draft of drafts.reverse()) {
      if (draft.id === refusedForm) continue;
      const kept = forms.find((one) => one.action === draft.action);
      if (draft.address === address) kept?.offer(draft);
      else if (draft.address.split("?")[0] === location.pathname && kept) offerElsewhere(draft);
    }
  }

  // The home page names what waits anywhere.
  function listAll(drafts) {
    const section = document.getElementById("kept-list");
    if (!section) return;
    for (const draft of drafts) {
      const link = createElement("a", { href: draft.address, textContent: draft.title });
      const time = createElement("span", { className: "text-secondary", textContent: formatTime(draft.time) });
      const discard = createButton(texts.textDiscard, { className: "btn ms-auto" });
      discard.setAttribute("aria-label", `${texts.textDiscard}: ${draft.title} ${time.textContent}`);
      const className = "list-group-item d-flex flex-wrap gap-2 align-items-center";
      const item = createElement("li", { className }, link, time, discard);
      discard.addEventListener("click", async () => {
        await forgetDraft(draft.id);
        item.remove();
        section.hidden = !section.querySelector("li");
        document.getElementById("main").focus();
      });
      section.querySelector("ul").append(item);
    }
    section.hidden = !drafts.length;
  }

  async function start() {
    await forgetOldDrafts();
    await forgetSaved();
    const drafts = await findDrafts(user);
    listAll(drafts);
    const refused = forms.find((kept) => kept.id === refusedForm);
    if (refused) {
      const sent = await findDraft(refusedForm);
      if (sent) refused.resume(refusedForm, sent.state, sent.older);
      await refused.restoreFiles(refusedForm);
    }
    offerAll(drafts);
    // Looked at again and again, and not at events: scripts that paste cells or insert figures change fields, too.
    setInterval(() => { if (!document.hidden) keepAll(); }, INTERVAL);
    addEventListener("pagehide", keepAll);
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) keepAll();
      // Saved on another page meanwhile, it may have been forgotten as older than that.
      else for (const kept of forms) kept.last = "";
    });
  }

  addEventListener("beforeunload", (event) => {
    if (forms.some((kept) => !("sent" in kept.form.dataset) && kept.differs())) event.preventDefault();
  });
  // A page that comes back from the browser's memory may have been saved meanwhile.
  addEventListener("pageshow", async ({ persisted }) => {
    if (!persisted) return;
    const saved = await forgetSaved();
    for (const kept of forms) if (saved.includes(kept.id)) kept.begin();
  });

  Object.assign(redcross, { keepForm });
  // What other scripts make of a form when the page is opened is not typed.
  document.addEventListener("DOMContentLoaded", () => {
    for (const kept of forms) if (kept.shown !== null) kept.begin();
    start().catch(ignoreFailure);
  });
})();
