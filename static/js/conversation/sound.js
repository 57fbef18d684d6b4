// Volume and mute for both transports, and one AudioContext made in the visitor's click.
import { byId } from "./page.js";

// Firefox starts no sound where there is no loudspeaker, and doesn't say so.
const PATIENCE_MS = 1000;

export class Sound {
  #gain = null;
  #held = false;
  #video = byId("face-video");

  constructor() {
    this.context = new AudioContext({ sampleRate: 48000, latencyHint: "interactive" });
    this.#gain = this.context.createGain();
    this.#gain.connect(this.context.destination);
    byId("volume").oninput = () => this.#apply();
    byId("mute").onclick = () => this.#toggle();
    for (const type of ["pointerdown", "keydown"]) addEventListener(type, () => this.wake(), { once: true });
  }

  /** Without a click before, the browser leaves the sound asleep until the first one: don't wait for it there. */
  wake() {
    return Promise.race([this.context.resume(), new Promise((done) => setTimeout(done, PATIENCE_MS))]);
  }

  get output() {
    return this.#gain;
  }

  get muted() {
    return byId("mute").getAttribute("aria-pressed") === "true";
  }

  /** Silence at once, whatever still waits in the browser's own buffer; false lets the next words through. */
  hold(on) {
    this.#held = on;
    this.#video.muted = on || this.level === 0;
  }

  /** Loudness is felt in squares: 0–1 of the slider becomes 0–1 of the amplitude. */
  get level() {
    return this.muted ? 0 : (byId("volume").value / 100) ** 2;
  }

  #toggle() {
    byId("mute").setAttribute("aria-pressed", String(!this.muted));
    if (!this.muted && byId("volume").value === "0") byId("volume").value = 60;
    this.#apply();
  }

  #apply() {
    // setTargetAtTime keeps the change from clicking.
    this.#gain.gain.setTargetAtTime(this.level, this.context.currentTime, 0.02);
    this.#video.volume = this.level;
    this.#video.muted = this.#held || this.level === 0;
  }
}
