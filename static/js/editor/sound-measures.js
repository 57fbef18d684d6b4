// What levels of 10 ms say of a room and a voice: loudness, noise and echo. No page and no sound here.
const WINDOW = 1000; // blocks that the noise is taken from: 10 s
const KEPT = 600; // blocks of speech that are remembered: 6 s
const ENOUGH = 150; // of them, before anything is said of the voice
const CLIPPED = 0.985;
const CALMED = 6; // blocks whose mean is followed: a room's tail trembles from block to block
const EDGE_DB = 6;
const FALL_DB = 18; // how far a sound must fall for its tail to be measured

export const LIMITS = { silentDb: -85, quietDb: -46, noiseDb: -42, apartDb: 18, echoS: 0.6, clippedShare: 0.01 };

const part = (values, share) => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
};

const mean = (values) => values.reduce((sum, one) => sum + one, 0) / values.length;

/** push(db, peak) each block, then `verdict`: "wait", "silent", "speak", "loud", "quiet", "noisy", "echo" or "good". */
export class SoundMeasures {
  #levels = [];
  #speech = [];
  #peaks = [];
  #tails = [];
  #fall = null;

  push(db, peak) {
    this.#levels.push(db);
    if (this.#levels.length > WINDOW) this.#levels.shift();
    if (this.#levels.length % 10 === 0 || this.noise === undefined) this.noise = part(this.#levels, 0.1);
    if (db > Math.max(this.noise + 12, -60)) {
      this.#speech.push(db);
      this.#peaks.push(peak >= CLIPPED ? 1 : 0);
      if (this.#speech.length > KEPT) this.#speech.shift(), this.#peaks.shift();
    }
    this.#follow(mean(this.#levels.slice(-CALMED)));
  }

  /** Upper middle of the speech's levels, in dB of full scale; NaN before enough was heard. */
  get level() {
    return this.#speech.length < ENOUGH ? NaN : part(this.#speech, 0.7);
  }

  /** Seconds in which a sound would die away by 60 dB, from the quickest tails; NaN before there are some. */
  get echo() {
    return this.#tails.length < 4 ? NaN : part(this.#tails, 0.25);
  }

  get verdict() {
    if (this.#levels.length < 50) return "wait";
    if (this.#levels.slice(-50).every((db) => db < LIMITS.silentDb) && !this.#speech.length) return "silent";
    if (Number.isNaN(this.level)) return this.noise > LIMITS.noiseDb ? "noisy" : "speak";
    if (this.#peaks.reduce((sum, one) => sum + one, 0) > LIMITS.clippedShare * this.#peaks.length) return "loud";
    if (this.echo > LIMITS.echoS) return "echo"; // its tails fill the pauses, so it comes before the noise
    if (this.level - this.noise < LIMITS.apartDb || this.noise > LIMITS.noiseDb) return "noisy";
    if (this.level < LIMITS.quietDb) return "quiet";
    return "good";
  }

  // A tail: from a high point the level falls without rising again. Its slope counts from EDGE_DB below that point on:
  // before, the sound itself still lasts.
  #follow(db) {
    const fall = this.#fall;
    if (!fall || db >= fall.last + 1.5) {
      this.#fall = { from: db, last: db, edge: null, blocks: 0 };
      return;
    }
    fall.last = Math.min(fall.last, db);
    if (fall.edge !== null) fall.blocks += 1;
    else if (fall.from - db >= EDGE_DB) fall.edge = db;
    if (fall.from - db < FALL_DB || !fall.blocks) return;
    if (fall.from > this.noise + FALL_DB + 8) {
      this.#tails.push((60 * fall.blocks) / 100 / (fall.edge - db));
      if (this.#tails.length > 24) this.#tails.shift();
    }
    this.#fall = null;
  }
}
