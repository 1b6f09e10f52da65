// Below a post: the articles of the library that it names by their numbers, fetched when the post comes into view.

const AT_ONCE = 12; // numbers in one request
const known = new Map(); // number → its line, or nothing when the library does not have it

/** `keepPlace` does what it is given without moving what is being read. */
export function cards(root, keepPlace = (act) => act()) {
  const wanted = new Set();
  let soon = null;
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      seen.unobserve(entry.target);
      wanted.add(entry.target);
      soon ??= setTimeout(async () => {
        const places = [...wanted];
        wanted.clear();
        soon = null;
        await learn(places.flatMap(numbers), places[0].dataset.cards);
        keepPlace(() => places.forEach(fill));
      }, 100);
    }
  });
  const look = (element) => {
    for (const place of element.querySelectorAll("[data-cites]")) {
      if (numbers(place).every((number) => known.has(number))) fill(place);
      else seen.observe(place);
    }
  };
  look(root);
  return look;
}

const numbers = (place) => place.dataset.cites.split(" ");

async function learn(all, from) {
  const asked = [...new Set(all)].filter((number) => !known.has(number));
  for (let at = 0; at < asked.length; at += AT_ONCE) {
    const some = asked.slice(at, at + AT_ONCE);
    const query = new URLSearchParams(some.map((number) => ["id", number]));
    const answer = await fetch(`${from}?${query}`).catch(() => null);
    if (!answer?.ok) return;
    const part = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const number of some) known.set(number, null);
    for (const line of part.querySelectorAll("[data-card]")) known.set(line.dataset.card, line);
  }
}

function fill(place) {
  const lines = numbers(place).map((number) => known.get(number)).filter(Boolean);
  const articles = new Map(lines.map((line) => [line.href, line])); // two numbers of one article are one line
  place.replaceChildren(...[...articles.values()].map((line) => document.importNode(line, true)));
}
