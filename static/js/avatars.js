// Hears by a WebSocket that an avatar has changed and lets htmx fetch what the page shows of it.
// Without the socket the page still asks by itself every few seconds (hx-trigger).

const FIRST_MS = 1000;
const LONGEST_MS = 30000;

function changed(code) {
  for (const part of document.querySelectorAll(`[data-avatar="${CSS.escape(code)}"][hx-get]`)) {
    window.htmx?.trigger(part, "changed");
  }
}

function listen(wait = FIRST_MS) {
  const scheme = location.protocol === "https:" ? "wss" : "ws";
  const socket = new WebSocket(`${scheme}://${location.host}/ws/avatars/`);
  let next = Math.min(2 * wait, LONGEST_MS);
  socket.addEventListener("open", () => { next = FIRST_MS; });
  socket.addEventListener("message", (event) => {
    const message = JSON.parse(event.data);
    if (message.type === "changed") changed(message.avatar);
  });
  socket.addEventListener("close", (event) => {
    if (event.code !== 4401) setTimeout(() => listen(next), wait);
  });
}

listen();
