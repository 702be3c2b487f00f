// The viewer of scanners' pictures. The server unpacks each frame into plain values; here they become greys, so that the
// window can be changed without asking the server. Without a script the page shows one drawn picture.
const $ = (id) => document.getElementById(id);
const viewer = $("viewer"), stage = $("stage"), film = $("film"), said = $("said"), slider = $("slice");
const pictures = JSON.parse(viewer.dataset.pictures);
const HELD = 192 * 1024 * 1024; // bytes of frames that are kept for going back
const AHEAD = 6; // pictures fetched before they are asked for, in each direction
const KINDS = { int8: Int8Array, uint8: Uint8Array, int16: Int16Array, uint16: Uint16Array, rgb: Uint8Array };
const COARSE = matchMedia("(pointer: coarse)").matches;

let at = Number(viewer.dataset.begin), tool = COARSE ? "scroll" : "window", inverted = false, touched = false;
let low = 0, high = 255, zoom = 1, right = 0, down = 0;
let shown = null, problem = "", begun = null, cross = null, drawing = false;
const frames = new Map(), loading = new Map(), lines = new Map(); // by number of the picture, from 0

// --- Frames: fetched one after the other, kept while there is room

async function fetchFrame(number) {
  const [record, frame] = pictures[number];
  const address = viewer.dataset.address.replace(viewer.dataset.record, record).replace(/1\/$/, `${frame}/`);
  const answer = await fetch(address);
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({}));
    return { refused: told.refused ?? "This picture cannot be shown to you, or the connection broke off." };
  }
  const about = JSON.parse(answer.headers.get("Consilium-Frame"));
  return { ...about, values: new KINDS[about.form](await answer.arrayBuffer()), image: null };
}

function get(number) {
  if (frames.has(number)) return Promise.resolve(frames.get(number));
  if (!loading.has(number)) {
    const coming = fetchFrame(number).catch(() => ({ refused: "The connection broke off. Try this picture again." }));
    loading.set(number, coming.then((frame) => {
      loading.delete(number);
      if (!frame.refused) keep(number, frame);
      return frame;
    }));
  }
  return loading.get(number);
}

function keep(number, frame) {
  frames.set(number, frame);
  let held = 0;
  for (const one of frames.values()) held += one.values.byteLength;
  const far = [...frames.keys()].sort((a, b) => Math.abs(b - at) - Math.abs(a - at));
  while (held > HELD && far.length > 1) {
    const gone = far.shift();
    held -= frames.get(gone).values.byteLength;
    frames.delete(gone);
  }
}

async function fetchAround() {
  if (fetchAround.busy) return;
  fetchAround.busy = true;
  for (let away = 1; away <= AHEAD; away++) {
    const centre = at;
    for (const number of [centre + away, centre - away]) {
      if (number >= 0 && number < pictures.length && !frames.has(number)) await get(number);
    }
    if (at !== centre) away = 0; // the person went on: begin again around the new picture
  }
  fetchAround.busy = false;
}

async function show(number) {
  at = Math.min(Math.max(number, 0), pictures.length - 1);
  slider.value = at + 1;
  const wanted = at;
  const frame = await get(wanted);
  if (wanted !== at) return;
  problem = frame.refused ?? "";
  shown = problem ? null : frame;
  if (shown && !touched) [low, high] = [shown.low, shown.high];
  $("names").hidden = !shown?.names;
  $("windows").hidden = !shown || shown.form === "rgb";
  tell();
  draw();
  fetchAround();
}

// --- Greys and drawing

function painted(frame) {
  const key = frame.form === "rgb" ? `${inverted}` : `${low} ${high} ${inverted}`;
  if (frame.image && frame.key === key) return frame.image;
  const canvas = frame.image ?? new OffscreenCanvas(frame.columns, frame.rows);
  const context = canvas.getContext("2d");
  const data = context.createImageData(frame.columns, frame.rows);
  const dots = new Uint32Array(data.data.buffer);
  if (frame.form === "rgb") {
    const flip = inverted ? 0xffffff : 0;
    for (let i = 0, j = 0; i < dots.length; i++, j += 3) {
      dots[i] = 0xff000000 | ((frame.values[j] | (frame.values[j + 1] << 8) | (frame.values[j + 2] << 16)) ^ flip);
    }
  } else {
    const table = greys(frame), offset = frame.form.startsWith("int") ? 32768 : 0;
    for (let i = 0; i < dots.length; i++) dots[i] = table[frame.values[i] + offset];
  }
  context.putImageData(data, 0, 0);
  for (const other of frames.values()) if (other !== frame) other.image = null; // one drawn picture at a time is enough
  frame.key = key;
  return (frame.image = canvas);
}

