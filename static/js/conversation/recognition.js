// Speech to text by the browser, for servers without a transcriber. Its maker hears the voice; the check says so.
import { Emitter } from "./emitter.js";

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;
const REGION = {
  en: "en-GB", ko: "ko-KR", es: "es-ES", fr: "fr-FR", de: "de-DE", it: "it-IT", pt: "pt-PT", ja: "ja-JP", zh: "zh-CN",
  hi: "hi-IN", ar: "ar-SA",
};
const TROUBLE = {
  "not-allowed": "recognitionBlocked",
  "service-not-allowed": "recognitionBlocked",
  "language-not-supported": "recognitionLanguage",
  network: "recognitionNetwork",
};
const RESTART_MS = 250;
const SURE = 0.6;

export const recognitionThere = () => typeof Recognition === "function";

/** "en" -> the visitor's own variety of English where the browser is set to one, else a usual one. */
export function spokenTag(language) {
  const own = navigator.languages.find((tag) => tag.toLowerCase().startsWith(`${language}-`));
  return own ?? REGION[language] ?? language;
}

/** Most of the words stand in what the avatar is saying: its own voice from the loudspeakers, not the visitor's. */
export function isEcho(text, spoken) {
  const words = wordsOf(text);
  if (!words.length) return true;
  const said = new Set(wordsOf(spoken));
  return words.filter((word) => said.has(word)).length / words.length > 0.5;
}

function wordsOf(text) {
  return text.toLocaleLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** Emits: words {text, final}, cutIn (real words while the avatar speaks), trouble key. */
export class BrowserRecognition extends Emitter {
  #recognition = null;
  #wanted = false;
  #language;
  #speaking = "";
  #track = null;

  constructor(language) {
    super();
    this.#language = spokenTag(language);
  }

  start(track) {
    if (this.#wanted || !recognitionThere()) return;
    this.#wanted = true;
    this.#track = track;
    this.#begin();
  }

  /** Gives the last words as final. */
  stop() {
    this.#wanted = false;
    this.#recognition?.stop();
  }

  /** What the avatar is saying now; "" when it is quiet. */
  avatarSays(text) {
    this.#speaking = text;
  }

  #begin() {
    const recognition = new Recognition();
    recognition.lang = this.#language;
    recognition.continuous = true;
    recognition.interimResults = true;
    recognition.onresult = (event) => this.#heard(event);
    recognition.onerror = ({ error }) => this.#failed(error);
    recognition.onend = () => this.#wanted && setTimeout(() => this.#wanted && this.#begin(), RESTART_MS);
    this.#recognition = recognition;
    try {
      // Given the track (newer Chromium), it hears what echo cancellation left; others open the microphone themselves.
      if (this.#track) recognition.start(this.#track);
      else recognition.start();
    } catch {
      recognition.start();
    }
  }

  #heard({ results, resultIndex }) {
    for (let i = resultIndex; i < results.length; i++) {
      const { transcript, confidence } = results[i][0];
      const text = transcript.trim();
      if (!text || (this.#speaking && !this.#isVisitor(text, confidence, results[i].isFinal))) continue;
      if (this.#speaking) this.emit("cutIn");
      this.emit("words", { text, final: results[i].isFinal });
    }
  }

  #isVisitor(text, confidence, final) {
    const sure = final ? confidence === 0 || confidence >= SURE : wordsOf(text).length >= 2;
    return sure && !isEcho(text, this.#speaking);
  }

  #failed(error) {
    if (!TROUBLE[error]) return;
    this.#wanted = false;
    this.emit("trouble", TROUBLE[error]);
  }
}
