// What is recorded but not yet safe on the server, kept in the browser's database so that a reload loses nothing.
const NAME = "recordings";
const KEEP_MS = 14 * 24 * 3600 * 1000;

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Steps in their order: add(step) -> id, first() -> step, remove(id), all() -> steps without their bytes. */
class Database {
  #base;
  #recording;

  constructor(base, recording) {
    this.#base = base;
    this.#recording = recording;
  }

  #steps(mode = "readonly") {
    return this.#base.transaction("steps", mode).objectStore("steps");
  }

  add(step) {
    return done(this.#steps("readwrite").add({ ...step, recording: this.#recording, at: Date.now() }));
  }

  remove(id) {
    return done(this.#steps("readwrite").delete(id));
  }

  async first() {
    const cursor = await done(this.#steps().index("recording").openCursor(IDBKeyRange.only(this.#recording)));
    return cursor ? { ...cursor.value, id: cursor.primaryKey } : null;
  }

  all() {
    return done(this.#steps().index("recording").getAll(IDBKeyRange.only(this.#recording)));
  }

  async forgetOld() {
    const old = (await done(this.#steps().getAll())).filter((step) => step.at < Date.now() - KEEP_MS);
    await Promise.all(old.map((step) => this.remove(step.id)));
  }
}

/** The same where the browser gives no database (a private window): lives as long as the page. */
class Memory {
  #steps = [];
  #last = 0;

  async add(step) {
    this.#steps.push({ ...step, id: ++this.#last });
    return this.#last;
  }

  async remove(id) {
    this.#steps = this.#steps.filter((step) => step.id !== id);
  }

  async first() {
    return this.#steps[0] ?? null;
  }

  async all() {
    return [...this.#steps];
  }
}

export async function openStore(recording) {
  try {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      const steps = request.result.createObjectStore("steps", { keyPath: "id", autoIncrement: true });
      steps.createIndex("recording", "recording");
    };
    const store = new Database(await done(request), recording);
    await store.forgetOld();
    return store;
  } catch {
    return new Memory();
  }
}
