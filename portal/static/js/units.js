/* How networks count: the live twin of portal/channels/measure.py, near enough to type by. The server decides. */
const LIGHT = [[0, 4351], [8192, 8205], [8208, 8223], [8242, 8247]]; // code points that weigh one on X
const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}|[0-9#*]\uFE0F?\u20E3/u;
const PLAIN = new Set([..."©®™‼⁉ℹ"]);

/** The characters a reader sees; whole code points where the browser cannot tell. */
export function clusters(text) {
  if (!globalThis.Intl?.Segmenter) return [...text];
  return [...new Intl.Segmenter("id", { granularity: "grapheme" }).segment(text)].map((part) => part.segment);
}

function isEmoji(cluster) {
  return PLAIN.has([...cluster][0]) ? cluster.includes("\uFE0F") : EMOJI.test(cluster);
}

function light(char) {
  const point = char.codePointAt(0);
  return LIGHT.some(([first, last]) => point >= first && point <= last) ? 1 : 2;
}

const weigh = {
  chars: (text) => [...text].length,
  graphemes: (text) => clusters(text).length,
  x_weighted: (text) =>
    clusters(text.normalize("NFC")).reduce(
      (sum, part) => sum + (isEmoji(part) ? 2 : [...part].reduce((all, char) => all + light(char), 0)),
      0,
    ),
  utf16: (text) => text.length,
  utf8_emoji: (text) =>
    clusters(text).reduce(
      (sum, part) => sum + (isEmoji(part) ? new TextEncoder().encode(part).length : [...part].length),
      0,
    ),
};

/** Length of a text in a network's unit (`chars` for an unknown one). */
export function weight(text, unit = "chars") {
  return (weigh[unit] || weigh.chars)(text);
}
