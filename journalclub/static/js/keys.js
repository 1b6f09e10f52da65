// "/" goes to the search box, or to the search page where there is none; never while somebody writes. Whoever is disturbed by keys that act switches them off.

const OFF = "keys-off";

export function listen(page) {
  page.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target) || !keysAreOn()) return;
    event.preventDefault();
    const box = page.querySelector("[data-search]");
    if (box) {
      box.focus();
      box.select();
    } else {
      location.assign(page.body.dataset.searchPage);
    }
  });
}

export function isWriting(element) {
  return element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName);
}

export function keysAreOn() {
  try {
    return !localStorage.getItem(OFF);
  } catch {
    return true; // a browser that keeps nothing
  }
}

export function switchKeys(on) {
  try {
    if (on) localStorage.removeItem(OFF);
    else localStorage.setItem(OFF, "1");
  } catch { /* as above */ }
}
