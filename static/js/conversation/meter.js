// Time and credits as the server counts them; between its messages the clock runs on by itself.
import { credits } from "./credits.js";
import { byId, clock, root, say } from "./page.js";

const LOW_MS = 60_000;

export class Meter {
  #elapsed = 0;
  #at = 0;
  #timer = 0;
  #warned = false;
  #warn;

  constructor(warn) {
    this.#warn = warn;
  }

  /** The server's `meter`: {elapsed_ms, remaining_ms, left_ms} */
  update({ elapsed_ms, remaining_ms, left_ms }) {
    this.#elapsed = elapsed_ms;
    this.#at = performance.now();
    if (!this.#timer) this.#timer = setInterval(() => this.#show(), 250);
    const low = remaining_ms < LOW_MS;
    if (byId("credits-fact")) this.#showCredits(left_ms, low); // not on a guest's page
    root.dataset.elapsedMs = Math.round(this.#elapsed);
    if (low && !this.#warned) this.#warn(say("lowTime"));
    this.#warned ||= low;
    this.#show();
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = 0;
  }

  #showCredits(ms, low) {
    byId("credits").textContent = credits(ms);
    byId("credits-fact").classList.toggle("low", low);
  }

  #show() {
    const now = this.#elapsed + Math.min(2000, performance.now() - this.#at);
    byId("elapsed").textContent = clock(now);
  }
}
