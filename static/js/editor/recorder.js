// One take: MediaRecorder in the best format, cut into pieces of a second that leave as they come.
import { Emitter } from "../conversation/emitter.js";
import { bestFormat } from "./formats.js";

const PIECE_MS = 1000;
const BITS = { videoBitsPerSecond: 6_000_000, audioBitsPerSecond: 160_000 };

/** Emits: step (see Sender), ended {take, lastedMs, broken}. */
export class TakeRecorder extends Emitter {
  #recorder;
  #offset = 0;
  #started = 0;
  #broken = false;

  constructor(stream, part) {
    super();
    this.part = part;
    this.take = crypto.randomUUID?.() ?? `take-${Date.now()}-${Math.random().toString(36).slice(2, 10)}`;
    const mimeType = bestFormat();
    // A picture of its own each second, so that what arrived can be read up to its last second.
    this.#recorder = new MediaRecorder(stream, { mimeType, videoKeyFrameIntervalDuration: PIECE_MS, ...BITS });
    this.#recorder.ondataavailable = ({ data }) => this.#piece(data);
    this.#recorder.onerror = () => this.stop(true);
    this.#recorder.onstop = () => this.#ended();
  }

  get lastedMs() {
    return this.#started ? performance.now() - this.#started : 0;
  }

  start() {
    const body = { part: this.part, mime: this.#recorder.mimeType };
    this.emit("step", { kind: "begin", take: this.take, body });
    this.#recorder.onstart = () => (this.#started = performance.now());
    this.#started = performance.now();
    this.#recorder.start(PIECE_MS);
  }

  /** broken: not by the person's wish (the camera went away). */
  stop(broken = false) {
    this.#broken ||= broken;
    if (this.#recorder.state !== "inactive") this.#recorder.stop();
  }

  #piece(data) {
    if (!data.size) return;
    const { take, lastedMs: ms } = this;
    const offset = this.#offset;
    this.#offset += data.size;
    this.emit("step", data.arrayBuffer().then((bytes) => ({ kind: "piece", take, offset, ms, bytes })));
  }

  #ended() {
    const body = { lasted_ms: Math.round(this.lastedMs), broken: this.#broken };
    this.emit("step", { kind: "end", take: this.take, body });
    this.emit("ended", { take: this.take, lastedMs: body.lasted_ms, broken: this.#broken });
  }
}