function greys(frame) {
  const offset = frame.form.startsWith("int") ? 32768 : 0;
  const table = new Uint32Array(65536);
  const bright = frame.white_is_low !== inverted;
  for (let i = 0; i < table.length; i++) {
    const share = ((i - offset) * frame.slope + frame.intercept - low) / Math.max(high - low, 1e-9);
    const grey = Math.round(255 * Math.min(Math.max(bright ? 1 - share : share, 0), 1));
    table[i] = 0xff000000 | (grey << 16) | (grey << 8) | grey;
  }
  return table;
}

// How dots of the picture become dots of the screen: as large as fits, as wide as tall dots really are.
function view() {
  const [tall, wide] = shown.spacing ?? [1, 1];
  const fit = Math.min(stage.clientWidth / (shown.columns * wide), stage.clientHeight / (shown.rows * tall)) * zoom;
  const x = stage.clientWidth / 2 - (shown.columns / 2) * wide * fit + right;
  const y = stage.clientHeight / 2 - (shown.rows / 2) * tall * fit + down;
  return { x, y, across: wide * fit, along: tall * fit };
}

function draw() {
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(() => {
    drawing = false;
    paint();
  });
}

function paint() {
  const fine = devicePixelRatio || 1;
  film.width = stage.clientWidth * fine;
  film.height = stage.clientHeight * fine;
  const context = film.getContext("2d");
  context.scale(fine, fine);
  if (!shown) return;
  const { x, y, across, along } = view();
  context.imageSmoothingEnabled = across < 3;
  context.drawImage(painted(shown), x, y, shown.columns * across, shown.rows * along);
  context.font = "15px sans-serif";
  letters(context);
  for (const [index, line] of (lines.get(at) ?? []).entries()) drawLine(context, line, index + 1);
  if (begun) drawLine(context, { from: begun, to: cross ?? begun }, 0);
  if (cross && tool === "measure") drawCross(context);
  stage.dataset.drawn = `${at} ${Math.round(low)} ${Math.round(high)}`;
}

function letters(context) {
  const [left, top, right_, bottom] = shown.edges ?? "";
  if (!left) return;
  context.fillStyle = "#ffd54a";
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(left, 14, stage.clientHeight / 2);
  context.fillText(right_, stage.clientWidth - 14, stage.clientHeight / 2);
  context.fillText(top, stage.clientWidth / 2, 14);
  context.fillText(bottom, stage.clientWidth / 2, stage.clientHeight - 14);
}

function place([column, row]) {
  const { x, y, across, along } = view();
  return [x + (column + 0.5) * across, y + (row + 0.5) * along];
}

function drawLine(context, line, name) {
  const [a, b] = place(line.from), [c, d] = place(line.to);
  for (const [colour, width] of [["#000", 5], ["#ffd54a", 2]]) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.beginPath();
    context.moveTo(a, b);
    context.lineTo(c, d);
    context.stroke();
  }
  if (!name) return;
  context.textAlign = "left";
  context.textBaseline = "bottom";
  const words = `${name}: ${length(line)}`;
  context.strokeStyle = "#000";
  context.lineWidth = 4;
  context.strokeText(words, c + 8, d - 4);
  context.fillStyle = "#ffd54a";
  context.fillText(words, c + 8, d - 4);
}

function drawCross(context) {
  const [x, y] = place(cross);
  context.strokeStyle = "#ffd54a";
  context.lineWidth = 1.5;
  context.beginPath();
  for (const [from, to] of [[[x - 14, y], [x - 3, y]], [[x + 3, y], [x + 14, y]], [[x, y - 14], [x, y - 3]], [[x, y + 3], [x, y + 14]]]) {
    context.moveTo(...from);
    context.lineTo(...to);
  }
  context.stroke();
}

// --- Measuring: from dot centre to dot centre, in millimetres where the file says how large a dot is

