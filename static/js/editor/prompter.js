// The text near the lens: the word that is due is marked, at a pace that can be changed while reading.

const letters = (word) => [...word].length;

/** The times, in seconds at pace 1, at which words are due: [{word, at}], spread by their letters over `seconds`. */
export function timed(text, seconds) {
  const words = text.split(/\s+/).filter(Boolean);
  const all = words.reduce((sum, word) => sum + letters(word), 0);
  let before = 0;
  return words.map((word) => {
    const at = (seconds * before) / all;
    before += letters(word);
    return { word, at };
  });
}

export class Prompter {
  #box;
  #words = [];
  #position = 0;
  #last = 0;
  #frame = 0;
  #seconds = 0;
  pace = 1;

  constructor(box) {
    this.#box = box;
  }

  /** Shows a part's text, unmarked. */
  show(text, seconds) {
    this.stop();
    this.#seconds = seconds;
    this.#words = timed(text, seconds).map(({ word, at }) => {
      const span = document.createElement("span");
      span.textContent = word;
      return { span, at };
    });
    this.#box.replaceChildren(...this.#words.flatMap(({ span }) => [span, " "]));
    this.#box.scrollTop = 0;
  }

  /** Marks from the first word on; `over` is called when the last one was due. */
  start(over = () => {}) {
    this.#position = 0;
    this.#last = performance.now();
    const step = (now) => {
      this.#position += ((now - this.#last) / 1000) * this.pace;
      this.#last = now;
      this.#mark();
      if (this.#position < this.#seconds) this.#frame = requestAnimationFrame(step);
      else over();
    };
    this.#frame = requestAnimationFrame(step);
  }

  stop() {
    cancelAnimationFrame(this.#frame);
    for (const { span } of this.#words) span.className = "";
  }

  #mark() {
    const due = this.#words.findLastIndex(({ at }) => at <= this.#position);
    this.#words.forEach(({ span }, i) => (span.className = i < due ? "said" : i === due ? "now" : ""));
    const now = this.#words[due]?.span;
    if (now) this.#box.scrollTop = now.offsetTop - this.#box.clientHeight / 2 + now.offsetHeight;
  }
}
