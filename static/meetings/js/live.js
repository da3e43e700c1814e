/* While a meeting is written down: notes save themselves, and what was not saved says so. All of it also works by
   the buttons, without this. */

const notSaved = document.getElementById("not-saved");
const savedChip = document.getElementById("saved");
const plainWords = notSaved.textContent;

function failed(words) {
  notSaved.textContent = words || plainWords;
  notSaved.hidden = false;
}

function saved(words) {
  notSaved.hidden = true;
  // something is written down now: there is no way back to "not begun"
  document.getElementById("untouched")?.remove();
  if (words) savedChip.textContent = words;
}

// --- Notes: saved a second after the last letter, and when the field is left

const PAUSE = 1000;

async function save(form) {
  const field = form.elements.text;
  const sent = field.value;
  if (form.dataset.busy || sent === form.dataset.kept) return;
  form.dataset.busy = "1";
  try {
    const answer = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Notes": "1" },
      redirect: "error",
    });
    const said = await answer.json();
    if (!answer.ok) return failed(said.problem);
    form.dataset.kept = sent;
    form.elements.base.value = said.base;
    if (said.text !== null) together(form, field, sent, said.text);
    saved(said.saved);
  } catch {
    failed();
  } finally {
    delete form.dataset.busy;
    if (field.value !== sent) later(form);
  }
}

// somebody else wrote, too: both are shown, and what was typed meanwhile stays
function together(form, field, sent, text) {
  const typed = field.value;
  field.value = typed === sent ? text : text.replace(sent, () => typed);
  if (typed === sent) form.dataset.kept = field.value;
}

const timers = new WeakMap();

function later(form) {
  clearTimeout(timers.get(form));
  timers.set(
    form,
    setTimeout(() => save(form), PAUSE),
  );
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-notes]");
  if (form) later(form);
});
document.addEventListener("focusout", (event) => {
  const form = event.target.closest("form[data-notes]");
  if (form && event.target.name === "text") save(form);
});
document.addEventListener(
  "submit",
  (event) => {
    if (!event.target.matches("form[data-notes]")) return;
    event.preventDefault();
    save(event.target);
  },
  true,
);
document.querySelectorAll("form[data-notes]").forEach((form) => {
  form.dataset.kept = form.elements.text.value;
});
window.addEventListener("beforeunload", (event) => {
  const unsaved = [...document.querySelectorAll("form[data-notes]")].some(
    (form) => form.dataset.kept !== undefined && form.elements.text.value !== form.dataset.kept,
  );
  if (unsaved) event.preventDefault();
});

// --- Everything else goes by htmx

document.body.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  // signed out meanwhile: the answer is the sign-in page, which must not land inside a card
  if (xhr.responseURL && !new URL(xhr.responseURL).pathname.startsWith("/staff/")) {
    event.detail.shouldSwap = false;
    failed();
  }
});
document.body.addEventListener("htmx:sendError", () => failed());
document.body.addEventListener("htmx:responseError", () => failed());
document.body.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful && event.detail.requestConfig.verb === "post") saved();
});

// what was tapped is gone with the old part: whoever uses the keyboard goes on from the new one
document.body.addEventListener("htmx:afterSettle", (event) => {
  if (document.activeElement && document.activeElement !== document.body) return;
  const part = document.getElementById(event.detail.target?.id);
  part?.focus({ preventScroll: true });
});
