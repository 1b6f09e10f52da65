// "/" goes to the search box, or to the search page where there is none; never while somebody writes.

export function listen(page) {
  page.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
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
