/* One line above the buttons, where the thumb is: what is being sent, what waits, and what somebody has to decide. */
const ORDER = ["conflict", "closed", "failed", "offline", "photos", "memory"]; // the first of these that holds is shown

function words(place, state) {
  const kind = ORDER.find((name) => state[name]);
  if (!kind) return { kind: "", text: "" };
  const said = typeof state[kind] === "string" ? state[kind] : place.dataset[kind];
  const wait = state.held && ["offline", "photos"].includes(kind) ? place.dataset.held : "";
  return { kind, text: [said, wait].filter(Boolean).join(" ") };
}

/** `form.dispatchEvent(new CustomEvent("dock", { detail: { offline: true } }))` changes what is shown. */
export function dock(form) {
  const place = form.querySelector("[data-upload-status]");
  if (!place) return;
  const state = {};
  form.addEventListener("dock", (event) => {
    Object.assign(state, event.detail);
    const { kind, text } = words(place, state);
    const line = place.querySelector("[data-words]");
    if (line.textContent !== text) line.textContent = text;
    place.hidden = !text;
    place.dataset.kind = kind;
    place.classList.toggle("off", kind === "offline");
    for (const each of place.querySelectorAll("[data-for]")) each.hidden = !each.dataset.for.split(" ").includes(kind);
  });
}

export function tell(form, detail) {
  form.dispatchEvent(new CustomEvent("dock", { detail }));
}
