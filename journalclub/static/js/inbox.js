// The keys of the hosts' inbox. Every one of them presses a link or a button of the row that has the focus.
import { isWriting, keysAreOn } from "./keys.js";

const inbox = document.querySelector("[data-inbox]");
const list = document.getElementById("inbox");
const undo = []; // {row, before, form}, the last one set aside last
let current = null;

const rows = () => [...list.children];
const say = (words) => (inbox.querySelector("[data-status]").textContent = words);

function go(row) {
  if (!row) return;
  current = row;
  row.querySelector(".title a").focus();
  row.scrollIntoView({ block: "nearest" });
}

function step(by) {
  const all = rows();
  const at = all.indexOf(current);
  go(all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]);
}

function unfold(part) {
  const details = current?.querySelector(`[data-${part}]`);
  if (!details) return;
  details.open = !details.open;
  (details.open && details.querySelector("select, textarea")) ? details.querySelector("select, textarea").focus() : go(current);
}

// What stands on the tabs, unless it says "more than that".
function count(on) {
  const [waiting, aside] = document.querySelectorAll(".tabs .count");
  for (const [tab, by] of [[waiting, -on], [aside, on]]) if (/^\d+$/.test(tab.textContent)) tab.textContent = Number(tab.textContent) + by;
}

async function send(form, on) {
  const body = new FormData(form);
  body.set("on", on);
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) say(inbox.dataset.wordsFailed);
  return Boolean(answer?.ok);
}

async function setAside(form) {
  const row = form.closest("li");
  if (!(await send(form, 1))) return;
  const before = row.nextElementSibling;
  const next = before ?? row.previousElementSibling;
  row.remove();
  count(1);
  undo.push({ row, before, form });
  say(inbox.dataset.wordsAside.replace("{title}", row.querySelector(".title").textContent.trim()));
  if (next) go(next);
  else location.reload(); // the page is done: the next one, or the empty inbox
}

async function takeBack() {
  const last = undo.at(-1);
  if (!last || !(await send(last.form, 0))) return;
  undo.pop();
  list.insertBefore(last.row, last.before?.parentNode === list ? last.before : null);
  count(-1);
  say(inbox.dataset.wordsBack);
  go(last.row);
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  o: () => current?.querySelector(".title a").click(),
  a: () => unfold("abstract"),
  n: () => unfold("nominate"),
  x: () => current?.querySelector("[data-aside]").requestSubmit(),
  u: takeBack,
  "?": () => (inbox.querySelector("[data-keys]").open = !inbox.querySelector("[data-keys]").open),
};
KEYS.h = KEYS.x;

if (inbox && list) {
  list.addEventListener("focusin", (event) => (current = event.target.closest("#inbox > li")));
  list.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-aside]")) return;
    event.preventDefault();
    setAside(event.target);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && isWriting(event.target)) return unfold("nominate"); // the words stay in the folded form
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || !keysAreOn()) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
