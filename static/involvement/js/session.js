/* A shared computer: somebody who is typing is still there (the server is told, at most once a minute);
   somebody who is not is asked two minutes before the end, then signed out with the page hidden. */
const dialog = document.querySelector("[data-session]");

if (dialog) {
  const length = Number(dialog.dataset.session) * 1000;
  const warning = Math.min(120000, length / 2);
  const left = dialog.querySelector("[data-left]");
  let end = Date.now() + length;
  let told = Date.now();

  const stay = async () => {
    told = Date.now();
    try {
      const answer = await fetch(dialog.dataset.stay, { method: "HEAD", redirect: "manual", cache: "no-store" });
      if (answer.ok) end = Date.now() + length;
    } catch {
      // no network: the clock runs on, and the next key press asks again
    }
  };

  const watch = () => {
    const rest = end - Date.now();
    if (rest <= 0) {
      document.body.hidden = true;
      window.location.replace(dialog.dataset.over);
    } else if (rest <= warning) {
      left.textContent = String(Math.max(1, Math.ceil(rest / 60000)));
      if (!dialog.open) dialog.showModal();
    } else if (dialog.open) {
      dialog.close();
    }
  };

  document.addEventListener("input", () => {
    if (Date.now() - told > 60000) stay();
  });
  dialog.addEventListener("close", () => {
    if (end - Date.now() <= warning) stay();
  });
  document.addEventListener("visibilitychange", watch);
  window.setInterval(watch, 1000);
}
