// A conversation that was left: for how long one may come back, and how it ended when that is over.
const LOOK_MS = 1000;
const FIRST_MS = 400; // by then the server has noticed that the page before this one is gone

/** Asks the server each second: show(return_ms, null while somebody is there) until ended({the socket's `ended`}). -> stop() */
export function watchReturn(url, { show = () => {}, ended }) {
  let stopped = false;
  const look = async () => {
    const state = await stateOf(url);
    if (stopped) return;
    if (state?.reason !== undefined) {
      ended(state);
      return;
    }
    if (state) show(state.return_ms);
    setTimeout(look, LOOK_MS);
  };
  setTimeout(look, FIRST_MS);
  return () => {
    stopped = true;
  };
}

async function stateOf(url) {
  try {
    const response = await fetch(`${url}state/`, { headers: { Accept: "application/json" } });
    return response.ok ? await response.json() : null;
  } catch {
    return null; // a network that is away for a moment says nothing about the conversation
  }
}
