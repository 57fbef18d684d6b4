// Reading aloud, part by part: countdown, take, once more or next; the last part is listening in silence.
import { byId, clock, root, say } from "./page.js";
import { Prompter } from "./prompter.js";
import { TakeRecorder } from "./recorder.js";

const COUNT_S = 3;
const LISTENING = "listening";
const PACE = "prompter-pace";

export class Reading {
  #sender;
  #checks;
  #done;
  #stream = null;
  #recorder = null;
  #counting = 0;
  #ticking = 0;
  #prompter = new Prompter(byId("prompter-text"));
  #parts = [...byId("parts").children];
  #now = this.#parts[0];

  constructor(sender, checks, { done }) {
    this.#sender = sender;
    this.#checks = checks;
    this.#done = done;
    for (const part of this.#parts) part.querySelector("button").onclick = () => this.choose(part.dataset.part);
    byId("record").onclick = () => this.#count();
    byId("again").onclick = () => this.#count();
    byId("stop").onclick = () => this.#recorder?.stop();
    byId("next").onclick = () => this.#next();
    byId("pace").oninput = () => this.#pace();
    document.addEventListener("keydown", (event) => this.#key(event));
    byId("pace").value = localStorage.getItem(PACE) ?? 1;
    this.#pace();
    this.choose(this.#now.dataset.part);
  }

  get recording() {
    return Boolean(this.#recorder);
  }

  use(stream) {
    this.#stream = stream;
  }

  /** state: the server's; the first part that is not read comes next, or the one that broke off. */
  resume(state, broken) {
    for (const part of this.#parts) {
      const takes = state.takes.filter((take) => take.part === part.dataset.part && take.chosen);
      const whole = takes.find((take) => take.status === "whole");
      if (whole) this.#mark(part, "whole", whole.lasted_ms);
      else if (takes.length) this.#mark(part, "broken", takes.at(-1).lasted_ms);
    }
    this.choose(broken ?? this.#parts.find((part) => part.dataset.state !== "whole")?.dataset.part ?? LISTENING);
    this.#showDone();
  }

  /** The camera went away, or the page is left: what there is stays. */
  breakOff() {
    this.#stopCounting();
    this.#recorder?.stop(true);
  }

  choose(id) {
    if (this.#recorder || this.#counting) return;
    this.#now = this.#parts.find((part) => part.dataset.part === id) ?? this.#parts[0];
    for (const part of this.#parts) part.querySelector("button").ariaCurrent = part === this.#now ? "step" : null;
    const { text, seconds } = this.#now.dataset;
    const silent = this.#now.dataset.part === LISTENING;
    byId("prompter").hidden = false;
    byId("prompter-part").textContent = silent
      ? say("listening")
      : say("part", { n: this.#parts.indexOf(this.#now) + 1, all: this.#parts.length });
    this.#prompter.show(silent ? say("listenText") : text, Number(seconds));
    this.#now.scrollIntoView({ block: "nearest" });
    this.#buttons(this.#now.dataset.state === "whole" ? "again" : "record");
  }

  #pace() {
    const pace = Number(byId("pace").value);
    this.#prompter.pace = pace;
    byId("pace-now").textContent = say("pace", { n: pace.toFixed(1) });
    localStorage.setItem(PACE, pace);
  }

  #key(event) {
    if (root.dataset.phase !== "read" || event.code !== "Space" || event.repeat) return;
    if (event.target.closest("button, input, select, a, dialog")) return;
    event.preventDefault();
    if (this.#recorder) this.#recorder.stop();
    else if (!byId("next").hidden) this.#next();
    else if (!this.#counting) this.#count();
  }

  #count() {
    if (this.#recorder || this.#counting) return;
    let left = COUNT_S;
    const box = byId("countdown");
    const tick = () => {
      box.hidden = left === 0;
      box.textContent = left;
      if (left-- === 0) {
        this.#stopCounting();
        this.#start();
      }
    };
    this.#counting = setInterval(tick, 1000);
    this.#buttons("none");
    tick();
  }

  #stopCounting() {
    clearInterval(this.#counting);
    this.#counting = 0;
    byId("countdown").hidden = true;
  }

  #start() {
    const part = this.#now;
    const silent = part.dataset.part === LISTENING;
    const recorder = new TakeRecorder(this.#stream, part.dataset.part);
    recorder.on("step", (step) => this.#sender.put(step));
    recorder.on("ended", (take) => this.#ended(part, take));
    this.#recorder = recorder;
    recorder.start();
    root.dataset.recording = part.dataset.part;
    byId("rec").hidden = false;
    byId("to-review").hidden = true;
    this.#buttons("stop");
    if (!silent) this.#prompter.start();
    this.#ticking = setInterval(() => {
      byId("rec-time").textContent = clock(recorder.lastedMs);
      if (silent && recorder.lastedMs >= Number(part.dataset.seconds) * 1000) recorder.stop();
    }, 200);
  }

  #ended(part, { lastedMs, broken }) {
    clearInterval(this.#ticking);
    this.#recorder = null;
    delete root.dataset.recording;
    byId("rec").hidden = true;
    this.#prompter.stop();
    if (part.dataset.state !== "whole" || !broken) this.#mark(part, broken ? "broken" : "whole", lastedMs);
    this.#buttons(broken ? "record" : "next");
    this.#showDone();
  }

  #mark(part, state, lastedMs) {
    part.dataset.state = state;
    part.querySelector("small").textContent = clock(lastedMs);
  }

  #showDone() {
    byId("to-review").hidden = !this.#parts.some((part) => part.dataset.state);
  }

  // record, again (it is there already), stop, next (just recorded) or none
  #buttons(which) {
    byId("record").hidden = which !== "record";
    byId("again").hidden = !["again", "next"].includes(which);
    byId("stop").hidden = which !== "stop";
    byId("next").hidden = !["next", "again"].includes(which);
    byId("pace").closest(".pace").hidden = this.#now.dataset.part === LISTENING;
  }

  #next() {
    const open = this.#parts.find((part) => part.dataset.state !== "whole");
    if (open) this.choose(open.dataset.part);
    else this.#done();
  }
}
