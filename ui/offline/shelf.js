/**
 * What this device keeps: sealed reports that wait, and what it takes to write one (the office's key, the forms).
 * Nothing of a case, nothing that anybody here could read.
 */

/**
 * @typedef {object} Kit
 * @property {import("./seal.js").OfficeKey} key
 * @property {string} by whoever fetched it: her reports are sealed in her name
 * @property {(import("../shapes.js").Named & { schema: import("../shapes.js").Schema })[]} forms
 * @property {string} etag
 * @property {number} ahead of this device's clock, in milliseconds
 */

/** @typedef {{ id: string, by: string, sealed: string, refused: boolean }} Waiting `id` makes its sending one act */

const NAME = "ruang";
const KIT = "kit";
const WAITING = "waiting";

/** @type {Promise<IDBDatabase> | null} */
let opened = null;

/** @returns {Promise<IDBDatabase>} */
function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(KIT);
      asked.result.createObjectStore(WAITING, { keyPath: "id" });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

/**
 * @template T
 * @param {string} store
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} act
 * @returns {Promise<T>} once it is on the device
 */
async function done(store, mode, act) {
  const transaction = (await database()).transaction(store, mode, { durability: "strict" });
  const asked = act(transaction.objectStore(store));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}

/** @returns {Promise<Kit | undefined>} */
export function kit() {
  return done(KIT, "readonly", (store) => store.get(KIT));
}

/** @param {Kit} found */
export function keepKit(found) {
  return done(KIT, "readwrite", (store) => store.put(found, KIT));
}

/** @returns {Promise<Waiting[]>} */
export function waiting() {
  return done(WAITING, "readonly", (store) => store.getAll());
}

/** @param {Waiting} one */
export function put(one) {
  return done(WAITING, "readwrite", (store) => store.put(one));
}

/** @param {string} id */
export function remove(id) {
  return done(WAITING, "readwrite", (store) => store.delete(id));
}
