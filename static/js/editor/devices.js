// Camera and microphone: permission, choice, and what can be wrong with them.
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 } };
// The sound as it is: what cleans speech for calls also bends what lips are learned from.
const SOUND = { echoCancellation: false, noiseSuppression: false, autoGainControl: false, channelCount: 1 };
const REASONS = {
  NotAllowedError: "cameraDenied",
  SecurityError: "cameraDenied",
  NotFoundError: "cameraMissing",
  OverconstrainedError: "cameraMissing",
  NotReadableError: "cameraBusy",
  AbortError: "cameraBusy",
};

const exactly = (wanted, deviceId) => (deviceId ? { ...wanted, deviceId: { exact: deviceId } } : wanted);

/** Both at once; throws an Error whose `message` is a key of the page's sentences. */
export async function openDevices(camera = "", microphone = "") {
  if (!navigator.mediaDevices?.getUserMedia) throw new Error("cameraInsecure");
  try {
    const wanted = { video: exactly(PICTURE, camera), audio: exactly(SOUND, microphone) };
    return await navigator.mediaDevices.getUserMedia(wanted);
  } catch (error) {
    throw new Error(REASONS[error.name] ?? "cameraMissing", { cause: error });
  }
}

/** {videoinput: [device…], audioinput: [device…]} */
export async function listDevices() {
  const all = await navigator.mediaDevices.enumerateDevices();
  const of = (kind) => all.filter((device) => device.kind === kind && device.deviceId !== "communications");
  return { videoinput: of("videoinput"), audioinput: of("audioinput") };
}

export async function allowedBefore() {
  try {
    const asked = ["camera", "microphone"].map((name) => navigator.permissions.query({ name }));
    return (await Promise.all(asked)).every((permission) => permission.state === "granted");
  } catch {
    return false; // not every browser tells; the button is there
  }
}

export function closeStream(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
