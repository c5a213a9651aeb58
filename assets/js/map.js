// The map of the network, closer: zoom and pan with buttons, mouse, wheel, two fingers and keyboard; discs of
// many cities open; one project's line alone. Without it the map is whole, and discs lead to lists of cities.
const box = document.querySelector(".network");
const map = box.querySelector(".network-map");
const tools = box.querySelector(".network-tools");
const stops = [...map.querySelectorAll(".stop")].map((link) => {
  const at = link.transform.baseVal[0].matrix;
  return { link, x: at.e, y: at.f, box: link.dataset.box?.split(" ").map(Number) };
});
const scales = box.dataset.scales.split(" ").map(Number);
const TARGET = 24; // px between two markers, at least
const whole = map.viewBox.baseVal.width;
const shape = map.viewBox.baseVal.height / whole;
const calm = matchMedia("(prefers-reduced-motion: reduce)");
let view = { x: 0, y: 0, w: whole };
let frame = 0;

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const pixels = () => map.clientWidth;
const narrowest = () => (pixels() * scales.at(-1)) / (TARGET * 1.2);
const shown = (stop) => stop.link.classList.contains(`l${map.dataset.scale}`);
const inside = ({ x, y }, edge = 0) =>
  x >= view.x + edge && x <= view.x + view.w - edge &&
  y >= view.y + edge && y <= view.y + view.w * shape - edge;

function show({ x, y, w }) {
  w = clamp(w, Math.min(narrowest(), whole), whole);
  view = { x: clamp(x, 0, whole - w), y: clamp(y, 0, (whole - w) * shape), w };
  const unit = w / pixels();
  const fits = scales.findLastIndex((apart) => apart / unit >= TARGET);
  map.setAttribute("viewBox", `${view.x} ${view.y} ${w} ${w * shape}`);
  map.style.setProperty("--u", `${unit}px`);
  map.dataset.scale = Math.max(fits, 0);
  map.toggleAttribute("data-near", w < whole * 0.6);
  tools.querySelector("[data-zoom='2']").disabled = w <= narrowest() * 1.01;
  tools.querySelector("[data-zoom='0.5']").disabled = w >= whole;
  name(unit);
}

// Names stand beside their markers where there is room for them.
function name(unit) {
  const near = stops.filter((stop) => shown(stop) && inside(stop));
  const taken = near.map(({ x, y }) => [x - 8 * unit, y - 8 * unit, x + 8 * unit, y + 8 * unit]);
  for (const { link } of stops) link.classList.remove("stop-named");
  if (near.length > 40) return;
  for (const { link, x, y, box: many } of near) {
    if (many) continue;
    const half = (link.textContent.length * 3.8 + 4) * unit;
    const room = [x - half, y - 29 * unit, x + half, y - 12 * unit];
    if (room[0] < view.x || room[2] > view.x + view.w) continue;
    if (taken.some((r) => r[0] < room[2] && r[2] > room[0] && r[1] < room[3] && r[3] > room[1])) continue;
    taken.push(room);
    link.classList.add("stop-named");
  }
}

function glide(to) {
  cancelAnimationFrame(frame);
  if (calm.matches) return show(to);
  const from = view;
  const start = performance.now();
  const step = (now) => {
    const t = clamp((now - start) / 250, 0, 1);
    const ease = t * (2 - t);
    const between = (key) => from[key] + (to[key] - from[key]) * ease;
    show(t < 1 ? { x: between("x"), y: between("y"), w: between("w") } : to);
    if (t < 1) frame = requestAnimationFrame(step);
  };
  frame = requestAnimationFrame(step);
}

// The view that is `factor` times as large, with the same place under the point (shares of the map).
function zoomed(factor, px = 0.5, py = 0.5) {
  const w = clamp(view.w / factor, Math.min(narrowest(), whole), whole);
  const gain = view.w - w;
  return { x: view.x + gain * px, y: view.y + gain * shape * py, w };
}

function around(x, y, w) {
  w = clamp(w, Math.min(narrowest(), whole), whole);
  return {
    x: clamp(x - w / 2, 0, whole - w), y: clamp(y - (w * shape) / 2, 0, (whole - w) * shape), w,
  };
}

