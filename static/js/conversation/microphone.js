// The visitor's microphone: permission, choice of device, level, and 16 kHz sound for the WebSocket transport.
import { Emitter } from "./emitter.js";

// Echo cancellation keeps the avatar's voice from the loudspeakers out of what the avatar hears.
const WANTED = { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 };
const REASONS = {
  NotAllowedError: "micDenied",
  SecurityError: "micDenied",
  NotFoundError: "micMissing",
  OverconstrainedError: "micMissing",
  NotReadableError: "micBusy",
  AbortError: "micBusy",
};

/** Emits: level 0–1 (about 20 times a second), chunk ArrayBuffer (kind byte and s16le at 16 kHz), lost. */
export class Microphone extends Emitter {
  #context;
  #stream = null;
  #source = null;
  #worklet = null;
  #meter = 0;
  #on = false;

  constructor(context) {
    super();
    this.#context = context;
  }

  get track() {
    return this.#stream?.getAudioTracks()[0] ?? null;
  }

  get isOn() {
    return this.#on;
  }

  /** Opens a device; throws an Error whose `message` is a key of the page's sentences. */
  async open(deviceId = "") {
    if (!navigator.mediaDevices?.getUserMedia) throw new Error("micInsecure");
    const audio = deviceId ? { ...WANTED, deviceId: { exact: deviceId } } : WANTED;
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio });
    } catch (error) {
      throw new Error(REASONS[error.name] ?? "micMissing", { cause: error });
    }
    this.#release();
    this.#stream = stream;
    this.track.onended = () => this.emit("lost");
    this.#source = this.#context.createMediaStreamSource(stream);
    this.#measure();
    if (this.#worklet) this.#source.connect(this.#worklet);
    this.switch(this.#on);
  }

  async devices() {
    const all = await navigator.mediaDevices.enumerateDevices();
    return all.filter((device) => device.kind === "audioinput" && device.deviceId !== "communications");
  }

  /** Off means that the track carries silence: nothing is heard, recognised or sent. */
  switch(on) {
    this.#on = on && Boolean(this.track);
    if (this.track) this.track.enabled = this.#on;
    this.#worklet?.port.postMessage({ on: this.#on });
  }

  /** For the check alone: listens to the level although nothing is sent yet. */
  preview() {
    if (this.track) this.track.enabled = true;
  }

  async stream16k() {
    if (this.#worklet) return;
    await this.#context.audioWorklet.addModule(new URL("./microphone-worklet.js", import.meta.url));
    this.#worklet = new AudioWorkletNode(this.#context, "microphone", { numberOfOutputs: 0 });
    this.#worklet.port.onmessage = ({ data }) => this.emit("chunk", data);
    this.#worklet.port.postMessage({ on: this.#on });
    this.#source?.connect(this.#worklet);
  }

  close() {
    this.#release();
    this.#worklet?.disconnect();
  }

  #release() {
    clearInterval(this.#meter);
    this.#source?.disconnect();
    for (const track of this.#stream?.getTracks() ?? []) {
      track.onended = null;
      track.stop();
    }
    this.#stream = null;
  }

  #measure() {
    const analyser = this.#context.createAnalyser();
    analyser.fftSize = 1024;
    this.#source.connect(analyser);
    const samples = new Float32Array(analyser.fftSize);
    this.#meter = setInterval(() => {
      analyser.getFloatTimeDomainData(samples);
      let sum = 0;
      for (const sample of samples) sum += sample * sample;
      const decibels = 10 * Math.log10(sum / samples.length + 1e-9);
      this.emit("level", Math.max(0, Math.min(1, (decibels + 58) / 46)));
    }, 50);
  }
}
