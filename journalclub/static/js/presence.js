// How many are here; the hosts and authors among them by name.

export function presence(frame, { here, people }) {
  const words = frame.dataset;
  const named = (people ?? []).map(({ name, badge }) => (badge === "host" ? words.wordsHost : words.wordsAuthor)?.replace("{name}", name) ?? name);
  const line = here && words.wordsHere ? [words.wordsHere.replace("{n}", here), named.join(", ")].filter(Boolean).join(" · ") : "";
  const place = frame.querySelector("[data-presence]");
  if (place.textContent !== line) place.textContent = line;
}
