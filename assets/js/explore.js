// The explorer with a script: counts that follow, order, a table, addresses that can be shared, files to keep.
// Without it, the boxes filter by CSS alone.
const form = document.getElementById("explorer");
const list = form.querySelector(".finds");
const table = form.querySelector(".explore-table");
const chosen = form.querySelector(".explore-chosen");
const none = form.querySelector(".explore-none");
const total = form.querySelector(".explore-total");
const { sort, near } = form.elements;
const words = form.dataset;
const number = new Intl.NumberFormat(words.lang);
const collator = new Intl.Collator(words.lang);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key]);
const text = (element) => element?.textContent.trim() ?? "";

const boxes = [...form.querySelectorAll("input[type=checkbox]")].map((input) => ({
  input,
  facet: input.name,
  value: input.value,
  label: input.closest("label"),
  text: text(input.parentElement.querySelector(".box-text")),
  count: input.parentElement.querySelector(".box-count"),
}));
const boxOf = new Map(boxes.map((box) => [box.input.id, box]));
const facets = [...new Set(boxes.map(({ facet }) => facet))];

const entries = [...list.children].map((node, order) => {
  const link = node.querySelector("h2 a");
  const [kind, note] = node.querySelectorAll(".kicker span");
  return {
    node, link, order,
    title: text(link),
    kind: text(kind),
    note: text(note),
    summary: text(node.querySelector(".found-summary")),
    figure: node.querySelector(".found-figure a"),
    themes: [...node.querySelectorAll(".badge")].map(text),
    values: new Set([...node.classList].filter((name) => boxOf.has(name))),
    places: (node.dataset.in ?? node.dataset.city)?.split(" ").map(Number) ?? [],
    at: node.dataset.at?.split(" ").map(Number),
    since: node.dataset.since ?? "",
  };
});
const cities = new Map();
for (const entry of entries) if (entry.node.dataset.city) cities.set(Number(entry.node.dataset.city), entry);
const slug = (entry) => entry.link.pathname.split("/").at(-2);

// --- what is chosen ---

const ticked = (facet) => boxes.filter((box) => box.facet === facet && box.input.checked);
const has = (entry, group) => !group.length || group.some(({ input }) => entry.values.has(input.id));

// How many facets an entry fails, and which one when it is only one: it counts for that facet's other values.
function sieve(groups) {
  const shown = [];
  const others = new Map(facets.map((facet) => [facet, []]));
  for (const entry of entries) {
    const missed = groups.filter(([, group]) => !has(entry, group));
    if (!missed.length) shown.push(entry);
    else if (missed.length === 1) others.get(missed[0][0]).push(entry);
  }
  return { shown, others };
}

function countsOf({ shown, others }) {
  const counts = new Map(boxes.map(({ input }) => [input.id, 0]));
  const add = (id) => counts.set(id, counts.get(id) + 1);
  for (const { values } of shown) values.forEach(add);
  for (const [facet, missed] of others) {
    for (const { values } of missed) values.forEach((id) => boxOf.get(id).facet === facet && add(id));
  }
  return counts;
}

// --- order ---

const radians = Math.PI / 180;
function kilometres([north, east], [n, e]) {
  const a = Math.sin(((n - north) * radians) / 2) ** 2 +
    Math.cos(north * radians) * Math.cos(n * radians) * Math.sin(((e - east) * radians) / 2) ** 2;
  return 12742 * Math.asin(Math.min(1, Math.sqrt(a)));
}

function ordered(shown, groups) {
  const picked = groups.flatMap(([, group]) => group.map(({ input }) => input.id));
  const from = near.value && [...cities.values()].find((city) => slug(city) === near.value)?.at;
  const far = (entry) => Math.min(...entry.places.map((place) => kilometres(from, cities.get(place).at)));
  const rank = {
    name: () => 0,
    newest: ({ since }) => (since ? -Date.parse(since) : Infinity),
    near: (entry) => (from ? far(entry) : entry.order),
  }[sort.value] ?? ((entry) => entry.order - 1e6 * picked.filter((id) => entry.values.has(id)).length);
  const before = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  return shown
    .map((entry) => [rank(entry), entry])
    .sort(([a, one], [b, other]) => before(a, b) || collator.compare(one.title, other.title))
    .map(([, entry]) => entry);
}

// --- what is shown ---

function make(name, content = "", attributes = {}) {
  const element = document.createElement(name);
  if (content) element.append(content);
  Object.assign(element, attributes);
  return element;
}

