// The administrators' sources: while a pull runs, the list is renewed every second. The page is the same without this.
import { localise } from "./times.js";

const STEP = 1000;

async function renew() {
  const status = document.getElementById("pulling");
  if (!status || Number(status.dataset.running) === 0) return;
  if (!document.hidden) await replace().catch(() => {});
  setTimeout(renew, STEP);
}

async function replace() {
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const id of ["sources", "pulling"]) {
    const now = document.getElementById(id);
    const then = page.getElementById(id);
    if (now && then) swap(now, then);
  }
}

/** Row by row and only what differs, so that an open fold and the keyboard's place stay. */
function swap(now, then) {
  if (now.id !== "sources" || now.children.length !== then.children.length) {
    now.replaceWith(then);
    localise(then);
    return;
  }
  for (const [index, row] of [...then.children].entries()) {
    const old = now.children[index];
    if (old.dataset.was === row.innerHTML) continue;
    row.dataset.was = row.innerHTML;
    const focused = old.contains(document.activeElement);
    old.replaceWith(row);
    localise(row);
    if (focused) row.querySelector("button, summary")?.focus();
  }
}

setTimeout(renew, STEP);
