/* j and k on lists of desks move from row to row; Enter opens, because it is a link that is focused. */
const TYPING = "input:not([type=checkbox]), textarea, select, [contenteditable]";
const LINKS = "[data-rows] :is(h2, h3) a";

export function rows(root) {
  if (!root.querySelector("[data-rows]")) return;
  root.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest(TYPING)) return;
    const step = { j: 1, k: -1 }[event.key];
    if (!step) return;
    const links = [...root.querySelectorAll(LINKS)].filter((link) => !link.closest("details:not([open])"));
    const here = links.indexOf(root.activeElement);
    const next = links[here < 0 ? (step > 0 ? 0 : links.length - 1) : here + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
