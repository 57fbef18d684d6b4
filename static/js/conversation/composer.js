// The text box and the suggested questions.
import { byId, root, say } from "./page.js";
import { notify } from "./notices.js";

const LONGEST = 2000;

/** give(text) sends what the visitor wrote; where it says false, the words stay in the box. */
export class Composer {
  #box = byId("text");
  #chips = byId("suggestions");
  #give;

  constructor(give) {
    this.#give = give;
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send(this.#box.value);
    });
    this.#box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#send(this.#box.value);
    });
    this.#box.addEventListener("input", () => this.#fit());
    this.#chips.addEventListener("click", (event) => {
      const chip = event.target.closest("button");
      if (chip) this.#send(chip.textContent);
    });
  }

  suggest(questions = []) {
    this.#chips.replaceChildren(...questions.slice(0, 6).map((question) => {
      const item = document.createElement("li");
      const chip = document.createElement("button");
      chip.type = "button";
      chip.textContent = question;
      item.append(chip);
      return item;
    }));
    root.dataset.suggestions = questions.length;
  }

  focus() {
    this.#box.focus({ preventScroll: true });
  }

  #send(text) {
    const words = text.trim();
    if (!words) return notify(say("noWords"), { id: "composer" });
    if (words.length > LONGEST) return notify(say("tooLong"), { id: "composer" });
    if (!this.#give(words)) return undefined;
    root.dataset.asked = "true";
    if (this.#box.value.trim() === words) this.#box.value = "";
    return this.#fit();
  }

  #fit() {
    byId("send").disabled = !this.#box.value.trim();
    this.#box.style.height = "auto";
    this.#box.style.height = `${Math.min(this.#box.scrollHeight, 128)}px`;
  }
}
