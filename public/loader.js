// Starts the console: loads the script and the WebAssembly that the page's head names, and says in
// the page what went wrong if that fails. A file of its own, because the Content-Security-Policy
// forbids inline scripts.
//
// While the console is still being compiled it asks who is signed in, and opens the stream of their
// runners. The console takes both over (src/api/early.rs); what does not come in time or goes wrong
// it asks for itself.

// The page waits for the first rows no longer than this, in milliseconds.
const PATIENCE = 100;

// What could not be asked for is asked for once more after so many milliseconds.
const AGAIN = 500;

// What a stream is answered as.
const STREAM = "text/event-stream";

function ask() {
  // The page's head has asked already, and this takes the answer, so that nobody takes it later.
  const answer = fetch(address("boot-session"), { headers: { Accept: "application/json" } });
  // Whoever takes it over is told.
  answer.catch(() => {});
  // A sign-in link may change who is signed in.
  if (location.hash) return;
  const early = (globalThis.early = {});
  early.session = answer.then(async (response) => {
    const body = await response.text();
    // The answer tells the server's time, which counts from then and not from when it is taken over.
    const [timing] = performance.getEntriesByName(response.url);
    return [response.status, body, timing?.startTime ?? 0, timing?.responseEnd || performance.now()];
  });
  early.session.catch(() => {});
  follow(early);
}

// The stream's first word says whose it is.
function follow(early) {
  const controller = new AbortController();
  const { signal } = controller;
  const answer = fetch("/console/events", { headers: { Accept: STREAM }, cache: "no-store", signal });
  early.events = answer.then(({ ok, headers, body }) => {
    if (ok && headers.get("Content-Type")?.startsWith(STREAM)) {
      const reader = body.getReader();
      return [reader, reader.read(), controller];
    }
    controller.abort();
  });
  early.events.catch(() => {});
}

// Waits until what is shown first has come: the page is then drawn once and not twice.
async function begun() {
  const first = globalThis.early?.events.then((parts) => parts?.[1]).catch(() => {});
  await Promise.race([first, pause(PATIENCE)]);
}

const address = (id) => document.getElementById(id).href;

const pause = (millis) => new Promise((done) => setTimeout(done, millis));

// A connection may break just when a file is asked for; another one takes its place.
async function request(url) {
  const options = { credentials: "same-origin" };
  try {
    return await fetch(url, options);
  } catch {
    await pause(AGAIN);
    return fetch(url, options);
  }
}

// A missing file usually means that the server was upgraded after this page was loaded.
async function download(url) {
  const response = await request(url);
  if (!response.ok) {
    throw new Error(`the server answered ${response.status} for ${new URL(url).pathname}`);
  }
  return response;
}

// Compiles while it comes. Something between that changes the type of the file must not stop the console.
async function compile(url) {
  const response = await download(url);
  return response.headers.get("Content-Type")?.startsWith("application/wasm")
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

// The first look into what the browser keeps waits for its disk, so it is taken while there is nothing else to do.
function wake() {
  try {
    localStorage.getItem("theme");
  } catch {
    // It keeps nothing here.
  }
}

function explain(error) {
  if (typeof WebAssembly !== "object") {
    return "This browser cannot run WebAssembly. Use a current Chrome, Edge, Firefox or Safari.";
  }
  if (error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError) {
    return `This browser refused to run the console (${error.message}). Reload, or use a current Chrome, Edge, Firefox or Safari.`;
  }
  if (error instanceof WebAssembly.RuntimeError) {
    return "The console stopped while starting. Reload; the browser's developer console has the details.";
  }
  return `The console could not be loaded: ${error.message}. Check the connection and reload; if the server was just upgraded, reloading fetches the new version.`;
}

function show(error) {
  console.error(error);
  const boot = document.getElementById("boot") ?? document.body.appendChild(document.createElement("div"));
  const text = document.createElement("p");
  text.textContent = explain(error);
  const reload = document.createElement("button");
  reload.type = "button";
  reload.textContent = "Reload";
  reload.addEventListener("click", () => location.reload());
  boot.setAttribute("role", "alert");
  boot.replaceChildren(text, reload);
}

async function parsed() {
  if (document.readyState === "loading") {
    await new Promise((done) => document.addEventListener("DOMContentLoaded", done));
  }
}

try {
  // What is asked for is named before it. A page that comes in parts may not be there yet.
  if (!document.getElementById("boot")) await parsed();
  // The page that links lead to knows nobody.
  if (document.getElementById("boot-session")) ask();
  const wasm = compile(address("boot-wasm"));
  // Reported below when awaited; without this a failing import would leave it unhandled.
  wasm.catch(() => {});
  const script = import(address("boot-script"));
  wake();
  const { default: start } = await script;
  // The scripts of the page itself come first.
  await parsed();
  const compiled = await wasm;
  await begun();
  await start({ module_or_path: compiled });
  document.getElementById("boot")?.remove();
} catch (error) {
  show(error);
}
