// Captions in step with the voice: each word lights up when it is heard.
import { byId } from "./page.js";

const LINGER_MS = 1600;

/** A caption is tied to a moment: `startIn(ms)` for WebRTC, or a slice index that the sound's clock reports. */
export class Captions {
  #box = byId("caption");
  #waiting = [];
  #shown = null;
  #frame = 0;
  #clear = 0;

  /** caption: {speech_id, piece, text, words: [{text, offset, start_ms, end_ms}]}; begins at performance.now() + delay. */
  add(caption, delay) {
    this.#waiting.push({ ...caption, startsAt: performance.now() + delay });
    this.#run();
  }

  /** The same, but begins when the sound of slice `index` plays. */
  addAtSlice(caption, index) {
    this.#waiting.push({ ...caption, startsAt: Infinity, index });
  }

  playing(index) {
    for (const caption of this.#waiting) {
      if (caption.startsAt === Infinity && index >= caption.index) caption.startsAt = performance.now();
    }
    this.#run();
  }

  get text() {
    return this.#shown?.text ?? "";
  }

  /** The speech is over (or was cut off): what was not heard is not shown. */
  end(interrupted) {
    if (interrupted) this.#waiting = [];
    clearTimeout(this.#clear);
    this.#clear = setTimeout(() => this.#waiting.length || this.#hide(), interrupted ? 300 : LINGER_MS);
  }

  #run() {
    if (!this.#frame) this.#frame = requestAnimationFrame(() => this.#tick());
  }

  #tick() {
    this.#frame = 0;
    const now = performance.now();
    if (this.#waiting.length && this.#waiting[0].startsAt <= now) this.#show(this.#waiting.shift());
    if (this.#shown) this.#light(now - this.#shown.startsAt);
    const more = this.#waiting.some((caption) => caption.startsAt < Infinity);
    if (more || (this.#shown && now < this.#shown.endsAt)) this.#run();
  }

  #show(caption) {
    clearTimeout(this.#clear);
    const words = timed(caption);
    this.#box.replaceChildren(...spans(caption.text, words));
    this.#box.dataset.speech = caption.speech_id;
    const marks = [...this.#box.querySelectorAll("span")];
    this.#shown = { ...caption, words, marks, endsAt: caption.startsAt + (words.at(-1)?.end_ms ?? 0) + 200 };
  }

  #light(ms) {
    this.#shown.words.forEach((word, i) => {
      this.#shown.marks[i].className = ms >= word.end_ms ? "said" : ms >= word.start_ms ? "now" : "";
    });
    keepInView(this.#box, this.#shown.marks.find((mark) => mark.className === "now"));
  }

  #hide() {
    this.#shown = null;
    this.#box.replaceChildren();
  }
}

/** Words in the order of the text; a word without an offset is sought after the one before it. */
function timed({ text, words = [] }) {
  let from = 0;
  const placed = [];
  for (const word of words) {
    const offset = Number.isInteger(word.offset) ? word.offset : text.indexOf(word.text, from);
    if (offset < from || offset >= text.length) continue;
    placed.push({ ...word, offset });
    from = offset + 1;
  }
  return placed;
}

/** The text cut at the words' beginnings, so that punctuation and scripts without spaces stay whole. */
function spans(text, words) {
  if (!words.length) return [text];
  const parts = [text.slice(0, words[0].offset)];
  words.forEach((word, i) => {
    const span = document.createElement("span");
    span.textContent = text.slice(word.offset, words[i + 1]?.offset ?? text.length);
    parts.push(span);
  });
  return parts;
}

function keepInView(box, mark) {
  if (!mark || box.scrollHeight <= box.clientHeight) return;
  const middle = mark.offsetTop - box.clientHeight / 2;
  if (Math.abs(box.scrollTop - middle) > 12) box.scrollTop = middle;
}
