// Picture and sound over the WebSocket: the audio worklet is the clock; image i is drawn when the sound of slice i plays.
import { Emitter } from "./emitter.js";

const HEADER_BYTES = 12;
const PAINT_MS = 30; // from the worklet's word to the screen: a message, a timer, the next refresh
const KEEP_IMAGES = 40;

/** One binary message -> {index, speech, flags, jpeg Uint8Array|null, pcm Float32Array}, or null when it is not media. */
export function readSlice(buffer) {
  if (buffer.byteLength < HEADER_BYTES) return null;
  const view = new DataView(buffer);
  const kind = view.getUint8(0);
  if (kind !== 1 && kind !== 2) return null;
  const size = view.getUint32(8);
  if (HEADER_BYTES + size > buffer.byteLength) return null;
  const samples = (buffer.byteLength - HEADER_BYTES - size) >> 1;
  const pcm = new Float32Array(samples);
  for (let i = 0, at = HEADER_BYTES + size; i < samples; i++, at += 2) pcm[i] = view.getInt16(at, true) / 32768;
  const jpeg = size ? new Uint8Array(buffer, HEADER_BYTES, size) : null;
  return { index: view.getUint32(1), speech: view.getUint16(5), flags: view.getUint8(7), jpeg, pcm };
}

/** Emits: frame count, playing index. `context` is an AudioContext at 48 kHz made in a click. */
export class SocketMedia extends Emitter {
  #canvas;
  #context;
  #brush;
  #node = null;
  #images = new Map();
  #shown = -1;
  #frames = 0;
  #last = -1;
  #speech = 0;
  #early = [];

  constructor(canvas, context) {
    super();
    this.#canvas = canvas;
    this.#context = context;
    this.#brush = canvas.getContext("2d", { alpha: false, desynchronized: true });
    this.report = { buffered_ms: 0, underruns: 0 };
  }

  get frames() {
    return this.#frames;
  }

  /** The index that the next slice to arrive will have: captions are tied to it. */
  get nextIndex() {
    return this.#last + 1;
  }

  async start(output) {
    await this.#context.audioWorklet.addModule(new URL("./playback-worklet.js", import.meta.url));
    this.#node = new AudioWorkletNode(this.#context, "playback", { numberOfInputs: 0, outputChannelCount: [1] });
    this.#node.port.onmessage = ({ data }) => this.#heard(data);
    this.#node.connect(output);
    for (const buffer of this.#early.splice(0)) this.receive(buffer);
  }

  /** -> the slice's index; undefined when it was none, or waits. */
  receive(buffer) {
    if (!this.#node) {
      this.#early.push(buffer); // the first words come while the worklet still loads
      return undefined;
    }
    const slice = readSlice(buffer);
    if (!slice) return undefined;
    if (slice.index < this.#last - 50) this.clear();
    this.#last = slice.index;
    this.#speech = slice.speech;
    if (slice.jpeg) this.#decode(slice);
    this.#node.port.postMessage({ index: slice.index, speech: slice.speech, pcm: slice.pcm }, [slice.pcm.buffer]);
    if (this.#context.state !== "running") this.#playWithoutSound(slice.index);
    return slice.index;
  }

  /** The visitor cut in: what waits of the present speech is dropped at once, not when the server has heard of it. */
  hush() {
    if (this.#speech) this.#node?.port.postMessage({ hush: this.#speech });
  }

  clear() {
    this.#node?.port.postMessage({ clear: true });
    for (const image of this.#images.values()) image.then((bitmap) => bitmap?.close());
    this.#images.clear();
    this.#shown = -1;
    this.#last = -1;
  }

  close() {
    this.clear();
    this.#node?.disconnect();
    this.#node = null;
  }

  #decode({ index, jpeg }) {
    const image = createImageBitmap(new Blob([jpeg], { type: "image/jpeg" })).catch(() => null);
    this.#images.set(index, image);
    if (this.#images.size > KEEP_IMAGES) this.#images.delete(this.#images.keys().next().value);
    if (this.#context.state !== "running") image.then(() => this.#show(index));
  }

  #heard({ index, buffered_ms, underruns }) {
    this.report = { buffered_ms, underruns };
    if (index === undefined) return;
    // The worklet runs ahead of the loudspeaker by the output latency; the picture waits as long, less its own way.
    const wait = ((this.#context.outputLatency || 0) + (this.#context.baseLatency || 0)) * 1000 - PAINT_MS;
    if (wait > 4) setTimeout(() => this.#show(index), wait);
    else this.#show(index);
    this.emit("playing", index);
  }

  // Nothing tells the time then: pictures and captions come as they arrive.
  #playWithoutSound(index) {
    this.#show(index);
    this.emit("playing", index);
  }

  async #show(index) {
    const newest = Math.max(...[...this.#images.keys()].filter((at) => at <= index));
    if (!Number.isFinite(newest) || newest <= this.#shown) return;
    const image = this.#images.get(newest);
    this.#shown = newest;
    for (const at of [...this.#images.keys()].filter((at) => at < newest)) {
      this.#images.get(at).then((bitmap) => bitmap?.close());
      this.#images.delete(at);
    }
    const bitmap = await image;
    if (!bitmap || newest < this.#shown) return;
    this.#draw(bitmap);
    this.emit("frame", ++this.#frames);
  }

  #draw(bitmap) {
    if (this.#canvas.width !== bitmap.width) {
      this.#canvas.width = bitmap.width;
      this.#canvas.height = bitmap.height;
    }
    try {
      this.#brush.drawImage(bitmap, 0, 0);
    } catch {
      // Closed by a clear() in between: the next image comes in 40 ms.
    }
  }
}
