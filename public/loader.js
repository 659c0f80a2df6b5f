// Starts the console: loads the script and the WebAssembly that the page's head names, and says in
// the page what went wrong if that fails. A file of its own, because the Content-Security-Policy
// forbids inline scripts.

const address = (id) => document.getElementById(id).href;

// A missing file usually means that the server was upgraded after this page was loaded.
async function download(url) {
  const response = await fetch(url, { credentials: "same-origin" });
  if (!response.ok) {
    throw new Error(`the server answered ${response.status} for ${new URL(url).pathname}`);
  }
  return response;
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

try {
  const wasm = download(address("boot-wasm"));
  // Reported below when awaited; without this a failing import would leave it unhandled.
  wasm.catch(() => {});
  const { default: start } = await import(address("boot-script"));
  await start({ module_or_path: await wasm });
  document.getElementById("boot")?.remove();
} catch (error) {
  show(error);
}
