// Puts fresh markup in the place of a part of the page and takes nothing from whoever is using it: open folds stay open, typed words stay, and so does the focus.

import { localise } from "./times.js";

/** True when it was done; a list that somebody has just opened is left alone. */
export function renew(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  if (focused?.tagName === "SELECT") return false;
  keepFolds(old, fresh);
  keepFields(old, fresh);
  localise(fresh);
  const selection = focused && "selectionStart" in focused ? [focused.selectionStart, focused.selectionEnd] : null;
  old.replaceWith(fresh);
  if (!focused) return true;
  const name = nameOf(focused);
  const again = [fresh, ...fresh.querySelectorAll(FOCUSABLE)].find((element) => nameOf(element) === name) ?? fresh;
  again.focus({ preventScroll: true });
  if (selection?.[0] != null) again.setSelectionRange?.(...selection);
  return true;
}

const FOCUSABLE = "a, button, input, select, textarea, summary";

function keepFolds(old, fresh) {
  const folds = (root) => [root, ...root.querySelectorAll("*")].filter((element) => element.tagName === "DETAILS");
  const was = new Map(folds(old).map((fold) => [nameOf(fold), fold.open]));
  for (const fold of folds(fresh)) fold.open = was.get(nameOf(fold)) ?? fold.open;
}

function keepFields(old, fresh) {
  const fields = (root) => [...root.querySelectorAll("input:not([type=hidden]), textarea, select")];
  const typed = new Map(fields(old).filter(isChanged).map((field) => [nameOf(field), field]));
  for (const field of fields(fresh)) {
    const before = typed.get(nameOf(field));
    if (!before) continue;
    field.value = before.value;
    if ("checked" in before) field.checked = before.checked;
  }
}

function isChanged(field) {
  if (field.tagName === "SELECT") return [...field.options].some((option) => option.selected !== option.defaultSelected);
  return field.value !== field.defaultValue || field.checked !== field.defaultChecked;
}

// What an element is called in both, the old and the fresh: a thing with an id by it, a control by where it goes, a fold by its words.
function nameOf(element) {
  if (element.id) return element.id;
  const place = element.getAttribute("formaction") ?? element.form?.getAttribute("action") ?? element.getAttribute("href") ?? "";
  const words = { DETAILS: element.querySelector?.("summary"), SUMMARY: element, BUTTON: element }[element.tagName]?.textContent ?? "";
  const value = /^(checkbox|radio)$/.test(element.type) ? element.value : "";
  return [element.tagName, place, element.getAttribute("name") ?? "", value, words.trim()].join("|");
}
