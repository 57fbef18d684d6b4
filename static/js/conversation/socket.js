// The one WebSocket: events as JSON, media as binary. A drop is mended within the server's grace of 30 s.
import { Emitter } from "./emitter.js";

const GRACE_MS = 30_000;
const HEARTBEAT_MS = 2000;
const PAUSES_MS = [100, 300, 600, 1000, 2000];
// Closed by the server on purpose (taken over, ended, refused): trying again would be wrong.
const FINAL_CODES = new Set([1000, 4000, 4001, 4003, 4004, 4401, 4403, 4404, 4409]);
const MEDIA_LIMIT = 64 * 1024;

/** Emits: open, message {type, …}, media ArrayBuffer, dropped, lost, rtt ms. */
export class Socket extends Emitter {
  #address;
  #socket = null;
  #closed = false;
  #attempt = 0;
  #droppedAt = 0;
  #heartbeat = 0;
  #final = false;

  constructor(path) {
    super();
    const address = new URL(path, location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    this.#address = address.href;
  }

  open() {
    const socket = new WebSocket(this.#address);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#opened();
    socket.onmessage = ({ data }) => this.#received(data);
    socket.onclose = ({ code }) => socket === this.#socket && this.#dropped(code);
    this.#socket = socket;
  }

  send(type, fields = {}) {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify({ type, ...fields }));
    return true;
  }

  /** Microphone sound is dropped rather than queued when the line is slow. */
  sendMedia(bytes) {
    if (this.#socket?.readyState === WebSocket.OPEN && this.#socket.bufferedAmount < MEDIA_LIMIT) {
      this.#socket.send(bytes);
    }
  }

  close() {
    this.#closed = true;
    clearInterval(this.#heartbeat);
    this.#socket?.close();
  }

  #opened() {
    this.#attempt = 0;
    this.#droppedAt = 0;
    clearInterval(this.#heartbeat);
    this.#heartbeat = setInterval(() => this.send("heartbeat", { t: performance.now() }), HEARTBEAT_MS);
    this.emit("open");
  }

  #received(data) {
    if (data instanceof ArrayBuffer) return this.emit("media", data);
    const message = JSON.parse(data);
    if (message.type === "pong") return this.emit("rtt", performance.now() - message.t);
    if (message.type === "ended" || message.id === "conversation.taken_over") this.#final = true;
    this.emit("message", message);
  }

  #dropped(code) {
    clearInterval(this.#heartbeat);
    if (this.#closed || this.#final) return;
    this.#droppedAt ||= performance.now();
    const late = performance.now() - this.#droppedAt > GRACE_MS;
    if (FINAL_CODES.has(code) || late) return this.emit("lost", code);
    this.emit("dropped");
    setTimeout(() => this.#closed || this.open(), PAUSES_MS[Math.min(this.#attempt++, PAUSES_MS.length - 1)]);
  }
}
