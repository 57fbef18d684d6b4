// Sizes and times as a person reads them.
export const sizeOf = (bytes) =>
  bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.ceil(bytes / 1000)} kB`;

/** 8.4 -> "0:08.4": times inside a take. */
export function exact(seconds) {
  const whole = Math.max(0, seconds);
  const minutes = Math.floor(whole / 60);
  return `${minutes}:${(whole - 60 * minutes).toFixed(1).padStart(4, "0")}`;
}

/** 95 -> "2 min" by the page's own sentences: time left, rounded up so that it never disappoints. */
export function leftOf(seconds, say) {
  if (seconds < 55) return say("seconds", { n: Math.max(5, Math.ceil(seconds / 5) * 5) });
  if (seconds < 3500) return say("minutes", { n: Math.ceil(seconds / 60) });
  const minutes = Math.ceil(seconds / 60);
  return say("hours", { n: Math.floor(minutes / 60), m: minutes % 60 });
}
