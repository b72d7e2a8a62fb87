/* The button that answers a question about the words on a page: once they are changed it is the ordinary one, and the
   server asks again if it has to. A tick is no change of the words. */
export function answers(form) {
  const button = form.querySelector("button[name=confirm]");
  if (!button) return;
  const { ordinary } = form.querySelector("[data-ordinary]").dataset;
  const back = (event) => {
    if (event.type === "input" && (!event.isTrusted || event.target.type === "checkbox")) return;
    Object.assign(button, { name: "action", value: "submit", textContent: ordinary });
  };
  form.addEventListener("input", back);
  form.addEventListener("photos-changed", back);
}
