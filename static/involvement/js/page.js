/* Small comforts for every page. Nothing here is needed to use it. */

// Back after signing out must ask the server again, not show the page of the person before
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.body.dataset.signedIn) window.location.reload();
});

// open panels of the bar close with Escape or when the focus moves on, so that they cover nothing
document.querySelectorAll(".tools details, .nav-main details").forEach((panel) => {
  panel.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    panel.open = false;
    panel.querySelector("summary").focus();
  });
  panel.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !panel.contains(event.relatedTarget)) panel.open = false;
  });
});

// what was wrong is read out first
document.querySelector(".error-summary")?.focus();

// a second tap on Send while the first is on its way sends nothing twice
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < 4000) event.preventDefault();
  form.dataset.sent = String(Date.now());
});

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});
