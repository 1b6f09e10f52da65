// Suggestions under the search box: a combobox with a list (ARIA Authoring Practices), fed by the club as one types and,
// while the box is empty, by what was searched for on this machine. Recent searches never leave the browser.

const MOST = 8;
const PAUSE = 120; // milliseconds without a key before the club is asked

export function attach(box) {
  const list = document.createElement("ul");
  list.id = "suggestions";
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.getAttribute("aria-label"));
  list.hidden = true;
  box.parentElement.append(list);
  for (const [name, value] of [["role", "combobox"], ["aria-autocomplete", "list"], ["aria-controls", list.id], ["aria-expanded", "false"]]) {
    box.setAttribute(name, value);
  }
  const kept = new Recent(`recent-searches:${box.dataset.reader}`);
  let timer, asked, resting = 0, typed = box.value;

  box.addEventListener("input", () => {
    if (!typed) close(); // recent searches give way to what is being typed
    typed = box.value;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  });
  box.addEventListener("focus", () => box.value || show(recent()));
  box.addEventListener("click", () => box.value || show(recent()));
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" && list.hidden) show(box.value ? [] : recent());
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") move(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Escape" && !list.hidden) {
      box.value = typed;
      close();
    } else return;
    event.preventDefault();
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => choose(event.target.closest("[role=option]")));
  box.form.addEventListener("submit", () => kept.add(box.value));
  kept.add(new URLSearchParams(location.search).get("q"));

  async function ask() {
    const wanted = box.value;
    asked?.abort();
    if (wanted.trim().length < 2) return show(wanted ? [] : recent());
    if (Date.now() < resting) return;
    asked = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.suggestions}?q=${encodeURIComponent(wanted)}`, { signal: asked.signal });
      if (answer.status === 429) resting = Date.now() + 1000 * Number(answer.headers.get("Retry-After") || 1);
      if (!answer.ok) return;
      const [, texts, abouts] = await answer.json();
      if (box.value === wanted && document.activeElement === box) show(texts.map((text, at) => ({ text, about: abouts[at] })));
    } catch {
      // Typing on cancels the question; without the club there are no suggestions, and searching still works.
    }
  }

  function show(items) {
    list.replaceChildren(...items.map(option));
    if (items.length && !box.value) list.append(option({ text: "", about: box.dataset.wordsClear, forget: true }, items.length));
    list.hidden = !items.length;
    box.setAttribute("aria-expanded", String(!list.hidden));
    box.removeAttribute("aria-activedescendant");
  }

  function move(step) {
    clearTimeout(timer);
    const options = [...list.children];
    if (!options.length) return;
    const at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
    const next = at < 0 && step < 0 ? options.length - 1 : at + step;
    options.forEach((one, place) => one.setAttribute("aria-selected", String(place === next)));
    const chosen = options[next];
    if (chosen) box.setAttribute("aria-activedescendant", chosen.id);
    else box.removeAttribute("aria-activedescendant");
    box.value = chosen?.dataset.text || typed;
    chosen?.scrollIntoView({ block: "nearest" });
  }

  function choose(chosen) {
    if (!chosen) return;
    if (chosen.dataset.forget) {
      kept.write([]);
      return close();
    }
    typed = box.value = chosen.dataset.text;
    if (typed.endsWith(":")) return ask(); // an operator waits for its value
    close();
    box.form.requestSubmit();
  }

  function close() {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  }

  // Enter on "forget" forgets; on anything else the box already holds it and the form goes off.
  box.form.addEventListener("submit", (event) => {
    const chosen = list.hidden ? null : list.querySelector("[aria-selected=true]");
    if (chosen?.dataset.forget) {
      event.preventDefault();
      choose(chosen);
    }
  });

  function recent() {
    return kept.read().map((text) => ({ text, about: box.dataset.wordsRecent }));
  }
}

function option({ text, about, forget }, at) {
  const made = document.createElement("li");
  made.id = `suggestion-${at}`;
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", "false");
  made.dataset.text = text;
  if (forget) made.dataset.forget = "yes";
  const what = document.createElement("small");
  what.textContent = about;
  made.append(...(text ? [document.createTextNode(text), " ", what] : [what]));
  return made;
}

class Recent {
  constructor(key) {
    this.key = key;
  }

  add(query) {
    const text = (query || "").trim();
    if (text) this.write([text, ...this.read().filter((one) => one !== text)].slice(0, MOST));
  }

  read() {
    try {
      const found = JSON.parse(localStorage.getItem(this.key) || "[]");
      return Array.isArray(found) ? found.filter((one) => typeof one === "string") : [];
    } catch {
      return [];
    }
  }

  write(queries) {
    try {
      localStorage.setItem(this.key, JSON.stringify(queries));
    } catch {
      // A browser that keeps nothing has no recent searches.
    }
  }
}

for (const box of document.querySelectorAll("[data-suggestions]")) attach(box);
