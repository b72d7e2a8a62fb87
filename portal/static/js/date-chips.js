/* "Today" and "Yesterday" beside a date: they fill the field; the button of the day that stands in it is pressed. */
export function dateChips(root) {
  for (const place of root.querySelectorAll("[data-date-chips]")) {
    const field = document.getElementById(place.dataset.dateChips);
    if (!field) continue;
    const buttons = [...place.querySelectorAll("button")];
    const update = () => buttons.forEach((b) => b.setAttribute("aria-pressed", String(b.value === field.value)));
    place.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      field.value = button.value;
      field.dispatchEvent(new Event("input", { bubbles: true })); // autosave listens
    });
    field.addEventListener("input", update);
    field.addEventListener("change", update);
    update();
    place.hidden = false;
  }
}
