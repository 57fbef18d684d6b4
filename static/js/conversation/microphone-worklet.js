// Brings the microphone down to 16 kHz and hands it over in pieces of 40 ms: a kind byte (1), then s16le.
const RATE = 16000;
const PIECE = 640;

class MicrophoneTap extends AudioWorkletProcessor {
  constructor() {
    super();
    this.on = false;
    this.step = sampleRate / RATE;
    this.phase = 0;
    this.sum = 0;
    this.count = 0;
    this.piece = new DataView(new ArrayBuffer(1 + PIECE * 2));
    this.used = 0;
    this.port.onmessage = ({ data }) => (this.on = data.on);
  }

  process(inputs) {
    const samples = inputs[0][0];
    if (samples && this.on) for (const sample of samples) this.push(sample);
    return true;
  }

  // The mean over each output period: a plain low-pass that is enough for speech recognition.
  push(sample) {
    this.sum += sample;
    this.count += 1;
    this.phase += 1;
    if (this.phase < this.step) return;
    this.phase -= this.step;
    this.write(this.sum / this.count);
    this.sum = 0;
    this.count = 0;
  }

  write(value) {
    this.piece.setInt16(1 + this.used * 2, Math.max(-1, Math.min(1, value)) * 32767, true);
    if (++this.used < PIECE) return;
    this.piece.setUint8(0, 1);
    this.port.postMessage(this.piece.buffer.slice(0));
    this.used = 0;
  }
}

registerProcessor("microphone", MicrophoneTap);
