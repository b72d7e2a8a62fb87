/* Copy and print buttons: hidden until this script shows them, because without it they would do nothing. */
async function copy(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "sr";
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("copy refused");
}

function source(button) {
  const from = button.dataset.copyFrom && document.getElementById(button.dataset.copyFrom);
  return from ? (from.value ?? from.textContent) : button.dataset.copy;
}

/** Read out what happened; the region lies outside the button, whose name its own words must stay. */
function announce(words) {
  let region = document.getElementById("announcement");
  if (!region) {
    region = Object.assign(document.createElement("p"), { id: "announcement", className: "sr" });
    region.setAttribute("role", "status");
    document.querySelector("main").append(region);
  }
  region.textContent = words;
}

function say(button, words) {
  announce(words);
  const label = button.querySelector("[data-label]");
  const before = label.dataset.before || label.textContent;
  label.dataset.before = before;
  label.textContent = words;
  window.setTimeout(() => {
    label.textContent = before;
  }, 4000);
}

export function copyButtons(root) {
  for (const button of root.querySelectorAll("[data-copy], [data-copy-from]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      copy(source(button)).then(
        () => say(button, button.dataset.done),
        () => say(button, button.dataset.failed),
      );
      // where the work goes on after this, so that coming back from another tab needs no click
      document.getElementById(button.dataset.then)?.focus({ preventScroll: true });
    });
  }
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
}
