"use strict";
// What is typed and not saved yet, kept on this machine: { id, user, time, address, title, … }, each person's own;
// beside it the files that were chosen: { id, inputs: [{ name, files }] }.
window.redcross = window.redcross || {};
(() => {
  const DRAFTS = "drafts";
  const FILES = "files";
  const KEPT_DAYS = 7;
  let database;

  function openDatabase() {
    return new Promise((resolve, reject) => {
      const request = indexedDB.open("redcross", 1);
      request.onupgradeneeded = () => {
        const store = request.result.createObjectStore(DRAFTS, { keyPath: "id" });
        for (const index of ["user", "time"]) store.createIndex(index, index);
        request.result.createObjectStore(FILES, { keyPath: "id" });
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
    const transaction = (await database).transaction([DRAFTS, FILES], mode, { durability: "strict" });
    const request = act(transaction.objectStore(DRAFTS), transaction.objectStore(FILES));
    return new Promise((resolve, reject) => {
      transaction.oncomplete = () => resolve(request?.result);
      transaction.onabort = () => reject(transaction.error);
    });
  }

  const keepDraft = (draft) => run("readwrite", (drafts) => drafts.put(draft));
  const findDraft = (id) => run("readonly", (drafts) => drafts.get(id));
  const keepFiles = (id, inputs) => run("readwrite", (_drafts, files) => files.put({ id, inputs }));
  const findFiles = (id) => run("readonly", (_drafts, files) => files.get(id));

  function forgetDraft(id) {
    return run("readwrite", (drafts, files) => {
      files.delete(id);
      return drafts.delete(id);
    });
  }

  // The newest first.
  async function findDrafts(user) {
    const drafts = await run("readonly", (store) => store.index("user").getAll(user));
    return drafts.sort((one, other) => other.time - one.time);
  }

  // Also those of others who use this machine, whom nobody else sees.
  function forgetOldDrafts() {
    return run("readwrite", (store, files) => {
      const old = IDBKeyRange.upperBound(Date.now() - KEPT_DAYS * 24 * 3600 * 1000);
      store.index("time").openCursor(old).onsuccess = ({ target: { result: cursor } }) => {
        if (!cursor) return;
        files.delete(cursor.primaryKey);
        cursor.delete();
        cursor.continue();
      };
    });
  }

  Object.assign(redcross, {
    keepDraft, forgetDraft, findDraft, findDrafts, forgetOldDrafts, keepFiles, findFiles,
  });
})();
