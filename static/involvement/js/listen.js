/* Listen: reads the main part of the page aloud. The button stays hidden where the browser cannot speak. */
const button = document.querySelector("[data-listen]");
const voice = window.speechSynthesis;

function wordsOf(main) {
  const parts = main.querySelectorAll("h1,h2,h3,p,li,legend,label,dt,dd,th,td,blockquote,.support,.date");
  return [...parts]
    .filter((part) => part.offsetParent !== null && !part.querySelector("p,li,h2,h3,label,.support,.date"))
    .map((part) => part.innerText.trim())
    .filter(Boolean);
}

function show(reading) {
  button.textContent = reading ? button.dataset.stop : button.dataset.start;
  button.setAttribute("aria-pressed", String(reading));
}

function stop() {
  voice.cancel();
  show(false);
}

function start() {
  // one utterance for each part: some phones fall silent in the middle of a long one
  const parts = wordsOf(document.querySelector("main"));
  parts.forEach((words, index) => {
    const speech = new SpeechSynthesisUtterance(words);
    speech.lang = document.documentElement.lang;
    speech.rate = 0.95;
    if (index === parts.length - 1) speech.onend = () => show(false);
    voice.speak(speech);
  });
  show(parts.length > 0);
}

if (button && voice && window.SpeechSynthesisUtterance) {
  button.hidden = false;
  button.addEventListener("click", () => (voice.speaking ? stop() : start()));
  window.addEventListener("pagehide", () => voice.cancel());
}
