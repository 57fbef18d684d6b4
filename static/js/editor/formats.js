// What MediaRecorder should write: H.264, else AV1, else VP9. VP8 last: Chromium's was measured to drop half of the
// pictures, but Firefox writes nothing else, and its own keeps them.
const SOUND = { mp4: ["mp4a.40.2", "opus"], webm: ["opus"] };
const PICTURE = [
  ["mp4", "avc1.640028"],
  ["mp4", "avc1.42E01F"],
  ["webm", "h264"],
  ["mp4", "av01.0.08M.08"],
  ["webm", "av01.0.08M.08"],
  ["mp4", "vp09.00.40.08"],
  ["webm", "vp9"],
  ["webm", "vp8"],
];

export const FORMATS = PICTURE.flatMap(([box, codec]) =>
  SOUND[box].map((sound) => `video/${box};codecs="${codec},${sound}"`),
);

/** The best that the browser can write, or null. */
export function bestFormat(can = (type) => globalThis.MediaRecorder?.isTypeSupported(type)) {
  return FORMATS.find((type) => can(type)) ?? null;
}