function length({ from, to }) {
  const across = to[0] - from[0], along = to[1] - from[1];
  if (!shown.spacing) return `${Math.hypot(across, along).toFixed(1)} dots (size not known)`;
  const [tall, wide] = shown.spacing;
  const where = shown.spacing_at === "detector" ? " at the detector" : "";
  return `${Math.hypot(across * wide, along * tall).toFixed(1)} mm${where}`;
}

function setEnd(dot) {
  if (!begun) begun = dot;
  else {
    lines.set(at, [...(lines.get(at) ?? []), { from: begun, to: dot }]);
    begun = null;
    tell();
  }
  draw();
}

// --- Words

function tell() {
  const here = shown ? lines.get(at) ?? [] : [];
  $("lines").replaceChildren(...here.map((line) => Object.assign(document.createElement("li"), { textContent: `Length: ${length(line)}` })));
  $("forget").hidden = here.length === 0;
  const place_ = typeof shown?.position === "number" ? `, position ${shown.position.toFixed(1)} mm` : "";
  slider.setAttribute("aria-valuetext", `Picture ${at + 1} of ${pictures.length}${place_}`);
  if (problem) {
    said.textContent = `Picture ${at + 1} of ${pictures.length}: ${problem}`;
    return;
  }
  const centre = Math.round((low + high + 1) / 2), width = Math.round(high - low + 1);
  if (document.activeElement !== $("centre")) $("centre").value = centre;
  if (document.activeElement !== $("width")) $("width").value = width;
  for (const option of $("preset").options) if (option.dataset.unit) option.hidden = option.disabled = option.dataset.unit !== shown.unit;
  const greys_ = shown.form === "rgb" ? "" : `, window ${centre} / ${width}${shown.unit ? ` ${shown.unit}` : ""}`;
  const last = here.length ? `. Last line: ${length(here.at(-1))}` : "";
  const size = shown.spacing_at === "detector" ? ". Lengths are those at the detector, not in the body" : "";
  said.textContent = `Picture ${at + 1} of ${pictures.length}${place_}${greys_}${last}${size}`;
}

// --- What can be done

function setWindow(centre, width, preset = "own") {
  if (!Number.isFinite(centre) || !(width >= 1)) return;
  touched = true;
  low = centre - 0.5 - (width - 1) / 2;
  high = centre - 0.5 + (width - 1) / 2;
  $("preset").value = preset;
  tell();
  draw();
}

const shift = (centre, width) => setWindow((low + high + 1) / 2 + centre, Math.max(high - low + 1 + width, 1));

function choose(name) {
  tool = name;
  begun = null;
  cross = tool === "measure" && shown ? [Math.floor(shown.columns / 2), Math.floor(shown.rows / 2)] : null;
  for (const button of document.querySelectorAll("[data-tool]")) button.setAttribute("aria-pressed", button.dataset.tool === name);
  draw();
}

function resize(factor) {
  const next = Math.min(Math.max(zoom * factor, 0.25), 20);
  right *= next / zoom;
  down *= next / zoom;
  zoom = next;
  draw();
}

function move(x, y) {
  right += x;
  down += y;
  draw();
}

const DOING = {
  back: () => show(at - 1), on: () => show(at + 1),
  larger: () => resize(1.25), smaller: () => resize(1 / 1.25),
  invert() {
    inverted = !inverted;
    $("invert").setAttribute("aria-pressed", inverted);
    draw();
  },
  reset() {
    [zoom, right, down, inverted, touched, begun] = [1, 0, 0, false, false, null];
    $("invert").setAttribute("aria-pressed", false);
    $("preset").value = "";
    show(at);
  },
  forget() {
    lines.delete(at);
    tell();
    draw();
    stage.focus();
  },
};

viewer.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.tool) choose(button.dataset.tool);
  else if (button && shown) DOING[button.dataset.do]();
  else if (button && ["back", "on"].includes(button.dataset.do)) DOING[button.dataset.do]();
});
slider.addEventListener("input", () => show(Number(slider.value) - 1));
$("preset").addEventListener("change", (event) => {
  if (event.target.value === "") {
    touched = false;
    show(at);
  } else setWindow(...event.target.value.split(" ").map(Number), event.target.value);
});
for (const name of ["centre", "width"]) $(name).addEventListener("change", () => setWindow($("centre").valueAsNumber, $("width").valueAsNumber));

