// The list of what the coach and the microphone say; green on every row lets the reading begin.
import { Coach } from "./coach.js";
import { byId, root, say } from "./page.js";
import { SoundCheck } from "./sound-check.js";

const STEADY = 3; // good pictures in a row before a row is called good
const BAD = 2; // bad ones in a row before it is called bad

const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

export class Checks {
  #coach;
  #sound = new SoundCheck();
  #rows = new Map();
  #runs = new Map();
  #soundOff = false;
  #coachOff = false;

  constructor(video) {
    for (const row of byId("checks").children) this.#rows.set(row.dataset.row, row);
    this.#coach = new Coach(root.dataset.coach, video);
    this.#coach.on("seen", (seen) => this.#seen(seen));
    this.#coach.on("off", () => this.#off());
    this.#sound.on("verdict", (verdict) => this.#heard(verdict));
    this.#sound.on("level", (level) => this.#level(level));
    video.addEventListener("resize", () => this.#coach.changed());
    for (const row of this.#rows.keys()) this.#set(row, "wait", say("checking"));
  }

  /** Another stream: everything is looked at anew. */
  async watch(stream) {
    this.#runs.clear();
    for (const row of this.#rows.keys()) this.#set(row, "wait", say("checking"));
    this.#coach.start();
    try {
      await this.#sound.listen(stream);
      this.#soundOff = false;
    } catch {
      this.#soundOff = true;
    }
    byId("sound-off").hidden = !this.#soundOff;
    this.#decide();
  }

  rest() {
    this.#coach.stop();
  }

  wake() {
    this.#coach.start();
  }

  #seen({ rows, ids }) {
    this.#coachOff = false;
    byId("coach-off").hidden = true;
    root.dataset.coachIds = ids.join(" ");
    for (const name of this.#rows.keys()) if (name !== "sound") this.#judge(name, rows[name] ?? "");
    this.#hint(Object.values(rows)[0] ?? "");
    this.#decide();
  }

  // A blink, a passing blur: a row changes when it was so a few times in a row.
  #judge(name, words) {
    const run = this.#runs.get(name) ?? { good: 0, bad: 0 };
    run.good = words ? 0 : run.good + 1;
    run.bad = words ? run.bad + 1 : 0;
    this.#runs.set(name, run);
    if (run.bad >= BAD) this.#set(name, "bad", words);
    else if (run.good >= STEADY) this.#set(name, "good", "");
  }

  #off() {
    this.#coachOff = true;
    byId("coach-off").hidden = false;
    this.#hint("");
    for (const name of this.#rows.keys()) if (name !== "sound") this.#set(name, "off", say("coachGone"));
    this.#decide();
  }

  #heard(verdict) {
    const state = verdict === "good" ? "good" : ["wait", "speak"].includes(verdict) ? "wait" : "bad";
    this.#set("sound", state, say(`sound${capital(verdict)}`));
    this.#decide();
  }

  #set(name, state, words) {
    const row = this.#rows.get(name);
    row.dataset.state = state;
    row.querySelector("[data-words]").textContent = words;
  }

  #hint(words) {
    byId("hint").hidden = !words;
    if (byId("hint").textContent !== words) byId("hint").textContent = words;
    byId("stage").dataset.green = String(this.green);
  }

  get green() {
    const open = [...this.#rows].filter(([, row]) => row.dataset.state !== "good").map(([name]) => name);
    return open.every((name) => (name === "sound" ? this.#soundOff : this.#coachOff));
  }

  #decide() {
    byId("ready").disabled = !this.green;
    byId("why-not").textContent = this.green ? say("allGood") : say("startWhenGreen");
    root.dataset.green = String(this.green);
  }

  #level(level) {
    const bars = byId("level").children;
    const lit = Math.round(level * bars.length);
    for (let i = 0; i < bars.length; i++) bars[i].className = i < lit ? "lit" : "";
    byId("level").setAttribute("aria-valuenow", Math.round(level * 100));
  }
}
