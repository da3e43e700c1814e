/* "Exit this page": the link works by itself; here it also hides the page at once, leaves no step in the
   history for this page, and answers to Shift pressed three times (each within five seconds of the last). */
const link = document.querySelector("[data-exit]");

function leave(event) {
  event?.preventDefault();
  document.body.hidden = true;
  document.title = "Weather";
  window.location.replace(link.href);
}

if (link) {
  let presses = 0;
  let alone = false;
  let forget;
  link.addEventListener("click", leave);
  document.addEventListener("keydown", (event) => {
    // Shift held for a capital letter is writing, not a wish to leave
    alone = event.key === "Shift";
    if (!alone) presses = 0;
  });
  document.addEventListener("keyup", (event) => {
    if (event.key !== "Shift" || !alone) return;
    window.clearTimeout(forget);
    presses += 1;
    if (presses >= 3) leave();
    forget = window.setTimeout(() => {
      presses = 0;
    }, 5000);
  });
}
