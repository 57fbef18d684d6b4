// Loading over the presenter's still picture: real steps from the server, and a slow creep between them.
import { byId, root, say } from "./page.js";

const CREEP_MS = 120;

export class Loading {
  #shown = 0;
  #goal = 0.08;
  #timer = 0;

  begin() {
    byId("loading").hidden = false;
    byId("poster").classList.remove("gone");
    this.#shown = 0;
    this.#goal = 0.08;
    this.#text(say("loadingConnect"));
    this.#timer ||= setInterval(() => this.#creep(), CREEP_MS);
  }

  /** progress 0–1 */
  step(progress, text = "") {
    this.#goal = Math.max(this.#goal, Math.min(0.96, progress));
    if (text) this.#text(text);
    this.#creep();
  }

  /** The first image is there. */
  done() {
    if (!this.#timer) return;
    clearInterval(this.#timer);
    this.#timer = 0;
    this.#paint(1);
    byId("loading").hidden = true;
    byId("poster").classList.add("gone");
    root.dataset.loaded = "true";
  }

  #creep() {
    const left = this.#goal - this.#shown;
    this.#paint(left > 0 ? this.#shown + left * 0.35 : Math.min(0.96, this.#shown + 0.002));
  }

  #paint(part) {
    this.#shown = part;
    byId("loading").style.setProperty("--part", part);
    byId("loading").setAttribute("aria-valuenow", Math.round(part * 100));
  }

  #text(words) {
    byId("loading").querySelector("[data-text]").textContent = words;
  }
}
