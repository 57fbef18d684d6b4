// The microphone's level each 10 ms, in dB of full scale, and the highest sample; told 10 times a second.
const BLOCKS = 10;

class SoundMeter extends AudioWorkletProcessor {
  constructor() {
    super();
    this.length = Math.round(sampleRate / 100);
    this.levels = [];
    this.clear();
  }

  clear() {
    this.sum = this.count = 0;
    this.peak = 0;
  }

  process(inputs) {
    for (const sample of inputs[0][0] ?? []) {
      this.sum += sample * sample;
      this.peak = Math.max(this.peak, Math.abs(sample));
      if (++this.count === this.length) this.block();
    }
    return true;
  }

  block() {
    this.levels.push([Math.max(-100, 10 * Math.log10(this.sum / this.count + 1e-12)), this.peak]);
    this.clear();
    if (this.levels.length < BLOCKS) return;
    this.port.postMessage(this.levels);
    this.levels = [];
  }
}

registerProcessor("sound-meter", SoundMeter);
