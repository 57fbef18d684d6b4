// One file, piece by piece: the server says how much it has, and the next piece begins there.
import { ask, Refusal } from "./api.js";
import { Emitter } from "../conversation/emitter.js";

const PAUSES_MS = [500, 1000, 2000, 5000];
const SPEED_OVER_MS = 15000;

/** The same file has the same key, so that choosing it again goes on where it was. */
export async function keyOf(file) {
  const words = new TextEncoder().encode(`${file.name}|${file.size}|${file.lastModified}`);
  if (!crypto.subtle) return `f-${file.size}-${file.lastModified}`.slice(0, 36);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", words));
  return [...digest.slice(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Seconds that the rest will take, by the speed of the last pieces; null before it is known. */
export function secondsLeft(history, left) {
  const [first, last] = [history[0], history.at(-1)];
  const took = last.at - first.at;
  const sent = last.size - first.size;
  return took < 500 || sent <= 0 ? null : (left * took) / sent / 1000;
}

/** Emits: progress {part, left, state: "sending" "paused" "offline" "stuck", words}, refused Error, done. */
export class Upload extends Emitter {
  #file;
  #lastedMs;
  #pieceBytes;
  #address;
  #size = 0;
  #paused = false;
  #failed = 0;
  #history = [];
  #wake = () => {};
  running = false;

  constructor(file, lastedMs, pieceBytes, address) {
    super();
    this.#file = file;
    this.#lastedMs = lastedMs;
    this.#pieceBytes = pieceBytes;
    this.#address = address;
    addEventListener("online", () => this.#wake());
  }

  toggle() {
    this.#paused = !this.#paused;
    this.#history = [];
    if (this.#paused) this.#tell("paused");
    this.#wake();
  }

  async run() {
    this.running = true;
    const url = this.#address(await keyOf(this.#file));
    const { name: file_name, size, type } = this.#file;
    const body = { part: "file", mime: (type || "application/octet-stream").slice(0, 100), file_name, size };
    if (await this.#insist(async () => (this.#size = (await ask("PUT", url, body)).size))) await this.#pieces(url);
    this.running = false;
  }

  async #pieces(url) {
    while (this.#size < this.#file.size) {
      if (this.#paused) await new Promise((resolve) => (this.#wake = resolve));
      else if (!(await this.#insist(() => this.#piece(url)))) return;
    }
    this.emit("done");
  }

  async #piece(url) {
    if (this.#paused) return;
    this.#note();
    const piece = this.#file.slice(this.#size, this.#size + this.#pieceBytes);
    const ms = this.#lastedMs || 0;
    try {
      this.#size = (await ask("PATCH", `${url}?offset=${this.#size}&ms=${Math.round(ms)}`, piece)).size;
    } catch (error) {
      if (error.id !== "recording.gap") throw error;
      this.#size = error.have;
    }
    this.#note();
    if (!this.#paused) this.#tell("sending");
  }

  #note() {
    const now = performance.now();
    this.#history.push({ at: now, size: this.#size });
    this.#history = this.#history.filter(({ at }) => now - at < SPEED_OVER_MS);
  }

  // Again and again, until it is done (true) or refused for good (false).
  async #insist(act) {
    for (;;) {
      try {
        await act();
        this.#failed = 0;
        return true;
      } catch (error) {
        if (error instanceof Refusal && !error.passing) {
          this.emit("refused", error);
          return false;
        }
        this.#history = [];
        const known = error instanceof Refusal;
        this.#tell(known ? (error.id === "login" ? "login" : "stuck") : "offline", known ? error.message : "");
        await this.#pause();
      }
    }
  }

  #pause() {
    const wait = PAUSES_MS[Math.min(this.#failed++, PAUSES_MS.length - 1)];
    return new Promise((resolve) => {
      this.#wake = resolve;
      setTimeout(resolve, wait);
    });
  }

  #tell(state, words = "") {
    const left = this.#history.length ? secondsLeft(this.#history, this.#file.size - this.#size) : null;
    this.emit("progress", { part: this.#size / this.#file.size, left, state, words });
  }
}
