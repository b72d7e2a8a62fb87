/* Live counters. The server counts again and decides; nothing is cut off while typing. */
import { weight } from "./units.js";

const LINK = /https?:\/\/\S+/g;

/** Characters in a network's unit (code points by default, a line break is one); a link counts `links` if that is set. */
export function length(text, links = 0, unit = "chars") {
  const plain = text.replace(/\r\n?/g, "\n");
  const counted = links ? plain.replace(LINK, "x".repeat(links)) : plain;
  return weight(counted, unit);
}

/** 10.000 on an Indonesian page, 10,000 on an English one: as kernel/numbers.py writes it. */
function grouped(number) {
  return number.toLocaleString(document.documentElement.lang || "id");
}

function show(place, size) {
  const most = Number(place.dataset.most);
  const over = size > most;
  const words = over ? place.dataset.over.replace("{n}", grouped(size - most)) : "";
  place.querySelector("[data-size]").textContent = `${grouped(size)}/${grouped(most)}`;
  place.querySelector("[data-extra]").textContent = words;
  place.classList.toggle("over", over);
  place.classList.toggle("soon", !over && size > most * 0.85);
  const length = place.querySelector("rect.fg");
  if (length) length.setAttribute("width", String(Math.min(100, Math.round((1000 * size) / most) / 10)));
}

export function counters(root) {
  for (const place of root.querySelectorAll("[data-counter]")) {
    const field = document.getElementById(place.dataset.counter);
    if (!field) continue;
    const update = () => show(place, length(field.value, Number(place.dataset.links || 0), place.dataset.unit));
    field.addEventListener("input", update);
    update();
  }
}
