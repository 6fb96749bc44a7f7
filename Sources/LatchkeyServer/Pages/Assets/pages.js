// Makes the pages more comfortable. Every one of them works without it.

const make = (tag, properties, ...children) => {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
};

/** A button that shows what was typed; the field hides it again before it is sent, so that no browser keeps it. */
function reveal(input) {
  const button = make("button", { type: "button", className: "reveal", textContent: input.dataset.show });
  const show = (shown) => {
    input.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", shown);
    button.textContent = shown ? input.dataset.hide : input.dataset.show;
  };
  button.setAttribute("aria-controls", input.id);
  button.addEventListener("click", () => {
    show(input.type === "password");
    input.focus();
  });
  input.form?.addEventListener("submit", () => show(false));
  input.parentElement.append(button);
  input.parentElement.classList.add("revealing");
}

/** Says so while Caps Lock is on. */
function capsLock(input) {
  const hint = make("p", { className: "hint caps" });
  hint.setAttribute("role", "status");
  input.parentElement.after(hint);
  const look = (event) => {
    // Autofill sends key events that know of no keys.
    hint.textContent = event.getModifierState?.("CapsLock") ? input.dataset.caps : "";
  };
  input.addEventListener("keydown", look);
  input.addEventListener("keyup", look);
  input.addEventListener("blur", () => { hint.textContent = ""; });
}

/** How hard a password is to guess, from 0 to 3, and what to say about it; the server's own rules decide. */
export function strength(password, minimum, words) {
  const letters = [...password.normalize("NFC")];
  if (letters.length < minimum) return [0, words.short.replace("{count}", minimum - letters.length)];
  const codes = letters.map((letter) => letter.toLowerCase().codePointAt(0));
  // Letters that repeat, or go on from, the one before add next to nothing.
  const fresh = codes.filter((code, at) => at === 0 || Math.abs(code - codes[at - 1]) > 1).length;
  const bits = fresh * Math.log2(Math.max(2, new Set(codes).size));
  const level = bits < 30 ? 1 : bits < 55 ? 2 : 3;
  return [level, [words.weak, words.fair, words.strong][level - 1]];
}

/** A bar and a word under the field of a password to be. */
function gauge(input) {
  const bar = make("div", { className: "gauge" }, make("span"), make("span"), make("span"));
  bar.setAttribute("aria-hidden", "true");
  const word = make("p", { className: "hint gauge-word" });
  word.setAttribute("role", "status");
  input.parentElement.after(bar, word);
  const look = () => {
    bar.hidden = word.hidden = !input.value;
    if (!input.value) return;
    [bar.dataset.level, word.textContent] = strength(input.value, Number(input.minLength), input.dataset);
  };
  input.addEventListener("input", look);
  look();
}

/** "5 minutes ago" keeps up with the time; every moment has itself, in the time zone of the reader, on hovering. */
function clock(elements) {
  // What names a year is the moment itself.
  const relative = elements.filter((element) => !/\d{4}/.test(element.textContent));
  const language = document.documentElement.lang;
  const format = new Intl.RelativeTimeFormat(language, { numeric: "always" });
  const units = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const tell = () => {
    for (const element of relative) {
      const seconds = (Date.parse(element.dateTime) - Date.now()) / 1000;
      const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? [];
      if (unit) element.textContent = format.format(Math.trunc(seconds / size), unit);
    }
  };
  const full = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });
  for (const element of elements) element.title = full.format(new Date(element.dateTime));
  tell();
  setInterval(tell, 30_000);
}

/** A second click while the server works would only send the form again. */
function once(form) {
  let sent = 0;
  form.addEventListener("submit", (event) => {
    if (event.timeStamp - sent < 3000 && sent) event.preventDefault();
    else sent = event.timeStamp;
  });
  addEventListener("pageshow", () => { sent = 0; });
}

for (const input of document.querySelectorAll("input[type=password][data-show]")) {
  reveal(input);
  capsLock(input);
  if (input.dataset.weak) gauge(input);
}
clock([...document.querySelectorAll("time[datetime]")]);
for (const form of document.forms) once(form);
