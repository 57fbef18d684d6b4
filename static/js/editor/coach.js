// The coach: small pictures of the camera to the server, and what it says of them.
import { Emitter } from "../conversation/emitter.js";

const EACH_MS = 300;
const WIDTH = 480;
const PATIENCE_MS = 25000;
const AGAIN_MS = 5000;
const COUNTED_MS = 2000;

/** Emits: seen {ok, rows, ids, box}; off when nobody can look, until a picture is answered again. */
export class Coach extends Emitter {
  #address;
  #video;
  #socket = null;
  #canvas = document.createElement("canvas");
  #timer = 0;
  #waiting = 0;
  #rate = 0;
  #since = null;

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

  /** Another camera: its width is told anew, and its pictures are counted anew. */
  changed() {
    this.#rate = 0;
    this.#since = null;
    this.#tell();
  }

  #open() {
    const socket = new WebSocket(this.#address);
    socket.onopen = () => {
      this.#waiting = 0;
      this.#tell();
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

  #tell() {
    const { videoWidth: width } = this.#video;
    if (!width || this.#socket?.readyState !== WebSocket.OPEN) return;
    this.#socket.send(JSON.stringify({ width, rate: this.#rate }));
  }

  // Pictures a second, while the page is seen: others are not drawn. A browser that counts none tells 0.
  #count() {
    const now = performance.now();
    const frames = this.#video.getVideoPlaybackQuality?.().totalVideoFrames ?? 0;
    if (document.hidden || !this.#since || frames < this.#since.frames) this.#since = { frames, now };
    if (now - this.#since.now < COUNTED_MS) return;
    this.#rate = (1000 * (frames - this.#since.frames)) / (now - this.#since.now);
    this.#since = { frames, now };
    this.#tell();
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
    this.#count();
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
