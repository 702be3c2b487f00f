// The PDF viewer: one page at a time, drawn by pdf.js, with the places of its facts marked on it. No page needs it: without
// a script the server's picture of the page is shown.
const viewer = document.getElementById("viewer");
const stage = document.getElementById("stage");
const said = document.getElementById("said");
const numberBox = document.getElementById("number");
const links = [...document.querySelectorAll("#facts a[data-fact]")];
const facts = links.map((link) => ({ link, id: link.dataset.fact, page: Number(link.parentElement.dataset.page) }));
const SVG = "http://www.w3.org/2000/svg";
const MOST_DOTS = 16_000_000; // of one drawing; a page that would need more is drawn coarser

let pdfjs, pdf, places = {}, number = Number(viewer.dataset.page), zoom = 1, turn = 0;
let asked = facts.find((fact) => fact.id === viewer.dataset.fact) ?? null;

const button = (name) => document.querySelector(`[data-do="${name}"]`);

async function open() {
  pdfjs = await import(viewer.dataset.library);
  pdfjs.GlobalWorkerOptions.workerSrc = viewer.dataset.worker;
  const folder = new URL(viewer.dataset.folder, location.href).href;
  const answer = await fetch(viewer.dataset.file);
  if (!answer.ok) throw new Error("not served");
  pdf = await pdfjs.getDocument({
    data: new Uint8Array(await answer.arrayBuffer()),
    isEvalSupported: false, useWasm: false, enableXfa: false,
    standardFontDataUrl: `${folder}fonts/`, cMapUrl: `${folder}cmaps/`, wasmUrl: folder,
  }).promise;
  document.getElementById("count").textContent = pdf.numPages;
  numberBox.max = pdf.numPages;
  await draw();
  places = await fetch(viewer.dataset.places).then((found) => (found.ok ? found.json() : {}));
  mark();
}

async function draw() {
  const turned = ++turn;
  const page = await pdf.getPage(number);
  const natural = page.getViewport({ scale: 1 });
  const fitting = Math.max(stage.clientWidth - 24, 200) / natural.width;
  const view = page.getViewport({ scale: fitting * zoom });
  const fine = Math.min(devicePixelRatio || 1, Math.sqrt(MOST_DOTS / (view.width * view.height)));
  const sheet = document.createElement("div");
  sheet.className = "v-sheet";
  sheet.style.width = `${view.width}px`;
  sheet.style.height = `${view.height}px`;
  sheet.style.setProperty("--total-scale-factor", view.scale);
  const canvas = document.createElement("canvas");
  canvas.width = Math.floor(view.width * fine);
  canvas.height = Math.floor(view.height * fine);
  canvas.style.width = canvas.style.height = "100%";
  canvas.setAttribute("aria-hidden", "true");
  const words = document.createElement("div");
  words.className = "v-words";
  sheet.append(canvas, words);
  await page.render({ canvas, viewport: view, transform: fine === 1 ? null : [fine, 0, 0, fine, 0, 0] }).promise;
  if (turned !== turn) return; // another page was asked for in the meantime
  const layer = new pdfjs.TextLayer({ textContentSource: page.streamTextContent(), container: words, viewport: view });
  await layer.render();
  if (turned !== turn) return;
  stage.replaceChildren(sheet);
  stage.setAttribute("aria-label", `Page ${number} as it came`);
  tell();
  mark();
}

function tell() {
  const here = facts.filter((fact) => fact.page === number);
  numberBox.value = number;
  for (const fact of facts) fact.link.parentElement.hidden = fact.page !== number;
  document.getElementById("no-facts").hidden = here.length > 0;
  button("page-back").disabled = number <= 1;
  button("page-on").disabled = number >= pdf.numPages;
  button("fact-back").disabled = button("fact-on").disabled = facts.length === 0;
  const count = here.length === 1 ? "1 fact" : `${here.length} facts`;
  said.textContent = `Page ${number} of ${pdf.numPages}, ${count} on it.`;
}

