// Listens to the microphone and says how it sounds.
import { Emitter } from "../conversation/emitter.js";
import { SoundMeasures } from "./sound-measures.js";

const PATIENCE_MS = 2000;

/** Emits: level 0–1 (10 times a second), verdict (see SoundMeasures). */
export class SoundCheck extends Emitter {
  #context = null;
  #source = null;
  #meter = null;
  #measures = new SoundMeasures();

  /** Throws where the sound can't be measured. */
  async listen(stream) {
    this.#context ??= new AudioContext();
    if (!this.#meter) {
      await this.#context.audioWorklet.addModule(new URL("./sound-worklet.js", import.meta.url));
      this.#meter = new AudioWorkletNode(this.#context, "sound-meter", { numberOfOutputs: 0 });
      this.#meter.port.onmessage = ({ data }) => this.#heard(data);
    }
    this.#source?.disconnect();
    this.#measures = new SoundMeasures();
    this.#source = this.#context.createMediaStreamSource(new MediaStream(stream.getAudioTracks()));
    this.#source.connect(this.#meter);
    await this.#wake();
  }

  // Browsers let sound run only after a click; Firefox never does where there is no loudspeaker.
  async #wake() {
    await Promise.race([this.#context.resume(), new Promise((done) => setTimeout(done, PATIENCE_MS))]);
    if (this.#context.state !== "running") throw new Error("no sound runs");
  }

  #heard(blocks) {
    for (const [db, peak] of blocks) this.#measures.push(db, peak);
    const loudest = Math.max(...blocks.map(([db]) => db));
    this.emit("level", Math.max(0, Math.min(1, (loudest + 60) / 54)));
    this.emit("verdict", this.#measures.verdict);
  }
}