function open(stop, event) {
  const [x, y, w, h] = stop.box;
  const to = around(x + w / 2, y + h / 2, Math.max(w * 1.4, (h / shape) * 1.4, narrowest()));
  const unit = to.w / pixels();
  const scale = scales.findLastIndex((apart) => apart / unit >= TARGET);
  if (stop.link.classList.contains(`l${scale}`)) {
    if (to.w <= narrowest() * 1.05) return; // nothing opens it: its link leads to the list
    to.w = narrowest();
    Object.assign(to, around(x + w / 2, y + h / 2, to.w));
  }
  event.preventDefault();
  cancelAnimationFrame(frame);
  show(to);
  const next = stops
    .filter((other) => shown(other) && inside(other))
    .sort((a, b) => Math.hypot(a.x - stop.x, a.y - stop.y) - Math.hypot(b.x - stop.x, b.y - stop.y))[0];
  next?.link.focus({ preventScroll: true, focusVisible: event.detail === 0 });
}

const share = (x, y) => {
  const r = map.getBoundingClientRect();
  return [(x - r.left) / r.width, (y - r.top) / r.height];
};

map.addEventListener("click", (event) => {
  const link = event.target.closest(".stop");
  if (moved) return event.preventDefault();
  const stop = link && stops.find((one) => one.link === link);
  if (stop?.box && !event.ctrlKey && !event.metaKey) open(stop, event);
});

map.addEventListener("focusin", ({ target }) => {
  const stop = stops.find(({ link }) => link === target);
  if (stop && !inside(stop, view.w * 0.04)) show(around(stop.x, stop.y, view.w));
});

tools.addEventListener("click", ({ target }) => {
  const factor = Number(target.dataset.zoom);
  glide(factor ? zoomed(factor) : { x: 0, y: 0, w: whole });
});

const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
box.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const move = MOVES[event.key];
  if (move) show({ x: view.x + move[0] * view.w * 0.15, y: view.y + move[1] * view.w * 0.15, w: view.w });
  else if (event.key === "+" || event.key === "=") show(zoomed(1.5));
  else if (event.key === "-") show(zoomed(1 / 1.5));
  else if (event.key === "0" || event.key === "Escape") show({ x: 0, y: 0, w: whole });
  else return;
  event.preventDefault();
});

box.addEventListener("wheel", (event) => {
  if (!event.ctrlKey && !event.metaKey && !box.contains(document.activeElement)) return;
  event.preventDefault();
  show(zoomed(2 ** (-event.deltaY * (event.deltaMode ? 0.05 : 0.003)), ...share(event.clientX, event.clientY)));
}, { passive: false });

// The mouse drags; a finger scrolls the page, two move and stretch the map.
let held = null;
let moved = false;
map.addEventListener("dragstart", (event) => event.preventDefault());
map.addEventListener("pointerdown", (event) => {
  moved = false;
  if (event.pointerType !== "touch" && event.button === 0) held = { x: event.clientX, y: event.clientY, view };
});
addEventListener("pointermove", ({ clientX, clientY }) => {
  if (!held) return;
  const [dx, dy] = [clientX - held.x, clientY - held.y];
  if (Math.hypot(dx, dy) > 4) moved = true;
  const unit = held.view.w / pixels();
  if (moved) show({ x: held.view.x - dx * unit, y: held.view.y - dy * unit, w: held.view.w });
});
for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => { held = null; });

let pinch = null;
const grip = ([a, b]) => ({
  x: (a.clientX + b.clientX) / 2,
  y: (a.clientY + b.clientY) / 2,
  apart: Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY),
});
map.addEventListener("touchmove", (event) => {
  if (event.touches.length !== 2) return;
  event.preventDefault();
  const now = grip(event.touches);
  if (pinch) {
    const unit = view.w / pixels();
    const to = zoomed(now.apart / pinch.apart, ...share(now.x, now.y));
    show({ x: to.x - (now.x - pinch.x) * unit, y: to.y - (now.y - pinch.y) * unit, w: to.w });
  }
  pinch = now;
}, { passive: false });
map.addEventListener("touchend", () => { pinch = null; });

document.getElementById("one-project")?.addEventListener("change", ({ target }) => {
  const tracks = map.querySelector(".tracks");
  tracks.classList.toggle("tracks-one", Boolean(target.value));
  for (const track of tracks.querySelectorAll("use")) {
    track.classList.toggle("track-chosen", track.getAttribute("href") === `#track-${target.value}`);
  }
});

tools.hidden = false;
map.tabIndex = 0;
new ResizeObserver(() => show(view)).observe(map);
show(view);
