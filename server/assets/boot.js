// Starts the client. Names of files get their fingerprints when the server is built.
const at = name => ({ module_or_path: new URL(name, import.meta.url) });
let checks;
// What the questions do not need is a module of its own: checks, their pages, the reader of pasted text.
const load = () => checks ??= import("./battery.js")
  .then(async module => (await module.default(at("./battery_bg.wasm")), module))
  .catch(why => { checks = undefined; throw why; });
window.fix904Battery = async (...order) => (await load()).run(...order);
const step = document.getElementById("main").dataset.step;
// Where they may run in this tab, both modules load side by side.
try {
  if (step !== "evidence" && sessionStorage.getItem("fix904")?.startsWith("here run")) load().catch(() => {});
} catch {}
if (step === "start") load().then(module => module.paste());
// What a machine says has a reader of its own.
else if (step === "evidence") import("./reader.js")
  .then(async module => (await module.default(at("./reader_bg.wasm")), module.begin()));
else if (step === "self-check") load().then(module => module.details());
else if (step === "self-check-host") load().then(module => module.host());
else import("./client.js").then(module => module.default(at("./client_bg.wasm")));
