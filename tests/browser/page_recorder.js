// Put into every page before its own scripts: records what the visitor hears and sees, whatever code plays it.
(() => {
  const TAP = `registerProcessor("tap", class extends AudioWorkletProcessor {
    constructor() { super(); this.block = new Float32Array(4800); this.used = 0; }
    process(inputs) {
      const channel = inputs[0][0] || new Float32Array(128);
      for (const [i, sample] of channel.entries()) {
        if (this.used === 0) this.from = currentTime + i / sampleRate;
        this.block[this.used++] = sample;
        if (this.used === this.block.length) {
          this.port.postMessage({ pcm: this.block.slice(), from: this.from });
          this.used = 0;
        }
      }
      return true;
    }
  });`;
  const SIZE = 384;
  const recorder = { blocks: [], frames: [], on: false, rate: 48000, timer: null };
  const moduleUrl = URL.createObjectURL(new Blob([TAP], { type: "text/javascript" }));
  const connect = AudioNode.prototype.connect;
  const taps = new WeakMap();

  // When the loudspeaker plays what the audio clock calls `from`, on the page's clock.
  const playedAt = (context, from) => {
    const { contextTime, performanceTime } = context.getOutputTimestamp();
    return performanceTime + (from - contextTime) * 1000;
  };

  const tapOf = (context) => {
    if (!taps.has(context)) {
      taps.set(context, context.audioWorklet.addModule(moduleUrl).then(() => {
        const node = new AudioWorkletNode(context, "tap", { numberOfOutputs: 1, channelCount: 1,
          channelCountMode: "explicit" });
        recorder.rate = context.sampleRate;
        node.port.onmessage = ({ data: { pcm, from } }) => {
          if (!recorder.on) return;
          recorder.blocks.push({ at: performance.now(), played: playedAt(context, from), pcm, context });
        };
        const mute = context.createGain();
        mute.gain.value = 0;
        connect.call(node, mute);
        connect.call(mute, context.destination);
        return node;
      }));
    }
    return taps.get(context);
  };

  AudioNode.prototype.connect = function (target, ...rest) {
    if (target instanceof AudioDestinationNode && !this.__untapped) {
      tapOf(this.context).then((tap) => connect.call(this, tap));
    }
    return connect.call(this, target, ...rest);
  };

  if (window.RTCPeerConnection) {
    const Native = window.RTCPeerConnection;
    window.RTCPeerConnection = class extends Native {
      constructor(...args) {
        super(...args);
        this.addEventListener("track", ({ track }) => {
          if (track.kind !== "audio") return;
          const context = new AudioContext({ sampleRate: 48000 });
          const source = context.createMediaStreamSource(new MediaStream([track]));
          tapOf(context).then((tap) => connect.call(source, tap));
          context.resume();
          recorder.context = context;
        });
        (window.__peers ||= []).push(this);
      }
    };
  }

  const paint = OffscreenCanvasRenderingContext2D.prototype.drawImage;
  const face = () => [...document.querySelectorAll("video, canvas")]
    .filter((el) => el.checkVisibility() && (el.videoWidth || el.width) >= 256)
    .sort((a, b) => (b.videoWidth || b.width) - (a.videoWidth || a.width))[0];

  // Only copied while it runs: to encode each picture at once would slow down what is being watched.
  const keep = (el, at) => {
    const canvas = new OffscreenCanvas(SIZE, SIZE);
    paint.call(canvas.getContext("2d", { willReadFrequently: true }), el, 0, 0, SIZE, SIZE);
    recorder.frames.push({ at, canvas });
  };
  const grab = () => {
    const el = face();
    if (el && recorder.on) keep(el, performance.now());
  };

  // Each picture when it is shown: a video says so itself, a canvas shows what was drawn at the next refresh.
  const shown = (el) => el.requestVideoFrameCallback?.((now, { expectedDisplayTime }) => {
    if (!recorder.on) return;
    keep(el, expectedDisplayTime);
    shown(el);
  });
  const paintFace = CanvasRenderingContext2D.prototype.drawImage;
  CanvasRenderingContext2D.prototype.drawImage = function (...args) {
    paintFace.apply(this, args);
    if (recorder.on && recorder.every && this.canvas === face()) {
      const { canvas } = this;
      requestAnimationFrame((at) => keep(canvas, at));
    }
  };

  const base64 = (bytes) => {
    let text = "";
    for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
    return btoa(text);
  };

  recorder.start = (frameMs, every = false) => {
    recorder.blocks = [];
    recorder.frames = [];
    recorder.on = true;
    recorder.every = every;
    if (frameMs) recorder.timer = setInterval(grab, frameMs);
    if (every) shown(face());
  };
  // A page may play a track through its own graph, so that both taps hear it: the louder one is what is kept.
  const loudest = () => {
    const energy = new Map();
    for (const { context, pcm } of recorder.blocks) {
      energy.set(context, (energy.get(context) ?? 0) + pcm.reduce((sum, x) => sum + x * x, 0));
    }
    return [...energy].sort((a, b) => b[1] - a[1])[0]?.[0];
  };

  recorder.stop = async () => {
    recorder.on = false;
    clearInterval(recorder.timer);
    const kept = loudest();
    recorder.blocks = recorder.blocks.filter(({ context }) => context === kept);
    const pcm = new Int16Array(recorder.blocks.length * 4800);
    recorder.blocks.forEach((block, i) => block.pcm.forEach((x, k) => {
      pcm[i * 4800 + k] = Math.max(-1, Math.min(1, x)) * 32767;
    }));
    const frames = [];
    for (const frame of recorder.frames) {
      const jpeg = await frame.canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
      frames.push([frame.at, base64(new Uint8Array(await jpeg.arrayBuffer()))]);
    }
    return { rate: recorder.rate, times: recorder.blocks.map((block) => block.at),
      played: recorder.blocks.map((block) => block.played),
      pcm: base64(new Uint8Array(pcm.buffer)), frames };
  };
  window.__recorder = recorder;
})();
