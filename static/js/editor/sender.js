// Brings what was recorded to the server, step by step in order, as often as it takes.
import { ask, Refusal } from "./api.js";
import { Emitter } from "../conversation/emitter.js";

const PAUSES_MS = [300, 1000, 2000, 4000];

/**
 * Steps: {kind: "begin", take, body}, {kind: "piece", take, offset, ms, bytes}, {kind: "end", take, body}.
 * Emits: waiting {steps, bytes}; line true or false (does the network carry?); stuck Refusal (kept, tried again);
 * lost {take, error} (the server will never take it).
 */
export class Sender extends Emitter {
  #store;
  #address;
  #running = null;
  #asked = false;
  #wake = () => {};
  #failed = 0;
  #queue = Promise.resolve();
  #waiting = 0;

  constructor(store, address) {
    super();
    this.#store = store;
    this.#address = address;
    addEventListener("online", () => this.#wake());
  }

  /** How many steps are not on the server yet. */
  get waiting() {
    return this.#waiting;
  }

  /** In the order of the calls, also while a step before is still being stored. */
  put(step) {
    // Stored first, whatever the network does; sending goes on beside it.
    this.#queue = this.#queue.then(async () => this.#store.add(await step)).then(() => void this.run());
    return this.#queue;
  }

  /** Resolves when nothing is left to send. */
  async drained() {
    await this.#queue;
    await this.run();
  }

  run() {
    this.#asked = true;
    this.#running ??= this.#loop();
    return this.#running;
  }

  // A step that is stored while the last look at the store ends is seen by another look.
  async #loop() {
    try {
      while (this.#asked) {
        this.#asked = false;
        await this.#all();
      }
    } finally {
      this.#running = null;
    }
  }

  async #all() {
    for (let step = await this.#store.first(); step; step = await this.#store.first()) {
      await this.#tell();
      if (await this.#sent(step)) await this.#store.remove(step.id);
    }
    await this.#tell();
  }

  async #tell() {
    const steps = await this.#store.all();
    this.#waiting = steps.length;
    this.emit("waiting", { steps: steps.length, bytes: steps.reduce((sum, s) => sum + (s.bytes?.byteLength ?? 0), 0) });
  }

  /** true: the step is done with, for good or ill. */
  async #sent(step) {
    try {
      await this.#send(step);
      if (this.#failed) this.emit("line", true);
      this.#failed = 0;
      return true;
    } catch (error) {
      if (error instanceof Refusal && !error.passing) {
        this.emit("lost", { take: step.take, error });
        return true;
      }
      this.emit(error instanceof Refusal ? "stuck" : "line", error instanceof Refusal ? error : false);
      await this.#pause();
      return false;
    }
  }

  #send(step) {
    const url = this.#address(step.take);
    if (step.kind === "begin") return ask("PUT", url, step.body);
    if (step.kind === "end") return ask("POST", url, { end: step.body });
    return ask("PATCH", `${url}?offset=${step.offset}&ms=${Math.round(step.ms)}`, step.bytes);
  }

  #pause() {
    const wait = PAUSES_MS[Math.min(this.#failed++, PAUSES_MS.length - 1)];
    return new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, wait);
    });
  }
}
