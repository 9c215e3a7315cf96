// Copy buttons exist only where scripts run: without them, nothing is offered that cannot work. A module of its own, so
// that pages with commands need no client. Labels come from the page.
for (const link of document.querySelectorAll(".anchor")) {
  // The link works by itself; with scripts, it is copied as well.
  link.addEventListener("click", () => navigator.clipboard?.writeText(link.href).catch(() => {}));
}
for (const block of document.querySelectorAll("[data-copy]")) {
  const source = block.querySelector("pre");
  const label = block.querySelector("span");
  const { copy, copied } = block.dataset;
  const button = document.createElement("button");
  const name = (word) => {
    button.textContent = word;
    button.setAttribute("aria-label", `${word}: ${label.textContent}`);
  };
  button.type = "button";
  button.className = "btn quiet small";
  name(copy);
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(source.textContent);
      name(copied);
      setTimeout(name, 4000, copy);
    } catch {
      // No right to the clipboard, for example over plain http: select the text, so that one key copies it.
      getSelection().selectAllChildren(source);
    }
  });
  label.after(button);
}
