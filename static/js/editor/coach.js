// The coach: small pictures of the camera to the server, and what it says of them.
import { Emitter } from "../conversation/emitter.js";

const EACH_MS = 300;
const WIDTH = 480;
const PATIENCE_MS = 25000;
const AGAIN_MS = 5000;

/** Emits: seen {ok, rows, ids, box}; off when nobody can look, until a picture is answered again. */
export class Coach extends Emitter {
  #address;
  #video;
  #socket = null;
  #canvas = document.createElement("canvas");
  #timer = 0;
  #waiting = 0;

  constructor(path, video) {
    super();
    const address = new URL(path, location.href);
    address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    this.#address = address.href;
    this.#video = video;
  }

  start() {
    if (this.#timer) return;
    this.#open();
    this.#timer = setInterval(() => this.#look(), EACH_MS);
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = 0;
    this.#socket?.close();
    this.#socket = null;
  }

  /** Another camera: its width is told anew. */
  changed() {
    this.#tellWidth();
  }

  #open() {
    const socket = new WebSocket(this.#address);
    socket.onopen = () => {
      this.#waiting = 0;
      this.#tellWidth();
    };
    socket.onmessage = ({ data }) => this.#told(JSON.parse(data));
    socket.onclose = () => this.#closed(socket);
    this.#socket = socket;
  }

  #closed(socket) {
    if (socket !== this.#socket || !this.#timer) return;
    this.emit("off");
    setTimeout(() => this.#timer && this.#socket === socket && this.#open(), AGAIN_MS);
  }

  #tellWidth() {
    const width = this.#video.videoWidth;
    if (width && this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify({ width }));
  }

  #told(message) {
    this.#waiting = 0;
    if (message.type === "off") this.emit("off");
    else this.emit("seen", message);
  }

  // One picture at a time: the next goes when the last was answered.
  #look() {
    const { videoWidth: width, videoHeight: height } = this.#video;
    if (!width || this.#socket?.readyState !== WebSocket.OPEN) return;
    if (this.#waiting && performance.now() - this.#waiting < PATIENCE_MS) return;
    if (this.#waiting) this.emit("off");
    this.#waiting = performance.now();
    this.#canvas.width = WIDTH;
    this.#canvas.height = Math.round((WIDTH * height) / width);
    this.#canvas.getContext("2d").drawImage(this.#video, 0, 0, this.#canvas.width, this.#canvas.height);
    this.#canvas.toBlob((jpeg) => this.#send(jpeg), "image/jpeg", 0.85);
  }

  #send(jpeg) {
    if (jpeg && this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(jpeg);
    else this.#waiting = 0;
  }
}