stage.addEventListener("keydown", (event) => {
  const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key] ?? [0, 0];
  const arrow = x !== 0 || y !== 0, step = (shown?.unit === "HU" ? 10 : (high - low) / 50) || 1;
  const tools = { s: "scroll", b: "window", v: "move", m: "measure" };
  const keys = { "+": "larger", "=": "larger", "-": "smaller", 0: "reset", i: "invert" };
  if (event.metaKey || event.altKey) return;
  if (arrow && event.ctrlKey) move(-20 * x, -20 * y);
  else if (event.ctrlKey) return;
  else if (arrow && tool === "measure" && cross) {
    const far = event.shiftKey ? 10 : 1;
    cross = [Math.min(Math.max(cross[0] + far * x, 0), shown.columns - 1), Math.min(Math.max(cross[1] + far * y, 0), shown.rows - 1)];
    draw();
  } else if (arrow && event.shiftKey) shift(-y * step, x * step);
  else if (arrow) show(at + x + y);
  else if (event.key === "Enter" && tool === "measure" && cross) setEnd([...cross]);
  else if (event.key === "PageUp") show(at - 10);
  else if (event.key === "PageDown") show(at + 10);
  else if (event.key === "Home") show(0);
  else if (event.key === "End") show(pictures.length - 1);
  else if (tools[event.key]) choose(tools[event.key]);
  else if (keys[event.key]) DOING[keys[event.key]]();
  else return;
  event.preventDefault();
});

let wheeled = 0;
stage.addEventListener("wheel", (event) => {
  event.preventDefault();
  if (event.ctrlKey) return resize(event.deltaY < 0 ? 1.1 : 1 / 1.1);
  wheeled += event.deltaMode ? event.deltaY * 40 : event.deltaY;
  const steps = Math.trunc(wheeled / 40);
  wheeled -= steps * 40;
  if (steps) show(at + steps);
}, { passive: false });

// --- Mouse, pen and fingers: one drags with the chosen tool, two move and zoom

const fingers = new Map();
let dragged = 0;

function dotAt(event) {
  const box = stage.getBoundingClientRect(), { x, y, across, along } = view();
  const dot = [Math.floor((event.clientX - box.left - x) / across), Math.floor((event.clientY - box.top - y) / along)];
  return [Math.min(Math.max(dot[0], 0), shown.columns - 1), Math.min(Math.max(dot[1], 0), shown.rows - 1)];
}

stage.addEventListener("pointerdown", (event) => {
  if (!shown || event.button > 2) return;
  stage.focus();
  stage.setPointerCapture(event.pointerId);
  fingers.set(event.pointerId, event);
  dragged = 0;
  if (tool === "measure" && fingers.size === 1) {
    begun = cross = dotAt(event);
    draw();
  }
});
stage.addEventListener("pointermove", (event) => {
  const before = fingers.get(event.pointerId);
  if (!before || !shown) return;
  fingers.set(event.pointerId, event);
  const x = event.clientX - before.clientX, y = event.clientY - before.clientY;
  if (fingers.size === 2) {
    const [other] = [...fingers.values()].filter((one) => one.pointerId !== event.pointerId);
    const apart = (one) => Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1;
    move(x / 2, y / 2);
    return resize(apart(event) / apart(before));
  }
  if (tool === "scroll") {
    dragged += y;
    const steps = Math.trunc(dragged / 8);
    dragged -= steps * 8;
    if (steps) show(at + steps);
  } else if (tool === "move") move(x, y);
  else if (tool === "measure") {
    cross = dotAt(event);
    draw();
  } else if (shown.form !== "rgb") {
    const pace = Math.max((high - low) / 300, (shown.unit === "HU" ? 1 : 0));
    shift(y * pace, x * pace * 2);
  }
});
function lift(event) {
  if (!fingers.delete(event.pointerId) || tool !== "measure" || !begun || fingers.size) return;
  const end = dotAt(event);
  if (end[0] === begun[0] && end[1] === begun[1]) begun = null; // a tap that drew nothing
  else setEnd(end);
  draw();
}
stage.addEventListener("pointerup", lift);
stage.addEventListener("pointercancel", (event) => {
  fingers.delete(event.pointerId);
  begun = null;
});
stage.addEventListener("contextmenu", (event) => event.preventDefault());
new ResizeObserver(draw).observe(stage);

choose(tool);
show(at);
