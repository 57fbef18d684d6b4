// Plays slices of 1,920 samples (40 ms at 48 kHz) in order and says which one it plays: the clock of picture and captions.
const FIRST_TARGET = 4;
const MOST_TARGET = 8;
const SLACK = 3;
const EASY_S = 20;
// About -48 dB: a pause, be it between sentences or inside one.
const QUIET = 0.004;

class Playback extends AudioWorkletProcessor {
  constructor() {
    super();
    this.queue = [];
    this.at = 0;
    this.target = FIRST_TARGET;
    this.waiting = true;
    this.underruns = 0;
    this.steadySince = currentTime;
    this.port.onmessage = ({ data }) => this.take(data);
  }

  take(data) {
    if (data.clear) {
      this.queue = [];
      this.waiting = true;
    } else if (data.hush) {
      for (const slice of this.queue) if (slice.speech === data.hush) slice.pcm = fadeOut(slice.pcm, this.queue[0] === slice ? this.at : 0);
    } else {
      this.queue.push({ ...data, quiet: data.pcm.every((sample) => Math.abs(sample) < QUIET) });
      this.shorten();
    }
  }

  // A burst after a stall would be a lasting delay: pauses are skipped until the buffer is as short as it should be.
  shorten() {
    while (this.queue.length > this.target + SLACK) {
      const quiet = this.queue.findIndex((slice, i) => i > 0 && slice.quiet);
      if (quiet < 0) return;
      this.queue.splice(quiet, 1);
    }
  }

  process(_inputs, outputs) {
    const out = outputs[0][0];
    if (this.waiting && this.queue.length >= this.target) this.begin();
    if (!this.waiting) this.fill(out);
    return true;
  }

  begin() {
    this.waiting = false;
    this.at = 0;
    this.tell();
  }

  fill(out) {
    let written = 0;
    while (written < out.length) {
      if (!this.queue.length) return this.ranDry();
      const { pcm } = this.queue[0];
      const part = pcm.subarray(this.at, this.at + out.length - written);
      out.set(part, written);
      written += part.length;
      this.at += part.length;
      if (this.at >= pcm.length) this.next();
    }
  }

  next() {
    this.queue.shift();
    this.at = 0;
    if (this.queue.length) this.tell();
    if (currentTime - this.steadySince > EASY_S && this.target > FIRST_TARGET) {
      this.target -= 1;
      this.steadySince = currentTime;
    }
  }

  ranDry() {
    this.waiting = true;
    this.underruns += 1;
    this.target = Math.min(MOST_TARGET, this.target + 1);
    this.steadySince = currentTime;
  }

  tell() {
    this.port.postMessage({ index: this.queue[0].index, buffered_ms: this.queue.length * 40, underruns: this.underruns });
  }
}

/** Silence from sample `from` on, over a ramp of 5 ms so that it does not click. */
function fadeOut(pcm, from) {
  const quiet = new Float32Array(pcm.length);
  const ramp = from ? 240 : 0;
  for (let i = from; i < Math.min(pcm.length, from + ramp); i++) quiet[i] = pcm[i] * (1 - (i - from) / ramp);
  quiet.set(pcm.subarray(0, from));
  return quiet;
}

registerProcessor("playback", Playback);
