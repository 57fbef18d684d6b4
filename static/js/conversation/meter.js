// Time and credits as the server counts them; between its messages the clock runs on by itself.
import { byId, clock, root, say } from "./page.js";

const LOW_MS = 60_000;
const CREDIT_MS = 300_000;

export class Meter {
  #elapsed = 0;
  #at = 0;
  #timer = 0;
  #warned = false;
  #warn;

  constructor(warn) {
    this.#warn = warn;
  }

  /** {elapsed_ms, remaining_ms, credits} */
  update({ elapsed_ms, remaining_ms, credits }) {
    this.#elapsed = elapsed_ms ?? this.#elapsed;
    this.#at = performance.now();
    if (!this.#timer) this.#timer = setInterval(() => this.#show(), 250);
    const left = credits ?? (remaining_ms === undefined ? null : remaining_ms / CREDIT_MS);
    if (left !== null) byId("credits").textContent = shortNumber(left);
    const low = remaining_ms !== undefined && remaining_ms < LOW_MS;
    byId("credits-fact").classList.toggle("low", low);
    root.dataset.elapsedMs = Math.round(this.#elapsed);
    if (low && !this.#warned) this.#warn(say("lowTime"));
    this.#warned ||= low;
    this.#show();
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = 0;
  }

  #show() {
    const now = this.#elapsed + Math.min(2000, performance.now() - this.#at);
    byId("elapsed").textContent = clock(now);
  }
}

/** 1.984 -> "1.98", 1000 -> "1,000": never more than it is. */
export function shortNumber(credits) {
  const floored = Math.floor(Number(credits) * 100) / 100;
  return floored.toLocaleString(document.documentElement.lang, { maximumFractionDigits: floored >= 100 ? 0 : 2 });
}

/** 0.203 -> "0.203": what a conversation cost, as the bill has it. */
export function exactNumber(credits) {
  return Number(credits).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 3 });
}
