// The desk's keys, and what a person who listens or who holds a phone notices when a part of the desk changes.
// Without this file every link of the desk opens its page.
(() => {
  const OFF = "consilium-keys-off"; // the only thing kept in the browser: that somebody wants no keys
  const TABS = { c: "case", f: "facts", t: "time", r: "records", n: "noticed" };
  const PANES = { 1: "case", 2: "source", 3: "form" };
  const narrow = window.matchMedia("(max-width: 70em)");
  const keys = document.getElementById("keys"), turn = document.querySelector("[data-keys]");
  const off = () => localStorage.getItem(OFF) === "1";

  const show = (pane) => {
    if (narrow.matches) location.hash = pane;
    document.getElementById(pane).focus({ preventScroll: narrow.matches });
  };
  const label = () => {
    turn.textContent = off() ? "Turn these keys on" : "Turn these keys off";
    turn.setAttribute("aria-pressed", String(off()));
  };
  const step = (by) => {
    const places = [...document.querySelectorAll("#case [data-place]")];
    const now = places.findIndex((one) => one.getAttribute("aria-current"));
    const next = places[Math.min(places.length - 1, Math.max(0, now + by))];
    if (!next) return;
    next.focus();
    next.click();
  };
  const press = (key) => {
    if (key === "?") { keys.open = !keys.open; keys.querySelector("summary").focus(); }
    else if (PANES[key]) show(PANES[key]);
    else if (TABS[key]) document.querySelector(`[data-tab="${TABS[key]}"]`)?.click();
    else if (key === "j" || key === "k") step(key === "j" ? 1 : -1);
    else if (key === "[" || key === "]") document.querySelector(`[data-page="${key === "[" ? "back" : "on"}"]`)?.click();
    else return false;
    return true;
  };

  // Time spent, for fair pay: once a minute, and only where somebody did something in it.
  let worked = false;
  for (const sign of ["pointermove", "keydown", "wheel", "touchmove"]) {
    document.addEventListener(sign, () => { worked = true; }, { passive: true });
  }
  window.setInterval(() => {
    if (worked && !document.hidden) htmx.trigger("[data-beat]", "work");
    worked = false;
  }, 60000);

  label();
  turn.addEventListener("click", () => { localStorage.setItem(OFF, off() ? "0" : "1"); label(); });
  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("input, textarea, select");
    if (event.key === "Escape" && field) return field.closest(".c-pane")?.focus();
    if (off() || field || event.ctrlKey || event.metaKey || event.altKey) return;
    if (press(event.key)) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const place = event.target.closest("[data-place]");
    if (!place) return;
    for (const one of document.querySelectorAll("[data-place][aria-current]")) one.removeAttribute("aria-current");
    place.setAttribute("aria-current", "true");
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const pane = document.getElementById(event.detail.target.id);
    if (!pane?.matches(".c-pane")) return;
    if (narrow.matches) location.hash = pane.id;
    document.getElementById("words")?.scrollIntoView({ block: pane.id === "source" ? "center" : "nearest" });
    document.getElementById("desk-said").textContent = pane.querySelector("h2")?.textContent ?? "";
    if (pane.id === "case") pane.querySelector("[data-tab][aria-current]")?.focus();
  });
})();
