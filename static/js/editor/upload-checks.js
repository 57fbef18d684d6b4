// What can be known of a file before it is sent: size, kind, and the length where the browser can read it.
import { say } from "./page.js";
import { sizeOf } from "./words.js";

const PATIENCE_MS = 4000;
const ENDINGS = /\.(mp4|m4v|mov|webm|mkv|avi|mts|m2ts|ts|wmv|flv|mxf|3gp|mpg|mpeg|ogv|vob)$/i;

/** Milliseconds, or null where this browser can't read it (the server can read more). */
export function lengthOf(file) {
  const video = document.createElement("video");
  const url = URL.createObjectURL(file);
  return new Promise((resolve) => {
    const done = (ms) => {
      URL.revokeObjectURL(url);
      resolve(Number.isFinite(ms) && ms > 0 ? ms : null);
    };
    video.preload = "metadata";
    video.onloadedmetadata = () => done(video.duration * 1000);
    video.onerror = () => done(null);
    setTimeout(() => done(null), PATIENCE_MS);
    video.src = url;
  });
}

/** {words: why it can't be taken, or "", lastedMs: or null} */
export async function problemOf(file, { maxBytes, minS, maxS }) {
  const { name } = file;
  if (!file.size) return { words: say("empty", { name }) };
  if (file.size > maxBytes) return { words: say("tooLarge", { name, size: sizeOf(file.size) }) };
  if (!file.type.startsWith("video/") && !ENDINGS.test(name)) return { words: say("notVideo", { name }) };
  const lastedMs = await lengthOf(file);
  const seconds = lastedMs === null ? null : lastedMs / 1000;
  if (seconds !== null && seconds < minS - 0.5) {
    return { words: say("tooShort", { name, seconds: seconds.toFixed(1), low: minS }) };
  }
  if (seconds !== null && seconds > maxS + 0.5) {
    return { words: say("tooLong", { name, minutes: (seconds / 60).toFixed(1), high: maxS / 60 }) };
  }
  return { words: "", lastedMs };
}
