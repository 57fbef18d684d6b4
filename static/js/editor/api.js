// The editor's endpoints: JSON or bytes to the server, JSON back, and failures that say what can be done.
const TIMEOUT_MS = 45000;

/** The server said no. `id` and `message` are its own words; `have` is where a take ends that misses a piece. */
export class Refusal extends Error {
  constructor(status, told) {
    super(told.message ?? "");
    this.status = status;
    this.id = told.id ?? "";
    this.have = told.have;
  }

  /** Trying again later may help: no room, a busy server, a login that is over. */
  get passing() {
    return this.status >= 500 || this.status === 429 || this.status === 401 || this.status === 403;
  }
}

const token = () => document.querySelector("[name=csrfmiddlewaretoken]").value;

/** ask("PUT", url, {…} or ArrayBuffer) -> what it answered. Throws Refusal, or TypeError without a network. */
export async function ask(method, url, body) {
  const bytes = body instanceof ArrayBuffer || body instanceof Blob;
  const headers = { "X-CSRFToken": token(), Accept: "application/json" };
  if (body) headers["Content-Type"] = bytes ? "application/octet-stream" : "application/json";
  const sent = body === undefined ? undefined : bytes ? body : JSON.stringify(body);
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const answer = await fetch(url, { method, headers, body: sent, redirect: "manual", signal });
  if (answer.type === "opaqueredirect") throw new Refusal(401, { id: "login" });
  const json = answer.headers.get("Content-Type")?.includes("json");
  const told = json ? await answer.json() : {};
  if (!answer.ok) throw new Refusal(answer.status, told);
  return told;
}