const linkTo = (entry) => make("a", entry.title, { href: entry.link.href, lang: entry.link.firstElementChild?.lang ?? "" });

function tableOf(shown) {
  const heads = words.heads.split("|").map((head) => make("th", head, { scope: "col" }));
  const rows = shown.map((entry) => {
    const name = make("th", linkTo(entry), { scope: "row" });
    const cells = [entry.kind, entry.note, entry.themes.join(", "), entry.figure?.cloneNode(true) ?? ""];
    const row = make("tr", name);
    row.append(...cells.map((cell) => make("td", cell)));
    return row;
  });
  const [head, body, whole] = [make("thead"), make("tbody"), make("table")];
  head.append(make("tr"));
  head.firstChild.append(...heads);
  body.append(...rows);
  whole.append(make("caption", text(document.querySelector("h1")), { className: "hidden" }), head, body);
  return whole;
}

const button = (label, name, click) => {
  const made = make("button", label, { type: "button", ariaLabel: name });
  made.addEventListener("click", click);
  return made;
};

function clear(group) {
  for (const { input } of group) input.checked = false;
  changed();
  (chosen.querySelector("button") ?? form.querySelector("select")).focus();
}

// What helps where nothing is found: each facet that can be given up, the one that brings the most first.
function loosen(groups, others) {
  const ways = groups
    .map(([facet, group]) => [others.get(facet).length, group])
    .filter(([found]) => found)
    .sort((a, b) => b[0] - a[0])
    .map(([found, group]) => {
      const name = group.map((box) => box.text).join(", ");
      return button(fill(words.without, { name, number: number.format(found) }), null, () => clear(group));
    });
  if (!ways.length) ways.push(button(text(form.querySelector("[type=reset]")), null, () => form.reset()));
  none.replaceChildren(make("p", words.nothing), ...ways);
}

let shown = entries;
function show() {
  const groups = facets.map((facet) => [facet, ticked(facet)]).filter(([, group]) => group.length);
  const sieved = sieve(groups);
  const counts = countsOf(sieved);
  shown = ordered(sieved.shown, groups);
  const isTable = form.elements.view.value === "table";
  const visible = new Set(shown);
  for (const entry of entries) entry.node.hidden = !visible.has(entry);
  arrange([...shown, ...entries.filter((entry) => !visible.has(entry))]);
  list.hidden = isTable;
  table.hidden = !isTable;
  table.replaceChildren(...(isTable && shown.length ? [tableOf(shown)] : []));
  for (const box of boxes) {
    const count = counts.get(box.input.id);
    write(box.count, number.format(count));
    box.label.classList.toggle("box-empty", !count);
  }
  const all = groups.flatMap(([, group]) => group);
  chosen.hidden = !all.length;
  chosen.replaceChildren(...all.map((box) => button(box.text, fill(words.remove, { name: box.text }), () => clear([box]))));
  none.hidden = shown.length > 0;
  if (shown.length) none.replaceChildren();
  else loosen(groups, sieved.others);
  total.textContent = number.format(shown.length);
  afterwards("bubbles", () => bubbles(counts));
}

// A text that stays is not written again: the browser would lay it out anew.
function write(element, value) {
  if (element.textContent !== value) element.firstChild.data = value;
}

// What can wait until the answer to a tick has been painted; only the last of several is done.
const waiting = {};
function afterwards(key, work) {
  cancelAnimationFrame(waiting[key]);
  waiting[key] = requestAnimationFrame(() => setTimeout(work));
}

// Moves nodes only where the order differs: a tick that only hides costs nothing here. What a reader sees
// first is moved at once, the rest when that has been painted.
const FIRST = 24;
let arranged = entries;
function arrange(next) {
  const wanted = next.filter(({ node }) => !node.hidden);
  const now = arranged.filter(({ node }) => !node.hidden);
  if (wanted.every((entry, at) => entry === now[at])) return;
  list.prepend(...wanted.slice(0, FIRST).map(({ node }) => node));
  arranged = next;
  afterwards("rest", () => arranged === next && list.append(...next.slice(FIRST).map(({ node }) => node)));
}

