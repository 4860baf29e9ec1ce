"use strict";
// What is typed and not saved yet, kept on this machine: { id, user, time, address, title, … }, each person's own.
window.redcross = window.redcross || {};
(() => {
  const NAME = "drafts";
  const KEPT_DAYS = 7;
  let database;

  function openDatabase() {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open("redcross", 1);
      request.onupgradeneeded = () => {
        const store = request.result.createObjectStore(NAME, { keyPath: "id" });
        for (const index of ["user", "time"]) store.createIndex(index, index);
      };
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        request.result.onclose = () => { database = undefined; };
        resolve(request.result);
      };
    });
  }

  // Not localStorage, which browsers write to the disk only once in a while: a power cut would lose minutes.
  async function run(mode, act) {
    database = database || openDatabase();
    const transaction = (await database).transaction(NAME, mode, { durability: "strict" });
    const request = act(transaction.objectStore(NAME));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  const keepDraft = (draft) => run("readwrite", (drafts) => drafts.put(draft));
  const forgetDraft = (id) => run("readwrite", (drafts) => drafts.delete(id));
  const findDraft = (id) => run("readonly", (drafts) => drafts.get(id));

  // The newest first.
  async function findDrafts(user) {
    const drafts = await run("readonly", (store) => store.index("user").getAll(user));
    return drafts.sort((one, other) => other.time - one.time);
  }

  // Also those of others who use this machine, whom nobody else sees.
  function forgetOldDrafts() {
    return run("readwrite", (store) => {
      const old = IDBKeyRange.upperBound(Date.now() - KEPT_DAYS * 24 * 3600 * 1000);
      store.index("time").openCursor(old).onsuccess = ({ target: { result: cursor } }) => {
        if (!cursor) return;
        cursor.delete();
        cursor.continue();
      };
    });
  }

  Object.assign(redcross, { keepDraft, forgetDraft, findDraft, findDrafts, forgetOldDrafts });
})();
