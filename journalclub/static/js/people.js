// Whom one may mention: after an @ in the writing box, those who are here by name. They are fetched once one types the first @.

const MOST = 6;
const STALE = 60_000; // ms after which the people are fetched anew

export function mentioning(form) {
  const box = form?.elements.text;
  if (box) document.addEventListener("click", (event) => address(event.target.closest("[data-reply]"), box));
  if (!form?.dataset.people) return;
  const list = document.createElement("ul");
  list.id = "people";
  list.className = "suggestions above";
  list.hidden = true;
  for (const [name, value] of [["role", "listbox"], ["aria-label", form.dataset.wordsPeople]]) list.setAttribute(name, value);
  for (const [name, value] of [["aria-autocomplete", "list"], ["aria-controls", list.id]]) box.setAttribute(name, value);
  form.append(list);
  let [people, asked] = [[], -STALE];

  box.addEventListener("input", offer);
  box.addEventListener("blur", close);
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // the box keeps the focus
  list.addEventListener("click", (event) => choose(event.target.closest("[role=option]")));
  box.addEventListener("keydown", (event) => {
    if (list.hidden || event.ctrlKey || event.metaKey) return;
    const act = { ArrowDown: () => move(1), ArrowUp: () => move(-1), Enter: () => choose(chosen()), Tab: () => choose(chosen()), Escape: close }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  async function offer() {
    const words = typed();
    if (words === null) return close();
    if (performance.now() - asked > STALE) {
      asked = performance.now();
      try {
        const answer = await fetch(form.dataset.people, { headers: { Accept: "application/json" } });
        if (answer.ok) ({ people } = await answer.json());
      } catch {
        // Without the club nobody is suggested; a name that is typed in full is a mention all the same.
      }
    }
    return show(typed());
  }

  /** What stands between the last @ and the cursor; null when one is not naming anybody. */
  function typed() {
    const before = box.value.slice(0, box.selectionStart);
    return /(?<![\p{L}\p{N}_./@-])@([^@\n]{0,40})$/u.exec(before)?.[1] ?? null;
  }

  function show(words) {
    const begun = words?.toLowerCase();
    const fit = words === null ? [] : people.filter(({ name }) => starts(name.toLowerCase(), begun)).slice(0, MOST);
    list.replaceChildren(...fit.map(option));
    list.hidden = !fit.length;
    if (fit.length) move(1);
    else box.removeAttribute("aria-activedescendant");
  }

  function chosen() {
    return list.querySelector("[aria-selected=true]");
  }

  function move(step) {
    const options = [...list.children];
    const next = (options.indexOf(chosen()) + step + options.length) % options.length;
    options.forEach((one, place) => one.setAttribute("aria-selected", String(place === next)));
    box.setAttribute("aria-activedescendant", options[next].id);
    options[next].scrollIntoView({ block: "nearest" });
  }

  function choose(one) {
    if (!one) return;
    const start = box.selectionStart - typed().length;
    box.setRangeText(`${one.dataset.name} `, start, box.selectionStart, "end");
    close();
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function close() {
    list.hidden = true;
    box.removeAttribute("aria-activedescendant");
  }
}

// Threads have one level: who answers an answer says whom they mean, or only the writer of the first post would know.
function address(reply, box) {
  const post = reply?.closest("[data-post-id]");
  if (!post?.querySelector(".to") || box.value || !post.querySelector("[data-own]")?.hidden) return;
  box.value = `@${reply.dataset.reply} `;
  box.dispatchEvent(new Event("input", { bubbles: true }));
}

/** “@del” finds Ada Delacroix too; what goes on after a whole name is no name any more. */
function starts(name, begun) {
  return name.startsWith(begun) || name.split(/[ -]/).some((part) => begun && part.startsWith(begun));
}

function option({ name, about }, place) {
  const made = document.createElement("li");
  made.id = `person-${place}`;
  made.setAttribute("role", "option");
  made.setAttribute("aria-selected", "false");
  made.dataset.name = name;
  const what = document.createElement("small");
  what.textContent = about;
  made.append(name, " ", what);
  return made;
}
