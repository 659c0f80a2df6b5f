// Asks who is signed in, and opens the stream of their runners, while the console is still being
// compiled. The console takes both over (src/api/early.rs); what does not come in time or goes
// wrong it asks for itself.

const NAMES = ["clock", "reset", "runner", "heartbeat", "deleted", "current", "stale"];

// A sign-in link may change who is signed in.
if (!location.hash) {
  const early = (globalThis.early = { messages: [] });
  // The answer tells the server's time, which counts from then and not from when it is taken over.
  const asked = performance.now();
  early.session = fetch("/console/session", { headers: { Accept: "application/json" } }).then(
    async (response) => {
      const body = await response.text();
      if (response.ok) follow(early, JSON.parse(body).account);
      return [response.status, body, asked, performance.now()];
    },
  );
  // Whoever takes it over is told.
  early.session.catch(() => {});
}

function follow(early, account) {
  const stream = new EventSource(`/console/events?account=${encodeURIComponent(account)}`);
  early.stream = stream;
  for (const name of NAMES) {
    stream.addEventListener(name, (event) => early.messages?.push(event));
  }
  stream.addEventListener("error", () => {
    // Once it is taken over, it is the console's to close.
    if (early.messages) {
      stream.close();
      early.stream = undefined;
      early.messages = [];
    }
  });
}
