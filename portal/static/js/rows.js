/* j and k on lists of desks move from row to row; Enter opens, because it is a link that is focused. */
const TYPING = "input, textarea, select, [contenteditable]";

export function rows(root) {
  const list = root.querySelector("[data-rows]");
  if (!list) return;
  root.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.target.closest(TYPING)) return;
    const step = { j: 1, k: -1 }[event.key];
    if (!step) return;
    const links = [...list.querySelectorAll("[data-test=queue-item] :is(h2, h3) a")];
    const here = links.indexOf(root.activeElement);
    const next = links[here < 0 ? (step > 0 ? 0 : links.length - 1) : here + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
}
