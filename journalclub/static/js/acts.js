// The buttons on posts: they belong to the page's one form and work without this; with it the page stays where it is.

export function acts(frame, log) {
  const form = document.getElementById("act");
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!button?.hasAttribute("formaction")) return;
    event.preventDefault();
    if (button.dataset.sure && !confirm(button.dataset.sure)) return;
    const menu = button.closest("details[open]");
    if (menu) menu.open = false;
    await send(form, button, log);
  });
}

async function send(form, button, log) {
  const body = new FormData(form, button);
  let answer;
  try {
    answer = await fetch(button.formAction, { method: "POST", body, headers: { Accept: "application/json" } });
  } catch {
    return; // no connection: nothing changed here or there, and the connection's line says so
  }
  if (!answer.ok) {
    button.title = (await answer.json().catch(() => ({}))).detail ?? "";
    return;
  }
  const post = await answer.json();
  if (typeof post.mine === "boolean") log.react(post.id, button.value, post.mine);
  if (post.ballot) log.frame.dispatchEvent(new CustomEvent("ballot", { detail: post }));
  if (typeof post.marked === "boolean") log.frame.dispatchEvent(new Event("desk"));
  if (post.html) log.place(post.html);
}