function mark() {
  stage.querySelector(".v-marks")?.remove();
  const sheet = stage.querySelector(".v-sheet");
  if (!sheet) return;
  const marks = document.createElementNS(SVG, "svg");
  marks.setAttribute("class", "v-marks");
  marks.setAttribute("viewBox", "0 0 1 1");
  marks.setAttribute("preserveAspectRatio", "none");
  marks.setAttribute("aria-hidden", "true");
  for (const fact of facts.filter((one) => one.page === number)) {
    for (const [left, top, width, height] of places[fact.id] ?? []) {
      const box = document.createElementNS(SVG, "rect");
      box.setAttribute("class", fact === asked ? "v-asked" : "");
      for (const [name, value] of Object.entries({ x: left, y: top, width, height })) box.setAttribute(name, value);
      box.dataset.fact = fact.id;
      marks.append(box);
    }
  }
  sheet.append(marks);
  for (const fact of facts) {
    if (fact === asked) fact.link.setAttribute("aria-current", "true");
    else fact.link.removeAttribute("aria-current");
  }
  if (!asked || asked.page !== number) return;
  const box = marks.querySelector(".v-asked");
  const found = box ? "It is marked on the page." : "Where it stands on the page is not known.";
  said.textContent = `Page ${number}: ${asked.link.querySelector("strong").textContent}. ${found}`;
  asked.link.scrollIntoView({ block: "nearest" });
  if (box) reveal(box);
}

function reveal(box) {
  const mine = stage.getBoundingClientRect(), its = box.getBoundingClientRect();
  stage.scrollTop += its.top - mine.top - stage.clientHeight / 3;
  stage.scrollLeft += Math.min(its.left - mine.left - 16, 0) + Math.max(its.right - mine.right + 16, 0);
}

async function turnTo(page) {
  if (!pdf || !Number.isInteger(page) || page < 1 || page > pdf.numPages) return;
  number = page;
  await draw();
}

async function ask(fact) {
  asked = fact;
  if (fact.page === number) mark();
  else await turnTo(fact.page);
}

function askNext(step) {
  if (!facts.length) return;
  const at = asked ? facts.indexOf(asked) : -1;
  const first = step > 0 ? facts.findIndex((fact) => fact.page >= number) : facts.findLastIndex((fact) => fact.page <= number);
  const next = at >= 0 ? (at + step + facts.length) % facts.length : Math.max(first, 0);
  ask(facts[next]);
}

function resize(factor) {
  zoom = Math.min(Math.max(zoom * factor, 0.5), 5);
  draw();
}

const DOING = {
  "page-back": () => turnTo(number - 1), "page-on": () => turnTo(number + 1),
  "fact-back": () => askNext(-1), "fact-on": () => askNext(1),
  smaller: () => resize(1 / 1.25), larger: () => resize(1.25),
};
const KEYS = { n: "fact-on", p: "fact-back", PageDown: "page-on", PageUp: "page-back", "+": "larger", "=": "larger", "-": "smaller" };

viewer.addEventListener("click", (event) => {
  const control = event.target.closest("[data-do]"), link = event.target.closest("a[data-fact]");
  if (!pdf) return;
  if (control) DOING[control.dataset.do]();
  else if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    ask(facts.find((fact) => fact.link === link));
  }
});
numberBox.addEventListener("change", () => turnTo(Number(numberBox.value)));
document.addEventListener("keydown", (event) => {
  const wish = KEYS[event.key];
  if (!pdf || !wish || event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  event.preventDefault();
  DOING[wish]();
});

let waiting;
new ResizeObserver(() => {
  clearTimeout(waiting);
  waiting = setTimeout(() => pdf && stage.clientWidth !== drawnAt() && draw(), 150);
}).observe(stage);
let lastWidth = stage.clientWidth;
function drawnAt() {
  const before = lastWidth;
  lastWidth = stage.clientWidth;
  return before;
}

open().catch(() => {
  said.textContent = "This PDF could not be drawn here. Below is a picture of the page; you can also download the file.";
  stage.innerHTML = stage.querySelector("noscript")?.textContent ?? "";
  for (const control of document.querySelectorAll("[data-do]")) control.disabled = true;
});
