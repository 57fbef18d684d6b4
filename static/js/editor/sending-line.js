// One quiet line: is everything safe on the server?
import { byId, root, say } from "./page.js";
import { sizeOf } from "./words.js";

export class SendingLine {
  #line = true;
  #stuck = null;
  #last = { steps: 0, bytes: 0 };

  constructor(sender) {
    sender.on("waiting", (waiting) => this.#show(waiting));
    sender.on("line", (line) => this.#show(this.#last, line));
    sender.on("stuck", (refusal) => {
      this.#stuck = refusal;
      this.#show(this.#last);
    });
    sender.on("lost", () => this.#tell(say("lost"), "bad"));
  }

  #show(waiting, line = this.#line) {
    if (waiting.steps < this.#last.steps) this.#stuck = null;
    this.#last = waiting;
    this.#line = line || !waiting.steps;
    const size = sizeOf(waiting.bytes);
    root.dataset.waiting = waiting.steps;
    if (!this.#line) this.#tell(say("offline", { size }), "warn");
    else if (this.#stuck) this.#tell(this.#reason(), "warn");
    else if (waiting.steps > 3) this.#tell(say("saving", { size }), "busy");
    else this.#tell(say("saved"), "good");
  }

  #reason() {
    return this.#stuck.id === "login" ? say("login") : this.#stuck.message || say("stuck");
  }

  #tell(words, state) {
    const line = byId("sending");
    line.hidden = root.dataset.phase === "allow" && state === "good";
    line.dataset.state = state;
    if (line.textContent !== words) line.textContent = words;
  }
}
