// The viewer of slides: OpenSeadragon with our own buttons, keys and scale bar. Without a script an overview is shown.
const $ = (id) => document.getElementById(id);
const viewer = $("viewer"), stage = $("stage"), said = $("said");
const STEPS = [2, 5, 10, 20, 40]; // magnifications of a microscope
const LENGTHS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000];
let slide, dragon;

async function open() {
  const answer = await fetch(viewer.dataset.slide);
  const found = await answer.json().catch(() => ({}));
  if (!answer.ok) return refuse(found.refused);
  slide = found;
  // OpenSeadragon would put a style sheet of its own into the page, which our policy forbids; it looks for this first.
  const none = document.createElementNS("", "style");
  none.setAttribute("data-openseadragon-mobile-css", "");
  document.head.append(none);
  const [start] = viewer.dataset.tile.split("/0/0/0.jpg");
  dragon = window.OpenSeadragon({
    element: $("glass"),
    drawer: "canvas",
    showNavigationControl: false,
    showNavigator: false,
    keyboardNavEnabled: false,
    tabIndex: -1,
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
    animationTime: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 0.5,
    maxZoomPixelRatio: 2,
    visibilityRatio: 0.5,
    tileSources: {
      width: slide.width, height: slide.height, tileSize: slide.tile, tileOverlap: slide.overlap, maxLevel: slide.levels - 1,
      getTileUrl: (level, column, row) => `${start}/${level}/${column}/${row}.jpg`,
    },
  });
  let drawn = 0, missing = 0;
  dragon.addHandler("tile-drawn", () => tell(++drawn, missing));
  dragon.addHandler("tile-load-failed", () => tell(drawn, ++missing));
  for (const name of ["open", "zoom", "rotate", "resize", "animation-finish"]) dragon.addHandler(name, () => tell(drawn, missing));
  const power = Number(slide.magnification);
  if (power) for (const step of STEPS.filter((one) => one <= power)) $("steps").append(stepButton(step, power));
}

function stepButton(step, power) {
  const button = Object.assign(document.createElement("button"), { type: "button", className: "v-button", textContent: `${step}×` });
  button.addEventListener("click", () => {
    const view = dragon.viewport;
    view.zoomTo(view.imageToViewportZoom(step / power));
    view.applyConstraints();
  });
  return button;
}

// How many micrometres one dot of the screen is, or null where the file does not say.
function micronsADot() {
  const zoom = dragon.viewport.viewportToImageZoom(dragon.viewport.getZoom(true));
  return slide.microns && zoom > 0 ? slide.microns[0] / zoom : null;
}

function tell(drawn, missing) {
  if (!dragon.world.getItemCount()) return;
  const zoom = dragon.viewport.viewportToImageZoom(dragon.viewport.getZoom(true));
  const power = Number(slide.magnification), dot = micronsADot();
  const size = power ? `${(zoom * power).toFixed(zoom * power < 10 ? 1 : 0)}× of ${power}×` : `${Math.round(zoom * 100)} % of its dots`;
  const scale = dot === null ? ". How large it is in millimetres is not known" : "";
  const gone = missing ? `. ${missing} parts could not be drawn` : "";
  const words = `Shown at ${size}${scale}${gone}.`;
  if (said.textContent !== words) said.textContent = words;
  stage.dataset.drawn = drawn;
  $("scale").hidden = dot === null;
  if (dot === null) return;
  const length = LENGTHS.findLast((one) => one / dot <= 160) ?? LENGTHS[0];
  $("scale-bar").style.width = `${length / dot}px`;
  $("scale-words").textContent = length < 1000 ? `${length} µm` : `${length / 1000} mm`;
}

function refuse(why) {
  said.textContent = why ?? "This slide cannot be shown to you, or the connection broke off.";
  stage.hidden = true;
  for (const button of document.querySelectorAll("[data-do]")) button.disabled = true;
}

function zoom(factor) {
  dragon.viewport.zoomBy(factor);
  dragon.viewport.applyConstraints();
}

function pan(x, y) {
  const view = dragon.viewport, size = view.getContainerSize();
  view.panBy(view.deltaPointsFromPixels(new window.OpenSeadragon.Point(x * size.x * 0.2, y * size.y * 0.2)));
  view.applyConstraints();
}

const DOING = {
  larger: () => zoom(1.5), smaller: () => zoom(1 / 1.5),
  left: () => pan(-1, 0), right: () => pan(1, 0), up: () => pan(0, -1), down: () => pan(0, 1),
  turn: () => dragon.viewport.setRotation(dragon.viewport.getRotation() + 90),
  whole() {
    dragon.viewport.setRotation(0);
    dragon.viewport.goHome();
  },
};
const KEYS = { ArrowLeft: "left", ArrowRight: "right", ArrowUp: "up", ArrowDown: "down", "+": "larger", "=": "larger", "-": "smaller", 0: "whole", r: "turn" };

viewer.addEventListener("click", (event) => {
  const button = event.target.closest("[data-do]");
  if (button && dragon) DOING[button.dataset.do]();
});
stage.addEventListener("keydown", (event) => {
  const wish = KEYS[event.key];
  if (!dragon || !wish || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  DOING[wish]();
});

open().catch(() => refuse());