function bubbles(counts) {
  for (const bubble of form.querySelectorAll(".bubble")) {
    const { input } = boxOf.get(bubble.dataset.box);
    const count = counts.get(input.id);
    const values = { country: bubble.dataset.country, number: number.format(count) };
    write(bubble.querySelector("text"), values.number);
    bubble.setAttribute("aria-label", fill(count === 1 ? words.one : words.result, values));
    bubble.classList.toggle("bubble-none", !count);
    bubble.classList.toggle("bubble-chosen", input.checked);
  }
}

// --- the address ---

function address() {
  const query = new URLSearchParams();
  for (const { input, facet, value } of boxes) if (input.checked) query.append(facet, value);
  if (sort.value) query.set("sort", sort.value);
  if (sort.value === "near" && near.value) query.set("near", near.value);
  if (form.elements.view.value) query.set("view", form.elements.view.value);
  const asked = query.toString();
  return asked ? `?${asked}` : location.pathname;
}

const isOption = (select, value) => [...select.options].some((option) => option.value === value);
function restore() {
  const query = new URLSearchParams(location.search);
  for (const { input, facet, value } of boxes) input.checked = query.getAll(facet).includes(value);
  for (const select of [sort, near]) {
    const value = query.get(select.name) ?? "";
    select.value = isOption(select, value) ? value : "";
  }
  form.elements.view.value = query.get("view") === "table" ? "table" : "";
  for (const { input } of boxes) if (input.checked) open(input);
  show();
}

// What is chosen is seen, unless the reader has folded the filters as a whole.
function open(input) {
  for (let fold = input.closest("details.boxes-more"); fold; fold = fold.parentElement.closest("details.boxes-more")) {
    fold.open = true;
  }
}

function changed() {
  const next = address();
  if (next !== (location.search || location.pathname)) history.pushState(null, "", next);
  show();
}

// --- files ---

const quoted = (cell) => `"${String(cell).replaceAll('"', '""')}"`;
// A spreadsheet must not take a name for a formula.
const plain = (cell) => (/^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell);
const namesOf = (entry, facet) =>
  boxes.filter((box) => box.facet === facet && entry.values.has(box.input.id)).map((box) => box.text);
const pointsOf = (entry) => entry.places.map((place) => cities.get(place).at.toReversed());

const recordOf = (entry) => ({
  name: entry.title,
  type: entry.kind,
  about: entry.note,
  summary: entry.summary,
  themes: namesOf(entry, "theme"),
  countries: namesOf(entry, "country"),
  cities: entry.places.map((place) => cities.get(place).title),
  status: namesOf(entry, "status")[0] ?? "",
  figure: text(entry.figure).replace(/\s+/g, " "),
  address: entry.link.href,
});

function csv() {
  const records = shown.map(recordOf);
  const heads = Object.keys(recordOf(entries[0]));
  const lines = records.map((record) => heads.map((head) => quoted(plain([record[head]].flat().join("; ")))));
  return `\ufeff${[heads, ...lines].map((line) => line.join(",")).join("\r\n")}\r\n`;
}

function geojson() {
  const geometry = (points) =>
    points.length > 1 ? { type: "MultiPoint", coordinates: points }
      : points.length ? { type: "Point", coordinates: points[0] } : null;
  const features = shown.map((entry) => ({
    type: "Feature", geometry: geometry(pointsOf(entry)), properties: recordOf(entry),
  }));
  return JSON.stringify({ type: "FeatureCollection", features }, null, 1);
}

const FILES = {
  csv: ["text/csv", csv],
  json: ["application/json", () => JSON.stringify(shown.map(recordOf), null, 1)],
  geojson: ["application/geo+json", geojson],
};

function keep(kind) {
  const [type, content] = FILES[kind];
  const href = URL.createObjectURL(new Blob([content()], { type }));
  make("a", "", { href, download: `explore.${kind}` }).click();
  setTimeout(() => URL.revokeObjectURL(href), 10_000);
}

// --- start ---

near.append(...[...cities.values()]
  .sort((a, b) => collator.compare(a.title, b.title))
  .map((city) => make("option", city.title, { value: slug(city) })));

form.addEventListener("change", changed);
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(changed));
form.querySelector(".explore-files").addEventListener("click", ({ target }) => target.value && keep(target.value));
form.querySelector(".bubble-map")?.addEventListener("click", (event) => {
  const bubble = event.target.closest(".bubble");
  if (!bubble || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const { input } = boxOf.get(bubble.dataset.box);
  input.checked = !input.checked;
  open(input);
  changed();
});
addEventListener("popstate", restore);
form.classList.remove("unled");
restore();
