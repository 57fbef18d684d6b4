// Milliseconds as credits, by the same rule as the pages' own filter (avatarsite/templatetags/words.py).
const CREDIT_MS = 300_000;

/** 300_564_000 -> "1,001.88": never more than there are; two places, three below a tenth. */
export function credits(ms) {
  const parts = ms * 10 < CREDIT_MS ? 1000 : 100;
  const rounded = Math.floor(ms / (CREDIT_MS / parts)) / parts;
  return rounded.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 3 });
}
