/* Buttons that fill a field with a ready value; hidden until this script shows them. */
export function fills(root) {
  for (const group of root.querySelectorAll("[data-fills]")) {
    const field = document.getElementById(group.dataset.fills);
    if (!field) continue;
    group.hidden = false;
    group.addEventListener("click", (event) => {
      const button = event.target.closest("[data-value]");
      if (!button) return;
      field.value = button.dataset.value;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
  }
}
