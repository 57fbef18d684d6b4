// The review: each take with its picture, its beginning and end, and whether it is used; then everything is sent.
import { ask } from "./api.js";
import { at, byId, clock, root, say } from "./page.js";
import { exact } from "./words.js";

const STEPS = 1000;
const SHORTEST_MS = 1000;

/** fields: again(part), sent(address). */
export class Review {
  #again;
  #sent;
  #state = null;

  constructor({ again, sent }) {
    this.#again = again;
    this.#sent = sent;
    byId("send").onclick = () => this.#send();
  }

  async show() {
    this.#state = await ask("GET", at("state"));
    const order = [...byId("parts").children].map((part) => part.dataset.part);
    const takes = this.#state.takes.filter((take) => take.status !== "open" && take.size);
    takes.sort((a, b) => order.indexOf(a.part) - order.indexOf(b.part));
    byId("takes").replaceChildren(...takes.map((take) => this.#row(take)));
    this.#total();
  }

  #total() {
    const { missing, spoken_s: spoken } = this.#state;
    const low = Number(root.dataset.minS);
    const enough = spoken >= low;
    const parts = missing.map((part) => (part === "listening" ? say("listening") : say("partShort", { n: part })));
    byId("missing").hidden = !missing.length && enough;
    byId("missing").classList.toggle("warn", !enough);
    byId("missing").querySelector("span").textContent = enough
      ? say("missing", { parts: parts.join(", ") })
      : say("tooLittle", { low, seconds: Math.floor(spoken) });
    byId("total").textContent = say("total", { time: clock(spoken * 1000) });
    byId("send").disabled = !enough;
  }

  #row(take) {
    const row = byId("take-row").content.cloneNode(true).firstElementChild;
    const part = document.querySelector(`#parts [data-part="${take.part}"]`);
    const silent = take.part === "listening";
    row.dataset.key = take.key;
    row.querySelector("[data-title]").textContent = silent
      ? say("listening")
      : say("part", { n: take.part, all: byId("parts").children.length });
    row.querySelector("[data-text]").textContent = part?.dataset.text ?? "";
    this.#badge(row, take);
    this.#picture(row, take);
    this.#trim(row, take);
    row.querySelector("[data-use]").checked = take.chosen;
    row.querySelector("[data-use]").onchange = ({ target }) => this.#change(take, { chosen: target.checked });
    row.querySelector("[data-again]").onclick = () => this.#again(take.part);
    row.querySelector("[data-delete]").onclick = () => this.#delete(take);
    return row;
  }

  #badge(row, take) {
    const badge = row.querySelector("[data-badge]");
    badge.textContent = take.status === "broken" ? say("broken") : take.chosen ? say("whole") : say("unused");
    badge.classList.toggle("good", take.chosen && take.status === "whole");
    badge.classList.toggle("warn", take.status === "broken");
    row.classList.toggle("unused", !take.chosen);
  }

  // The whole take is fetched at once: a recording that is not indexed can't be sought otherwise.
  #picture(row, take) {
    const video = row.querySelector("video");
    const play = row.querySelector(".play");
    const load = async () => {
      if (video.src) return;
      const answer = await fetch(at(`takes/${take.key}/media`));
      video.preload = "auto"; // else Firefox shows no picture before it plays
      video.src = URL.createObjectURL(await answer.blob());
    };
    video.onplay = () => (play.hidden = true);
    video.onpause = () => (play.hidden = false);
    video.ontimeupdate = () => {
      if (take.end_ms && video.currentTime * 1000 >= take.end_ms) video.pause();
    };
    play.onclick = async () => {
      await load();
      video.currentTime = (take.start_ms ?? 0) / 1000;
      await video.play();
    };
    new IntersectionObserver(([seen], observer) => {
      if (!seen.isIntersecting) return;
      observer.disconnect();
      load().then(() => (video.currentTime = 0.1));
    }).observe(row);
  }

  #trim(row, take) {
    const [from, to] = [row.querySelector("[data-from]"), row.querySelector("[data-to]")];
    const all = take.lasted_ms || 1;
    from.value = ((take.start_ms ?? 0) / all) * STEPS;
    to.value = ((take.end_ms ?? all) / all) * STEPS;
    const video = row.querySelector("video");
    const show = () => {
      const least = (SHORTEST_MS / all) * STEPS;
      if (Number(to.value) - Number(from.value) < least) {
        if (document.activeElement === from) from.value = to.value - least;
        else to.value = Number(from.value) + least;
      }
      row.style.setProperty("--from", from.value / STEPS);
      row.style.setProperty("--to", to.value / STEPS);
      const [a, b] = [(from.value / STEPS) * all, (to.value / STEPS) * all];
      row.querySelector("[data-range]").textContent = say("range", {
        from: exact(a / 1000), to: exact(b / 1000), all: exact(all / 1000),
      });
      return [a, b];
    };
    const seek = (input) => {
      show();
      if (video.readyState) video.currentTime = ((input.value / STEPS) * all) / 1000;
    };
    from.oninput = () => seek(from);
    to.oninput = () => seek(to);
    from.onchange = to.onchange = () => {
      const [a, b] = show();
      const trim = [a > 1 ? Math.round(a) : null, b < all - 1 ? Math.round(b) : null];
      this.#change(take, { trim });
    };
    show();
  }

  async #change(take, change) {
    Object.assign(take, await ask("POST", at(`takes/${take.key}`), change));
    this.#state = await ask("GET", at("state"));
    for (const other of this.#state.takes) {
      const row = byId("takes").querySelector(`[data-key="${other.key}"]`);
      if (!row) continue;
      row.querySelector("[data-use]").checked = other.chosen;
      this.#badge(row, other);
    }
    this.#total();
  }

  async #delete(take) {
    await ask("DELETE", at(`takes/${take.key}`));
    await this.show();
  }

  async #send() {
    byId("send").setAttribute("aria-busy", "true");
    try {
      const { next } = await ask("POST", at("send"));
      this.#sent(next);
    } catch (error) {
      byId("problem").hidden = false;
      byId("problem").querySelector("span").textContent = error.message;
      byId("problem").scrollIntoView({ block: "center" });
      byId("send").removeAttribute("aria-busy");
    }
  }
}
